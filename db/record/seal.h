// SPDX-License-Identifier: GPL-3.0-or-later
// Closing and opening what is personal. Nothing here knows where the bytes are kept.
#ifndef SEAL_H
#define SEAL_H

#include "receipt.h"

enum {
    SEAL_PAD = 16,
    ANSWER_PAD = 256,
    ANSWER_NONCE_LEN = crypto_box_NONCEBYTES,
    ANSWER_BOX_BYTES_MAX = EVENT_BYTES_MAX,
};

// ISO 7816-4 padding to a multiple of block, in the arena; and away again in place, false with a
// fault where it is not such a padding.
struct bytes seal_pad(struct arena *arena, struct bytes open, size_t block);
MUST_USE bool seal_unpad(struct bytes *padded, size_t block);

// What all seals are made of, in the arena; pads are as of seal_pad.
// To whoever has the secret half. Empty with a fault: a key that nothing can be sealed to.
struct bytes seal_to(struct arena *arena, struct bytes open, size_t pad,
                     const uint8_t public_key[static BOX_PUBLIC_LEN]);
// From one key to another, under a nonce of its own. False, without a fault: a public key of low
// order, to which nobody could ever answer.
struct seal_box {
    ProtobufCBinaryData nonce, box; // nonce of crypto_box_NONCEBYTES
};
MUST_USE bool seal_box(struct arena *arena, struct bytes open,
                       const uint8_t public_key[static BOX_PUBLIC_LEN],
                       const uint8_t secret_key[static BOX_SECRET_LEN], struct seal_box *out);
// Under a receipt's own key: nonce (24) || secretbox. Opened: false with a fault that names `what`.
struct bytes seal_keep(struct arena *arena, struct bytes open, size_t pad,
                       const uint8_t key[static RECEIPT_OWN_KEY_LEN]);
MUST_USE bool seal_kept(struct arena *arena, struct bytes kept, size_t pad,
                        const uint8_t key[static RECEIPT_OWN_KEY_LEN], const char *what,
                        struct bytes *open);

// Words -> packed with the newest shipped dictionary.
struct bytes seal_words_pack(struct arena *arena, const Kt__Words *words);
// NULL with a fault when damaged, larger than WORDS_BYTES_MAX, or not valid text.
Kt__Words *seal_words_unpack(struct arena *arena, struct bytes packed, uint32_t dictionary);

// Inside -> padded -> crypto_box_seal to the regency.
struct bytes seal_close(struct arena *arena, const Kt__Inside *inside,
                        const uint8_t sealing_public[static BOX_PUBLIC_LEN]);
// NULL with a fault: not ours to open, damaged, or not a record.
Kt__Inside *seal_open(struct arena *arena, struct bytes sealed,
                      const uint8_t sealing_public[static BOX_PUBLIC_LEN],
                      const uint8_t sealing_secret[static BOX_SECRET_LEN]);

// The own text kept on the kiosk: the packed words under the receipt's own key, padded to 16.
struct bytes seal_own_close(struct arena *arena, struct bytes packed_words,
                            const uint8_t key[static RECEIPT_OWN_KEY_LEN]);
Kt__Words *seal_own_open(struct arena *arena, struct bytes own,
                         const uint8_t key[static RECEIPT_OWN_KEY_LEN]);

// The answer, bound to case and revision by its content.
Kt__Answer *seal_answer_close(struct arena *arena, const Kt__CaseView *view, uint32_t key,
                              const uint8_t receipt_public[static BOX_PUBLIC_LEN],
                              const uint8_t sealing_secret[static BOX_SECRET_LEN]);
// NULL with a fault: for another receipt, damaged, or under another case or revision than it says.
Kt__CaseView *seal_answer_open(struct arena *arena, const Kt__Answer *answer,
                               const struct receipt *receipt,
                               const uint8_t sealing_public[static BOX_PUBLIC_LEN]);

#endif
