// SPDX-License-Identifier: GPL-3.0-or-later
// How much a round carries, after all that can happen to one.
#include "round_side.h"

#include "sync/agent/agent.h"
#include "sync/agent/pace.h"

enum { QUICK_MS = 500, SLOW_MS = 60 * 1000, KB = 1024 };

static void a_good_link_carries_all_at_once(void **state)
{
    (void)state;
    struct pace pace;
    pace_init(&pace, village);
    assert_int_equal(pace.budget, BUDGET_DEFAULT);
    pace_well(&pace, 300 * KB, 100, SLOW_MS);
    assert_int_equal(pace.budget, BUDGET_DEFAULT);
}

static void what_breaks_is_smaller_the_next_time(void **state)
{
    (void)state;
    struct pace pace;
    pace_init(&pace, village);
    pace_broke(&pace, 100 * KB, SLOW_MS); // not half of 512: half of what was tried
    assert_int_equal(pace.budget, 50 * KB);
    for (int i = 0; i < 40; i++) {
        pace_broke(&pace, pace.budget, SLOW_MS);
    }
    assert_int_equal(pace.budget, BUDGET_MIN);
}

static void bad_luck_is_given_one_more_chance(void **state)
{
    (void)state;
    struct pace pace;
    pace_init(&pace, village);
    pace_broke(&pace, 30 * KB, QUICK_MS);
    assert_int_equal(pace.budget, BUDGET_DEFAULT);
    pace_broke(&pace, 30 * KB, QUICK_MS);
    assert_int_equal(pace.budget, 15 * KB);
    pace_well(&pace, 15 * KB, 100, QUICK_MS);
    assert_int_equal(pace.budget, 30 * KB);
    pace_broke(&pace, 30 * KB, QUICK_MS); // it never went through: that is no bad luck
    assert_int_equal(pace.budget, 15 * KB);
}

static void rounds_that_carry_nothing_prove_nothing(void **state)
{
    (void)state;
    struct pace pace;
    pace_init(&pace, village);
    pace_broke(&pace, 64 * KB, SLOW_MS);
    for (int i = 0; i < 50; i++) {
        pace_well(&pace, 100, 130, QUICK_MS);
    }
    assert_int_equal(pace.budget, 32 * KB);
    pace_well(&pace, 20 * KB, 130, SLOW_MS);
    assert_int_equal(pace.budget, 32 * KB);
    pace_well(&pace, 100, 20 * KB, QUICK_MS);
    assert_int_equal(pace.budget, 64 * KB);
}

// A way that cuts at 40 KB however often it is tried: the tries become rare.
static void a_wall_is_not_run_into_for_ever(void **state)
{
    (void)state;
    struct pace pace;
    pace_init(&pace, village);
    int cuts = 0;
    for (int i = 0; i < 200; i++) {
        if (pace.budget > 40 * KB) {
            pace_broke(&pace, pace.budget, QUICK_MS);
            cuts++;
        } else {
            pace_well(&pace, pace.budget, 100, QUICK_MS);
        }
    }
    assert_true(cuts < 25); // 85 with a pace that always tries again
    assert_true(pace.budget >= 20 * KB && pace.budget <= 80 * KB);
    for (int i = 0; i < 100; i++) { // and when the wall is gone
        pace_well(&pace, pace.budget, 100, QUICK_MS);
    }
    assert_int_equal(pace.budget, BUDGET_DEFAULT);
}

static void it_is_remembered(void **state)
{
    (void)state;
    struct pace pace, again;
    pace_init(&pace, village);
    pace_too_large(&pace, 64 * KB);
    pace_broke(&pace, 20 * KB, QUICK_MS);
    pace_init(&again, village);
    assert_int_equal(again.budget, 32 * KB);
    assert_true(again.unlucky);
    assert_true(sql_run(village->sql, "UPDATE state SET value = 'x' WHERE key = 'pace'", ""));
    pace_init(&again, village);
    assert_int_equal(again.budget, BUDGET_DEFAULT);
    assert_true(
        sql_run(village->sql, "UPDATE state SET value = '-9 7 7 99' WHERE key = 'pace'", ""));
    pace_init(&again, village);
    assert_int_equal(again.budget, BUDGET_MIN);
    assert_int_equal(again.calm_needed, PACE_CALM_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    secret_init();
    const struct CMUnitTest tests[] = {
        TEST(a_good_link_carries_all_at_once),   TEST(what_breaks_is_smaller_the_next_time),
        TEST(bad_luck_is_given_one_more_chance), TEST(rounds_that_carry_nothing_prove_nothing),
        TEST(a_wall_is_not_run_into_for_ever),   TEST(it_is_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
