// SPDX-License-Identifier: GPL-3.0-or-later
// The first start: due on a fresh file alone, kept step by step, and never open again to whoever
// comes once this kiosk is somebody's.
#include "place.h"

#include "db/village/setup.h"
#include "db/village/staff_inside.h"

static struct village *village;

static int set_up(void **state)
{
    if (harness_make_dir(state)) {
        return -1;
    }
    village = place_open(*state);
    return 0;
}

static int tear_down(void **state)
{
    village_close(village);
    return harness_remove_dir(state);
}

static void add_somebody(void)
{
    struct staff_wrapped wrapped;
    enum staff_state as;
    int64_t id;
    assert_true(staff_wrap_pin_at("592071", crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN,
                                  &wrapped));
    assert_true(staff_add(village, "Ketua BPD", STAFF_BPD, &wrapped, NULL, &id, &as));
}

static void test_not_due_by_itself(void **state)
{
    (void)state;
    assert_int_equal(setup_step(village), SETUP_NONE);
    assert_false(setup_is_due(village));
    assert_true(setup_may_begin(village));
    assert_false(setup_go(village, SETUP_NETWORK));
}

static void test_due_until_it_is_over(void **state)
{
    (void)state;
    assert_true(setup_make_due(village));
    assert_true(setup_is_due(village));
    assert_false(setup_may_leave(village));
    assert_int_equal(setup_step(village), SETUP_LANGUAGE);
    assert_true(setup_go(village, SETUP_TICKET));
    assert_true(setup_make_due(village)); // once more: goes on where it was
    assert_int_equal(setup_step(village), SETUP_TICKET);
    assert_false(setup_go(village, SETUP_STEPS));
    assert_false(setup_go(village, SETUP_NONE));
    assert_true(setup_end(village));
    assert_false(setup_is_due(village));
    assert_int_equal(setup_step(village), SETUP_NONE);
}

static void test_begun_by_touch_can_be_left_until_it_holds(void **state)
{
    (void)state;
    assert_true(setup_begin(village));
    assert_true(setup_go(village, SETUP_TICKET));
    assert_false(setup_is_due(village));
    assert_true(setup_may_leave(village));
    assert_true(setup_hold(village));
    assert_true(setup_is_due(village));
    assert_true(setup_may_leave(village)); // nothing has come of it yet
    add_somebody();
    assert_false(setup_may_leave(village));
}

static void test_somebody_closes_the_way_back(void **state)
{
    (void)state;
    assert_true(setup_make_due(village));
    assert_true(setup_go(village, SETUP_PEOPLE));
    add_somebody();
    for (int step = SETUP_LANGUAGE; step < SETUP_PEOPLE; step++) {
        assert_false(setup_go(village, (enum setup_step)step));
    }
    assert_true(setup_go(village, SETUP_DONE));
    assert_true(setup_end(village));
    assert_false(setup_may_begin(village));
    assert_false(setup_begin(village));
    assert_false(setup_make_due(village));
    assert_false(setup_is_due(village));
}

// Whoever set it up by command owes the screen nothing, and no page may lead where it can not go
// on.
static void test_members_by_command_end_it(void **state)
{
    (void)state;
    assert_true(setup_make_due(village));
    assert_true(setup_go(village, SETUP_TICKET));
    add_somebody();
    assert_int_equal(setup_step(village), SETUP_NONE);
    assert_false(setup_is_due(village));
    assert_false(setup_go(village, SETUP_PEOPLE));
}

static void test_an_enrolled_kiosk_is_somebodys(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    place_enrol(village, &arena);
    assert_false(setup_may_begin(village));
    assert_false(setup_begin(village));
    assert_false(setup_make_due(village));
    assert_int_equal(setup_step(village), SETUP_NONE);
    arena_finish(&arena);
}

int main(void)
{
#define ONE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        ONE(test_not_due_by_itself),
        ONE(test_due_until_it_is_over),
        ONE(test_begun_by_touch_can_be_left_until_it_holds),
        ONE(test_somebody_closes_the_way_back),
        ONE(test_members_by_command_end_it),
        ONE(test_an_enrolled_kiosk_is_somebodys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
