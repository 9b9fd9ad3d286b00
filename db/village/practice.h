// SPDX-License-Identifier: GPL-3.0-or-later
// A village file to practise on: DIR/practice, made anew from samples each time, with an identity
// whose keys exist only there, so that the real sealing, posting and answering run and nothing of
// it means anything to anybody else. No agent opens it; it is thrown away when it is closed.
#ifndef PRACTICE_H
#define PRACTICE_H

#include "village.h"

// Who may sign in there, under names that say what they are, and with this PIN.
#define PRACTICE_PIN "135791"

struct practice {
    struct village *village;                                                // owned
    uint8_t sealing_public[BOX_PUBLIC_LEN], sealing_secret[BOX_SECRET_LEN]; // of a made-up regency
};

// Clock and settings are those of `real`, which is only read; its printer and
// its sticks are left out, so that nothing comes onto paper or away. samples: a folder of notices;
// their dates are those of the week of Monday, 5 January 2026, and are moved by whole weeks to this
// one. Takes 0.2 s, most of it the disk's. One block of locked memory, freed by practice_close.
// NULL with a fault: nothing of it is left.
struct practice *practice_open(struct village *real, const char *samples);
void practice_close(struct practice *practice); // takes NULL; removes the folder

// As if days had gone by: whatever was filed has arrived at the made-up regency, which answers it
// with `words`. False with a fault.
MUST_USE bool practice_answer(struct practice *practice, const char *words);

// Removes what a power cut left of the last practice in this data folder.
void practice_sweep(const char *dir);

#endif
