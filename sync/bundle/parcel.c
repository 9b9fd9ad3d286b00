// SPDX-License-Identifier: GPL-3.0-or-later
// Sealed files. What is inside is signed and checked as if it had come by wire; the seal only keeps
// it from being read on the way.
#include "parcel.h"

#include <string.h>

static const char magic[3] = "KTS";
enum { PARCEL_VERSION = 1, VERSION_AT = sizeof magic, KIND_AT, HEAD_LEN };

bool parcel_seal(struct arena *arena, enum parcel_kind kind, struct bytes bundles,
                 const uint8_t receiver[static BOX_PUBLIC_LEN], struct bytes *out)
{
    size_t len = HEAD_LEN + bundles.len + SEAL_EXTRA_LEN;
    if (len > PARCEL_MAX) {
        fault_set("%zu bytes for one file on a stick; at most %d are taken", len, PARCEL_MAX);
        return false;
    }
    uint8_t *to = arena_alloc(arena, len);
    memcpy(to, magic, sizeof magic);
    to[VERSION_AT] = PARCEL_VERSION;
    to[KIND_AT] = (uint8_t)kind;
    if (crypto_box_seal(to + HEAD_LEN, bundles.data, bundles.len, receiver) != 0) {
        fault_set("the receiver's key cannot be sealed to; ask for its newest key list");
        return false;
    }
    *out = bytes_of(to, len);
    return true;
}

enum parcel_kind parcel_kind_of(struct bytes parcel)
{
    bool ours = parcel.len >= HEAD_LEN && memcmp(parcel.data, magic, sizeof magic) == 0 &&
                parcel.data[VERSION_AT] == PARCEL_VERSION;
    uint8_t kind = ours ? parcel.data[KIND_AT] : 0;
    return kind <= PARCEL_ENROLLED ? (enum parcel_kind)kind : (enum parcel_kind)0;
}

bool parcel_open(struct arena *arena, enum parcel_kind kind, struct bytes parcel,
                 const uint8_t public_key[static BOX_PUBLIC_LEN],
                 const uint8_t secret_key[static BOX_SECRET_LEN], struct bytes *bundles)
{
    if (parcel_kind_of(parcel) == 0 || parcel.len > PARCEL_MAX) {
        fault_set("is no file of ours, or of a newer version");
        return false;
    }
    if (parcel_kind_of(parcel) != kind) {
        enum parcel_kind it = parcel_kind_of(parcel);
        bool is_up = it == PARCEL_TO_REGENCY || it == PARCEL_ENROL;
        bool wants_up = kind == PARCEL_TO_REGENCY || kind == PARCEL_ENROL;
        fault_set(is_up == wants_up ? "is of another kind: an enrolment, or a round in its place"
                  : is_up           ? "is on its way to the regency, not to this kiosk"
                                    : "is an answer to a kiosk, not for the regency");
        return false;
    }
    struct bytes sealed = bytes_of(parcel.data + HEAD_LEN, parcel.len - HEAD_LEN);
    uint8_t *open = arena_alloc(arena, sealed.len + 1);
    if (sealed.len < SEAL_EXTRA_LEN ||
        crypto_box_seal_open(open, sealed.data, sealed.len, public_key, secret_key) != 0) {
        fault_set("does not open here: damaged, cut short, or sealed to another");
        return false;
    }
    *bundles = bytes_of(open, sealed.len - SEAL_EXTRA_LEN);
    return true;
}

bool parcel_public_of(uint8_t out[static BOX_PUBLIC_LEN],
                      const uint8_t sign_public[static SIGN_PUBLIC_LEN])
{
    if (crypto_sign_ed25519_pk_to_curve25519(out, sign_public) != 0) {
        fault_set("a kiosk key that is no point of the curve");
        return false;
    }
    return true;
}

void parcel_secret_of(uint8_t out[static BOX_SECRET_LEN],
                      const uint8_t sign_secret[static SIGN_SECRET_LEN])
{
    crypto_sign_ed25519_sk_to_curve25519(out, sign_secret);
}
