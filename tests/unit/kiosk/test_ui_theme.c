// SPDX-License-Identifier: GPL-3.0-or-later
// Contrast of every theme, day and night: letters 7:1 on each ground they stand on, edges and icons
// 3:1, and the night at about half the day's luminance. WCAG 2.1's formula.
#include "kiosk/ui/theme.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static double linear(uint32_t byte)
{
    double c = byte / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(enum theme theme, enum ui_color color)
{
    uint32_t c = theme_color(theme, color);
    assert_int_equal(c >> 24, 255);
    return 0.2126 * linear(c >> 16 & 255) + 0.7152 * linear(c >> 8 & 255) +
           0.0722 * linear(c & 255);
}

static double contrast(enum theme theme, enum ui_color a, enum ui_color b)
{
    double x = luminance(theme, a) + 0.05, y = luminance(theme, b) + 0.05;
    return x > y ? x / y : y / x;
}

static void at_least(enum ui_color ink, enum ui_color ground, double least)
{
    for (enum theme theme = 0; theme < THEME_COUNT; theme++) {
        double is = contrast(theme, ink, ground);
        if (is < least) {
            print_error("theme %d: color %d on %d has %.2f, not %.1f\n", (int)theme, (int)ink,
                        (int)ground, is, least);
        }
        assert_true(is >= least);
    }
}

static const enum ui_color grounds[] = {UI_PAPER,     UI_CARD,      UI_TINT_GREEN,
                                        UI_TINT_GOLD, UI_TINT_BLUE, UI_TINT_BRICK};

static void test_letters(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(grounds); i++) {
        at_least(UI_INK, grounds[i], 7);
        at_least(UI_SOFT, grounds[i], 7);
    }
    static const enum ui_color full[] = {UI_GREEN, UI_BRICK, UI_BLUE};
    for (size_t i = 0; i < COUNT_OF(full); i++) {
        at_least(UI_WHITE, full[i], 7);
        at_least(full[i], UI_PAPER, 7);
        at_least(full[i], UI_CARD, 7);
    }
    at_least(UI_SPOKEN_INK, UI_SPOKEN, 7);
}

static void test_edges_and_icons(void **state)
{
    (void)state;
    static const enum ui_color marks[] = {UI_EDGE, UI_GREEN, UI_BRICK, UI_BLUE};
    for (size_t i = 0; i < COUNT_OF(grounds); i++) {
        for (size_t j = 0; j < COUNT_OF(marks); j++) {
            at_least(marks[j], grounds[i], 3);
        }
    }
}

static void test_night_is_half_the_day(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(grounds); i++) {
        double day = luminance(THEME_DAY, grounds[i]), night = luminance(THEME_NIGHT, grounds[i]);
        assert_true(night > day * 0.47 && night < day * 0.53);
    }
    assert_true(luminance(THEME_CONTRAST_NIGHT, UI_INK) < 0.53);
    assert_int_equal(theme_color(THEME_DAY, UI_DIM) >> 24, 0);
    assert_true(theme_color(THEME_NIGHT, UI_DIM) >> 24 > 64); // pictures as well
}

// Black, white, gold, and what is between black and gold.
static void test_high_contrast_has_three_colours(void **state)
{
    (void)state;
    static const enum ui_color inks[] = {UI_INK,  UI_SOFT, UI_EDGE,  UI_GREEN,  UI_BRICK,
                                         UI_BLUE, UI_GOLD, UI_WHITE, UI_SPOKEN, UI_SPOKEN_INK};
    for (size_t i = 0; i < COUNT_OF(inks); i++) {
        uint32_t c = theme_color(THEME_CONTRAST, inks[i]);
        assert_true(c == 0xffffffff || c == 0xff000000 || c == 0xfff2b63c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_edges_and_icons),
        cmocka_unit_test(test_night_is_half_the_day),
        cmocka_unit_test(test_high_contrast_has_three_colours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
