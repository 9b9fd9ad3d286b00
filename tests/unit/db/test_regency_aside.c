// SPDX-License-Identifier: GPL-3.0-or-later
// What could not be applied: named until its kiosk knows, tried again when it may be, and never
// more of it than a disk and a desk can bear.
#include "regency_follow_side.h"

// The answer was lost on the way: the kiosk offers the same again, and must hear the same.
static void an_answer_that_was_lost_names_it_again(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    side_file(&side, &log, &(struct side_words){.text = "satu"});
    side_file(&side, &log, &(struct side_words){.other_seq = 9});
    side_file(&side, &log, &(struct side_words){.text = "tiga"});
    for (int i = 0; i < 3; i++) {
        struct intake_answer answer = side_offer(&side, &log, 1, 3);
        assert_int_equal(answer.verdict, INTAKE_OK);
        assert_int_equal(answer.applied, i == 0 ? 2 : 0);
        assert_int_equal(answer.aside_count, 1);
        assert_int_equal(answer.asides[0].seq, 2);
        assert_non_null(strstr(answer.asides[0].why, "another seq"));
    }
    // A shorter offer is answered with the mark as well, and with all that lies below it.
    assert_int_equal(side_offer(&side, &log, 1, 1).aside_count, 1);
    // What it confirmed is not said again.
    assert_int_equal(side_offer(&side, &log, 3, 3).aside_count, 0);
    assert_int_equal(side_offer(&side, &log, 4, 3).aside_count, 0);
    side_end(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(an_answer_that_was_lost_names_it_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
