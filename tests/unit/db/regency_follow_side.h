// SPDX-License-Identifier: GPL-3.0-or-later
// A villager who came back with the receipt, and a clock that can be moved. For the tests of what
// the regency does with follow-ups, the board and warnings.
#ifndef REGENCY_FOLLOW_SIDE_H
#define REGENCY_FOLLOW_SIDE_H

#include "regency_side.h"

#include "db/base/deflate.h"
#include "db/record/seal_follow.h"
#include "db/regency/papan.h"
#include "db/regency/regency_schema.h"
#include "db/regency/tally.h"

#include <time.h>

// 2026-11-23, a Monday, 10:00 in WIB, and on from there.
enum { SIDE_MONDAY_S = 1795402800 };
static int64_t side_now_s = SIDE_MONDAY_S;

static int64_t side_wall_ms(void *ctx)
{
    (void)ctx;
    return side_now_s * 1000;
}

static void side_random(void *ctx, void *out, size_t len)
{
    (void)ctx;
    randombytes_buf(out, len);
}

static inline void side_set_clock(int64_t now_s)
{
    static const struct clock_source source = {side_wall_ms, side_wall_ms, side_random, NULL};
    side_now_s = now_s;
    clock_use(&source);
}

// A Monday, and the kiosk's log.
static inline struct side_log side_begin_monday(struct side *side, const char *dir)
{
    side_set_clock(SIDE_MONDAY_S);
    side_begin(side, dir);
    return side_log_begin(side, 77);
}

static inline int64_t side_today(void)
{
    return moment_day(side_now_s, 420);
}

// What a villager does; zeros stand for the truth.
struct side_follow {
    Kt__Follow what;
    uint32_t rating;
    const char *text;
    uint32_t other_kiosk, other_log, other_key;
    uint64_t other_seq;
    int64_t at_s;
    uint32_t day;                 // of the event
    const struct receipt *not_by; // another receipt's key makes the box
    Kt__Origin *origin;
};

static inline void side_come_back(struct side *side, struct side_log *log,
                                  const struct receipt *receipt, const struct side_follow *follow)
{
    Kt__Following following = KT__FOLLOWING__INIT;
    following.case_ = record_data(bytes_of(receipt->case_id, HASH_LEN));
    following.what = follow->what;
    following.rating = follow->rating;
    if (follow->text) {
        Kt__Words words = KT__WORDS__INIT;
        words.text = arena_str(&side->arena, follow->text);
        following.words = record_data(seal_words_pack(&side->arena, &words));
        following.dictionary = DEFLATE_ID_1;
    }
    following.kiosk = follow->other_kiosk ? follow->other_kiosk : side->kiosk.id;
    following.log = follow->other_log ? follow->other_log : log->log;
    following.seq = follow->other_seq ? follow->other_seq : log->head + 1;
    following.at_s = (uint64_t)(follow->at_s ? follow->at_s : clock_now_s());
    struct receipt hand = *receipt;
    if (follow->not_by) {
        memcpy(hand.secret_key, follow->not_by->secret_key, BOX_SECRET_LEN);
    }
    Kt__Followed followed = KT__FOLLOWED__INIT;
    followed.sealed = record_data(seal_follow_close(&side->arena, &following, &hand,
                                                    keyring_newest(side->keyring)->sealing_public));
    followed.key = follow->other_key ? follow->other_key : 1;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_FOLLOWED;
    event.followed = &followed;
    event.origin = follow->origin;
    event.day = follow->day;
    side_append(side, log, &event);
}

// Comes back and is heard; "" or why it was set aside.
static inline const char *side_follow(struct side *side, struct side_log *log,
                                      const struct receipt *receipt, struct side_follow follow)
{
    side_come_back(side, log, receipt, &follow);
    struct intake_answer answer = side_offer(side, log, log->head, log->head);
    assert_int_equal(answer.verdict, INTAKE_OK);
    assert_int_equal(answer.applied + answer.aside_count, 1);
    return answer.aside_count ? answer.asides[0].why : "";
}

// The newest answer of this case in the feed, opened with its receipt.
static inline Kt__CaseView *side_view(struct side *side, const struct receipt *receipt)
{
    const char *object = arena_printf(
        &side->arena, "case %s", secret_hex(&side->arena, bytes_of(receipt->case_id, HASH_LEN)));
    struct bytes body =
        sql_bytes(side->regency->sql, &side->arena,
                  "SELECT body FROM change WHERE object = $1 AND body IS NOT NULL", "t", object);
    Kt__Answer *answer = record_unpack(&side->arena, &kt__answer__descriptor, body);
    assert_non_null(answer);
    Kt__CaseView *view = seal_answer_open(&side->arena, answer, receipt,
                                          keyring_newest(side->keyring)->sealing_public);
    assert_non_null(view);
    return view;
}

static inline struct case_info side_case(struct side *side, const struct receipt *receipt)
{
    struct case_info info;
    assert_true(case_get(side->regency, &side->arena, receipt->case_id, &info));
    return info;
}

static inline struct case_info side_new_case(struct side *side, struct side_log *log,
                                             struct side_words words)
{
    side_file(side, log, &words);
    assert_int_equal(side_offer(side, log, log->head, log->head).applied, 1);
    return side_case(side, words.receipt);
}

// side_begin_monday() with a case that came in that morning.
static inline struct side_log side_begin_case(struct side *side, const char *dir,
                                              struct receipt *receipt)
{
    struct side_log log = side_begin_monday(side, dir);
    side_new_case(side, &log, (struct side_words){.receipt = receipt});
    return log;
}

static inline bool side_step(struct side *side, const struct receipt *receipt, enum case_verb verb,
                             const char *text)
{
    struct case_info info = side_case(side, receipt);
    const struct case_step step = {.verb = verb, .text = text};
    return case_take_step(side->regency, &side->arena, side->keyring, &info, &step);
}

// The kiosk says that the newest answer is there.
static inline void side_answer_arrives(struct side *side, struct side_log *log,
                                       const struct receipt *receipt)
{
    Kt__AnswerArrived arrived = KT__ANSWER_ARRIVED__INIT;
    arrived.case_ = record_data(bytes_of(receipt->case_id, HASH_LEN));
    arrived.revision = side_case(side, receipt).revision;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_ANSWER_ARRIVED;
    event.answer_arrived = &arrived;
    side_append(side, log, &event);
    assert_int_equal(side_offer(side, log, log->head, log->head).applied, 1);
}

#endif
