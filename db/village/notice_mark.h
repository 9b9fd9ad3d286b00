// SPDX-License-Identifier: GPL-3.0-or-later
// Own notices that this disk has forgotten. One that was put back as bytes, or that an old stick
// found before the first round, may never find out by its log; and the feed brings nobody what is
// their own.
#ifndef NOTICE_MARK_H
#define NOTICE_MARK_H

#include "village.h"

// Of this kiosk's own notices (record_notice_mark).
uint32_t notice_mark(struct village *village);
// The regency's, at a time when it had all events of this disk and this disk all of its changes.
// True when it is another one: the whole state was asked for, which brings own notices too. Once
// for each difference: what the regency refused stays different.
bool notice_mark_heard(struct village *village, uint32_t mark);

#endif
