// SPDX-License-Identifier: GPL-3.0-or-later
// Logs, as the regency keeps them for ever: the mark, the running hash after every event, where a
// re-sent event stood first, and what was set aside. All inside the caller's transaction.
#ifndef LEDGER_H
#define LEDGER_H

#include "db/record/event.h"
#include "regency.h"

struct ledger_log {
    int64_t row;
    uint32_t kiosk, log;
    uint64_t mark;
    uint8_t mark_hash[HASH_LEN];
};
struct ledger_origin {
    uint32_t log;
    uint64_t seq;
    uint8_t hash[HASH_LEN];
};
struct ledger_place {
    int64_t row; // of the log
    uint32_t kiosk, log;
    uint64_t seq;
};
enum ledger_found { LEDGER_FOUND, LEDGER_UNKNOWN, LEDGER_FAILED };

// Finds the log and locks its row until the transaction ends.
enum ledger_found ledger_lock(struct regency *regency, uint32_t kiosk, uint32_t log,
                              struct ledger_log *out);
// Begins it: mark 0, hash(0).
MUST_USE bool ledger_start(struct regency *regency, uint32_t kiosk, uint32_t log,
                           struct ledger_log *out);
// The running hash after event seq; seq 0 is hash(0). False when it is not stored.
bool ledger_hash(struct regency *regency, const struct ledger_log *log, uint64_t seq,
                 uint8_t out[static HASH_LEN]);
// True when this kiosk's event of that origin is stored, under its own log or sent again.
bool ledger_knows(struct regency *regency, uint32_t kiosk, const struct ledger_origin *origin);
// The event after the mark. origin may be NULL. The mark advances.
MUST_USE bool ledger_append(struct regency *regency, struct ledger_log *log,
                            const uint8_t hash[static HASH_LEN],
                            const struct ledger_origin *origin);
// Keeps what could not be applied, and why; it counts among those of its kiosk and day. clash: see
// intake_place.
MUST_USE bool ledger_aside(struct regency *regency, const struct ledger_log *log, uint64_t seq,
                           struct bytes event, const char *why, bool clash);
// Those of this log from `first` to `last`, in the order of their seq, at most max; the texts are
// in the arena. Returns how many.
struct ledger_aside_why {
    uint64_t seq;
    const char *why;
    bool clash;
};
size_t ledger_asides(struct regency *regency, struct arena *arena, const struct ledger_log *log,
                     uint64_t first, uint64_t last, size_t max, struct ledger_aside_why *out);
// Of whatever kiosk (0: of all), the oldest first, those with a row above `after`: what was set
// aside, and never a word of it. At most max; returns how many.
struct ledger_aside {
    int64_t id;
    struct ledger_place at;
    int64_t at_s, bytes;
    const char *why; // in the arena
};
size_t ledger_asides_all(struct regency *regency, struct arena *arena, uint32_t kiosk,
                         int64_t after, size_t max, struct ledger_aside *out);
int64_t ledger_asides_count(struct regency *regency);
int64_t ledger_asides_within(struct regency *regency, const struct ledger_log *log, uint64_t first,
                             uint64_t last);
// Of this kiosk, today.
void ledger_asides_today(struct regency *regency, uint32_t kiosk, int64_t *count, int64_t *bytes);
// It was tried again: what stands in the way now.
MUST_USE bool ledger_aside_still(struct regency *regency, int64_t row, uint64_t seq,
                                 const char *why);
// It could be applied after all.
MUST_USE bool ledger_aside_done(struct regency *regency, int64_t row, uint64_t seq);

// Set aside only because the case that it is for (16 bytes) has not come yet.
MUST_USE bool ledger_early_note(struct regency *regency, const struct ledger_log *log, uint64_t seq,
                                const uint8_t *case_id);
enum { LEDGER_EARLY_MAX = 64 }; // of one case: a receipt has fewer steps under way
// Those that wait for this case, in the order in which they came; they do not wait any more.
size_t ledger_early_take(struct regency *regency, const uint8_t *case_id,
                         struct ledger_place out[static LEDGER_EARLY_MAX]);
// The event of one of them, in the arena.
struct bytes ledger_aside_bytes(struct regency *regency, struct arena *arena, int64_t row,
                                uint64_t seq);

#endif
