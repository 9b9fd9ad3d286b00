// SPDX-License-Identifier: GPL-3.0-or-later
// When to try a round, and what its end says about the next try: at once where the link may be back
// any moment, later and later where somebody says no.
#ifndef RHYTHM_H
#define RHYTHM_H

#include "exchange.h"

struct rhythm {
    struct exchange *exchange; // not owned
    const struct stop *stop;   // not owned: somebody wants room; nothing went wrong then
    int64_t due_ms;            // a round although nothing waits
    int64_t not_before_ms;     // after a round that was refused
    bool is_told_to_wait;      // by the regency, which a new network does not change
    int64_t probe_ms;          // when to look for a connection again
    int64_t hot_until_ms;      // till then the link may be back any moment
    int refusals;              // in a row
    bool link_down;
    char said[FAULT_LEN_MAX]; // of the link, so as to say it once
};

// The first round is due at once.
void rhythm_begin(struct rhythm *rhythm, struct exchange *exchange, const struct stop *stop);
// Does the round that is due, if any. Returns for how many ms to sleep; -1: until the bell.
int64_t rhythm_step(struct rhythm *rhythm);

// A round in so many ms although nothing waits.
void rhythm_is_due(struct rhythm *rhythm, int64_t in_ms);
// A network came up: what was tried before says nothing any more.
void rhythm_way_out(struct rhythm *rhythm);
// The last round went well.
bool rhythm_in_touch(const struct rhythm *rhythm);

#endif
