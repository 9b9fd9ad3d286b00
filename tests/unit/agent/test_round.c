// SPDX-License-Identifier: GPL-3.0-or-later
// Rounds planned and answers applied, on a real village file.
#include "round_side.h"

// ---------------------------------------------------------------- planning

static void a_plan_carries_what_waits(void **state)
{
    (void)state;
    append(3, 200);
    struct plan plan = planned(BUDGET);
    Kt__Round *round = round_of(&plan);
    uint8_t start[HASH_LEN];
    event_hash_start(start, KIOSK, plan.log);
    assert_int_equal(round->n_events, 3);
    assert_int_equal(round->first_seq, 1);
    assert_int_equal(round->key_list, 1);
    assert_int_equal(round->cursors.len, 0);
    assert_int_equal(round->hash_before.len, HASH_BEFORE_LEN);
    assert_memory_equal(round->hash_before.data, start, HASH_BEFORE_LEN);
    assert_int_equal(plan.waiting, 0);
    struct plan again = planned(BUDGET);
    assert_memory_not_equal(again.request_hash, plan.request_hash, HASH_LEN);
}

static void a_budget_is_kept_and_one_event_always_fits(void **state)
{
    (void)state;
    append(5, 1000);
    struct plan plan = planned(2500);
    assert_int_equal(plan.event_count, 2);
    assert_int_equal(plan.waiting, 3);
    plan = planned(10);
    assert_int_equal(plan.event_count, 1);
}

// ---------------------------------------------------------------- acknowledgements

static void an_ack_confirms_and_sets_the_clock(void **state)
{
    (void)state;
    append(3, 200);
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 3);
    ack.at_s = clock_now_s() + 5000;
    struct applied out;
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(out.next, APPLY_DONE);
    assert_int_equal(event_log_waiting(village), 0);
    assert_true(llabs(village_now_s(village) - ack.at_s) <= 2);
    assert_int_equal(planned(BUDGET).event_count, 0);
}

// A regency that was upgraded first: its new words are passed over, the old ones count.
static void a_newer_regency_is_understood(void **state)
{
    (void)state;
    append(2, 200);
    struct plan plan = planned(BUDGET);
    struct applied out;
    uint8_t more[] = {2, 7, 7};
    ProtobufCMessageUnknownField field = {.tag = 4711,
                                          .wire_type = PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED,
                                          .len = sizeof more,
                                          .data = more};
    Kt__Ack ack = ack_of(&plan, 2);
    ack.base.n_unknown_fields = 1;
    ack.base.unknown_fields = &field;
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(event_log_waiting(village), 0);
}

static void what_is_not_for_this_request_changes_nothing(void **state)
{
    (void)state;
    append(2, 200);
    struct plan plan = planned(BUDGET), other = planned(BUDGET);
    struct applied out;
    Kt__Ack ack = ack_of(&other, 2);
    ack.at_s = clock_now_s() + 5000;
    assert_false(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));

    ack = ack_of(&plan, 2);
    ack.at_s = clock_now_s() + 5000;
    struct bytes good = packed(&ack.base, BUNDLE_PLAIN);
    for (size_t bit = 0; bit < 8 * good.len; bit += 5) {
        uint8_t *bad = (uint8_t *)(uintptr_t)arena_bytes(&arena, good).data;
        bad[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(applied(&plan, bytes_of(bad, good.len), &out));
        assert_true(strlen(fault_text()) > 0);
    }
    for (size_t len = 0; len < good.len; len++) {
        assert_false(applied(&plan, bytes_of(good.data, len), &out));
    }
    struct bytes elsewhere, stranger;
    assert_true(bundle_pack(&arena, BUNDLE_REGENCY, KIOSK + 1, BUNDLE_PLAIN, &ack.base,
                            regency_secret, &elsewhere));
    assert_false(applied(&plan, elsewhere, &out));
    assert_true(bundle_pack(&arena, BUNDLE_REGENCY, KIOSK, BUNDLE_PLAIN, &ack.base, kiosk_secret,
                            &stranger));
    assert_false(applied(&plan, stranger, &out));
    assert_false(applied(&plan, bytes_of_str("<!DOCTYPE html><title>Login</title>"), &out));
    assert_int_equal(event_log_waiting(village), 2);
    assert_true(llabs(village_now_s(village) - clock_now_s()) <= 2);
}

