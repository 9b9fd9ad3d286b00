// SPDX-License-Identifier: GPL-3.0-or-later
// Roles at kiosks (BPD, desa): their public keys, and the cases that are addressed to them, sealed
// to the key that is in force at each kiosk of the village. A kiosk gets an item at every revision
// of its case, and all of them again when its role has a new key. Nothing that a role reads lies
// open here because of it: words come out of their seal and go into the next in memory.
#ifndef ROLE_H
#define ROLE_H

#include "case.h"

enum {
    // Cases sealed again in one round, some 0.2 ms each: the kiosk is told that more are left.
    ROLE_SETTLE_MAX = 400,
    ROLE_CERTIFIED_MAX = 256, // of one kiosk, in one list
    ROLE_NAME_BYTES_MAX = 240,
};

// The office, as a villager would call it; "" for a role that answers nobody.
const char *role_office(Kt__Role role);

struct role_place { // where it was first filed
    uint32_t log;
    uint64_t seq;
    bool again; // sent again under another log
};
enum role_end { ROLE_TAKEN, ROLE_REFUSED, ROLE_FAILED };

// A role's key, made or replaced at that kiosk. The kiosk counts: what it files is in force from
// now on; what it only sends again is so where its number is higher. REFUSED: the fault says why.
enum role_end role_take_key(struct regency *regency, uint32_t kiosk, const Kt__RoleKey *key,
                            const struct role_place *place);
// The key of that number with which an act at `place` may have been made. False with a fault:
// unknown here, or replaced before that.
bool role_key_for(struct regency *regency, uint32_t kiosk, Kt__Role role, uint32_t number,
                  const struct role_place *place, uint8_t out[static BOX_PUBLIC_LEN]);

// The case as it is now, to every kiosk of its village whose role has a key. maker: a kiosk that
// sealed its own copy when it was filed, 0 for none. Inside the caller's transaction.
MUST_USE bool role_publish(struct regency *regency, struct arena *arena,
                           const struct keyring *keyring, const struct case_info *info,
                           Kt__CaseView *view, uint32_t maker);
// Erased by its villager, or routed away: from every kiosk that had it.
MUST_USE bool role_retract(struct regency *regency, struct arena *arena,
                           const struct case_info *info);
// What is not sealed to this kiosk's newest keys yet, ROLE_SETTLE_MAX at a time. *left: there is
// more. Cheap when there is nothing to do: for each round. Inside the caller's transaction.
MUST_USE bool role_settle(struct regency *regency, const struct keyring *keyring, uint32_t kiosk,
                          uint32_t village, bool *left);

// ---- operators' certificates

enum role_end role_take_certified(struct regency *regency, uint32_t kiosk,
                                  const Kt__Certified *certified, const struct role_place *place);
// Oldest first, in the arena. Returns how many.
size_t role_certified(struct regency *regency, struct arena *arena, uint32_t kiosk,
                      Kt__Certified *out[static ROLE_CERTIFIED_MAX]);

#endif
