// SPDX-License-Identifier: GPL-3.0-or-later
// What BPD or desa do with cases at this kiosk, online or not: an event for the regency, a note
// that only the villager's receipt opens, a line of the audit log; all of it in one commit. Until
// the regency's answer shows it, it is there as *belum sampai*.
#ifndef REGISTER_ACT_H
#define REGISTER_ACT_H

#include "db/record/receipt.h"
#include "village.h"

struct staff_session;

enum {
    REGISTER_GROUP_MAX = 100, // cases in one musyawarah
    REGISTER_NOTES_MAX = 32,  // of one receipt, shown at once
};

struct register_step {
    Kt__Act what;
    Kt__State state;    // STATE_NONE: nothing but the words. TABLE gives DIBAHAS_BPD by itself
    const char *text;   // "" where none is needed: OPEN, TABLE
    int64_t day;        // TABLE, OUTCOME: of the musyawarah, in the village's zone
    const char *notice; // OUTCOME: id of the notice that tells it; NULL: none
};
// For each of these cases (ids), all or none. False with a fault: not addressed to this role, no
// words, a state that this role does not give, the disk. The caller rings the bell.
MUST_USE bool register_act(struct village *village, const struct staff_session *session,
                           const struct bytes *cases, size_t count,
                           const struct register_step *step);

// ---- for the villager

struct register_note {
    Kt__CaseEntry *entry;
    bool refused; // the regency has it and set it aside: it will not come back in an answer
};
// What was done here with this receipt's case and `view` (NULL: no answer yet) does not show,
// oldest first, in the arena. Returns how many.
size_t register_notes(struct village *village, struct arena *arena, const struct receipt *receipt,
                      const Kt__CaseView *view, size_t max, struct register_note *out);

#endif
