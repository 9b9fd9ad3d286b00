// SPDX-License-Identifier: GPL-3.0-or-later
// From a ticket to a certificate.
#ifndef ENROL_H
#define ENROL_H

#include "db/village/village.h"

// `word` is a ticket ("kt1:...") or, from the command line, a file that holds one. True also when
// this kiosk is enrolled already. Rings. False with a fault; it may be done again with the same
// one.
MUST_USE bool enrol_with(struct village *village, struct arena *arena, const char *word);

#endif
