// SPDX-License-Identifier: GPL-3.0-or-later
// What the last rounds were like: for `status`, the home screen and the keeper.
#ifndef ROUND_H
#define ROUND_H

#include "db/base/phrase.h"
#include "village.h"

// Why a round ended as it did. Numbers are kept in the file.
enum round_why {
    ROUND_WELL,
    ROUND_NO_LINK,      // nobody was reached
    ROUND_BROKEN,       // the link broke on the way
    ROUND_STRANGER,     // somebody else answered: a login page, a wrong machine
    ROUND_REFUSED,      // the regency said no, or its answer could not be used
    ROUND_BUSY,         // the regency is busy
    ROUND_NOT_ENROLLED, // there is no regency yet
    ROUND_OWN_FAULT,    // this kiosk: its file, its disk
    ROUND_WHY_COUNT,
};
// For the keeper: what happened, and what to do next (text NULL where nothing is to be done).
struct phrase round_words(enum round_why why);
struct phrase round_advice(enum round_why why);

struct round_report {
    int64_t at_s;
    const char *carrier;                                            // "https", "stick"
    const char *result;                                             // "ok", or the reason in words
    int64_t bytes_up, bytes_down, events_up, changes_down, took_ms; // bytes of bundles
    int64_t wire_up, wire_down; // what the network took, with all since the row before; not kept
    enum round_why why;         // ROUND_WELL with "ok"
};
MUST_USE bool round_add(struct village *village, const struct round_report *report);
// False when there was none. Strings in the arena.
bool round_last(struct village *village, struct arena *arena, struct round_report *out);
// The newest first; returns how many.
size_t round_list(struct village *village, struct arena *arena, size_t max,
                  struct round_report *out);
// When a round last went well; 0: never.
int64_t round_last_ok_s(struct village *village);

// What the network cost: bytes on the wire both ways, by day, of waiting and of what failed as
// well. A stick costs nobody anything.
struct round_traffic {
    int64_t today, month; // of the village's calendar, both ways
    int64_t limit;        // of a month, bytes; 0: none (setting month_limit)
    int64_t today_up, today_down, today_rounds;
};
struct round_traffic round_traffic(struct village *village);
// Bytes on the wire outside of any round: the enrolment's.
MUST_USE bool round_spend(struct village *village, int64_t up, int64_t down);
// Whether recordings, or pictures, may travel now, either way: within the month's limit and the
// hours of the setting sound_hours, or picture_hours. Words always may.
enum round_parts { ROUND_SOUND, ROUND_PICTURES };
bool round_parts_allowed(struct village *village, enum round_parts what);

// Events that the regency set aside, with its word: shown to the keeper, never silent.
MUST_USE bool round_aside(struct village *village, uint32_t log, uint64_t seq, const char *why);
// It was taken in after all.
MUST_USE bool round_aside_taken(struct village *village, uint32_t log, uint64_t seq);
int64_t round_aside_count(struct village *village);
// The regency's word of the newest; "" when there is none. In the arena.
const char *round_aside_why(struct village *village, struct arena *arena);

#endif
