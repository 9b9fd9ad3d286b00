// SPDX-License-Identifier: GPL-3.0-or-later
// What an answer does to the village file. By whatever carrier it came: what is not signed for this
// kiosk changes nothing.
#ifndef APPLY_H
#define APPLY_H

#include "plan.h"

enum apply_next {
    APPLY_DONE,  // nothing is left to send or to fetch
    APPLY_AGAIN, // plan the next round now
    APPLY_WAIT,  // the regency is busy: not before wait_s
};

struct applied {
    enum apply_next next;
    uint32_t wait_s;
    const char *word;        // the regency's word for people, in the arena; NULL when it said none
    int64_t changes;         // applied
    int64_t skipped;         // of kinds or settings that this version does not know
    int64_t asides;          // of this answer
    bool forked;             // a new log was opened
    bool asked;              // from a stick: the regency was put back and lacks what was confirmed
    bool unread;             // a bundle came under a dictionary that is not here
    bool parts_moved;        // the regency keeps more of a recording or picture than before, or
                             // the kiosk more of a picture
    bool pictures_moved;     // of them, a picture
    struct bytes wait_token; // in the arena; empty: none
};

// plan: what was asked; NULL for an answer from a stick, which then moves the clock only forward
// and takes back nothing. False with a fault: refused, damaged, not for us; *out says what was
// applied before that, and each part of it is whole.
MUST_USE bool apply_answer(struct village *village, struct arena *arena, const struct plan *plan,
                           struct bytes answer, struct applied *out);

#endif
