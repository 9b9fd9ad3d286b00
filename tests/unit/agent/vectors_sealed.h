// SPDX-License-Identifier: GPL-3.0-or-later
// Three sections of test_peer.c: a recording, closed, what a villager does with a case, and what a
// role reads and does, and the word by which one begins anew. Included by that one file.
#ifndef VECTORS_SEALED_H
#define VECTORS_SEALED_H

#include "db/record/permit.h"
#include "db/record/seal_follow.h"
#include "db/record/seal_role.h"
#include "db/record/voice_seal.h"
#include "vectors.h"

// Two messages, the second one short.
static json_t *make_voice(void)
{
    struct bytes open = chance(VOICE_SEAL_MESSAGE + 100);
    uint8_t key[VOICE_KEY_LEN], hash[HASH_LEN];
    struct bytes closed = voice_seal_close(&arena, open, key);
    voice_seal_hash(hash, closed);
    json_t *out = json_object();
    put(out, "open", open);
    put(out, "closed", closed);
    put(out, "key", bytes_of(key, VOICE_KEY_LEN));
    put(out, "hash", bytes_of(hash, HASH_LEN));
    return out;
}

static void check_voice(json_t *in)
{
    struct bytes closed = get(in, "closed");
    uint8_t hash[HASH_LEN], *open = arena_alloc(&arena, closed.len);
    size_t len;
    voice_seal_hash(hash, closed);
    HOLDS(memcmp(hash, get_key(in, "hash", HASH_LEN), HASH_LEN) == 0);
    HOLDS(voice_seal_open(closed, get_key(in, "key", VOICE_KEY_LEN), open, closed.len, &len));
    HOLDS(bytes_equal(bytes_of(open, len), get(in, "open")));
}

static json_t *make_follow(void)
{
    struct pair sealing = box_pair(), pair = box_pair();
    struct receipt receipt = {0};
    memcpy(receipt.public_key, pair.public_key, BOX_PUBLIC_LEN);
    memcpy(receipt.secret_key, pair.secret, BOX_SECRET_LEN);
    receipt_case_id(receipt.case_id, receipt.public_key);
    Kt__Words words = KT__WORDS__INIT;
    words.text = "Kapan jalannya diperbaiki?";
    Kt__Following following = KT__FOLLOWING__INIT;
    following.case_ = record_data(bytes_of(receipt.case_id, HASH_LEN));
    following.what = KT__FOLLOW__ASK;
    following.words = record_data(seal_words_pack(&arena, &words));
    following.dictionary = 1;
    following.kiosk = 7;
    following.log = 0xA1B2C3D4;
    following.seq = 302;
    following.at_s = 1795000300;
    json_t *out = json_object();
    put(out, "sealing_public", bytes_of(sealing.public_key, BOX_PUBLIC_LEN));
    put(out, "sealing_secret", bytes_of(sealing.secret, BOX_SECRET_LEN));
    put(out, "receipt_public", bytes_of(receipt.public_key, BOX_PUBLIC_LEN));
    put(out, "receipt_secret", bytes_of(receipt.secret_key, BOX_SECRET_LEN));
    put(out, "case", bytes_of(receipt.case_id, HASH_LEN));
    put(out, "sealed", seal_follow_close(&arena, &following, &receipt, sealing.public_key));
    put(out, "following", record_pack(&arena, &following.base));
    put_text(out, "text", words.text);
    return out;
}

static void check_follow(json_t *in)
{
    const uint8_t *public_key = get_key(in, "sealing_public", BOX_PUBLIC_LEN);
    const uint8_t *secret = get_key(in, "sealing_secret", BOX_SECRET_LEN);
    Kt__FollowEnvelope *envelope = seal_follow_open(&arena, get(in, "sealed"), public_key, secret);
    HOLDS(envelope && is(envelope->case_, in, "case"));
    Kt__Following *following = seal_follow_box_open(
        &arena, envelope, get_key(in, "receipt_public", BOX_PUBLIC_LEN), secret);
    HOLDS(following && bytes_equal(record_pack(&arena, &following->base), get(in, "following")));
    Kt__Words *words =
        seal_words_unpack(&arena, record_view(following->words), following->dictionary);
    HOLDS(words && str_equal(words->text, get_text(in, "text")));
}

// The copy of BPD with a view, and what BPD did with it.
static json_t *make_role(void)
{
    struct pair sealing = box_pair(), role = box_pair(), receipt = box_pair();
    uint8_t id[RECEIPT_CASE_LEN];
    receipt_case_id(id, receipt.public_key);
    Kt__Words words = KT__WORDS__INIT;
    words.text = "Jembatan di RT 05 keropos.";
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.case_ = record_data(bytes_of(id, sizeof id));
    view.revision = 3;
    view.state = KT__STATE__TERVERIFIKASI;
    Kt__RoleCopy copy = KT__ROLE_COPY__INIT;
    copy.case_ = view.case_;
    copy.receipt_key = record_data(bytes_of(receipt.public_key, BOX_PUBLIC_LEN));
    copy.number = "2005-0042";
    copy.mode = KT__MODE__ANONIM;
    copy.to = KT__ADDRESSEE__BPD;
    copy.words = record_data(seal_words_pack(&arena, &words));
    copy.dictionary = 1;
    copy.view = &view;
    Kt__Acting acting = KT__ACTING__INIT;
    acting.case_ = view.case_;
    acting.what = KT__ACT__ACT_SAY;
    acting.state = KT__STATE__DITINDAKLANJUTI;
    acting.text = "Kami tinjau hari Sabtu.";
    acting.kiosk = 7;
    acting.log = 0xA1B2C3D4;
    acting.seq = 303;
    acting.at_s = 1795000400;
    json_t *out = json_object();
    put(out, "sealing_public", bytes_of(sealing.public_key, BOX_PUBLIC_LEN));
    put(out, "sealing_secret", bytes_of(sealing.secret, BOX_SECRET_LEN));
    put(out, "role_public", bytes_of(role.public_key, BOX_PUBLIC_LEN));
    put(out, "role_secret", bytes_of(role.secret, BOX_SECRET_LEN));
    put(out, "case", bytes_of(id, sizeof id));
    put(out, "copy", seal_role_copy_close(&arena, &copy, role.public_key));
    put(out, "act",
        seal_role_act_close(&arena, &acting, KT__ROLE__ROLE_BPD, 2, role.secret,
                            sealing.public_key));
    put(out, "acting", record_pack(&arena, &acting.base));
    put_text(out, "text", words.text);
    return out;
}

