// SPDX-License-Identifier: GPL-3.0-or-later
// Who speaks: a kiosk in good standing by its key in force, one whose key was replaced where that
// is asked for, or one that a restored store has forgotten and that shows its certificate. Nothing
// is inflated before a signature holds.
#include "hear.h"

#include "db/base/clock.h"
#include "db/regency/kamus.h"

#include <stdio.h>
#include <string.h>

static bool may_speak(struct regency *regency, struct arena *arena, uint32_t id,
                      struct registry_kiosk *kiosk)
{
    if (!registry_get(regency, arena, id, kiosk)) {
        return false;
    }
    if (kiosk->revoked) {
        fault_set("kiosk K%u was revoked; ask the regency for a new ticket", id);
        return false;
    }
    if (!kiosk->enrolled) {
        fault_set("kiosk K%u is not enrolled yet", id);
    }
    return kiosk->enrolled;
}

// A key of this kiosk that was replaced made the signature.
static bool is_replaced(struct regency *regency, struct arena *arena, const struct bundle *bundle,
                        const struct registry_kiosk *kiosk, uint8_t key[static SIGN_PUBLIC_LEN])
{
    struct bytes keys[REGISTRY_REPLACED_MAX];
    size_t count = registry_replaced(regency, arena, kiosk->id, keys);
    for (size_t i = 0; i < count; i++) {
        if (keys[i].len == SIGN_PUBLIC_LEN && bundle_verify(bundle, keys[i].data)) {
            memcpy(key, keys[i].data, SIGN_PUBLIC_LEN);
            return true;
        }
    }
    return false;
}

// Its machine was restored, and the answer with the certificate was lost: the key in force is its
// own, as that one has signed. Over the network the refusal says so; a stick brings none back.
static bool has_the_new_one(struct arena *arena, const struct bundle *bundle,
                            const struct registry_kiosk *kiosk,
                            const uint8_t old[static SIGN_PUBLIC_LEN])
{
    struct bytes body;
    Kt__Round *round = !bundle->deflated && bundle_peek(bundle, &body)
                           ? bundle_message(arena, &kt__round__descriptor, body)
                           : NULL;
    const Kt__Rekey *rekey = round ? round->rekey : NULL;
    return rekey && bytes_equal(record_view(rekey->key), bytes_of(kiosk->key, SIGN_PUBLIC_LEN)) &&
           bytes_equal(record_view(rekey->old), bytes_of(old, SIGN_PUBLIC_LEN)) &&
           trust_rekey_holds(record_view(rekey->proof), kiosk->id, old, kiosk->key);
}

// Whose key signed: *key. False with a fault: nobody's that is heard.
static bool signed_well(struct regency *regency, struct arena *arena, const struct bundle *bundle,
                        const struct registry_kiosk *kiosk, enum exchange_keys keys,
                        uint8_t key[static SIGN_PUBLIC_LEN])
{
    char kept[FAULT_LEN_MAX];
    memcpy(key, kiosk->key, SIGN_PUBLIC_LEN);
    if (bundle_verify(bundle, kiosk->key)) {
        return true;
    }
    snprintf(kept, sizeof kept, "%s", fault_text());
    if (!is_replaced(regency, arena, bundle, kiosk, key)) {
        fault_set("%s", kept);
        return false;
    }
    if (keys == EXCHANGE_KEY_REPLACED_TOO || kiosk->readmit ||
        (keys == EXCHANGE_KEY_ON_STICK && has_the_new_one(arena, bundle, kiosk, key))) {
        return true;
    }
    fault_set("kiosk K%u was restored on another machine, which has a new key: this one is refused "
              "(kiosk readmit K%u lets it in again; import --replaced takes in a stick of it)",
              kiosk->id, kiosk->id);
    return false;
}

