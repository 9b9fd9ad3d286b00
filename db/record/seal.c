// SPDX-License-Identifier: GPL-3.0-or-later
// Seals by libsodium. Whatever was open on the way is wiped; arenas wipe themselves.
#include "seal.h"

#include "db/base/deflate.h"

#include <assert.h>
#include <string.h>

struct bytes seal_pad(struct arena *arena, struct bytes open, size_t block)
{
    size_t max = open.len + block, len;
    uint8_t *out = arena_alloc(arena, max);
    if (open.len > 0) {
        memcpy(out, open.data, open.len);
    }
    int result = sodium_pad(&len, out, open.len, block, max);
    assert(result == 0);
    return bytes_of(out, len);
}

bool seal_unpad(struct bytes *padded_bytes, size_t block)
{
    size_t len;
    if (padded_bytes->len == 0 || padded_bytes->len % block != 0 ||
        sodium_unpad(&len, padded_bytes->data, padded_bytes->len, block) != 0) {
        fault_set("what lies inside the seal is not padded as it should be");
        return false;
    }
    padded_bytes->len = len;
    return true;
}

struct bytes seal_to(struct arena *arena, struct bytes open, size_t pad,
                     const uint8_t public_key[static BOX_PUBLIC_LEN])
{
    struct bytes padded = seal_pad(arena, open, pad);
    uint8_t *out = arena_alloc(arena, padded.len + SEAL_EXTRA_LEN);
    if (crypto_box_seal(out, padded.data, padded.len, public_key) != 0) {
        fault_set("a key that nothing can be sealed to");
        return (struct bytes){0};
    }
    return bytes_of(out, padded.len + SEAL_EXTRA_LEN);
}

bool seal_box(struct arena *arena, struct bytes open,
              const uint8_t public_key[static BOX_PUBLIC_LEN],
              const uint8_t secret_key[static BOX_SECRET_LEN], struct seal_box *out)
{
    uint8_t *nonce = arena_alloc(arena, crypto_box_NONCEBYTES);
    randombytes_buf(nonce, crypto_box_NONCEBYTES);
    size_t len = open.len + crypto_box_MACBYTES;
    uint8_t *box = arena_alloc(arena, len);
    out->nonce = record_data(bytes_of(nonce, crypto_box_NONCEBYTES));
    out->box = record_data(bytes_of(box, len));
    return crypto_box_easy(box, open.data, open.len, nonce, public_key, secret_key) == 0;
}

