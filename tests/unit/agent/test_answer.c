// SPDX-License-Identifier: GPL-3.0-or-later
// Answers that are signed and yet do harm where they are taken at their word: old ones from a
// stick, bundles that unfold, classes of a newer version.
#include "round_side.h"

#include "db/village/notice_mark.h"

// Two disks with one log: each filed its own third event, and the other's answer comes by stick.
static void an_answer_to_another_disk_takes_no_word_away(void **state)
{
    (void)state;
    append(2, 200);
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 2);
    struct applied out;
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    append(1, 200);
    ack.mark = ack.common = 3; // of the other's third event, which both had, says the answer
    uint8_t theirs[HASH_LEN] = {7};
    ack.mark_hash = record_data(bytes_of(theirs, sizeof theirs));
    assert_true(applied(NULL, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_true(out.forked);
    struct bytes events[8];
    assert_int_equal(event_log_slice(village, &arena, 1, 1 << 20, 8, events), 3);
}

// A stick's answer to a later state of a disk that was put back since would skip what lies between.
static void a_stick_brings_only_what_follows_on(void **state)
{
    (void)state;
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 0);
    struct bytes head = packed(&ack.base, BUNDLE_PLAIN);
    struct applied out;
    const char *gone;
    assert_true(applied(NULL, joined(head, notices_after("R-1", 4, 0)), &out));
    assert_non_null(notice_get(village, &arena, "R-1", &gone));
    assert_true(applied(NULL, joined(head, notices_after("R-9", 20, 16)), &out));
    assert_null(notice_get(village, &arena, "R-9", &gone));
    assert_true(bytes_equal(feed_cursor(village, &arena, FEED_TEXT), cursor_at(4)));
    assert_true(applied(NULL, joined(head, notices_after("R-2", 8, 4)), &out));
    assert_non_null(notice_get(village, &arena, "R-2", &gone));
    assert_true(bytes_equal(feed_cursor(village, &arena, FEED_TEXT), cursor_at(8)));
}

// What the next export begins with.
static struct plan exported(void)
{
    struct plan plan;
    struct plan_limits limits = {.load = PLAN_WORDS_AND_SOUND,
                                 .up_bytes_max = 1 << 20,
                                 .down_bytes_max = BUDGET_DEFAULT,
                                 .words = PLAN_OPEN};
    assert_true(plan_round(village, &arena, &self, kiosk_secret, limits, &plan));
    return plan;
}

// The answer that a stick brings, said at `at_s` in the life `feed` of the regency's store.
static void carried(Kt__Verdict verdict, uint64_t mark, uint32_t feed, int64_t at_s)
{
    struct plan plan = exported();
    Kt__Ack ack = ack_of(&plan, mark);
    struct applied out;
    ack.verdict = verdict;
    ack.wanted = verdict == KT__VERDICT__GAP ? mark + 1 : 0;
    ack.common = verdict == KT__VERDICT__GAP ? 0 : mark;
    ack.feed_id = feed;
    ack.at_s = at_s;
    assert_true(applied(NULL, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_false(out.forked);
}

enum { BEFORE = 1795662000, HOUR = 3600 };

// A regency that was put back wants again what it had confirmed, and no network ever tells so.
static void a_gap_on_a_stick_is_filled_by_the_next_stick(void **state)
{
    (void)state;
    append(8, 200);
    carried(KT__VERDICT__OK, 8, 1, BEFORE);
    assert_int_equal(exported().first_seq, 9);
    assert_int_equal(event_log_waiting(village), 0);
    carried(KT__VERDICT__GAP, 3, 2, BEFORE + HOUR);
    assert_int_equal(exported().first_seq, 4);
    assert_int_equal(exported().event_count, 5);
    assert_int_equal(event_log_waiting(village), 5);
    assert_int_equal(planned(BUDGET).first_seq, 9); // over the network the regency says so itself
    struct event_log log;
    assert_true(event_log_get(village, &log));
    assert_int_equal(log.confirmed, 8);
    // An old answer that comes now does not end it; a new one that confirms only a part neither.
    carried(KT__VERDICT__OK, 8, 1, BEFORE);
    carried(KT__VERDICT__OK, 8, 1, BEFORE + HOUR); // in the very second of the restore
    assert_int_equal(exported().first_seq, 4);
    carried(KT__VERDICT__OK, 6, 2, BEFORE + 2 * HOUR);
    assert_int_equal(exported().first_seq, 4);
    carried(KT__VERDICT__OK, 8, 2, BEFORE + 2 * HOUR);
    assert_int_equal(exported().first_seq, 9);
    assert_int_equal(event_log_waiting(village), 0);
}

static void an_old_gap_is_not_believed_for_ever(void **state)
{
    (void)state;
    append(8, 200);
    carried(KT__VERDICT__OK, 8, 1, BEFORE);
    carried(KT__VERDICT__GAP, 3, 1, BEFORE - HOUR); // said before, by the same store
    assert_int_equal(exported().first_seq, 9);
    carried(KT__VERDICT__GAP, 3, 2, BEFORE - HOUR); // by one whose clock was put back as well
    assert_int_equal(exported().first_seq, 4);
    carried(KT__VERDICT__GAP, 5, 2, BEFORE - HOUR); // never less than what was asked for
    assert_int_equal(exported().first_seq, 4);
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 8);
    struct applied out;
    ack.feed_id = 2;
    ack.at_s = BEFORE;
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out)); // a round knows better
    assert_int_equal(exported().first_seq, 9);
    carried(KT__VERDICT__GAP, 3, 2, BEFORE - HOUR);
    assert_int_equal(exported().first_seq, 9);
}

