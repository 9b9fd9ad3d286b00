// SPDX-License-Identifier: GPL-3.0-or-later
// Letters that Noto Sans has not: each script of the table is there and draws, emoji become icons,
// the rest dots; nothing is lost of what is measured.
#include "kiosk/ui/icon.h"
#include "kiosk/ui/text_item.h"
#include "kiosk/ui/wrap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <SDL.h>
#include <cmocka.h>

static struct text *text;
static const struct text_font font = {TEXT_REGULAR, 40};

static int width(const char *str)
{
    return text_width(text, font, str, strlen(str));
}

static size_t items_of(const char *str, struct text_item items[static TEXT_ITEMS_MAX])
{
    return text_items(text, font, str, strlen(str), items);
}

// Sum of its coverage, and of that in the left half.
static long ink(const char *str, long *left_half)
{
    struct text_mask mask = text_mask(text, font, str, strlen(str));
    long sum = 0, left = 0;
    for (int y = 0; y < mask.h; y++) {
        for (int x = 0; x < mask.w; x++) {
            int c = mask.coverage[y * mask.w + x];
            sum += c;
            left += x < mask.w / 2 ? c : 0;
        }
    }
    if (left_half) {
        *left_half = left;
    }
    return sum;
}

static void test_every_script_draws(void **state)
{
    (void)state;
    static const char *const samples[] = {"سلام", "ꦲꦤ",  "ᮞᮥᮔ᮪", "ᬅᬓ",   "ᯅᯖ", "ᨅᨔ", "ꤰꤱ",
                                          "नम",   "தமி", "ไทย", "שלום", "☎",  "✓",  "∑"};
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct text_item items[TEXT_ITEMS_MAX];
        assert_int_equal(items_of(samples[i], items), 1);
        assert_true(items[0].face >= TEXT_FALLBACK);
        assert_true(width(samples[i]) > 5);
        assert_true(ink(samples[i], NULL) > 1000);
    }
}

static void test_emoji_are_icons_and_the_rest_dots(void **state)
{
    (void)state;
    struct text_item items[TEXT_ITEMS_MAX];
    char letters[64], icon[5];
    const char *face = "\U0001f600\U0001f3fd\ufe0f"; // with a colour of skin
    assert_int_equal(items_of(face, items), 1);
    assert_int_equal(items[0].face, TEXT_ICON);
    text_item_letters(items[0], face, letters);
    text_utf8(icon_codepoint(ICON_FACE), icon);
    assert_string_equal(letters, icon);
    assert_int_equal(items_of("日本語", items), 1);
    assert_int_equal(items[0].face, TEXT_DOTS);
    text_item_letters(items[0], "日本語", letters);
    assert_string_equal(letters, "···");
    assert_int_equal(width("日本語"), width("···"));
    assert_int_equal(width("1\ufe0f\u20e3"), width("1")); // a key's cap
    assert_int_equal(width("\U0001f44d\U0001f3fd"), width("\U0001f44d"));
}

static void test_right_to_left_keeps_its_order(void **state)
{
    (void)state;
    static const char mixed[] = "Salam: السلام عليكم, bapak";
    struct text_item items[TEXT_ITEMS_MAX];
    size_t count = items_of(mixed, items);
    assert_int_equal(count, 3);
    assert_int_equal(items[0].from, 0);
    assert_int_equal(items[1].len, strlen("السلام عليكم")); // with the blank between, not the comma
    size_t all = 0;
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(items[i].from, all);
        all += items[i].len;
    }
    assert_int_equal(all, strlen(mixed));
    // Its first word stands to the right: lots of ink, then next to none.
    long left;
    long sum = ink("ששששש ו", &left);
    assert_true(left < sum / 2);
}

static void test_plain_text_is_as_before(void **state)
{
    (void)state;
    const char *str = "Kerja bakti di Séwu, ½ hari";
    assert_true(text_is_plain(text, font, str, strlen(str)));
    assert_false(text_is_plain(text, font, "a\U0001f600", 5));
    assert_false(text_is_plain(text, font, "a\xff", 2) && width("a\xff") == 0);
}

// Whatever comes: every byte in a line, a width that is finite, no read outside.
static void test_anything(void **state)
{
    (void)state;
    srand(7);
    for (int round = 0; round < 2000; round++) {
        char str[97];
        size_t len = (size_t)(rand() % 96);
        for (size_t i = 0; i < len; i++) {
            str[i] = (char)(rand() % 3 ? 0x80 + rand() % 0x80 : 1 + rand() % 0x7f);
        }
        str[len] = '\0';
        struct text_item items[TEXT_ITEMS_MAX];
        size_t count = text_items(text, font, str, len, items), all = 0;
        for (size_t i = 0; i < count; i++) {
            all += items[i].len;
        }
        assert_int_equal(all, len);
        struct text_mask mask = text_mask(text, font, str, len);
        assert_true(mask.w >= 0 && text_width(text, font, str, len) >= 0);
    }
}

static int start(void **state)
{
    (void)state;
    return text_open(&text) ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    text_close(text);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_script_draws),
        cmocka_unit_test(test_emoji_are_icons_and_the_rest_dots),
        cmocka_unit_test(test_right_to_left_keeps_its_order),
        cmocka_unit_test(test_plain_text_is_as_before),
        cmocka_unit_test(test_anything),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
