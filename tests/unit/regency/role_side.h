// SPDX-License-Identifier: GPL-3.0-or-later
// Roles at the regency, for their tests: keys, acts, and what a kiosk's copy says.
#ifndef ROLE_SIDE_H
#define ROLE_SIDE_H

#include "tests/unit/db/regency_follow_side.h"

#include "db/record/seal_role.h"
#include "db/regency/role.h"

// A role at a kiosk: its key pair and number.
struct hand {
    Kt__Role role;
    uint32_t number;
    uint8_t key[BOX_PUBLIC_LEN], secret[BOX_SECRET_LEN];
};

static inline const char *offered(struct side *side, struct side_log *log)
{
    struct intake_answer answer = side_offer(side, log, log->head, log->head);
    assert_int_equal(answer.verdict, INTAKE_OK);
    assert_int_equal(answer.applied + answer.aside_count, 1);
    return answer.aside_count ? answer.asides[0].why : "";
}

static inline void append_key(struct side *side, struct side_log *log, const struct hand *hand)
{
    Kt__RoleKey key = KT__ROLE_KEY__INIT;
    key.role = hand->role;
    key.number = hand->number;
    key.key = record_data(bytes_of(hand->key, BOX_PUBLIC_LEN));
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_ROLE_KEY;
    event.role_key = &key;
    side_append(side, log, &event);
}

static inline struct hand new_key(struct side *side, struct side_log *log, Kt__Role role,
                                  uint32_t number)
{
    struct hand hand = {.role = role, .number = number};
    crypto_box_keypair(hand.key, hand.secret);
    append_key(side, log, &hand);
    assert_string_equal(offered(side, log), "");
    return hand;
}

// What a role does; zeros stand for the truth.
struct act {
    const struct receipt *receipt;
    Kt__Act what;
    Kt__State state;
    const char *text, *notice;
    int64_t day;
    uint32_t other_kiosk, other_log, other_number;
    Kt__Role other_role;
    uint64_t other_seq;
    int64_t at_s;
    uint32_t event_day;
    const uint8_t *other_case;
};

static inline void append_act(struct side *side, struct side_log *log, const struct hand *hand,
                              struct act act)
{
    Kt__Acting acting = KT__ACTING__INIT;
    acting.case_ =
        record_data(bytes_of(act.other_case ? act.other_case : act.receipt->case_id, HASH_LEN));
    acting.what = act.what;
    acting.state = act.state;
    acting.text = arena_str(&side->arena, act.text ? act.text : "");
    acting.notice = arena_str(&side->arena, act.notice ? act.notice : "");
    acting.by = "Bupati"; // the regency does not believe it
    acting.day = act.day;
    acting.kiosk = act.other_kiosk ? act.other_kiosk : side->kiosk.id;
    acting.log = act.other_log ? act.other_log : log->log;
    acting.seq = act.other_seq ? act.other_seq : log->head + 1;
    acting.at_s = (uint64_t)(act.at_s ? act.at_s : clock_now_s());
    Kt__Acted acted = KT__ACTED__INIT;
    acted.sealed = record_data(
        seal_role_act_close(&side->arena, &acting, act.other_role ? act.other_role : hand->role,
                            act.other_number ? act.other_number : hand->number, hand->secret,
                            keyring_newest(side->keyring)->sealing_public));
    acted.key = 1;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_ACTED;
    event.acted = &acted;
    event.day = act.event_day;
    side_append(side, log, &event);
}

// "" or why it was set aside.
static inline const char *do_act(struct side *side, struct side_log *log, const struct hand *hand,
                                 struct act act)
{
    append_act(side, log, hand, act);
    return offered(side, log);
}

// The item of this case that the kiosk would get, opened; NULL where there is none.
static inline Kt__RoleCopy *item_of(struct side *side, uint32_t kiosk,
                                    const struct receipt *receipt, const struct hand *hand)
{
    const char *object = arena_printf(
        &side->arena, "role %s", secret_hex(&side->arena, bytes_of(receipt->case_id, HASH_LEN)));
    struct bytes body = sql_bytes(side->regency->sql, &side->arena,
                                  "SELECT body FROM change WHERE object = $1 AND audience = $2"
                                  " AND body IS NOT NULL AND kind = 13",
                                  "tt", object, change_audience_kiosk(&side->arena, kiosk));
    if (!body.data) {
        return NULL;
    }
    Kt__RoleItem *item = record_unpack(&side->arena, &kt__role_item__descriptor, body);
    assert_non_null(item);
    assert_int_equal(item->role, hand->role);
    if (item->key != hand->number) {
        return NULL;
    }
    return seal_role_copy_open(&side->arena, record_view(item->sealed), hand->key, hand->secret);
}

static inline bool settle(struct side *side)
{
    bool left;
    sql_begin(side->regency->sql);
    assert_true(
        role_settle(side->regency, side->keyring, side->kiosk.id, side->kiosk.village.id, &left));
    assert_true(sql_commit(side->regency->sql));
    return left;
}

static inline struct case_info a_case(struct side *side, struct side_log *log,
                                      struct receipt *receipt, Kt__Addressee to, Kt__Mode mode)
{
    return side_new_case(side, log,
                         (struct side_words){.receipt = receipt, .to = to, .mode = mode});
}

#endif