// A kiosk that this store does not know any more shows its certificate, and signed with its key.
// *is_sure: that much is so, and what then speaks against it is the reason.
static bool take_back(struct regency *regency, const struct keyring *keyring, struct arena *arena,
                      const struct bundle *bundle, struct registry_kiosk *kiosk, bool *is_sure)
{
    struct bytes body;
    *is_sure = false;
    Kt__Round *round = !bundle->deflated && bundle_peek(bundle, &body)
                           ? bundle_message(arena, &kt__round__descriptor, body)
                           : NULL;
    if (!round || round->certificate.len == 0) {
        return false;
    }
    struct bytes shown = record_view(round->certificate);
    Kt__Certificate *certificate = trust_open_certificate(arena, shown, keyring->root_public);
    if (!certificate || certificate->kiosk != bundle->sender ||
        !bundle_open(arena, bundle, certificate->kiosk_key.data, &body)) {
        return false;
    }
    *is_sure = true;
    sql_begin(regency->sql);
    if (!registry_take_back(regency, arena, shown, certificate, round->village) ||
        !registry_get(regency, arena, bundle->sender, kiosk)) {
        sql_fail(regency->sql);
    }
    if (!sql_commit(regency->sql)) {
        return false;
    }
    log_line("K%u: the store had forgotten its key; it came back with its certificate",
             bundle->sender);
    return true;
}

// After the signature. A body that does not inflate with the words of this id was packed with
// others: the kiosk has to do without them.
static enum hear_end read_body(struct regency *regency, struct arena *arena,
                               const struct bundle *bundle, struct bytes *body)
{
    struct bundle whole = *bundle;
    bool is_trained = bundle_is_trained(bundle);
    if (is_trained) {
        whole.words = kamus_words(regency, arena, bundle->dictionary);
    }
    return bundle_body(arena, &whole, body) ? HEAR_WELL : is_trained ? HEAR_UNREAD : HEAR_REFUSED;
}

enum hear_end hear_request(struct regency *regency, const struct keyring *keyring,
                           struct arena *arena, const struct bundle *bundle,
                           enum exchange_keys keys, struct registry_kiosk *kiosk,
                           uint8_t key[static SIGN_PUBLIC_LEN], struct bytes *body)
{
    char kept[FAULT_LEN_MAX];
    if (may_speak(regency, arena, bundle->sender, kiosk) &&
        signed_well(regency, arena, bundle, kiosk, keys, key)) {
        return read_body(regency, arena, bundle, body);
    }
    snprintf(kept, sizeof kept, "%s", fault_text());
    bool is_sure, is_here = registry_get(regency, arena, bundle->sender, kiosk);
    if (take_back(regency, keyring, arena, bundle, kiosk, &is_sure) &&
        signed_well(regency, arena, bundle, kiosk, keys, key)) {
        return read_body(regency, arena, bundle, body);
    }
    if (is_here || !is_sure) { // why it cannot speak; else why it cannot come back
        fault_set("%s", kept);
    }
    return HEAR_REFUSED;
}

// Both keys have signed: the new one comes into force. One that is there already is only certified
// again, for the answer before may have been lost.
bool hear_rekey(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                const Kt__Rekey *rekey, const uint8_t signed_by[static SIGN_PUBLIC_LEN],
                struct registry_kiosk *kiosk, struct bytes *certificate)
{
    *certificate = (struct bytes){0};
    if (!rekey || rekey->key.len != SIGN_PUBLIC_LEN || rekey->old.len != SIGN_PUBLIC_LEN ||
        !trust_rekey_holds(record_view(rekey->proof), kiosk->id, rekey->old.data,
                           rekey->key.data)) {
        return true;
    }
    bool is_done = memcmp(rekey->key.data, kiosk->key, SIGN_PUBLIC_LEN) == 0;
    bool is_due =
        !is_done && (memcmp(rekey->old.data, kiosk->key, SIGN_PUBLIC_LEN) == 0 ||
                     (kiosk->readmit && memcmp(rekey->old.data, signed_by, SIGN_PUBLIC_LEN) == 0));
    if (is_due && !keyring->root_secret) {
        log_line("K%u: was restored and asks for its new key; bring the root key to keys/ for it",
                 kiosk->id);
        return true;
    }
    if (is_due && !registry_rekey(regency, arena, keyring, rekey->key.data, kiosk)) {
        return false;
    }
    if (is_due || is_done) {
        *certificate = kiosk->certificate;
    }
    return true;
}