struct bytes seal_keep(struct arena *arena, struct bytes open, size_t pad,
                       const uint8_t key[static RECEIPT_OWN_KEY_LEN])
{
    struct bytes padded = seal_pad(arena, open, pad);
    size_t len = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + padded.len;
    uint8_t *out = arena_alloc(arena, len);
    randombytes_buf(out, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(out + crypto_secretbox_NONCEBYTES, padded.data, padded.len, out, key);
    return bytes_of(out, len);
}

bool seal_kept(struct arena *arena, struct bytes kept, size_t pad,
               const uint8_t key[static RECEIPT_OWN_KEY_LEN], const char *what, struct bytes *open)
{
    const size_t extra = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (kept.len < extra) {
        fault_set("the %s kept here is damaged", what);
        return false;
    }
    uint8_t *data = arena_alloc(arena, kept.len);
    if (crypto_secretbox_open_easy(data, kept.data + crypto_secretbox_NONCEBYTES,
                                   kept.len - crypto_secretbox_NONCEBYTES, kept.data, key) != 0) {
        fault_set("the %s kept here does not open with this receipt", what);
        return false;
    }
    *open = bytes_of(data, kept.len - extra);
    return seal_unpad(open, pad);
}

struct bytes seal_words_pack(struct arena *arena, const Kt__Words *words)
{
    return deflate_pack(arena, record_pack(arena, &words->base), DEFLATE_ID_1);
}

Kt__Words *seal_words_unpack(struct arena *arena, struct bytes packed, uint32_t dictionary)
{
    struct bytes open;
    if (!deflate_unpack(arena, packed, dictionary, WORDS_BYTES_MAX, &open)) {
        return NULL;
    }
    Kt__Words *words = record_unpack(arena, &kt__words__descriptor, open);
    return words && record_texts_are_valid(&words->base) ? words : NULL;
}

struct bytes seal_close(struct arena *arena, const Kt__Inside *inside,
                        const uint8_t sealing_public[static BOX_PUBLIC_LEN])
{
    struct bytes sealed =
        seal_to(arena, record_pack(arena, &inside->base), SEAL_PAD, sealing_public);
    assert(sealed.len > 0);
    return sealed;
}

Kt__Inside *seal_open(struct arena *arena, struct bytes sealed,
                      const uint8_t sealing_public[static BOX_PUBLIC_LEN],
                      const uint8_t sealing_secret[static BOX_SECRET_LEN])
{
    if (sealed.len < SEAL_EXTRA_LEN || sealed.len > EVENT_BYTES_MAX) {
        fault_set("a sealed text of %zu bytes cannot be one", sealed.len);
        return NULL;
    }
    struct bytes open = bytes_of(arena_alloc(arena, sealed.len), sealed.len - SEAL_EXTRA_LEN);
    if (crypto_box_seal_open((uint8_t *)(uintptr_t)open.data, sealed.data, sealed.len,
                             sealing_public, sealing_secret) != 0) {
        fault_set("the seal does not open: damaged, or made for another regency");
        return NULL;
    }
    return seal_unpad(&open, SEAL_PAD) ? record_unpack(arena, &kt__inside__descriptor, open) : NULL;
}

struct bytes seal_own_close(struct arena *arena, struct bytes packed_words,
                            const uint8_t key[static RECEIPT_OWN_KEY_LEN])
{
    return seal_keep(arena, packed_words, SEAL_PAD, key);
}

Kt__Words *seal_own_open(struct arena *arena, struct bytes own,
                         const uint8_t key[static RECEIPT_OWN_KEY_LEN])
{
    struct bytes open;
    return seal_kept(arena, own, SEAL_PAD, key, "own text", &open)
               ? seal_words_unpack(arena, open, DEFLATE_ID_1)
               : NULL;
}

Kt__Answer *seal_answer_close(struct arena *arena, const Kt__CaseView *view, uint32_t key,
                              const uint8_t receipt_public[static BOX_PUBLIC_LEN],
                              const uint8_t sealing_secret[static BOX_SECRET_LEN])
{
    struct bytes open = seal_pad(arena, record_pack(arena, &view->base), ANSWER_PAD);
    if (open.len + crypto_box_MACBYTES > ANSWER_BOX_BYTES_MAX) {
        fault_set("the case has grown to %zu bytes; at most %d can travel", open.len,
                  ANSWER_BOX_BYTES_MAX);
        return NULL;
    }
    struct seal_box box;
    if (!seal_box(arena, open, receipt_public, sealing_secret, &box)) {
        fault_set("the receipt key of this case cannot be answered to");
        return NULL;
    }
    Kt__Answer *answer = ARENA_NEW(arena, Kt__Answer);
    kt__answer__init(answer);
    answer->case_ = view->case_;
    answer->revision = view->revision;
    answer->key = key;
    answer->nonce = box.nonce;
    answer->box = box.box;
    return answer;
}

Kt__CaseView *seal_answer_open(struct arena *arena, const Kt__Answer *answer,
                               const struct receipt *receipt,
                               const uint8_t sealing_public[static BOX_PUBLIC_LEN])
{
    if (answer->nonce.len != ANSWER_NONCE_LEN || answer->box.len < crypto_box_MACBYTES) {
        fault_set("the answer kept here is damaged");
        return NULL;
    }
    struct bytes open =
        bytes_of(arena_alloc(arena, answer->box.len), answer->box.len - crypto_box_MACBYTES);
    if (crypto_box_open_easy((uint8_t *)(uintptr_t)open.data, answer->box.data, answer->box.len,
                             answer->nonce.data, sealing_public, receipt->secret_key) != 0) {
        fault_set("the answer kept here does not open with this receipt");
        return NULL;
    }
    if (!seal_unpad(&open, ANSWER_PAD)) {
        return NULL;
    }
    Kt__CaseView *view = record_unpack(arena, &kt__case_view__descriptor, open);
    if (!view || !record_texts_are_valid(&view->base)) {
        return NULL;
    }
    if (view->n_entries > CASE_ENTRIES_MAX ||
        (view->going_on && view->going_on->n_entries > CASE_ENTRIES_MAX)) {
        fault_set("the answer kept here has more entries than a case may");
        return NULL;
    }
    bool same = bytes_equal(record_view(view->case_), record_view(answer->case_)) &&
                bytes_equal(record_view(view->case_), bytes_of(receipt->case_id, HASH_LEN)) &&
                view->revision == answer->revision;
    if (!same) {
        fault_set("the answer kept here belongs to another case or revision");
        return NULL;
    }
    return view;
}
