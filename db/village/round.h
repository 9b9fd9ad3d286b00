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

// What rounds over the network cost: bytes both ways, by day, as the carrier counted them. A stick
// costs nobody anything.
struct round_traffic {
    int64_t today, month; // of the village's calendar, both ways
    int64_t limit;        // of a month, bytes; 0: none (setting month_limit)
};
struct round_traffic round_traffic(struct village *village);
// Whether recordings may travel now: within the month's limit and the hours of the setting
// sound_hours. Words always may.
bool round_parts_allowed(struct village *village);

// Events that the regency set aside, with its word: shown to the keeper, never silent.
MUST_USE bool round_aside(struct village *village, uint32_t log, uint64_t seq, const char *why);
int64_t round_aside_count(struct village *village);

#endif
