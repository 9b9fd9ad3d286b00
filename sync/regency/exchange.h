// SPDX-License-Identifier: GPL-3.0-or-later
// One request of a kiosk against the store: bytes in, bytes out. Knows no socket and no stick, so
// both carriers and every test go through the same door.
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "db/regency/intake.h"
#include "sync/bundle/bundle.h"

enum {
    EXCHANGE_ARENA_MAX = 96 * 1024 * 1024, // one request, unpacked, and its answer
    EXCHANGE_PAGE_BYTES = 256 * 1024,  // of changes in one bundle: what is lost when a link breaks
    EXCHANGE_BUDGET_MAX = 1536 * 1024, // with one larger change still within RESPONSE_MAX
    EXCHANGE_ENROL_MAX = 4096,         // an Enrol is some 150 bytes
};

// What HTTP calls it; a stick's import says the word instead.
enum exchange_status {
    EXCHANGE_OK = 200,
    EXCHANGE_NO_NEWS = 204, // to who waited
    EXCHANGE_GARBAGE = 400,
    EXCHANGE_FORBIDDEN = 403,
    EXCHANGE_UNAVAILABLE = 503,
};

struct exchange_end {
    enum exchange_status status;
    const char *word;    // one line for people when not OK, or of a verdict; in the arena or static
    struct bytes answer; // when OK; in the arena
    uint32_t kiosk;      // who asked, 0 while nobody knows
    uint8_t kiosk_key[SIGN_PUBLIC_LEN]; // when OK
    enum intake_verdict verdict;
    uint64_t wanted; // INTAKE_GAP: the event that is missing first
    size_t offered, applied, aside_count;
    bool unread; // packed with a dictionary that is not here: the answer says so, nothing was done
    uint64_t told; // the newest change that the kiosk now knows of; 0 while more is left
    const struct ledger_aside_why *asides; // in the arena
};

// Whose requests are heard. A key that was replaced belongs to an older machine or disk: its words
// are taken in only where somebody asks for that (a stick that it wrote before it died). What a
// person brings on a stick is not held to the limits of a round and a day.
enum exchange_keys { EXCHANGE_KEY_IN_FORCE, EXCHANGE_KEY_ON_STICK, EXCHANGE_KEY_REPLACED_TOO };

// Both run in a savepoint of their own inside the caller's transaction; when they end in
// EXCHANGE_UNAVAILABLE nothing was written, and fault_text() has the reason for the log.
void exchange_round(struct regency *regency, const struct keyring *keyring, struct arena *arena,
                    struct bytes request, enum exchange_keys keys, struct exchange_end *end);
void exchange_enrol(struct regency *regency, const struct keyring *keyring, struct arena *arena,
                    struct bytes request, struct exchange_end *end);
// The key lists after the number that is written in `after`, for anybody. Writes nothing.
void exchange_key_lists(struct regency *regency, struct arena *arena, const char *after,
                        struct exchange_end *end);

#endif
