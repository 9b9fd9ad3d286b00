// SPDX-License-Identifier: GPL-3.0-or-later
// A kiosk's side of rounds for tests: a real village file, and for a regency a pair of keys: what
// it says is written out by each test.
#ifndef ROUND_SIDE_H
#define ROUND_SIDE_H

#include "sync/agent/apply.h"
#include "tests/enrol.h"
#include "tests/unit/scratch.h"

#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/village/event_log.h"
#include "db/village/feed.h"
#include "db/village/notice.h"
#include "db/village/round.h"
#include "sync/bundle/cursor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { KIOSK = 7, BUDGET = 64 * 1024 };

static struct arena arena;
static struct village *village;
static struct identity self;
static uint8_t *kiosk_secret;
static uint8_t kiosk_public[SIGN_PUBLIC_LEN];
static uint8_t root_public[SIGN_PUBLIC_LEN], root_secret[SIGN_SECRET_LEN];
static uint8_t regency_public[SIGN_PUBLIC_LEN], regency_secret[SIGN_SECRET_LEN];
static struct bytes first_list;
static char dir[64];

static inline struct bytes key_list(uint32_t number, const uint8_t signing_public[],
                                    struct bytes before)
{
    static uint8_t pin[TLS_PIN_LEN], sealing[BOX_PUBLIC_LEN] = {9};
    ProtobufCBinaryData pins[] = {record_data(bytes_of(pin, sizeof pin))};
    Kt__KeyList list = KT__KEY_LIST__INIT;
    list.number = number;
    list.sealing_key = record_data(bytes_of(sealing, sizeof sealing));
    list.signing_key = record_data(bytes_of(signing_public, SIGN_PUBLIC_LEN));
    list.n_tls_pins = 1;
    list.tls_pins = pins;
    uint8_t hash[HASH_LEN];
    if (before.len > 0) {
        Kt__Signed *outer = record_unpack(&arena, &kt__signed__descriptor, before);
        struct bytes inner = record_view(outer->bytes);
        secret_hash(hash, "kt key list", &inner, 1);
        list.before = record_data(bytes_of(hash, HASH_LEN));
    }
    return trust_sign_key_list(&arena, &list, root_secret);
}

static inline void enrol(void)
{
    static uint8_t salt[RECEIPT_SALT_LEN] = {1};
    Kt__Certificate certificate = KT__CERTIFICATE__INIT;
    certificate.kiosk = KIOSK;
    certificate.village = 3;
    certificate.kiosk_key = record_data(bytes_of(kiosk_public, SIGN_PUBLIC_LEN));
    const Kt__Village record = enrol_village(3, salt);
    first_list = key_list(1, regency_public, (struct bytes){0});
    assert_true(identity_enrol(village, root_public, "https://127.0.0.1:1",
                               trust_sign_certificate(&arena, &certificate, root_secret),
                               &first_list, 1, &record));
    assert_true(identity_get(village, &arena, &self));
    assert_true(self.enrolled);
}

static inline int setup(void **state)
{
    (void)state;
    assert_non_null(test_folder(dir, sizeof dir));
    arena_init(&arena, 64 * 1024 * 1024);
    crypto_sign_keypair(root_public, root_secret);
    crypto_sign_keypair(regency_public, regency_secret);
    assert_true(village_create(dir));
    village = village_open(dir, VILLAGE_TOOL);
    assert_non_null(village);
    kiosk_secret = identity_secret(village, kiosk_public);
    assert_non_null(kiosk_secret);
    enrol();
    return 0;
}

static inline int teardown(void **state)
{
    (void)state;
    secret_free(kiosk_secret);
    village_close(village);
    arena_finish(&arena);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", dir);
    return system(command);
}

// ---------------------------------------------------------------- helpers

// Events as they would come from the screen; their kind does not matter to a round.
static inline void append(int count, size_t bytes)
{
    for (int i = 0; i < count; i++) {
        uint8_t *sealed = arena_alloc(&arena, bytes);
        randombytes_buf(sealed, bytes);
        Kt__Filed filed = KT__FILED__INIT;
        filed.sealed = record_data(bytes_of(sealed, bytes));
        Kt__Event event = KT__EVENT__INIT;
        event.what_case = KT__EVENT__WHAT_FILED;
        event.filed = &filed;
        uint32_t log;
        uint64_t seq;
        sql_begin(village->sql);
        assert_true(event_log_append(village, &event, &log, &seq));
        assert_true(sql_commit(village->sql));
    }
}

