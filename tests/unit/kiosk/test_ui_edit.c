// SPDX-License-Identifier: GPL-3.0-or-later
// Words being written: erased letter by letter as people see letters, and never cut unseen.
#include "kiosk/ui/node.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char memory[64];

static struct ui_field field_of(const char *str)
{
    memset(memory, 0, sizeof memory);
    memcpy(memory, str, strlen(str));
    size_t len = strlen(str);
    return (struct ui_field){.text = memory, .len = len, .cap = sizeof memory, .cursor = len};
}

static void test_insert_at_cursor(void **state)
{
    (void)state;
    struct ui_field field = field_of("air mati");
    field.cursor = 4;
    assert_true(edit_insert(&field, "di RT 2 "));
    assert_string_equal(field.text, "air di RT 2 mati");
    assert_int_equal(field.cursor, 12);
}

static void test_erase_takes_a_whole_letter(void **state)
{
    (void)state;
    // e with an accent of its own, a flag of two code points, a family joined by four.
    const char *letters[] = {"e\xcc\x81", "\xf0\x9f\x87\xae\xf0\x9f\x87\xa9",
                             "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d"
                             "\xf0\x9f\x91\xa7"};
    for (size_t i = 0; i < COUNT_OF(letters); i++) {
        struct ui_field field = field_of("kata ");
        assert_true(edit_insert(&field, letters[i]));
        assert_true(edit_press(&field, UI_PRESS_ERASE));
        assert_string_equal(field.text, "kata ");
        assert_int_equal(field.cursor, 5);
    }
    struct ui_field empty = field_of("");
    assert_false(edit_press(&empty, UI_PRESS_ERASE));
}

static void test_erased_bytes_are_wiped(void **state)
{
    (void)state;
    struct ui_field field = field_of("rahasia");
    field.cursor = 3;
    assert_true(edit_press(&field, UI_PRESS_ERASE));
    assert_string_equal(field.text, "raasia");
    assert_int_equal(memory[6], 0);
    assert_int_equal(memory[7], 0);
}

static void test_cursor_moves_by_letters(void **state)
{
    (void)state;
    struct ui_field field = field_of("e\xcc\x81 b");
    edit_press(&field, UI_PRESS_START);
    assert_true(edit_press(&field, UI_PRESS_RIGHT));
    assert_int_equal(field.cursor, 3);
    assert_true(edit_press(&field, UI_PRESS_LEFT));
    assert_int_equal(field.cursor, 0);
    assert_false(edit_press(&field, UI_PRESS_LEFT));
    assert_true(edit_press(&field, UI_PRESS_DELETE));
    assert_string_equal(field.text, " b");
}

static void test_what_does_not_fit_is_refused_whole(void **state)
{
    (void)state;
    struct ui_field field = field_of("");
    field.letters_max = 4;
    assert_true(edit_insert(&field, "e\xcc\x81"
                                    "bc"));
    assert_false(edit_insert(&field, "de"));
    assert_true(field.is_full);
    assert_string_equal(field.text, "e\xcc\x81"
                                    "bc");
    assert_true(edit_insert(&field, "d"));
    assert_false(field.is_full);
    struct ui_field small = field_of("");
    small.cap = 4;
    assert_true(edit_insert(&small, "abc"));
    assert_false(edit_insert(&small, "d"));
    assert_true(small.is_full);
}

static void test_bytes_that_are_no_text_are_refused(void **state)
{
    (void)state;
    struct ui_field field = field_of("a");
    assert_false(edit_insert(&field, "\xff"));
    assert_false(edit_insert(&field, "\xc3"));
    assert_false(edit_insert(&field, ""));
    assert_string_equal(field.text, "a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_insert_at_cursor),
        cmocka_unit_test(test_erase_takes_a_whole_letter),
        cmocka_unit_test(test_erased_bytes_are_wiped),
        cmocka_unit_test(test_cursor_moves_by_letters),
        cmocka_unit_test(test_what_does_not_fit_is_refused_whole),
        cmocka_unit_test(test_bytes_that_are_no_text_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
