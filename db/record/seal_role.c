// SPDX-License-Identifier: GPL-3.0-or-later
// What belongs to a role, by libsodium, in both directions. Whatever was open on the way is wiped
// with the arena. Believes nothing of an envelope before its box was opened with the role's key.
#include "seal_role.h"

Kt__Role seal_role_of(Kt__Addressee to)
{
    return to == KT__ADDRESSEE__BPD    ? KT__ROLE__ROLE_BPD
           : to == KT__ADDRESSEE__DESA ? KT__ROLE__ROLE_DESA
                                       : KT__ROLE__ROLE_NONE;
}

// ---- a sealed box around a padded message

static struct bytes close_to(struct arena *arena, const ProtobufCMessage *message, size_t pad,
                             const uint8_t public_key[static BOX_PUBLIC_LEN])
{
    return seal_to(arena, record_pack(arena, message), pad, public_key);
}

// The message, its texts checked; the padding may be of any length.
static void *open_with(struct arena *arena, struct bytes sealed,
                       const ProtobufCMessageDescriptor *type,
                       const uint8_t public_key[static BOX_PUBLIC_LEN],
                       const uint8_t secret_key[static BOX_SECRET_LEN])
{
    if (sealed.len <= SEAL_EXTRA_LEN || sealed.len > ROLE_SEALED_BYTES_MAX) {
        fault_set("a sealed %s of %zu bytes cannot be one", type->short_name, sealed.len);
        return NULL;
    }
    uint8_t *data = arena_alloc(arena, sealed.len);
    if (crypto_box_seal_open(data, sealed.data, sealed.len, public_key, secret_key) != 0) {
        fault_set("the seal of a %s does not open: damaged, or made for another key",
                  type->short_name);
        return NULL;
    }
    struct bytes open = bytes_of(data, sealed.len - SEAL_EXTRA_LEN);
    ProtobufCMessage *message =
        seal_unpad(&open, open.len) ? record_unpack(arena, type, open) : NULL;
    return message && record_texts_are_valid(message) ? message : NULL;
}

bool seal_role_key_check(const uint8_t role_public[static BOX_PUBLIC_LEN])
{
    uint8_t out[SEAL_EXTRA_LEN];
    bool ok = crypto_box_seal(out, NULL, 0, role_public) == 0;
    if (!ok) {
        fault_set("a role's key that nothing can be sealed to");
    }
    return ok;
}

// ---- the copy

struct bytes seal_role_copy_close(struct arena *arena, const Kt__RoleCopy *copy,
                                  const uint8_t role_public[static BOX_PUBLIC_LEN])
{
    return close_to(arena, &copy->base, copy->view ? ROLE_VIEW_PAD : SEAL_PAD, role_public);
}

static bool copy_is_whole(const Kt__RoleCopy *copy)
{
    uint8_t id[RECEIPT_CASE_LEN];
    if (copy->receipt_key.len != BOX_PUBLIC_LEN) {
        fault_set("a role's copy holds no receipt key");
        return false;
    }
    receipt_case_id(id, copy->receipt_key.data);
    struct bytes own = bytes_of(id, sizeof id);
    bool whole = bytes_equal(record_view(copy->case_), own) &&
                 (!copy->view || (bytes_equal(record_view(copy->view->case_), own) &&
                                  copy->view->n_entries <= CASE_ENTRIES_MAX));
    if (!whole) {
        fault_set("a role's copy belongs to another case than its receipt key");
    }
    return whole;
}

Kt__RoleCopy *seal_role_copy_open(struct arena *arena, struct bytes sealed,
                                  const uint8_t role_public[static BOX_PUBLIC_LEN],
                                  const uint8_t role_secret[static BOX_SECRET_LEN])
{
    Kt__RoleCopy *copy =
        open_with(arena, sealed, &kt__role_copy__descriptor, role_public, role_secret);
    return copy && copy_is_whole(copy) ? copy : NULL;
}

// ---- what the role does

