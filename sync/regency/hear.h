// SPDX-License-Identifier: GPL-3.0-or-later
// Whose request it is, and a restored machine's new key.
#ifndef HEAR_H
#define HEAR_H

#include "exchange.h"

enum hear_end {
    HEAR_WELL,
    HEAR_REFUSED, // the fault is the word that goes back: unknown, revoked, not enrolled, another's
                  // signature, a replaced key
    HEAR_UNREAD,  // its signature holds; it is packed with a dictionary that is not here
};
// *kiosk, the key that signed, and the body (a view, or in the arena).
MUST_USE enum hear_end hear_request(struct regency *regency, const struct keyring *keyring,
                                    struct arena *arena, const struct bundle *bundle,
                                    enum exchange_keys keys, struct registry_kiosk *kiosk,
                                    uint8_t key[static SIGN_PUBLIC_LEN], struct bytes *body);

// Round.rekey, NULL for none: *certificate is that of the new key once it is in force, else empty.
// False when the store failed. Inside the caller's transaction.
MUST_USE bool hear_rekey(struct regency *regency, struct arena *arena,
                         const struct keyring *keyring, const Kt__Rekey *rekey,
                         const uint8_t signed_by[static SIGN_PUBLIC_LEN],
                         struct registry_kiosk *kiosk, struct bytes *certificate);

#endif
