// SPDX-License-Identifier: GPL-3.0-or-later
// Answers that are signed and yet do harm where they are taken at their word: old ones from a
// stick, bundles that unfold, classes of a newer version.
#include "round_side.h"

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

int main(void)
{
    secret_init();
    log_name("test_answer");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_answer_to_another_disk_takes_no_word_away, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_stick_brings_only_what_follows_on, setup, teardown),
        cmocka_unit_test_setup_teardown(bundles_that_unfold_do_not_add_up, setup, teardown),
        cmocka_unit_test_setup_teardown(a_class_of_a_newer_version_is_passed_over, setup, teardown),
    };
    return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
