// SPDX-License-Identifier: GPL-3.0-or-later
// The villager's word: sealed at the door. What comes in open lies in the caller's locked memory
// and is never written anywhere; what is written can be opened by the regency and by the receipt.
#ifndef ASPIRATION_H
#define ASPIRATION_H

#include "identity.h"

struct aspiration_draft {
    const char *text, *name, *contact; // UTF-8; name and contact may be NULL
    Kt__Category category;
    Kt__Mode mode;
    Kt__Addressee to;
    uint32_t consent;   // version of what was shown before sending; 1: the built-in text
    struct bytes voice; // Ogg Opus in locked memory, or empty; then text may be ""
    uint32_t voice_ms;
};

// Why nothing can be accepted yet.
enum aspiration_ready { ASPIRATION_READY, ASPIRATION_NOT_ENROLLED, ASPIRATION_DISK };
// Also does beforehand what takes time: to be asked before a draft is begun.
enum aspiration_ready aspiration_ready(struct village *village);

// Seals, appends the event, keeps the own copy, all in one synced commit. `receipt` was derived
// before (it takes 80 ms). The caller begins the mirror (mirror.h) and rings the bell then. *number
// is the public number
// ("2005-0042") in the arena. False with a fault: nothing was filed, the draft is still the
// caller's.
MUST_USE bool aspiration_file(struct village *village, struct arena *arena,
                              const struct aspiration_draft *draft, const struct receipt *receipt,
                              const char **number);

// Events not yet confirmed by the regency: aspirations only, and the oldest's time (0: none).
int64_t aspiration_waiting(struct village *village, int64_t *oldest_s);

#endif
