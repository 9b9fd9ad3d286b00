// SPDX-License-Identifier: GPL-3.0-or-later
// Trained dictionaries in a kiosk's rounds: told, used, left alone when the regency has lost one,
// and an answer under one that is not here costs time and never a word.
#include "round_side.h"

#include "db/base/deflate.h"
#include "db/village/dictionary.h"

static Kt__Dictionary piece_of(struct bytes words)
{
    Kt__Dictionary piece = KT__DICTIONARY__INIT;
    piece.id = deflate_words_id(words);
    piece.total = (uint32_t)words.len;
    piece.words = record_data(words);
    return piece;
}

static struct bytes words_of(const char *more)
{
    return bytes_of_str(arena_printf(
        &arena, "%s Undangan musyawarah desa. Warga diundang ke balai desa. Pemerintah Kabupaten",
        more));
}

static struct bytes keep_one(const char *more)
{
    struct bytes words = words_of(more);
    Kt__Dictionary piece = piece_of(words);
    assert_true(dictionary_put(village, &piece));
    return words;
}

static struct bundle header_of(const struct plan *plan)
{
    struct bundle bundle;
    assert_true(bundle_read(plan->request, &bundle));
    return bundle;
}

static bool is_posted(const char *id)
{
    return sql_int(village->sql, 0, "SELECT count(*) FROM notice WHERE id = $1", "t", id) == 1;
}

static void post_here(void)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.title = "Undangan musyawarah desa";
    notice.category = "undangan";
    notice.publisher = "BPD";
    notice.body = "Warga diundang ke balai desa untuk musyawarah. Warga diundang ke balai desa.";
    const char *id;
    assert_true(notice_post(village, &arena, &notice, &id));
}

static void the_newest_is_told_and_used_but_not_on_a_stick(void **state)
{
    (void)state;
    post_here();
    struct plan plan = planned(BUDGET);
    size_t before = plan.request.len;
    assert_int_equal(round_of(&plan)->dictionary, 0);
    assert_int_equal(round_of(&plan)->dictionary_wanted, 0);
    keep_one("Dahulu");
    struct bytes words = keep_one("Sekarang");
    plan = planned(BUDGET);
    struct bundle bundle = header_of(&plan);
    assert_int_equal(bundle.dictionary, deflate_words_id(words));
    assert_true(plan.request.len < before);
    bundle.words = words;
    struct bytes body;
    assert_true(bundle_open(&arena, &bundle, kiosk_public, &body));
    Kt__Round *round = bundle_message(&arena, &kt__round__descriptor, body);
    assert_int_equal(round->dictionary, record_dictionary_mark(words));
    assert_int_equal(round->n_events, 1);

    struct plan_limits limits = {
        .up_bytes_max = BUDGET, .down_bytes_max = BUDGET_DEFAULT, .words = PLAN_OPEN};
    assert_true(plan_round(village, &arena, &self, kiosk_secret, limits, &plan));
    assert_false(header_of(&plan).deflated);
    assert_int_equal(round_of(&plan)->dictionary, record_dictionary_mark(words));
}

static void it_comes_by_the_feed_and_answers_may_name_it(void **state)
{
    (void)state;
    struct bytes words = words_of("Kelak");
    Kt__Dictionary first = piece_of(words), second = piece_of(words), odd = piece_of(words);
    first.words.len = 40;
    second.offset = 40;
    second.words.data += 40;
    second.words.len -= 40;
    odd.total = 9;
    Kt__Dictionary *pieces[] = {&odd, &first, &second};
    Kt__Change list_of[3], *list[3];
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        kt__change__init(&list_of[i]);
        list_of[i].what_case = KT__CHANGE__WHAT_DICTIONARY;
        list_of[i].dictionary = pieces[i];
        list[i] = &list_of[i];
    }
    Kt__Changes changes = KT__CHANGES__INIT;
    changes.class_ = FEED_PARTS;
    changes.cursor = record_data(cursor_at(6));
    changes.n_change = COUNT_OF(list);
    changes.change = list;
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 0);
    struct applied out;
    struct bytes answer =
        joined(packed(&ack.base, BUNDLE_PLAIN), packed(&changes.base, BUNDLE_SMALLEST));
    assert_true(applied(&plan, answer, &out));
    assert_int_equal(out.changes, 2);
    assert_int_equal(out.skipped, 1); // said, and holds up nothing

    plan = planned(BUDGET);
    ack = ack_of(&plan, 0);
    answer = joined(packed(&ack.base, BUNDLE_PLAIN), notice_with(words, "R-1", 8, 0));
    struct bundle bundle;
    assert_true(bundle_read(notice_with(words, "R-1", 8, 0), &bundle));
    assert_true(bundle_is_trained(&bundle));
    assert_true(applied(&plan, answer, &out));
    assert_int_equal(out.changes, 1);
    assert_false(out.unread);
    assert_true(is_posted("R-1"));
}

