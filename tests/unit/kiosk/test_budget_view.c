// SPDX-License-Identifier: GPL-3.0-or-later
// The tree in a list of budget lines: fields, lines below lines with steps missing between, a line
// alone in its field, and sums left to db/village/budget.h.
#include "kiosk/screens/budget_view.h"
#include "tests/unit/arena_side.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct budget_line lines[] = {
    {2026, BUDGET_INCOME, "4.1", "", "Pendapatan asli", 500, 400},
    {2026, BUDGET_SPENDING, "5", "", "Belanja", 10000, 4000},
    {2026, BUDGET_SPENDING, "5.1", "Pemerintahan", "Pemerintahan", 6000, 3000},
    {2026, BUDGET_SPENDING, "5.1.01", "Pemerintahan", "Honor", 4000, 2000},
    {2026, BUDGET_SPENDING, "5.1.02.1", "Pemerintahan", "Listrik", 1000, 600},
    {2026, BUDGET_SPENDING, "5.1.02.2", "Pemerintahan", "Air", 1000, 400},
    {2026, BUDGET_SPENDING, "5.2", "Pembangunan", "Pembangunan", 4000, 1000},
    {2026, BUDGET_SPENDING, "5.2.1", "Pembangunan", "Jalan", 3000, 1000},
    {2026, BUDGET_SPENDING, "5.2.1.1", "Pembangunan", "Semen", 2500, 1000},
    {2026, BUDGET_SPENDING, "5.21", "Pembangunan", "Lain", 7, 0},
};

static struct budget_view at(const struct budget_step *step)
{
    return budget_view_at(&arena, lines, COUNT_OF(lines), step);
}

static void test_fields_first(void **state)
{
    (void)state;
    struct budget_view view = at(&(struct budget_step){.kind = BUDGET_SPENDING});
    assert_null(view.title);
    assert_int_equal(view.count, 2); // the line over all of them makes no field
    assert_string_equal(view.rows[0].title, "Pemerintahan");
    assert_string_equal(view.rows[1].title, "Pembangunan");
    assert_true(view.sum.is_off); // 5 says 10000, below it stand 6000 and 4000 and 7
    struct budget_sum sum = budget_view_sum(&arena, lines, COUNT_OF(lines), &view.rows[0].step);
    assert_int_equal(sum.planned_sen, 6000);
    assert_int_equal(sum.realised_sen, 3000);
    assert_false(sum.is_off);
}

static void test_one_kind_without_fields(void **state)
{
    (void)state;
    struct budget_view view = at(&(struct budget_step){.kind = BUDGET_INCOME});
    assert_int_equal(view.count, 1);
    assert_string_equal(view.rows[0].title, "Pendapatan asli");
    assert_true(view.rows[0].is_leaf);
    assert_int_equal(view.sum.realised_sen, 400);
}

static void test_line_alone_in_its_field(void **state)
{
    (void)state;
    struct budget_step step = {.kind = BUDGET_SPENDING, .field = "Pemerintahan"};
    struct budget_view view = at(&step);
    assert_string_equal(view.title, "Pemerintahan");
    assert_int_equal(view.count, 3); // 5.1.01, and both under the 5.1.02 that is no line
    assert_string_equal(view.rows[0].title, "Honor");
    assert_string_equal(view.rows[2].title, "Air");
    assert_true(view.rows[2].is_leaf);
}

static void test_down_to_the_item(void **state)
{
    (void)state;
    struct budget_step step = {.kind = BUDGET_SPENDING, .field = "Pembangunan"};
    struct budget_view view = at(&step);
    assert_int_equal(view.count, 2); // 5.2 and 5.21: a code is not a beginning of letters
    assert_false(view.rows[0].is_leaf);
    struct budget_view below = at(&view.rows[0].step);
    assert_string_equal(below.title, "Pembangunan");
    assert_true(below.sum.is_off); // 4000 said, 3000 there
    assert_int_equal(llabs(below.sum.off_by_sen), 1000);
    struct budget_view item = at(
        &(struct budget_step){.kind = BUDGET_SPENDING, .field = "Pembangunan", .code = "5.2.1.1"});
    assert_int_equal(item.count, 0);
    assert_non_null(item.line);
    assert_string_equal(item.title, "Semen");
    assert_int_equal(item.sum.planned_sen, 2500);
}

static void test_nothing(void **state)
{
    (void)state;
    struct budget_view view = at(&(struct budget_step){.kind = BUDGET_FINANCING});
    assert_int_equal(view.count, 0);
    assert_null(view.title);
    view = budget_view_at(&arena, NULL, 0, &(struct budget_step){.kind = BUDGET_INCOME});
    assert_int_equal(view.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_fields_first, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_one_kind_without_fields, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_line_alone_in_its_field, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_down_to_the_item, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_nothing, arena_begin, arena_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
