// SPDX-License-Identifier: GPL-3.0-or-later
// A file on a stick: bundles sealed to the one who is to read them, so that a stick that is lost
// tells nothing, not even who wrote.
//   "KTS" | version 1 | kind | crypto_box_seal(the bundles)
// A kiosk's X25519 pair is its Ed25519 pair converted (crypto_sign_ed25519_*_to_curve25519).
#ifndef PARCEL_H
#define PARCEL_H

#include "db/base/arena.h"
#include "db/base/secret.h"
#include "sync/bundle/limits.h"

enum parcel_kind {
    PARCEL_TO_REGENCY = 1, // one Round; sealed to the regency's sealing key
    PARCEL_TO_KIOSK = 2,   // an answer, as over HTTP
    PARCEL_ENROL = 3,      // one Enrol, with the ticket's token; sealed to the ticket's sealing key
    PARCEL_ENROLLED = 4,   // one Enrolled; sealed to the kiosk key that the Enrol names
};

// receiver: X25519. False with a fault when it is over PARCEL_MAX.
MUST_USE bool parcel_seal(struct arena *arena, enum parcel_kind kind, struct bytes bundles,
                          const uint8_t receiver[static BOX_PUBLIC_LEN], struct bytes *out);
// The kind by the first bytes; 0 when it is no parcel at all.
enum parcel_kind parcel_kind_of(struct bytes parcel);
// False with a fault: no parcel, another kind, not sealed to this key, damaged.
MUST_USE bool parcel_open(struct arena *arena, enum parcel_kind kind, struct bytes parcel,
                          const uint8_t public_key[static BOX_PUBLIC_LEN],
                          const uint8_t secret_key[static BOX_SECRET_LEN], struct bytes *bundles);

// X25519 keys of a kiosk from its Ed25519 ones. False when the public key is no point of the curve.
MUST_USE bool parcel_public_of(uint8_t out[static BOX_PUBLIC_LEN],
                               const uint8_t sign_public[static SIGN_PUBLIC_LEN]);
void parcel_secret_of(uint8_t out[static BOX_SECRET_LEN],
                      const uint8_t sign_secret[static SIGN_SECRET_LEN]);

#endif