static Kt__Ack unread_of(const struct plan *plan)
{
    Kt__Ack ack = KT__ACK__INIT;
    ack.request_hash = record_data(arena_bytes(&arena, bytes_of(plan->request_hash, HASH_LEN)));
    ack.verdict = KT__VERDICT__UNREAD;
    ack.dictionary_unknown = header_of(plan).dictionary;
    return ack;
}

static void what_the_regency_cannot_read_goes_again_without_it(void **state)
{
    (void)state;
    struct applied out;
    post_here();
    struct bytes older = keep_one("Dahulu");
    keep_one("Sekarang");
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = unread_of(&plan);
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(out.next, APPLY_AGAIN);
    plan = planned(BUDGET);
    assert_int_equal(plan.event_count, 1); // nothing of it is gone
    assert_int_equal(header_of(&plan).dictionary, deflate_words_id(older));
    ack = unread_of(&plan);
    struct bytes repeated = packed(&ack.base, BUNDLE_PLAIN);
    assert_true(applied(&plan, repeated, &out));
    struct plan last = planned(BUDGET);
    struct bundle bundle = header_of(&last);
    assert_false(bundle_is_trained(&bundle));
    assert_int_equal(last.event_count, 1);
    assert_int_equal(round_of(&last)->dictionary, 0);

    // A regency that says so without end is no reason to go on without end.
    ack = unread_of(&last);
    ack.dictionary_unknown = deflate_words_id(older);
    assert_false(applied(&last, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_non_null(strstr(fault_text(), "does not use"));
    // To another request it says nothing, on a stick it may be old.
    assert_false(applied(&last, repeated, &out));
    assert_true(applied(NULL, repeated, &out));
    assert_int_equal(out.next, APPLY_AGAIN); // an event still waits

    ack = ack_of(&last, 1);
    assert_true(applied(&last, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(planned(BUDGET).event_count, 0);
}

static void an_answer_under_one_that_is_not_here_loses_nothing(void **state)
{
    (void)state;
    struct bytes words = words_of("Tidak ada di sini"), none = {0};
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 0);
    struct applied out;
    // The first cannot be read; the second stands on it; an alert has a cursor of its own.
    struct bytes answer =
        joined(packed(&ack.base, BUNDLE_PLAIN),
               joined(notice_with(words, "R-1", 8, 0), notice_with(none, "R-2", 10, 8)));
    assert_true(applied(&plan, answer, &out));
    assert_true(out.unread);
    assert_int_equal(out.next, APPLY_AGAIN);
    assert_int_equal(out.changes, 0);
    assert_int_equal(feed_cursor(village, &arena, FEED_TEXT).len, 0);

    // The next round asks for it, where there is room for it; the answer brings both.
    struct plan_limits thin = {.up_bytes_max = BUDGET, .down_bytes_max = DICTIONARY_ASK_BUDGET - 1};
    assert_true(plan_round(village, &arena, &self, kiosk_secret, thin, &plan));
    assert_int_equal(round_of(&plan)->dictionary_wanted, 0);
    plan = planned(BUDGET);
    assert_int_equal(round_of(&plan)->dictionary_wanted, deflate_words_id(words));
    Kt__Dictionary given = piece_of(words);
    ack = ack_of(&plan, 0);
    ack.dictionary = &given;
    answer = joined(packed(&ack.base, BUNDLE_PLAIN),
                    joined(notice_with(words, "R-1", 8, 0), notice_with(none, "R-2", 10, 8)));
    assert_true(applied(&plan, answer, &out));
    assert_int_equal(out.changes, 2);
    assert_true(is_posted("R-1") && is_posted("R-2"));
    assert_int_equal(round_of(&plan)->dictionary, 0); // the feed did not bring it: to read with
    plan = planned(BUDGET);
    assert_int_equal(round_of(&plan)->dictionary_wanted, 0);

    // Asked for in vain, once.
    ack = ack_of(&plan, 0);
    answer = joined(packed(&ack.base, BUNDLE_PLAIN), notice_with(words_of("Lain"), "R-3", 12, 10));
    assert_true(applied(&plan, answer, &out));
    plan = planned(BUDGET);
    assert_int_equal(round_of(&plan)->dictionary_wanted, deflate_words_id(words_of("Lain")));
    ack = ack_of(&plan, 0);
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    plan = planned(BUDGET);
    assert_int_equal(round_of(&plan)->dictionary_wanted, 0);
}

static void a_stick_under_one_that_is_not_here_holds_up_nothing(void **state)
{
    (void)state;
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 0);
    struct applied out;
    struct bytes stick =
        joined(packed(&ack.base, BUNDLE_PLAIN), notice_with(words_of("Dari dulu"), "R-1", 8, 0));
    assert_true(applied(NULL, stick, &out));
    assert_true(out.unread);
    assert_false(is_posted("R-1"));
    assert_int_equal(feed_cursor(village, &arena, FEED_TEXT).len, 0);
    struct bytes plain =
        joined(packed(&ack.base, BUNDLE_PLAIN), notice_with((struct bytes){0}, "R-1", 8, 0));
    assert_true(applied(NULL, plain, &out));
    assert_true(is_posted("R-1"));
}

// Its words are others than those that the regency packed with: a bent disk, or a twin by Adler-32.
// The feed says which one is used; an answer that lies on a stick for the second time does not.
static void one_to_read_with_stays_that_when_it_comes_twice(void **state)
{
    (void)state;
    struct bytes old = words_of("Dari dulu"), newest = keep_one("Baru");
    assert_true(dictionary_want(village, deflate_words_id(old)));
    Kt__Dictionary given = piece_of(old);
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 0);
    struct applied out;
    ack.dictionary = &given;
    for (int i = 0; i < 2; i++) {
        assert_true(applied(NULL, packed(&ack.base, BUNDLE_PLAIN), &out));
        assert_int_equal(dictionary_words(village, &arena, given.id).len, old.len);
        plan = planned(BUDGET);
        assert_int_equal(round_of(&plan)->dictionary, record_dictionary_mark(newest));
    }
}

// No stick says that the regency has lost it: it is asked for once, and what comes late is to read
// with.
static void a_stick_does_not_ask_for_one_without_end(void **state)
{
    (void)state;
    struct bytes old = words_of("Dari dulu"), newest = keep_one("Baru");
    assert_true(dictionary_want(village, deflate_words_id(old)));
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 0);
    struct applied out;
    assert_true(applied(NULL, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(dictionary_wanted(village), 0);
    Kt__Dictionary given = piece_of(old);
    ack.dictionary = &given;
    assert_true(applied(NULL, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(dictionary_words(village, &arena, given.id).len, old.len);
    plan = planned(BUDGET);
    assert_int_equal(round_of(&plan)->dictionary, record_dictionary_mark(newest));
}

static void one_that_came_to_harm_is_not_told_again(void **state)
{
    (void)state;
    struct bytes words = keep_one("Sekarang");
    uint8_t *bent = arena_alloc(&arena, words.len);
    memcpy(bent, words.data, words.len);
    bent[60] ^= 1; // another Adler-32, under the old id
    struct plan plan = planned(BUDGET);
    struct applied out;
    Kt__Ack ack = ack_of(&plan, 0);
    struct bytes answer = joined(packed(&ack.base, BUNDLE_PLAIN), notice_with(words, "R-1", 8, 0));
    assert_true(
        sql_run(village->sql, "UPDATE dictionary SET words = $1", "b", bytes_of(bent, words.len)));
    assert_true(applied(&plan, answer, &out));
    assert_true(out.unread);
    plan = planned(BUDGET);
    struct bundle bundle = header_of(&plan);
    assert_false(bundle_is_trained(&bundle));
    assert_int_equal(round_of(&plan)->dictionary, 0);
    assert_int_equal(round_of(&plan)->dictionary_wanted, deflate_words_id(words));
}

static void a_stranger_may_name_any(void **state)
{
    (void)state;
    struct bytes words = words_of("Tidak ada di sini");
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 0);
    struct bytes forged = notice_with(words, "R-1", 8, 0);
    uint8_t *bent = arena_alloc(&arena, forged.len);
    memcpy(bent, forged.data, forged.len);
    bent[forged.len - 1] ^= 1;
    struct applied out;
    assert_false(
        applied(&plan, joined(packed(&ack.base, BUNDLE_PLAIN), bytes_of(bent, forged.len)), &out));
    assert_int_equal(dictionary_wanted(village), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_newest_is_told_and_used_but_not_on_a_stick, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(it_comes_by_the_feed_and_answers_may_name_it, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_the_regency_cannot_read_goes_again_without_it, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(an_answer_under_one_that_is_not_here_loses_nothing, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_stick_under_one_that_is_not_here_holds_up_nothing, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_stick_does_not_ask_for_one_without_end, setup, teardown),
        cmocka_unit_test_setup_teardown(one_to_read_with_stays_that_when_it_comes_twice, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(one_that_came_to_harm_is_not_told_again, setup, teardown),
        cmocka_unit_test_setup_teardown(a_stranger_may_name_any, setup, teardown),
    };
    secret_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