// The same below what was confirmed, where the store has another past by now.
static void a_fork_on_a_stick_below_what_was_confirmed_is_heard(void **state)
{
    (void)state;
    append(8, 200);
    carried(KT__VERDICT__OK, 8, 1, BEFORE);
    struct plan plan = exported();
    Kt__Ack ack = ack_of(&plan, 5);
    uint8_t theirs[HASH_LEN] = {7};
    struct applied out;
    ack.verdict = KT__VERDICT__FORK;
    ack.mark_hash = record_data(bytes_of(theirs, sizeof theirs));
    ack.feed_id = 2;
    ack.at_s = BEFORE + HOUR;
    assert_true(applied(NULL, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_true(out.forked);
    assert_int_equal(exported().first_seq, 1);
    assert_int_equal(exported().event_count, 8);
    assert_int_not_equal(exported().log, plan.log);
}

static struct bytes translations(uint64_t number)
{
    enum { MANY = 200000 };
    Kt__Translation empty = KT__TRANSLATION__INIT, **list = calloc(MANY, sizeof *list);
    for (int i = 0; i < MANY; i++) {
        list[i] = &empty;
    }
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = "R-9";
    notice.revision = 1;
    notice.title = "Judul";
    notice.n_translations = MANY;
    notice.translations = list;
    Kt__Change change = KT__CHANGE__INIT, *one = &change;
    change.what_case = KT__CHANGE__WHAT_NOTICE;
    change.notice = &notice;
    Kt__Changes changes = KT__CHANGES__INIT;
    changes.class_ = FEED_TEXT;
    uint8_t hash[CURSOR_HASH_LEN] = {(uint8_t)number};
    changes.cursor = record_data(cursor_make(&arena, 5, number, hash));
    changes.n_change = 1;
    changes.change = &one;
    struct bytes bundle = packed(&changes.base, BUNDLE_SMALLEST);
    free(list);
    return bundle;
}

static void bundles_that_unfold_do_not_add_up(void **state)
{
    (void)state;
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 0);
    struct bytes answer = packed(&ack.base, BUNDLE_PLAIN);
    struct bytes large = translations(1);
    for (int i = 0; i < 12; i++) { // 20 MB each
        answer = joined(answer, large);
    }
    answer = joined(answer, notices("R-1", 2));
    struct arena work;
    arena_init(&work, 96 * 1024 * 1024); // as a round has it
    struct applied out;
    assert_true(apply_answer(village, &work, &plan, answer, &out));
    arena_finish(&work);
    assert_int_equal(out.changes, 1);
    assert_int_equal(out.skipped, 12);
    assert_int_equal(notice_count(village, NOTICE_CURRENT), 1);
}

static void a_class_of_a_newer_version_is_passed_over(void **state)
{
    (void)state;
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 0);
    Kt__Changes newer = KT__CHANGES__INIT;
    newer.class_ = FEED_CLASSES;
    struct bytes answer =
        joined(packed(&ack.base, BUNDLE_PLAIN), packed(&newer.base, BUNDLE_PLAIN));
    struct applied out;
    assert_true(applied(&plan, joined(answer, notices("R-1", 2)), &out));
    assert_int_equal(notice_count(village, NOTICE_CURRENT), 1);
}