static void busy_and_refused(void **state)
{
    (void)state;
    append(1, 200);
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 0);
    struct applied out;
    ack.verdict = KT__VERDICT__WAIT;
    ack.wait_s = 90;
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(out.next, APPLY_WAIT);
    assert_int_equal(out.wait_s, 90);
    ack.verdict = KT__VERDICT__REFUSED;
    ack.word = "Kiosk ini dicabut.";
    assert_false(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_non_null(strstr(fault_text(), "Kiosk ini dicabut."));
    ack.verdict = (Kt__Verdict)17;
    assert_false(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(event_log_waiting(village), 1);
}

static void a_gap_is_filled_again(void **state)
{
    (void)state;
    append(4, 200);
    struct plan plan = planned(BUDGET);
    struct applied out;
    Kt__Ack ack = ack_of(&plan, 4);
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    append(1, 200);
    plan = planned(BUDGET);
    assert_int_equal(plan.first_seq, 5);
    ack = ack_of(&plan, 2); // a regency that lost its newest
    ack.verdict = KT__VERDICT__GAP;
    ack.wanted = 3;
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(out.next, APPLY_AGAIN);
    plan = planned(BUDGET);
    assert_int_equal(plan.first_seq, 3);
    assert_int_equal(plan.event_count, 3);
    ack = ack_of(&plan, 4); // stops half-way without saying why
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(out.next, APPLY_AGAIN);
}

static void a_fork_opens_a_new_log(void **state)
{
    (void)state;
    append(3, 200);
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 2);
    uint8_t *foreign = arena_alloc(&arena, HASH_LEN);
    randombytes_buf(foreign, HASH_LEN);
    ack.verdict = KT__VERDICT__FORK;
    ack.mark = 9;
    ack.mark_hash = record_data(bytes_of(foreign, HASH_LEN));
    ack.common = 1;
    struct applied out;
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_true(out.forked);
    assert_int_equal(out.next, APPLY_AGAIN);
    struct plan next = planned(BUDGET);
    assert_int_not_equal(next.log, plan.log);
    assert_int_equal(next.first_seq, 1);
    Kt__Round *round = round_of(&next);
    assert_int_equal(round->n_events, 2);
    Kt__Event *event = record_unpack(&arena, &kt__event__descriptor, record_view(round->events[0]));
    assert_non_null(event);
    assert_int_equal(event->origin->log, plan.log);
    assert_int_equal(event->origin->seq, 2);
}

static const char *post(const char *id, const char *title)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = arena_str(&arena, id);
    notice.title = arena_str(&arena, title);
    notice.category = "undangan";
    notice.publisher = "BPD Sukamaju";
    notice.scope = "";
    notice.body = "Warga diundang.";
    const char *given;
    assert_true(notice_post(village, &arena, &notice, &given));
    return given;
}

static struct applied clashed(uint64_t seq)
{
    struct plan plan = planned(BUDGET);
    Kt__Aside aside = KT__ASIDE__INIT, *asides = &aside;
    Kt__Ack ack = ack_of(&plan, plan.first_seq + plan.event_count - 1);
    aside.seq = seq;
    aside.why = "other words";
    aside.clash = true;
    ack.n_aside = 1;
    ack.aside = &asides;
    struct applied out;
    struct bytes answer = packed(&ack.base, BUNDLE_PLAIN);
    assert_true(applied(&plan, answer, &out));
    assert_true(applied(&plan, answer, &out)); // it came twice
    return out;
}

static const char *title_of(const char *id)
{
    const char *gone;
    Kt__Notice *notice = notice_get(village, &arena, id, &gone);
    return notice ? notice->title : "";
}

// Another notice has its numbers at the regency: it goes again under numbers of its own.
static void a_notice_whose_numbers_are_taken_is_posted_again(void **state)
{
    (void)state;
    const char *id = post("", "Dua");
    clashed(1);
    assert_string_equal(title_of(id), "");
    assert_int_equal(sql_int(village->sql, 0, "SELECT count(*) FROM notice", ""), 1);
    const char *other = sql_text(village->sql, &arena, "SELECT id FROM notice WHERE own = 1", "");
    assert_string_equal(title_of(other), "Dua");
    assert_string_not_equal(other, id);
    assert_int_equal(event_log_waiting(village), 1);
    // A revision goes above, under the same id.
    post(other, "Dua, jamnya berubah");
    assert_int_equal(notice_revision(village, other), 2);
    clashed(3);
    assert_int_equal(notice_revision(village, other), 3);
    assert_string_equal(title_of(other), "Dua, jamnya berubah");
    assert_int_equal(event_log_waiting(village), 1);
    // One that was revised since has no need of it.
    post(other, "Dua, di balai desa");
    clashed(4);
    assert_int_equal(notice_revision(village, other), 4);
    assert_int_equal(event_log_waiting(village), 0);
}

// Revised before that was heard: all of it goes again, and what its later events say is no news.
static void one_that_was_revised_meanwhile_is_posted_again_as_well(void **state)
{
    (void)state;
    const char *id = post("", "Dua");
    post(id, "Dua, jamnya berubah");
    clashed(1);
    assert_string_equal(title_of(id), "");
    const char *other = sql_text(village->sql, &arena, "SELECT id FROM notice WHERE own = 1", "");
    assert_string_equal(title_of(other), "Dua, jamnya berubah");
    assert_int_equal(event_log_waiting(village), 1);
    clashed(2);
    assert_int_equal(sql_int(village->sql, 0, "SELECT count(*) FROM notice", ""), 1);
    assert_int_equal(event_log_waiting(village), 0);
}

