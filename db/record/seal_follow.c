// SPDX-License-Identifier: GPL-3.0-or-later
// Follow-ups by libsodium, in both directions. Whatever was open on the way is wiped with the
// arena. Believes nothing of the envelope before the inner box was opened with the receipt's key.
#include "seal_follow.h"

#include <assert.h>

static const uint8_t *bytes_or_fault(ProtobufCBinaryData data, size_t len, const char *what)
{
    if (data.len != len) {
        fault_set("a follow-up's %s has %zu bytes instead of %zu", what, data.len, len);
        return NULL;
    }
    return data.data;
}

struct bytes seal_follow_close(struct arena *arena, const Kt__Following *following,
                               const struct receipt *receipt,
                               const uint8_t sealing_public[static BOX_PUBLIC_LEN])
{
    struct bytes open = record_pack(arena, &following->base);
    struct seal_box box;
    if (!seal_box(arena, open, sealing_public, receipt->secret_key, &box)) {
        fault_set("the regency's sealing key cannot be written to; enrol this kiosk again");
        return (struct bytes){0};
    }
    Kt__FollowEnvelope envelope = KT__FOLLOW_ENVELOPE__INIT;
    envelope.case_ = following->case_;
    envelope.nonce = box.nonce;
    envelope.box = box.box;
    struct bytes sealed =
        seal_to(arena, record_pack(arena, &envelope.base), FOLLOW_PAD, sealing_public);
    assert(sealed.len > 0);
    return sealed;
}

Kt__FollowEnvelope *seal_follow_open(struct arena *arena, struct bytes sealed,
                                     const uint8_t sealing_public[static BOX_PUBLIC_LEN],
                                     const uint8_t sealing_secret[static BOX_SECRET_LEN])
{
    if (sealed.len < SEAL_EXTRA_LEN || sealed.len > EVENT_BYTES_MAX) {
        fault_set("a sealed follow-up of %zu bytes cannot be one", sealed.len);
        return NULL;
    }
    uint8_t *data = arena_alloc(arena, sealed.len);
    if (crypto_box_seal_open(data, sealed.data, sealed.len, sealing_public, sealing_secret) != 0) {
        fault_set("the seal does not open: damaged, or made for another regency");
        return NULL;
    }
    struct bytes open = bytes_of(data, sealed.len - SEAL_EXTRA_LEN);
    if (!seal_unpad(&open, FOLLOW_PAD)) {
        return NULL;
    }
    Kt__FollowEnvelope *envelope = record_unpack(arena, &kt__follow_envelope__descriptor, open);
    bool whole = envelope && bytes_or_fault(envelope->case_, RECEIPT_CASE_LEN, "case") &&
                 bytes_or_fault(envelope->nonce, FOLLOW_NONCE_LEN, "nonce");
    return whole ? envelope : NULL;
}

Kt__Following *seal_follow_box_open(struct arena *arena, const Kt__FollowEnvelope *envelope,
                                    const uint8_t receipt_public[static BOX_PUBLIC_LEN],
                                    const uint8_t sealing_secret[static BOX_SECRET_LEN])
{
    struct bytes box = record_view(envelope->box);
    const uint8_t *nonce = bytes_or_fault(envelope->nonce, FOLLOW_NONCE_LEN, "nonce");
    if (!nonce) {
        return NULL;
    }
    uint8_t *data = arena_alloc(arena, box.len + 1);
    if (box.len < crypto_box_MACBYTES ||
        crypto_box_open_easy(data, box.data, box.len, nonce, receipt_public, sealing_secret)) {
        fault_set("a follow-up that was not made with the receipt of its case");
        return NULL;
    }
    struct bytes open = bytes_of(data, box.len - crypto_box_MACBYTES);
    Kt__Following *following = record_unpack(arena, &kt__following__descriptor, open);
    if (!following) {
        return NULL;
    }
    uint8_t case_id[RECEIPT_CASE_LEN];
    receipt_case_id(case_id, receipt_public);
    struct bytes own = bytes_of(case_id, RECEIPT_CASE_LEN);
    if (!bytes_equal(record_view(following->case_), own) ||
        !bytes_equal(record_view(envelope->case_), own)) {
        fault_set("a follow-up that belongs to another case than its envelope says");
        return NULL;
    }
    return following;
}

struct bytes seal_follow_keep(struct arena *arena, const Kt__Following *following,
                              const uint8_t key[static RECEIPT_OWN_KEY_LEN])
{
    return seal_keep(arena, record_pack(arena, &following->base), FOLLOW_PAD, key);
}

Kt__Following *seal_follow_kept(struct arena *arena, struct bytes kept,
                                const uint8_t key[static RECEIPT_OWN_KEY_LEN])
{
    struct bytes open;
    return seal_kept(arena, kept, FOLLOW_PAD, key, "follow-up", &open)
               ? record_unpack(arena, &kt__following__descriptor, open)
               : NULL;
}