static struct applied told(uint32_t own_notices, struct bytes rest)
{
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, plan.first_seq + plan.event_count - 1);
    struct applied out;
    ack.own_notices = own_notices;
    assert_true(applied(&plan, joined(packed(&ack.base, BUNDLE_PLAIN), rest), &out));
    return out;
}

static bool asks_for_all(void)
{
    return feed_cursor(village, &arena, FEED_TEXT).len == 0;
}

static const char *posted(void)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    const char *id;
    notice.title = "Rapat";
    notice.category = "undangan";
    assert_true(notice_post(village, &arena, &notice, &id));
    return id;
}

// A disk that was put back as bytes: its log goes on as the regency knows it, and nothing but this
// tells that it posted more than it shows.
static void own_notices_that_a_disk_has_forgotten_come_again(void **state)
{
    (void)state;
    uint32_t mark = record_notice_mark("K7-1", 1);
    struct applied out = told(mark, notices("R-1", 4));
    assert_true(asks_for_all());
    assert_int_equal(out.next, APPLY_AGAIN);
    out = told(mark, joined(notices("R-1", 4), notices_after("K7-1", 8, 4)));
    assert_false(asks_for_all());
    assert_int_equal(out.next, APPLY_DONE);
    assert_true(notice_is_own(village, "K7-1"));
    // And what is posted next takes nobody's place.
    assert_string_equal(posted(), "K7-2");
    assert_int_equal(notice_revision(village, "K7-1"), 1);
}

// One that the regency refused differs for good.
static void what_stays_different_is_asked_for_once(void **state)
{
    (void)state;
    assert_string_equal(posted(), "K7-1");
    told(record_notice_mark("K7-1", 9), notices("R-1", 4));
    assert_true(asks_for_all());
    told(record_notice_mark("K7-1", 9), notices("R-1", 4));
    assert_false(asks_for_all());
    assert_string_equal(posted(), "K7-2");
    struct plan plan = planned(BUDGET); // which the regency does not know of yet
    Kt__Ack ack = ack_of(&plan, 1);
    struct applied out;
    ack.own_notices = record_notice_mark("K7-1", 8);
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_false(asks_for_all());
    told(record_notice_mark("K7-1", 9) + record_notice_mark("K7-2", 1), (struct bytes){0});
    assert_false(asks_for_all());
}

// As many as a busy office posts in a hundred years: the memory of each goes back at once.
static void any_number_of_own_notices_is_one_mark(void **state)
{
    enum { MANY = 70000 };
    (void)state;
    assert_true(sql_run(village->sql,
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                        " WHERE i < $1) INSERT INTO notice (id, revision, own, category,"
                        " publisher, pinned, urgency, posted_s, start_s, end_s, record)"
                        " SELECT 'K7-' || i, 1, 1, '', '', 0, 0, 0, 0, 0, x'' FROM n",
                        "i", (int64_t)MANY));
    uint32_t mark = 0;
    char id[16];
    for (int i = 1; i <= MANY; i++) {
        snprintf(id, sizeof id, "K7-%d", i);
        mark += record_notice_mark(id, 1);
    }
    assert_int_equal(notice_mark(village), mark);
}

int main(void)
{
    secret_init();
    log_name("test_answer");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_answer_to_another_disk_takes_no_word_away, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_stick_brings_only_what_follows_on, setup, teardown),
        cmocka_unit_test_setup_teardown(a_gap_on_a_stick_is_filled_by_the_next_stick, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(an_old_gap_is_not_believed_for_ever, setup, teardown),
        cmocka_unit_test_setup_teardown(a_fork_on_a_stick_below_what_was_confirmed_is_heard, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(bundles_that_unfold_do_not_add_up, setup, teardown),
        cmocka_unit_test_setup_teardown(a_class_of_a_newer_version_is_passed_over, setup, teardown),
        cmocka_unit_test_setup_teardown(any_number_of_own_notices_is_one_mark, setup, teardown),
        cmocka_unit_test_setup_teardown(own_notices_that_a_disk_has_forgotten_come_again, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_stays_different_is_asked_for_once, setup, teardown),
    };
    return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
