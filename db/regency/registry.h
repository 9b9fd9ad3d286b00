// SPDX-License-Identifier: GPL-3.0-or-later
// The registry of kiosks: tickets, certificates, and who was turned away. Revocations stand in the
// store and, one line each, in DIR/revoked, which is only ever appended to.
#ifndef REGISTRY_H
#define REGISTRY_H

#include "desa.h"
#include "keyring.h"

enum { REGISTRY_SLOTS_MAX = 99 }; // kiosks of one village

struct registry_kiosk {
    uint32_t id, slot;
    const char *name; // texts in the caller's arena
    struct desa village;
    bool enrolled, revoked;
    bool readmit; // the next machine that shows a replaced key of this kiosk is let in, once
    uint8_t key[SIGN_PUBLIC_LEN];                   // zero before the enrolment
    struct bytes certificate;                       // packed Signed; empty before the enrolment
    int64_t added_s, enrolled_s, revoked_s, seen_s; // 0: never
    int64_t returned_s; // came back by its certificate to a store that had forgotten it
    int64_t waiting;    // events that it still held at its last round
    int64_t oldest_s;   // how old the oldest of them and of its recordings was then; 0: none waits
    int64_t skew_s;     // how far its machine's clock was ahead of ours
    bool has_skew;      // false: it never told its clock, as on a stick
    int64_t free_mb;    // of its disk; 0: never told
    uint32_t version;   // of its program, 100 * major + minor; 0: never told
    int64_t asides;     // of its events, those that were set aside
};

// A new kiosk of that village with a fresh one-time token.
MUST_USE bool registry_add(struct regency *regency, uint32_t village, const char *name,
                           uint8_t token[static TOKEN_LEN], uint32_t *id);
// False with a fault when unknown.
MUST_USE bool registry_get(struct regency *regency, struct arena *arena, uint32_t id,
                           struct registry_kiosk *out);
// This kiosk, and what the same machine was enrolled as before in its village: known by its key.
// The newest first, at most REGISTRY_SLOTS_MAX. Returns how many.
size_t registry_same(struct regency *regency, const struct registry_kiosk *kiosk,
                     uint32_t ids[static REGISTRY_SLOTS_MAX]);
// Ids in order. Returns how many; ids is in the arena.
size_t registry_ids(struct regency *regency, struct arena *arena, uint32_t **ids);

enum registry_answer {
    REGISTRY_ENROLLED,
    REGISTRY_REFUSED, // token unknown, used by another machine, revoked: the fault says which
    REGISTRY_FAILED,  // the store, or the root key is not here
};
// Gives the kiosk its certificate. The same token and key get the same certificate again.
enum registry_answer registry_enrol(struct regency *regency, struct arena *arena,
                                    const struct keyring *keyring, struct bytes token,
                                    const uint8_t key[static SIGN_PUBLIC_LEN],
                                    struct registry_kiosk *out);

// A restored machine's new key in the place of the one in force, with its certificate; *kiosk is
// then as it is now. The old key is kept as replaced: refused, and known again. False with a fault:
// the root key is not here, the store.
MUST_USE bool registry_rekey(struct regency *regency, struct arena *arena,
                             const struct keyring *keyring,
                             const uint8_t key[static SIGN_PUBLIC_LEN],
                             struct registry_kiosk *kiosk);
// A kiosk that shows a certificate of this regency's root which the store does not know: the store
// was put back to a time before it. The key comes into force, marked (returned_s). village: what it
// keeps of its village, for one that is not here either; NULL: an older program. False with a
// fault: revoked, replaced since, older than what is in force, of a village that cannot be here.
MUST_USE bool registry_take_back(struct regency *regency, struct arena *arena,
                                 struct bytes certificate, const Kt__Certificate *shown,
                                 const Kt__Village *village);
// Restored twice from the same backup, a kiosk shows a key that was replaced: an operator who knows
// that machine lets it in. False with a fault: unknown, revoked, not enrolled.
MUST_USE bool registry_readmit(struct regency *regency, uint32_t id);
// Keys of this kiosk that were replaced, the newest first, in the arena. Returns how many.
enum { REGISTRY_REPLACED_MAX = 64 };
size_t registry_replaced(struct regency *regency, struct arena *arena, uint32_t kiosk,
                         struct bytes keys[static REGISTRY_REPLACED_MAX]);

// To the file first, then to the store: from then on nothing of it is taken. Idempotent.
MUST_USE bool registry_revoke(struct regency *regency, uint32_t id);
// Carries over what the file knows and the store does not (a store that was restored).
MUST_USE bool registry_revoked_read(struct regency *regency);

// What a round tells of the kiosk; 0 in the last three: it does not tell now.
struct registry_report {
    int64_t waiting, oldest_s;
    int64_t at_s; // by its own clock
    int64_t free_mb;
    uint32_t version;
};
// A round came in.
MUST_USE bool registry_seen(struct regency *regency, uint32_t id,
                            const struct registry_report *report);

#endif