static inline struct plan planned(size_t up_bytes_max)
{
    struct plan plan;
    struct plan_limits limits = {.up_bytes_max = up_bytes_max, .down_bytes_max = BUDGET_DEFAULT};
    assert_true(plan_round(village, &arena, &self, kiosk_secret, limits, &plan));
    return plan;
}

static inline Kt__Round *round_of(const struct plan *plan)
{
    struct bundle bundle;
    struct bytes body;
    assert_true(bundle_read(plan->request, &bundle));
    assert_int_equal(bundle.sender, KIOSK);
    assert_int_equal(bundle.receiver, BUNDLE_REGENCY);
    assert_true(bundle_open(&arena, &bundle, kiosk_public, &body));
    Kt__Round *round = bundle_message(&arena, &kt__round__descriptor, body);
    assert_non_null(round);
    return round;
}

// An acknowledgement of the plan up to `mark`, as a regency that has seen this kiosk's log.
static inline Kt__Ack ack_of(const struct plan *plan, uint64_t mark)
{
    uint8_t *hash = arena_alloc(&arena, HASH_LEN);
    assert_true(event_log_hash(village, mark, hash));
    Kt__Ack ack = KT__ACK__INIT;
    ack.request_hash = record_data(arena_bytes(&arena, bytes_of(plan->request_hash, HASH_LEN)));
    ack.log = plan->log;
    ack.mark = ack.common = mark;
    ack.mark_hash = record_data(bytes_of(hash, HASH_LEN));
    return ack;
}

static inline struct bytes packed(const ProtobufCMessage *message, enum bundle_form form)
{
    struct bytes out;
    assert_true(bundle_pack(&arena, BUNDLE_REGENCY, KIOSK, form, message, regency_secret, &out));
    return out;
}

static inline struct bytes joined(struct bytes a, struct bytes b)
{
    uint8_t *out = arena_alloc(&arena, a.len + b.len);
    memcpy(out, a.data, a.len);
    memcpy(out + a.len, b.data, b.len);
    return bytes_of(out, a.len + b.len);
}

static inline bool applied(const struct plan *plan, struct bytes answer, struct applied *out)
{
    fault_clear();
    return apply_answer(village, &arena, plan, answer, out);
}

static inline struct bytes cursor_at(uint64_t number)
{
    uint8_t hash[CURSOR_HASH_LEN] = {(uint8_t)number};
    return number > 0 ? cursor_make(&arena, 5, number, hash) : (struct bytes){0};
}

// A notice long enough to be worth deflating, after cursor `after`; words: a trained dictionary, or
// none.
static inline struct bytes notice_with(struct bytes words, const char *id, uint64_t number,
                                       uint64_t after)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = arena_str(&arena, id);
    notice.revision = 1;
    notice.title = "Undangan musyawarah desa";
    notice.category = "undangan";
    notice.publisher = "Pemerintah Kabupaten";
    notice.scope = "all";
    notice.body = "Warga diundang ke balai desa.";
    Kt__Change change = KT__CHANGE__INIT, *list = &change;
    change.what_case = KT__CHANGE__WHAT_NOTICE;
    change.notice = &notice;
    Kt__Changes changes = KT__CHANGES__INIT;
    changes.class_ = FEED_TEXT;
    changes.cursor = record_data(cursor_at(number));
    changes.after = record_data(cursor_at(after));
    changes.n_change = 1;
    changes.change = &list;
    struct bytes out;
    assert_true(bundle_pack_with(&arena, BUNDLE_REGENCY, KIOSK, words, &changes.base,
                                 regency_secret, &out));
    return out;
}

static inline struct bytes notices_after(const char *id, uint64_t number, uint64_t after)
{
    return notice_with((struct bytes){0}, id, number, after);
}

static inline struct bytes notices(const char *id, uint64_t number)
{
    return notices_after(id, number, 0);
}

#endif
