// SPDX-License-Identifier: GPL-3.0-or-later
// What a villager does with a case, closed on its way up. Two layers: the outer seal hides from
// everybody but the regency which case it is about; the inner box can be made by nobody but the
// receipt, so that nobody rates, reopens or erases for somebody else.
#ifndef SEAL_FOLLOW_H
#define SEAL_FOLLOW_H

#include "seal.h"

enum {
    FOLLOW_PAD = 256, // a rating and a short question look alike from outside
    FOLLOW_NONCE_LEN = crypto_box_NONCEBYTES,
};

// Followed.sealed: following -> crypto_box(receipt, regency) -> FollowEnvelope -> padded ->
// crypto_box_seal to the regency. following->case_ has to be the receipt's. Data NULL with a fault
// when the regency's key is none that a box can be made to.
struct bytes seal_follow_close(struct arena *arena, const Kt__Following *following,
                               const struct receipt *receipt,
                               const uint8_t sealing_public[static BOX_PUBLIC_LEN]);

// The outer layer: tells which case, so that its receipt key can be looked up. Nothing in it is
// proved yet. NULL with a fault: not ours to open, damaged, or not a record.
Kt__FollowEnvelope *seal_follow_open(struct arena *arena, struct bytes sealed,
                                     const uint8_t sealing_public[static BOX_PUBLIC_LEN],
                                     const uint8_t sealing_secret[static BOX_SECRET_LEN]);

// The inner layer, with the receipt key that the regency keeps of envelope->case_. NULL with a
// fault: not made by that receipt, or for another case than the envelope or the key says, or not a
// record. Says nothing yet about what, rating or words being sensible (seal_words_unpack).
Kt__Following *seal_follow_box_open(struct arena *arena, const Kt__FollowEnvelope *envelope,
                                    const uint8_t receipt_public[static BOX_PUBLIC_LEN],
                                    const uint8_t sealing_secret[static BOX_SECRET_LEN]);

// What was done here and no answer shows yet, closed for the receipt alone: nonce (24) || secretbox
// with the receipt's own key of the Following, padded.
struct bytes seal_follow_keep(struct arena *arena, const Kt__Following *following,
                              const uint8_t key[static RECEIPT_OWN_KEY_LEN]);
Kt__Following *seal_follow_kept(struct arena *arena, struct bytes kept,
                                const uint8_t key[static RECEIPT_OWN_KEY_LEN]);

#endif
