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

// Of what is set aside, so that no kiosk fills the disk or holds up the others; 0: no limit (a
// stick or a card, which a person brings).
struct intake_limits {
    int64_t round;          // of one offer, with those that it had set aside before
    int64_t day, day_bytes; // of a kiosk and a day (UTC)
};
struct intake_offer {
    struct intake_limits limits;
    uint32_t log;
    uint64_t first_seq;       // of events[0]; without events the seq that comes next
    struct bytes hash_before; // the running hash before it, INTAKE_HASH_MIN to HASH_LEN bytes of it
    const struct bytes *events; // as first written, in seq order
    size_t count;
};

enum intake_verdict {
    INTAKE_OK,
    INTAKE_GAP,
    INTAKE_FORK,
    INTAKE_REFUSED,
    INTAKE_WAIT // as much of its day was set aside as may be: nothing was taken
};
struct intake_answer {
    enum intake_verdict verdict;
    struct ledger_log log; // mark and its hash
    uint64_t common;       // the last seq that was found the same on both sides
    uint64_t wanted;       // INTAKE_GAP
    const char *word;      // INTAKE_REFUSED, INTAKE_WAIT: why, for people
    size_t applied;        // events that were new
    bool stopped;          // at a limit: what lies above the mark is for another round
    // What was set aside of the offer, and of what else the mark confirms: by this round or by one
    // whose answer was lost. Texts in the caller's arena.
    struct ledger_aside_why asides[INTAKE_ASIDES_MAX];
    size_t aside_count; // of those named here
};

// Inside the caller's transaction. False with a fault when the store failed: nothing was taken.
MUST_USE bool intake_take(struct regency *regency, struct arena *arena,
                          const struct keyring *keyring, const struct registry_kiosk *kiosk,
                          const struct intake_offer *offer, struct intake_answer *answer);

enum intake_end {
    INTAKE_APPLIED,
    INTAKE_ASIDE, // the fault says why; nothing was written
    INTAKE_FAILED // the store
};

// ---- what was set aside, once more (intake_again.c)

// Tries all of it, in the order in which it came, in transactions of its own: keys that came back,
// a version that knows more. What still cannot be applied stays, with what stands in the way now;
// what would be wrong so late stays as well. False with a fault: the store; what was taken is
// taken.
struct intake_again {
    int64_t taken, left;
};
MUST_USE bool intake_asides_again(struct regency *regency, const struct keyring *keyring,
                                  struct intake_again *out);

// The work of one event, in an arena that is emptied after it. A small hostile one that unfolds
// into more is refused, not taken.
enum { INTAKE_EVENT_ARENA_MAX = 48 * 1024 * 1024 };
// One of them (intake.c), inside the caller's transaction. INTAKE_ASIDE: it stays.
enum intake_end intake_take_aside(struct regency *regency, struct arena *arena,
                                  const struct keyring *keyring, const struct ledger_place *at,
                                  bool late);

// ---- one event (intake_event.c; those of roles in intake_role.c)

struct intake_place {
    const struct registry_kiosk *kiosk;
    uint32_t log; // where it was first filed: what its seal has to name
    uint64_t seq;
    // 16 bytes each, zero before; either may be NULL. opened: the case that this event opened.
    // early: the case that it is for and that is not here yet: an event of another log, or of a
    // stick, was quicker. It is set aside, and taken in with the case.
    uint8_t *opened, *early;
    bool late; // it lay aside: what came after it is here already
    // May be NULL. A notice that was set aside because another one has its numbers.
    bool *clash;
};
// False: what came since may have overtaken it, and nobody could tell (a notice that was withdrawn
// at its kiosk, a support of words that were changed).
bool intake_may_be_late(const Kt__Event *event);
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
