// SPDX-License-Identifier: GPL-3.0-or-later
// What belongs to a role at the kiosk (BPD, desa), closed and opened: the copy of what was
// addressed to it, what it does with a case on the way up, and what the kiosk keeps of that
// meanwhile.
#ifndef SEAL_ROLE_H
#define SEAL_ROLE_H

#include "seal.h"

enum {
    ROLE_VIEW_PAD = 256, // of what tells how a case stands, or what was done with it
    ROLE_NONCE_LEN = crypto_box_NONCEBYTES,
    ROLE_SEALED_BYTES_MAX = EVENT_BYTES_MAX, // of a copy: words and a case at its longest
};

// The role that reads what is addressed so; ROLE_NONE for kabupaten and for who did not know.
Kt__Role seal_role_of(Kt__Addressee to);

// False with a fault for one that nothing can be sealed to (of low order).
MUST_USE bool seal_role_key_check(const uint8_t role_public[static BOX_PUBLIC_LEN]);

// ---- the copy

// Data NULL with a fault when the key is none.
struct bytes seal_role_copy_close(struct arena *arena, const Kt__RoleCopy *copy,
                                  const uint8_t role_public[static BOX_PUBLIC_LEN]);
// NULL with a fault: for another key, damaged, or of a case that its receipt key does not give.
// Says nothing yet about the words (seal_words_unpack).
Kt__RoleCopy *seal_role_copy_open(struct arena *arena, struct bytes sealed,
                                  const uint8_t role_public[static BOX_PUBLIC_LEN],
                                  const uint8_t role_secret[static BOX_SECRET_LEN]);

// ---- what the role does, to the regency

// Acted.sealed: acting -> crypto_box(role, regency) -> ActEnvelope -> padded -> crypto_box_seal to
// the regency. Data NULL with a fault when a key is none.
struct bytes seal_role_act_close(struct arena *arena, const Kt__Acting *acting, Kt__Role role,
                                 uint32_t key_number,
                                 const uint8_t role_secret[static BOX_SECRET_LEN],
                                 const uint8_t sealing_public[static BOX_PUBLIC_LEN]);
// The outer layer: says which key, so that it can be looked up. Nothing in it is proved yet. NULL
// with a fault.
Kt__ActEnvelope *seal_role_act_open(struct arena *arena, struct bytes sealed,
                                    const uint8_t sealing_public[static BOX_PUBLIC_LEN],
                                    const uint8_t sealing_secret[static BOX_SECRET_LEN]);
// The inner layer, with the key that the regency keeps under envelope's role and number. NULL with
// a fault: not made with that key, damaged, no text. Says nothing about the step being sensible.
Kt__Acting *seal_role_act_box_open(struct arena *arena, const Kt__ActEnvelope *envelope,
                                   const uint8_t role_public[static BOX_PUBLIC_LEN],
                                   const uint8_t sealing_secret[static BOX_SECRET_LEN]);

// ---- what the kiosk keeps of it until the regency shows it

struct bytes seal_role_kept_close(struct arena *arena, const Kt__Acting *acting,
                                  const uint8_t role_public[static BOX_PUBLIC_LEN]);
Kt__Acting *seal_role_kept_open(struct arena *arena, struct bytes kept,
                                const uint8_t role_public[static BOX_PUBLIC_LEN],
                                const uint8_t role_secret[static BOX_SECRET_LEN]);
// For the villager: nobody but the receipt opens it.
struct bytes seal_role_note_close(struct arena *arena, const Kt__CaseEntry *entry,
                                  const uint8_t receipt_public[static BOX_PUBLIC_LEN]);
Kt__CaseEntry *seal_role_note_open(struct arena *arena, struct bytes note,
                                   const struct receipt *receipt);

#endif