struct bytes seal_role_act_close(struct arena *arena, const Kt__Acting *acting, Kt__Role role,
                                 uint32_t key_number,
                                 const uint8_t role_secret[static BOX_SECRET_LEN],
                                 const uint8_t sealing_public[static BOX_PUBLIC_LEN])
{
    struct bytes open = record_pack(arena, &acting->base);
    struct seal_box box;
    if (!seal_box(arena, open, sealing_public, role_secret, &box)) {
        fault_set("the regency's sealing key cannot be written to; enrol this kiosk again");
        return (struct bytes){0};
    }
    Kt__ActEnvelope envelope = KT__ACT_ENVELOPE__INIT;
    envelope.role = role;
    envelope.role_key = key_number;
    envelope.nonce = box.nonce;
    envelope.box = box.box;
    return close_to(arena, &envelope.base, ROLE_VIEW_PAD, sealing_public);
}

static bool envelope_is_whole(const Kt__ActEnvelope *envelope)
{
    bool whole = envelope->nonce.len == ROLE_NONCE_LEN && envelope->box.len >= crypto_box_MACBYTES;
    if (!whole) {
        fault_set("an act's envelope is not whole");
    }
    return whole;
}

Kt__ActEnvelope *seal_role_act_open(struct arena *arena, struct bytes sealed,
                                    const uint8_t sealing_public[static BOX_PUBLIC_LEN],
                                    const uint8_t sealing_secret[static BOX_SECRET_LEN])
{
    Kt__ActEnvelope *envelope =
        open_with(arena, sealed, &kt__act_envelope__descriptor, sealing_public, sealing_secret);
    return envelope && envelope_is_whole(envelope) ? envelope : NULL;
}

Kt__Acting *seal_role_act_box_open(struct arena *arena, const Kt__ActEnvelope *envelope,
                                   const uint8_t role_public[static BOX_PUBLIC_LEN],
                                   const uint8_t sealing_secret[static BOX_SECRET_LEN])
{
    if (!envelope_is_whole(envelope)) {
        return NULL;
    }
    size_t len = envelope->box.len - crypto_box_MACBYTES;
    uint8_t *data = arena_alloc(arena, len + 1);
    if (crypto_box_open_easy(data, envelope->box.data, envelope->box.len, envelope->nonce.data,
                             role_public, sealing_secret) != 0) {
        fault_set("an act that was not made with the key of its role");
        return NULL;
    }
    Kt__Acting *acting = record_unpack(arena, &kt__acting__descriptor, bytes_of(data, len));
    if (acting && acting->case_.len != RECEIPT_CASE_LEN) {
        fault_set("an act that names no case");
        return NULL;
    }
    return acting && record_texts_are_valid(&acting->base) ? acting : NULL;
}

// ---- kept at the kiosk

struct bytes seal_role_kept_close(struct arena *arena, const Kt__Acting *acting,
                                  const uint8_t role_public[static BOX_PUBLIC_LEN])
{
    return close_to(arena, &acting->base, ROLE_VIEW_PAD, role_public);
}

Kt__Acting *seal_role_kept_open(struct arena *arena, struct bytes kept,
                                const uint8_t role_public[static BOX_PUBLIC_LEN],
                                const uint8_t role_secret[static BOX_SECRET_LEN])
{
    Kt__Acting *acting = open_with(arena, kept, &kt__acting__descriptor, role_public, role_secret);
    return acting && acting->case_.len == RECEIPT_CASE_LEN ? acting : NULL;
}

struct bytes seal_role_note_close(struct arena *arena, const Kt__CaseEntry *entry,
                                  const uint8_t receipt_public[static BOX_PUBLIC_LEN])
{
    return close_to(arena, &entry->base, ROLE_VIEW_PAD, receipt_public);
}

Kt__CaseEntry *seal_role_note_open(struct arena *arena, struct bytes note,
                                   const struct receipt *receipt)
{
    return open_with(arena, note, &kt__case_entry__descriptor, receipt->public_key,
                     receipt->secret_key);
}
