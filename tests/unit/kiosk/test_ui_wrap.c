// SPDX-License-Identifier: GPL-3.0-or-later
// Paragraphs into lines: nothing lost, nothing broken that need not be.
#include "kiosk/ui/wrap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct text *text;
static struct arena arena;
static const struct text_font body = {TEXT_REGULAR, 36}, bold = {TEXT_BOLD, 36};

static struct wrap wrap(const char *str, int width)
{
    struct wrap_run run = {str, strlen(str), body};
    return wrap_lines(text, &arena, &run, 1, width);
}

// The letters of a line, its pieces joined.
static void assert_line(const struct wrap *out, uint32_t i, const char *str, const char *expected)
{
    assert_true(i < out->line_count);
    const struct wrap_line *line = &out->lines[i];
    size_t len = 0;
    char all[256] = {0};
    for (uint32_t j = line->first; j < line->first + line->count; j++) {
        memcpy(all + len, str + out->pieces[j].from, out->pieces[j].len);
        len += out->pieces[j].len;
    }
    assert_string_equal(all, expected);
}

static void test_breaks_at_spaces(void **state)
{
    (void)state;
    const char *str = "Semua warga boleh hadir dan bicara.";
    struct wrap out = wrap(str, text_width(text, body, "Semua warga boleh", 17) + 4);
    assert_int_equal(out.line_count, 2);
    assert_line(&out, 0, str, "Semua warga boleh");
    assert_line(&out, 1, str, "hadir dan bicara.");
}

static void test_numbers_stay_with_their_words(void **state)
{
    (void)state;
    const char *str = "paling lambat Selasa, 1 Desember";
    struct wrap out = wrap(str, text_width(text, body, "paling lambat Selasa, 1", 23) + 4);
    assert_line(&out, 0, str, "paling lambat Selasa,");
    assert_line(&out, 1, str, "1 Desember");
    const char *place = "warga dusun RT 05 dan RT 06";
    out = wrap(place, text_width(text, body, "warga dusun RT", 14) + 4);
    assert_line(&out, 0, place, "warga dusun");
    assert_line(&out, 1, place, "RT 05 dan RT 06");
    out = wrap(str, text_width(text, body, "Desember", 8) + 4); // no room for both
    assert_line(&out, out.line_count - 1, str, "Desember");
    const char *year = "tahun 2026 berakhir"; // a long number may stand alone
    out = wrap(year, text_width(text, body, "tahun 2026", 10) + 4);
    assert_line(&out, 0, year, "tahun 2026");
}

static void test_every_byte_is_in_one_line(void **state)
{
    (void)state;
    const char *str = "satu dua  tiga\n\nempat gorong-gorong lima RT 05 7 hari";
    for (int width = 10; width < 900; width += 23) {
        struct wrap out = wrap(str, width);
        uint32_t at = 0;
        for (uint32_t i = 0; i < out.line_count; i++) {
            assert_int_equal(out.lines[i].from, at);
            at = out.lines[i].to;
        }
        assert_int_equal(at, strlen(str));
    }
}

static void test_line_breaks_and_hyphens(void **state)
{
    (void)state;
    const char *str = "gorong-gorong\nmampet";
    struct wrap out = wrap(str, text_width(text, body, "gorong-gor", 10));
    assert_int_equal(out.line_count, 3);
    assert_line(&out, 0, str, "gorong-");
    assert_line(&out, 1, str, "gorong");
    assert_line(&out, 2, str, "mampet");
    assert_int_equal(wrap("", 100).line_count, 1);
    assert_int_equal(wrap("a\n", 100).line_count, 2);
}

static void test_long_word_is_broken_between_graphemes(void **state)
{
    (void)state;
    // Every e has its accent as a code point of its own; none may be parted from it.
    char str[121];
    for (size_t i = 0; i < 120; i += 3) {
        memcpy(str + i, "e\xcc\x81", 3);
    }
    str[120] = '\0';
    struct wrap out = wrap(str, 150);
    assert_true(out.line_count > 1);
    for (uint32_t i = 0; i < out.line_count; i++) {
        assert_int_equal(out.lines[i].from % 3, 0);
        assert_true(out.lines[i].w <= 150);
    }
    assert_true(wrap("WW", 3).line_count == 2); // a letter wider than the line stands alone
}

static void test_word_over_two_runs_stays_together(void **state)
{
    (void)state;
    struct wrap_run runs[] = {{"di bawah ", 9, body}, {"tebing", 6, bold}, {".", 1, body}};
    int width = text_width(text, body, "di bawah ", 9) + text_width(text, bold, "tebing", 6) + 1;
    struct wrap out = wrap_lines(text, &arena, runs, 3, width);
    assert_int_equal(out.line_count, 2);
    assert_int_equal(out.lines[1].count, 2); // "tebing" and its full stop
    const struct wrap_piece *piece = &out.pieces[out.lines[1].first];
    assert_int_equal(piece[1].x, piece[0].x + piece[0].w);
}

static void test_balanced_lines_are_alike(void **state)
{
    (void)state;
    const char *str = "Sampaikan usul atau keluhan";
    struct wrap_run run = {str, strlen(str), bold};
    int all = text_width(text, bold, str, strlen(str));
    int width = wrap_balance(text, &arena, &run, 1, all - 10);
    struct wrap out = wrap_lines(text, &arena, &run, 1, width);
    assert_int_equal(out.line_count, 2);
    assert_line(&out, 0, str, "Sampaikan usul");
    assert_line(&out, 1, str, "atau keluhan");
}

static int open_text(void **state)
{
    (void)state;
    arena_init(&arena, 16 << 20);
    return text_open(&text) ? 0 : -1;
}

static int close_text(void **state)
{
    (void)state;
    arena_finish(&arena);
    text_close(text);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_breaks_at_spaces),
        cmocka_unit_test(test_numbers_stay_with_their_words),
        cmocka_unit_test(test_every_byte_is_in_one_line),
        cmocka_unit_test(test_line_breaks_and_hyphens),
        cmocka_unit_test(test_long_word_is_broken_between_graphemes),
        cmocka_unit_test(test_word_over_two_runs_stays_together),
        cmocka_unit_test(test_balanced_lines_are_alike),
    };
    return cmocka_run_group_tests(tests, open_text, close_text);
}
