// SPDX-License-Identifier: GPL-3.0-or-later
// A kiosk's side of the wire: requests packed and signed, answers read and checked.
#ifndef EXCHANGE_SIDE_H
#define EXCHANGE_SIDE_H

#include "tests/unit/db/regency_side.h"

#include "sync/bundle/bundle.h"
#include "sync/bundle/cursor.h"
#include "sync/regency/exchange.h"

struct side_round {
    uint32_t budget, sender, receiver; // 0: as a good kiosk would say
    bool stranger;                     // signed by a key that nobody knows
    bool no_log;
    Kt__Rekey *rekey;
    const uint8_t *by; // secret key that signs; NULL: the kiosk's own
    bool newer;        // of a version that knows more fields
    struct bytes cursor[CURSOR_CLASSES];
    bool is_open;                // not deflated, as on a stick
    struct bytes words;          // of the trained dictionary that it is packed with
    uint32_t dictionary, wanted; // as Round has them
    uint32_t waiting;
    int64_t at_s; // 0: on a stick
};

static inline struct bytes side_request(struct side *side, const struct side_log *log,
                                        uint64_t first, uint64_t last, struct side_round how)
{
    uint8_t other_key[SIGN_PUBLIC_LEN], other[SIGN_SECRET_LEN];
    crypto_sign_keypair(other_key, other);
    size_t count = last >= first ? (size_t)(last - first + 1) : 0;
    ProtobufCBinaryData *events = ARENA_ARRAY(&side->arena, ProtobufCBinaryData, count + 1);
    for (size_t i = 0; i < count; i++) {
        events[i] = record_data(log->events[first - 1 + i]);
    }
    Kt__Round round = KT__ROUND__INIT;
    round.log = how.no_log ? 0 : log->log;
    round.first_seq = first;
    round.hash_before = record_data(bytes_of(log->hashes[first <= log->head ? first - 1 : 0], 8));
    round.events = events;
    round.n_events = count;
    round.cursors = record_data(cursor_join(&side->arena, how.cursor));
    round.budget = how.budget;
    round.key_list = 1;
    round.nonce = clock_random_below(UINT32_MAX);
    round.rekey = how.rekey;
    round.dictionary = how.dictionary;
    round.dictionary_wanted = how.wanted;
    round.at_s = how.at_s;
    round.waiting = how.waiting;
    uint8_t more[] = {2, 7, 7}; // its length, and two bytes
    ProtobufCMessageUnknownField field = {.tag = 4711,
                                          .wire_type = PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED,
                                          .len = sizeof more,
                                          .data = more};
    round.base.n_unknown_fields = how.newer ? 1 : 0;
    round.base.unknown_fields = &field;
    struct bytes request;
    uint32_t sender = how.sender ? how.sender : side->kiosk.id;
    const uint8_t *secret = how.by ? how.by : how.stranger ? other : side->secret;
    assert_true(how.is_open ? bundle_pack(&side->arena, sender, how.receiver, BUNDLE_PLAIN,
                                          &round.base, secret, &request)
                            : bundle_pack_with(&side->arena, sender, how.receiver, how.words,
                                               &round.base, secret, &request));
    return request;
}

static inline struct exchange_end side_ask(struct side *side, struct bytes request)
{
    struct exchange_end end;
    sql_begin(side->regency->sql);
    exchange_round(side->regency, side->keyring, &side->arena, request, EXCHANGE_KEY_IN_FORCE,
                   &end);
    assert_true(sql_commit(side->regency->sql));
    return end;
}

enum { SIDE_CHANGES_MAX = 16 };
struct side_answer {
    Kt__Ack *ack;
    Kt__Changes *changes[SIDE_CHANGES_MAX];
    size_t count;
};

static inline struct side_answer side_read_answer(struct side *side, struct bytes answer)
{
    struct side_answer out = {0};
    const uint8_t *signing = keyring_newest(side->keyring)->signing_public;
    for (bool first = true; answer.len > 0; first = false) {
        struct bundle bundle;
        struct bytes body;
        assert_true(bundle_read(answer, &bundle));
        assert_int_equal(bundle.sender, 0);
        assert_int_equal(bundle.receiver, side->kiosk.id);
        assert_true(bundle_open(&side->arena, &bundle, signing, &body));
        if (first) {
            assert_true(bundle_peek(&bundle, &body));
            out.ack = bundle_message(&side->arena, &kt__ack__descriptor, body);
            assert_non_null(out.ack);
        } else {
            assert_true(out.count < SIDE_CHANGES_MAX);
            out.changes[out.count] = bundle_message(&side->arena, &kt__changes__descriptor, body);
            assert_non_null(out.changes[out.count++]);
        }
        answer = bytes_of(answer.data + bundle.all.len, answer.len - bundle.all.len);
    }
    return out;
}

static inline struct side_answer side_answer_to(struct side *side, struct bytes request)
{
    struct exchange_end end = side_ask(side, request);
    assert_int_equal(end.status, EXCHANGE_OK);
    return side_read_answer(side, end.answer);
}

#endif
