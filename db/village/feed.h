// SPDX-License-Identifier: GPL-3.0-or-later
// The feed down, as the kiosk keeps it: one opaque cursor a class, and where a whole state begins.
#ifndef FEED_H
#define FEED_H

#include "village.h"

enum feed_class {
    FEED_ALERT = 1,
    FEED_TEXT = 2,
    FEED_STATUS = 3,
    FEED_PARTS = 4,
    FEED_CLASSES = 5
};
enum { FEED_CURSOR_LEN_MAX = 32 };
// What stands as the reason of a notice that a whole state swept away.
#define FEED_SWEPT "Tidak lagi dimuat oleh kabupaten."

// Empty when the class was never read. In the arena.
struct bytes feed_cursor(struct village *village, struct arena *arena, enum feed_class class);
// Inside the transaction that applied what lies before it.
MUST_USE bool feed_cursor_set(struct village *village, enum feed_class class, struct bytes cursor);

// A change that this version does not know was passed over. Inside the caller's transaction.
MUST_USE bool feed_passed_over(struct village *village);
// Where a program of another version than `version` passed something over: every class is asked for
// anew, whole, so that it comes again. In a transaction of its own.
MUST_USE bool feed_upgraded(struct village *village, int64_t version);

// A whole state of a class begins / has ended. What was not in it: alerts and items of the board
// are gone; notices of the regency are withdrawn, and come back when the regency names them again.
// Both inside transactions of the caller.
MUST_USE bool feed_whole_begin(struct village *village, enum feed_class class);
MUST_USE bool feed_whole_end(struct village *village, enum feed_class class);

#endif
