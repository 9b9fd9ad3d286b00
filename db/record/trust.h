// SPDX-License-Identifier: GPL-3.0-or-later
// What the root key signs: the chain of key lists and each kiosk's certificate; and the ticket that
// brings the root key to a kiosk.
#ifndef TRUST_H
#define TRUST_H

#include "record.h"

enum {
    TOKEN_LEN = 16,
    TLS_PIN_LEN = 32, // SHA-256 of the SubjectPublicKeyInfo (RFC 7469)
    TLS_PINS_MAX = 4,
    URL_LEN_MAX = 500,
    TICKET_TEXT_MAX = 2000,
};

// A packed Signed around the packed message.
struct bytes trust_sign_key_list(struct arena *arena, const Kt__KeyList *list,
                                 const uint8_t root_secret[static SIGN_SECRET_LEN]);
struct bytes trust_sign_certificate(struct arena *arena, const Kt__Certificate *certificate,
                                    const uint8_t root_secret[static SIGN_SECRET_LEN]);

// Checks signature and sizes; whether it follows another list, trust_follows says. NULL with a
// fault.
Kt__KeyList *trust_open_key_list(struct arena *arena, struct bytes signed_list,
                                 const uint8_t root_public[static SIGN_PUBLIC_LEN]);
// One that was checked when it was kept: read without checking the signature again.
Kt__KeyList *trust_kept_key_list(struct arena *arena, struct bytes signed_list);
Kt__Certificate *trust_kept_certificate(struct arena *arena, struct bytes signed_certificate);
// What the next list names as the one before it; false when it is no Signed.
MUST_USE bool trust_key_list_hash(uint8_t out[static HASH_LEN], struct bytes signed_list);
// True when `next` is numbered one higher and names the hash of `list`'s bytes.
bool trust_follows(struct bytes signed_next, struct bytes signed_list);
Kt__Certificate *trust_open_certificate(struct arena *arena, struct bytes signed_certificate,
                                        const uint8_t root_public[static SIGN_PUBLIC_LEN]);

// What a new kiosk key signs to take the place of `old` (Rekey in bundle.proto).
void trust_rekey_prove(uint8_t proof[static SIGN_LEN], uint32_t kiosk,
                       const uint8_t old[static SIGN_PUBLIC_LEN],
                       const uint8_t new_secret[static SIGN_SECRET_LEN]);
MUST_USE bool trust_rekey_holds(struct bytes proof, uint32_t kiosk,
                                const uint8_t old[static SIGN_PUBLIC_LEN],
                                const uint8_t new_public[static SIGN_PUBLIC_LEN]);

// "kt1:..." in the arena.
char *trust_ticket_text(struct arena *arena, const Kt__Ticket *ticket);
// NULL with a fault that tells a typing slip from something that is no ticket at all.
Kt__Ticket *trust_ticket_read(struct arena *arena, const char *text);
// The same as one of four words: a screen says it in the language that is set.
enum trust_ticket {
    TRUST_TICKET_WHOLE,
    TRUST_TICKET_NONE,  // does not begin as a ticket does
    TRUST_TICKET_SLIP,  // its check sum does not hold: mistyped, or cut off
    TRUST_TICKET_OTHER, // of another version
};
enum trust_ticket trust_ticket_look(struct arena *arena, const char *text);

#endif