// The lost one comes down before the regency has heard of the one that took its place here.
static void a_lost_notice_and_the_one_in_its_place_both_stand(void **state)
{
    (void)state;
    const char *id = post("", "Dua");
    const char *gone;
    Kt__Notice lost = *notice_get(village, &arena, id, &gone);
    lost.birth ^= 1;
    lost.revision = 3;
    lost.title = "Satu";
    sql_begin(village->sql);
    assert_true(notice_put(village, &lost));
    assert_true(sql_commit(village->sql));
    assert_string_equal(title_of(id), "Satu");
    assert_int_equal(sql_int(village->sql, 0, "SELECT count(*) FROM notice WHERE own = 1", ""), 2);
    assert_int_equal(event_log_waiting(village), 2);
    clashed(1);
    assert_string_equal(title_of(id), "Satu");
    assert_int_equal(event_log_waiting(village), 0);
}

static void put(const char *id, uint32_t birth, uint32_t revision, const char *title)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = arena_str(&arena, id);
    notice.birth = birth;
    notice.revision = revision;
    notice.title = arena_str(&arena, title);
    notice.category = "undangan";
    sql_begin(village->sql);
    assert_true(notice_put(village, &notice));
    assert_true(sql_commit(village->sql));
}

static void the_id_alone_makes_no_revision(void **state)
{
    (void)state;
    // Of another kiosk: the regency was put back, and that kiosk's disk as well.
    put("K9-1", 5, 3, "Satu");
    put("K9-1", 6, 1, "Dua");
    assert_string_equal(title_of("K9-1"), "Dua");
    put("K9-1", 6, 1, "Tiga");
    assert_string_equal(title_of("K9-1"), "Dua");
    // Of our own: the lost one was withdrawn, not this one.
    Kt__NoticeGone gone = KT__NOTICE_GONE__INIT;
    gone.id = arena_str(&arena, post("", "Empat"));
    gone.revision = 9;
    gone.reason = "Sudah lewat.";
    const char *none;
    gone.birth = notice_get(village, &arena, gone.id, &none)->birth ^ 1;
    sql_begin(village->sql);
    assert_true(notice_put_gone(village, &gone));
    assert_true(sql_commit(village->sql));
    assert_string_equal(title_of(gone.id), "");
    assert_int_equal(
        sql_int(village->sql, 0, "SELECT count(*) FROM notice WHERE own = 1 AND gone IS NULL", ""),
        1);
}

static void asides_are_kept(void **state)
{
    (void)state;
    append(1, 200);
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 1);
    Kt__Aside aside = KT__ASIDE__INIT, *asides = &aside;
    aside.seq = 1;
    aside.why = "the seal does not open";
    ack.n_aside = 1;
    ack.aside = &asides;
    struct applied out;
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(out.asides, 1);
    assert_int_equal(round_aside_count(village), 1);
    assert_int_equal(event_log_waiting(village), 0);
}

// ---------------------------------------------------------------- changes and keys

static void changes_are_whole_or_not_at_all(void **state)
{
    (void)state;
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 0);
    struct bytes first = joined(packed(&ack.base, BUNDLE_PLAIN), notices("R-1", 1));
    struct bytes all = joined(first, notices("R-2", 2));
    struct applied out;
    assert_false(applied(&plan, bytes_of(all.data, all.len - 1), &out));
    assert_int_equal(out.changes, 1);
    assert_non_null(notice_get(village, &arena, "R-1", &(const char *){NULL}));
    assert_null(notice_get(village, &arena, "R-2", &(const char *){NULL}));
    plan = planned(BUDGET);
    struct cursor_set set;
    assert_true(cursor_split(record_view(round_of(&plan)->cursors), &set));
    assert_int_equal(set.of[FEED_TEXT - 1].number, 1);

    ack = ack_of(&plan, 0);
    ack.more = true;
    all = joined(packed(&ack.base, BUNDLE_PLAIN), notices("R-2", 2));
    assert_true(applied(&plan, all, &out));
    assert_int_equal(out.next, APPLY_AGAIN);
    assert_non_null(notice_get(village, &arena, "R-2", &(const char *){NULL}));
    // The same answer once more belongs to a request that is over, and harms nobody by a stick.
    struct plan next = planned(BUDGET);
    assert_false(applied(&next, all, &out));
    assert_true(applied(NULL, all, &out));
    assert_int_equal(notice_count(village, NOTICE_CURRENT), 2);
}

