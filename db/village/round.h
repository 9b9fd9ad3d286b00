// SPDX-License-Identifier: GPL-3.0-or-later
// What the last rounds were like: for `status`, the home screen and the keeper.
#ifndef ROUND_H
#define ROUND_H

#include "village.h"

struct round_report {
    int64_t at_s;
    const char *carrier; // "https", "stick"
    const char *result;  // "ok", or the reason in words
    int64_t bytes_up, bytes_down, events_up, changes_down, took_ms;
};
MUST_USE bool round_add(struct village *village, const struct round_report *report);
// False when there was none. Strings in the arena.
bool round_last(struct village *village, struct arena *arena, struct round_report *out);
// When a round last went well; 0: never.
int64_t round_last_ok_s(struct village *village);

// Events that the regency set aside, with its word: shown to the keeper, never silent.
MUST_USE bool round_aside(struct village *village, uint32_t log, uint64_t seq, const char *why);
int64_t round_aside_count(struct village *village);

#endif
