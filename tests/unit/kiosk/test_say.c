// SPDX-License-Identifier: GPL-3.0-or-later
// What is shown becomes what is said. The many rows are in tests/say/cases.tsv (tests/say/run.py
// asks this program, `test_say speak`, for each); here are the edges: largest numbers, where a
// sentence stands, text that nobody meant to be read.
#include "kiosk/say/say.h"
#include "tests/unit/arena_side.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_number(enum i18n_lang lang, int64_t value, const char *words)
{
    assert_string_equal(say_number(&arena, lang, value), words);
}

static void test_numbers(void **state)
{
    (void)state;
    assert_number(I18N_ID, 0, "nol");
    assert_number(I18N_ID, 10, "sepuluh");
    assert_number(I18N_ID, 11, "sebelas");
    assert_number(I18N_ID, 100, "seratus");
    assert_number(I18N_ID, 1000, "seribu");
    assert_number(I18N_ID, 1001, "seribu satu");
    assert_number(I18N_ID, 1000000, "satu juta");
    assert_number(
        I18N_ID, 1403029730,
        "satu miliar empat ratus tiga juta dua puluh sembilan ribu tujuh ratus tiga puluh");
    assert_number(I18N_ID, INT64_C(1000000000000000000), "satu kuintiliun");
    assert_number(I18N_ID, -5, "minus lima");
    assert_true(strlen(say_number(&arena, I18N_EN, INT64_MIN)) > 100);
    assert_number(I18N_SU, 1984, "sarébu salapan ratus dalapan puluh opat");
    assert_number(I18N_JV, 25, "selawé");
    assert_number(I18N_JV, 12345, "rolas èwu telung atus patang puluh lima");
    assert_number(I18N_JV, 32000, "telung puluh rong èwu");
    assert_number(I18N_EN, 342, "three hundred and forty-two");
    assert_number(I18N_EN, 1001, "one thousand and one");
}

static size_t cut(const char *text, struct say_sentence *out, size_t max)
{
    return say_text(&arena, I18N_ID, text, max, out);
}

static void test_where_sentences_stand(void **state)
{
    (void)state;
    struct say_sentence out[8];
    const char *text = "  Biaya Rp1.250.000. Temui ketua RT.02, Jl. Melati.\nSelesai? Ya";
    assert_int_equal(cut(text, out, 8), 4);
    static const char *const cuts[] = {"Biaya Rp1.250.000.", "Temui ketua RT.02, Jl. Melati.",
                                       "Selesai?", "Ya"};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(out[i].to - out[i].from, strlen(cuts[i]));
        assert_memory_equal(text + out[i].from, cuts[i], strlen(cuts[i]));
    }
    assert_string_equal(out[2].spoken, "Selesai?");
    assert_int_equal(cut(text, out, 2), 2); // and the rest from out[1].to on
}

static void test_nothing_to_say(void **state)
{
    (void)state;
    struct say_sentence out[8];
    assert_int_equal(cut("", out, 8), 0);
    assert_int_equal(cut(" \n . \n ---- \xF0\x9F\x98\x80 ***", out, 8), 0);
}

// 10,000 letters without a space, digits without end, marks without end.
static void test_endless(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a", "7", ".",  "KTP",          "1.",  "\xC3\xA9", "Rp",
        "-", "(", "9:", "http://a.id/", "ke-", "MCM",      "\xF0\x9F\x98\x80"};
    static struct say_sentence out[4000];
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        char *text = calloc(1, 10001);
        for (size_t len = 0; len + strlen(pieces[i]) <= 10000; len += strlen(pieces[i])) {
            memcpy(text + len, pieces[i], strlen(pieces[i]));
        }
        for (int lang = 0; lang < I18N_COUNT; lang++) {
            size_t count = say_text(&arena, (enum i18n_lang)lang, text, 4000, out);
            for (size_t k = 0; k < count; k++) {
                assert_true(out[k].from < out[k].to && out[k].to <= 10000);
                assert_true(k == 0 || out[k - 1].to <= out[k].from);
                size_t said = strlen(out[k].spoken);
                if (said >= SAY_SPOKEN_BYTES_MAX) {
                    print_error("%s: %zu bytes of %zu\n", pieces[i], said, out[k].to - out[k].from);
                }
                assert_true(said < SAY_SPOKEN_BYTES_MAX);
                assert_null(strstr(out[k].spoken, "[["));
            }
        }
        free(text);
    }
}

static void test_long_ones_end_early(void **state)
{
    (void)state;
    struct say_sentence out[16];
    char text[2001] = "";
    for (int i = 0; i < 200; i++) {
        strcat(text, i % 10 == 9 ? "kalimat, " : "kalimat ");
    }
    size_t count = cut(text, out, 16);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++) {
        assert_true(out[i].to - out[i].from <= SAY_SENTENCE_BYTES_MAX);
    }
}

// Noise of every kind, told apart by its seed: nothing may run away.
static void test_noise(void **state)
{
    (void)state;
    static const char *const bits[] = {
        "0",  "1",   "9",    ".",      ",",  "-",      "/",       ":", " ", "\n",
        "Rp", "RT",  "%",    "a",      "Z",  "\u2013", "\u00B0C", "@", "(", "WIB",
        "kg", "ke-", "www.", "\u202E", "12", "2026",   "\u0301",  "x", "'"};
    static struct say_sentence out[600];
    uint32_t seed = 2005;
    for (int round = 0; round < 3000; round++) {
        char text[400] = "";
        for (int i = 0; i < 40; i++) {
            seed = seed * 1664525 + 1013904223;
            strcat(text, bits[(seed >> 16) % COUNT_OF(bits)]);
        }
        size_t count = say_text(&arena, (enum i18n_lang)(round % I18N_COUNT), text, 600, out);
        assert_true(count <= 600);
        arena_reset(&arena);
    }
}

static void test_guess(void **state)
{
    (void)state;
    const char *id = "Warga yang belum menerima bantuan dapat datang ke balai desa.";
    assert_int_equal(say_guess(id, I18N_JV), I18N_ID);
    assert_int_equal(say_guess(id, I18N_EN), I18N_ID);
    assert_int_equal(say_guess("The office is open in the morning.", I18N_ID), I18N_EN);
    assert_int_equal(say_guess("Sumangga warga ingkang badhé sowan", I18N_ID), I18N_JV);
    assert_int_equal(say_guess("Kabar désa", I18N_SU), I18N_SU);
}

// For tests/say/run.py: a line "LANG<tab>TEXT" in, its sentences out, with " | " between.
static int speak(void)
{
    static char line[8192];
    static struct say_sentence out[64];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        char *text = strchr(line, '\t');
        enum i18n_lang lang;
        if (!text || (*text = '\0', !i18n_parse(line, &lang))) {
            fprintf(stderr, "not LANG<tab>TEXT: %s\n", line);
            return 2;
        }
        size_t count = say_text(&arena, lang, text + 1, COUNT_OF(out), out);
        for (size_t i = 0; i < count; i++) {
            printf("%s%s", i > 0 ? " | " : "", out[i].spoken);
        }
        putchar('\n');
        arena_reset(&arena);
    }
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_where_sentences_stand),
        cmocka_unit_test(test_nothing_to_say),
        cmocka_unit_test(test_endless),
        cmocka_unit_test(test_long_ones_end_early),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_guess),
    };
    if (argc == 2 && str_equal(argv[1], "speak")) {
        arena_begin(NULL);
        int rc = speak();
        arena_end(NULL);
        return rc;
    }
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