static void unknown_changes_are_counted_and_passed(void **state)
{
    (void)state;
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 0);
    Kt__Change unknown = KT__CHANGE__INIT, setting = KT__CHANGE__INIT;
    Kt__Change *list[] = {&unknown, &setting};
    Kt__SettingChange value = KT__SETTING_CHANGE__INIT;
    value.key = "not_invented_yet";
    value.value = "1";
    setting.what_case = KT__CHANGE__WHAT_SETTING;
    setting.setting = &value;
    Kt__Changes changes = KT__CHANGES__INIT;
    changes.class_ = FEED_STATUS;
    uint8_t hash[CURSOR_HASH_LEN] = {0};
    changes.cursor = record_data(cursor_make(&arena, 5, 8, hash));
    changes.n_change = COUNT_OF(list);
    changes.change = list;
    struct applied out;
    assert_true(applied(
        &plan, joined(packed(&ack.base, BUNDLE_PLAIN), packed(&changes.base, BUNDLE_SMALLEST)),
        &out));
    assert_int_equal(out.skipped, 2);
    assert_int_equal(out.changes, 0);
    assert_true(feed_cursor(village, &arena, FEED_STATUS).len > 0);
}

static void a_newer_key_brings_its_list(void **state)
{
    (void)state;
    struct plan plan = planned(BUDGET);
    struct applied out;
    Kt__Ack ack = ack_of(&plan, 0);
    uint8_t old_secret[SIGN_SECRET_LEN];
    memcpy(old_secret, regency_secret, sizeof old_secret);
    crypto_sign_keypair(regency_public, regency_secret);
    struct bytes alone = packed(&ack.base, BUNDLE_PLAIN);
    assert_false(applied(&plan, alone, &out));

    ProtobufCBinaryData lists[] = {record_data(key_list(2, regency_public, first_list))};
    ack.n_key_lists = 1;
    ack.key_lists = lists;
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_true(identity_get(village, &arena, &self));
    assert_int_equal(self.keys->number, 2);

    plan = planned(BUDGET); // the old key is over
    ack = ack_of(&plan, 0);
    memcpy(regency_secret, old_secret, sizeof old_secret);
    assert_false(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
}

static void an_old_answer_from_a_stick_takes_nothing_back(void **state)
{
    (void)state;
    append(2, 200);
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 1);
    ack.at_s = clock_now_s() - 100000;
    struct bytes old = packed(&ack.base, BUNDLE_PLAIN);
    ack = ack_of(&plan, 2);
    struct applied out;
    assert_true(applied(NULL, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(event_log_waiting(village), 0);
    assert_true(applied(NULL, old, &out));
    assert_int_equal(event_log_waiting(village), 0);
    assert_true(village_now_s(village) >= clock_now_s() - 2);
}

// Who reads it may have been put back to a time before this kiosk, and can ask nobody: the
// certificate lies open before any word.
static void a_stick_shows_who_it_is_from(void **state)
{
    (void)state;
    append(3, 2000);
    struct plan plan;
    struct bundle bundle;
    const struct plan_limits limits = {.load = PLAN_WORDS_AND_SOUND,
                                       .up_bytes_max = 1 << 20,
                                       .down_bytes_max = BUDGET_DEFAULT,
                                       .words = PLAN_OPEN};
    assert_true(plan_round(village, &arena, &self, kiosk_secret, limits, &plan));
    assert_true(bundle_read(plan.request, &bundle));
    assert_false(bundle.deflated);
    Kt__Round *round = round_of(&plan);
    assert_true(bytes_equal(record_view(round->certificate), self.certificate));
    assert_int_equal(round->village->id, 3);
    assert_int_equal(round->n_events, 3);
    plan = planned(1 << 20);
    assert_int_equal(round_of(&plan)->certificate.len, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_plan_carries_what_waits),
        TEST(a_budget_is_kept_and_one_event_always_fits),
        TEST(an_ack_confirms_and_sets_the_clock),
        TEST(a_newer_regency_is_understood),
        TEST(what_is_not_for_this_request_changes_nothing),
        TEST(busy_and_refused),
        TEST(a_gap_is_filled_again),
        TEST(a_fork_opens_a_new_log),
        TEST(one_that_was_revised_meanwhile_is_posted_again_as_well),
        TEST(a_lost_notice_and_the_one_in_its_place_both_stand),
        TEST(the_id_alone_makes_no_revision),
        TEST(asides_are_kept),
        TEST(a_notice_whose_numbers_are_taken_is_posted_again),
        TEST(changes_are_whole_or_not_at_all),
        TEST(unknown_changes_are_counted_and_passed),
        TEST(a_newer_key_brings_its_list),
        TEST(an_old_answer_from_a_stick_takes_nothing_back),
        TEST(a_stick_shows_who_it_is_from),
    };
    log_name("test_round");
    secret_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
