// SPDX-License-Identifier: GPL-3.0-or-later
// What a kiosk offers, taken in: compared with what is stored, applied event by event, or set aside
// with a reason. Every word arrives once, whatever comes twice, late, in part or from two disks.
#ifndef INTAKE_H
#define INTAKE_H

#include "ledger.h"
#include "registry.h"

enum {
    INTAKE_HASH_MIN = 8,     // bytes of hash_before: forks are accidents, half a hash shows them
    INTAKE_ASIDES_MAX = 256, // named in one answer; the registry keeps them all
    INTAKE_WHY_BYTES_MAX = 300,
};

struct intake_offer {
    uint32_t log;
    uint64_t first_seq;       // of events[0]; without events the seq that comes next
    struct bytes hash_before; // the running hash before it, INTAKE_HASH_MIN to HASH_LEN bytes of it
    const struct bytes *events; // as first written, in seq order
    size_t count;
};

enum intake_verdict { INTAKE_OK, INTAKE_GAP, INTAKE_FORK, INTAKE_REFUSED };
struct intake_aside {
    uint64_t seq;
    const char *why; // in the caller's arena
    bool clash;      // see intake_place
};
struct intake_answer {
    enum intake_verdict verdict;
    struct ledger_log log; // mark and its hash
    uint64_t common;       // the last seq that was found the same on both sides
    uint64_t wanted;       // INTAKE_GAP
    const char *word;      // INTAKE_REFUSED: why, for people
    size_t applied;        // events that were new
    struct intake_aside asides[INTAKE_ASIDES_MAX];
    size_t aside_count; // of those named here
};

// Inside the caller's transaction. False with a fault when the store failed: nothing was taken.
MUST_USE bool intake_take(struct regency *regency, struct arena *arena,
                          const struct keyring *keyring, const struct registry_kiosk *kiosk,
                          const struct intake_offer *offer, struct intake_answer *answer);

// ---- one event (intake_event.c; those of roles in intake_role.c)

struct intake_place {
    const struct registry_kiosk *kiosk;
    uint32_t log; // where it was first filed: what its seal has to name
    uint64_t seq;
    // 16 bytes each, zero before; either may be NULL. opened: the case that this event opened.
    // early: the case that it is for and that is not here yet: an event of another log, or of a
    // stick, was quicker. It is set aside, and taken in with the case.
    uint8_t *opened, *early;
    // May be NULL. A notice that was set aside because another one has its numbers.
    bool *clash;
};
enum intake_end {
    INTAKE_APPLIED,
    INTAKE_ASIDE, // the fault says why; nothing of it was taken
    INTAKE_FAILED // the store
};
enum intake_end intake_event(struct regency *regency, struct arena *arena,
                             const struct keyring *keyring, const struct intake_place *place,
                             const Kt__Event *event);

// What a sealed step says of itself, against the event that carries it: NULL when they agree, else
// the first thing that differs.
struct intake_named {
    uint32_t kiosk, log;
    uint64_t seq, at_s;
};
const char *intake_differs(const struct intake_place *place, const Kt__Event *event,
                           struct intake_named named);

enum intake_end intake_role_key(struct regency *regency, struct arena *arena,
                                const struct keyring *keyring, const struct intake_place *place,
                                const Kt__Event *event);
enum intake_end intake_role_acted(struct regency *regency, struct arena *arena,
                                  const struct keyring *keyring, const struct intake_place *place,
                                  const Kt__Event *event);
enum intake_end intake_role_anew(struct regency *regency, struct arena *arena,
                                 const struct keyring *keyring, const struct intake_place *place,
                                 const Kt__Event *event);
enum intake_end intake_role_certified(struct regency *regency, struct arena *arena,
                                      const struct keyring *keyring,
                                      const struct intake_place *place, const Kt__Event *event);

#endif
