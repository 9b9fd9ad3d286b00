// SPDX-License-Identifier: GPL-3.0-or-later
// How much to put into one round: what is lost when the link breaks, weighed against a round trip
// for each. Learns from the rounds before and from nothing else, and remembers it in the village
// file: else a program that is started anew for each try would never get through a way that is too
// thin for all at once.
#ifndef PACE_H
#define PACE_H

#include "db/village/village.h"

enum { PACE_CALM_MAX = 16 };

struct pace {
    struct village *village; // not owned
    uint32_t budget;         // bytes of events, and of answer; BUDGET_MIN to BUDGET_DEFAULT
    bool unlucky;            // the last one broke when it had hardly begun
    bool grown;              // the budget is larger than anything that went through
    int calm_needed;         // good rounds before it grows again: twice as many after each relapse
    int calm;                // of them, so far
};

void pace_init(struct pace *pace, struct village *village);
// A round went well. Where it was quick and had needed half of the budget or more, the budget may
// grow: one that carried nothing proves nothing.
void pace_well(struct pace *pace, size_t bytes_up, size_t bytes_down, int64_t took_ms);
// A round that wanted to carry so many bytes broke off on the way, having moved for so long. Halves
// what was tried, so that the next one is smaller for certain. One that began just before an outage
// says nothing of the link: it is tried once more as it was.
void pace_broke(struct pace *pace, size_t bytes_tried, int64_t moved_ms);
// It was too large for the server.
void pace_too_large(struct pace *pace, size_t bytes_tried);

#endif
