// SPDX-License-Identifier: GPL-3.0-or-later
// Answers from the regency, closed, by case; and the tries at opening them.
#ifndef ANSWER_H
#define ANSWER_H

#include "identity.h"

// From the feed: the newest revision wins; an event reports its arrival once.
MUST_USE bool answer_put(struct village *village, const Kt__Answer *answer);
// How many have come that nobody opened yet.
int64_t answer_unopened(struct village *village);
// The same by the month in which they were filed here, newest first: the kiosk knows no more than
// that. month: 12 * year + month - 1; 0: filed elsewhere, or erased here. Where there are more than
// max months, the last one holds the rest as well.
struct answer_month {
    int month;
    int64_t count;
};
size_t answer_unopened_months(struct village *village, size_t max, struct answer_month *months);

// What a receipt opens, in the caller's arena.
struct answer_view {
    Kt__Words *own;     // the own text; NULL at a kiosk where it was not filed
    Kt__CaseView *view; // NULL while no answer has come
    const char *number; // public number, NULL when unknown here
    int64_t filed_day;  // 0 when unknown here
    bool sent;          // its event was confirmed by the regency
    bool refused;       // the regency has its event and could not open it: nobody reads it
    bool damaged;       // an answer is here that cannot be opened: to be asked for again
};
enum answer_found { ANSWER_FOUND, ANSWER_UNKNOWN };
// Marks it as opened, and takes off follow_pending what it shows. A code that nobody has and a
// wrong one look alike. FOUND with nothing in *out: all was erased, and what the regency says of it
// has not come yet (follow_pending).
enum answer_found answer_open(struct village *village, struct arena *arena,
                              const struct receipt *receipt, struct answer_view *out);

// Five tries, then a wait that grows to at most 60 s; kept in the file, so a restart does not help.
// By the machine's own clock, never a test clock. A typing slip is never counted.
int64_t answer_wait_ms(struct village *village); // 0: try now
void answer_tried(struct village *village, bool opened);

#endif