static void check_role(json_t *in)
{
    const uint8_t *public_key = get_key(in, "sealing_public", BOX_PUBLIC_LEN);
    const uint8_t *secret = get_key(in, "sealing_secret", BOX_SECRET_LEN);
    const uint8_t *role = get_key(in, "role_public", BOX_PUBLIC_LEN);
    Kt__RoleCopy *copy = seal_role_copy_open(&arena, get(in, "copy"), role,
                                             get_key(in, "role_secret", BOX_SECRET_LEN));
    HOLDS(copy && is(copy->case_, in, "case"));
    Kt__Words *words = seal_words_unpack(&arena, record_view(copy->words), copy->dictionary);
    HOLDS(words && str_equal(words->text, get_text(in, "text")));
    Kt__ActEnvelope *envelope = seal_role_act_open(&arena, get(in, "act"), public_key, secret);
    HOLDS(envelope && envelope->role == KT__ROLE__ROLE_BPD && envelope->role_key == 2);
    Kt__Acting *acting = seal_role_act_box_open(&arena, envelope, role, secret);
    HOLDS(acting && is(acting->case_, in, "case"));
    HOLDS(bytes_equal(record_pack(&arena, &acting->base), get(in, "acting")));
}

// The regency's word, as the feed brings it, and what a kiosk says when it was used.
static json_t *make_permit(void)
{
    char code[PERMIT_DIGITS + 1];
    uint8_t key[PERMIT_KEY_LEN], lock[HASH_LEN];
    struct bytes id = chance(PERMIT_ID_LEN), salt = chance(PERMIT_SALT_LEN);
    permit_code_make(code);
    Kt__RolePermit permit = KT__ROLE_PERMIT__INIT;
    permit.role = KT__ROLE__ROLE_DESA;
    permit.village = 0x01020304;
    permit.given_s = 1795000000;
    permit.until_s = 1796209600;
    permit.ops = 2;
    permit.mem_kib = 1024;
    HOLDS(permit_derive(key, code, salt.data, permit.ops, permit.mem_kib));
    permit_lock(lock, id.data, permit.role, permit.village, key);
    permit.id = record_data(id);
    permit.salt = record_data(salt);
    permit.lock = record_data(bytes_of(lock, sizeof lock));
    Kt__Change change = KT__CHANGE__INIT;
    change.what_case = KT__CHANGE__WHAT_ROLE_PERMIT;
    change.role_permit = &permit;
    Kt__RoleAnew anew = KT__ROLE_ANEW__INIT;
    anew.role = permit.role;
    anew.permit = permit.id;
    anew.at_s = 1795000600;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_ROLE_ANEW;
    event.role_anew = &anew;
    json_t *out = json_object();
    put_text(out, "code", code);
    put(out, "key", bytes_of(key, sizeof key));
    put(out, "change", record_pack(&arena, &change.base));
    put(out, "event", record_pack(&arena, &event.base));
    return out;
}

static void check_permit(json_t *in)
{
    char code[PERMIT_DIGITS + 1];
    uint8_t key[PERMIT_KEY_LEN], lock[HASH_LEN];
    HOLDS(permit_code_check(get_text(in, "code"), code) == CODE_OK);
    Kt__Change *change = record_unpack(&arena, &kt__change__descriptor, get(in, "change"));
    HOLDS(change && change->what_case == KT__CHANGE__WHAT_ROLE_PERMIT);
    Kt__RolePermit *permit = change->role_permit;
    HOLDS(permit_is_fit(permit));
    HOLDS(permit_derive(key, code, permit->salt.data, permit->ops, permit->mem_kib));
    HOLDS(memcmp(key, get_key(in, "key", PERMIT_KEY_LEN), PERMIT_KEY_LEN) == 0);
    permit_lock(lock, permit->id.data, permit->role, permit->village, key);
    HOLDS(bytes_equal(record_view(permit->lock), bytes_of(lock, sizeof lock)));
    Kt__Event *event = record_unpack(&arena, &kt__event__descriptor, get(in, "event"));
    HOLDS(event && event->what_case == KT__EVENT__WHAT_ROLE_ANEW);
    HOLDS(event->role_anew->role == permit->role);
    HOLDS(bytes_equal(record_view(event->role_anew->permit), record_view(permit->id)));
}

#endif
