// SPDX-License-Identifier: GPL-3.0-or-later
// The regency's keys: files of mode 0600 under DIR/keys, and the chain of key lists in the store.
//   root (public and secret)   signs key lists and certificates; the secret may lie offline
//   sealing-N, signing-N       secret halves of key list N, kept for ever: old texts name their N
//   list-N                     the list itself once more, signed: a store that is brought back from
//                              before a rotation goes on with the lists that kiosks know already
#ifndef KEYRING_H
#define KEYRING_H

#include "db/record/trust.h"
#include "regency.h"

enum { KEYRING_LISTS_MAX = 64 }; // a new list a year for the life of a kiosk, several times over

struct keyring_keys {
    uint32_t number;
    uint8_t sealing_public[BOX_PUBLIC_LEN], signing_public[SIGN_PUBLIC_LEN];
    uint8_t *sealing_secret; // locked memory, owned
    uint8_t *signing_secret; // locked memory, owned
};

struct keyring {
    uint8_t root_public[SIGN_PUBLIC_LEN];
    uint8_t *root_secret; // locked memory, owned; NULL while it lies offline
    struct keyring_keys lists[KEYRING_LISTS_MAX];
    size_t count; // at least 1; the newest last
};

// Makes root, sealing-1 and signing-1 where they are missing, so that `init` on a new disk with the
// old keys carries on with them. Fills in the root's public half.
MUST_USE bool keyring_make(const char *dir, uint8_t root_public[static SIGN_PUBLIC_LEN]);
// Signs key list 1 with these TLS pins into the store, which has none yet.
MUST_USE bool keyring_begin(struct regency *regency, const uint8_t (*pins)[TLS_PIN_LEN],
                            size_t pin_count);

// The next list: fresh sealing and signing keys and these pins, signed by the root, whose secret
// has to be here. Kiosks learn of it with their next answer; those that were away walk the chain.
// False with a fault: no root, the last list there can be.
MUST_USE bool keyring_rotate(struct regency *regency, const struct keyring *keyring,
                             const uint8_t (*pins)[TLS_PIN_LEN], size_t pin_count);
// For a server that runs on: opens lists that another command added since. Cheap when there is
// none. False with a fault: its keys are not here; the ring goes on with those that it had.
MUST_USE bool keyring_refresh(struct regency *regency, struct keyring *keyring);

// NULL with a fault: a key is missing or does not belong to its list.
struct keyring *keyring_open(struct regency *regency);
void keyring_close(struct keyring *keyring); // takes NULL

const struct keyring_keys *keyring_newest(const struct keyring *keyring);
// NULL when there is no such list.
const struct keyring_keys *keyring_find(const struct keyring *keyring, uint32_t number);

// The packed Signed lists after number `after`, in order, in the arena. Returns how many.
size_t keyring_chain(struct regency *regency, struct arena *arena, uint32_t after,
                     struct bytes lists[static KEYRING_LISTS_MAX]);
// The newest list itself, for its pins; NULL with a fault.
Kt__KeyList *keyring_list(struct regency *regency, struct arena *arena);

#endif
