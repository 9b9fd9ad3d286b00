// SPDX-License-Identifier: GPL-3.0-or-later
// Dates and numbers as each language writes them, and catalogues that switch at once.
#include "kiosk/ui/i18n.h"
#include "tests/unit/arena_side.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const struct moment at = {2026, 11, 25, 9, 41, 0, 3};

static void test_dates(void **state)
{
    (void)state;
    i18n_set(I18N_ID);
    assert_string_equal(i18n_date(&arena, at), "Rabu, 25 November");
    assert_string_equal(i18n_date_year(&arena, at), "Rabu, 25 November 2026");
    assert_string_equal(i18n_clock(&arena, at), "09.41");
    i18n_set(I18N_EN);
    assert_string_equal(i18n_date(&arena, at), "Wednesday, 25 November");
    assert_string_equal(i18n_clock(&arena, at), "09:41");
    i18n_set(I18N_SU);
    assert_string_equal(i18n_date(&arena, at), "Rebo, 25 Nopémber");
    i18n_set(I18N_JV);
    assert_string_equal(i18n_weekday(5), "Jemuwah");
}

static void test_ago(void **state)
{
    (void)state;
    i18n_set(I18N_ID);
    struct moment now = at;
    now.hour = 0;
    assert_string_equal(i18n_ago(&arena, at, now), "hari ini");
    now.day = 26;
    assert_string_equal(i18n_ago(&arena, at, now), "kemarin");
    now.day = 28;
    assert_string_equal(i18n_ago(&arena, at, now), "3 hari lalu");
    now = (struct moment){2027, 2, 1, 8, 0, 0, 1};
    assert_string_equal(i18n_ago(&arena, at, now), "25 November 2026");
}

static void test_numbers(void **state)
{
    (void)state;
    i18n_set(I18N_ID);
    assert_string_equal(i18n_number(&arena, 1403029730), "1.403.029.730");
    assert_string_equal(i18n_number(&arena, -999), "-999");
    assert_string_equal(i18n_number(&arena, 0), "0");
    i18n_set(I18N_EN);
    assert_string_equal(i18n_number(&arena, INT64_MIN), "-9,223,372,036,854,775,808");
}

static void test_coming(void **state)
{
    (void)state;
    struct moment now = at;
    i18n_set(I18N_ID);
    assert_string_equal(i18n_coming(&arena, at, now), "hari ini");
    now.day = 24;
    assert_string_equal(i18n_coming(&arena, at, now), "besok");
    now.day = 20;
    assert_string_equal(i18n_coming(&arena, at, now), "5 hari lagi");
    i18n_set(I18N_EN);
    assert_string_equal(i18n_coming(&arena, at, now), "5 days from now");
    now.month = 9;
    assert_string_equal(i18n_coming(&arena, at, now), "25 November");
    now.year = 2025;
    assert_string_equal(i18n_coming(&arena, at, now), "25 November 2026");
}

static void test_money(void **state)
{
    (void)state;
    i18n_set(I18N_ID);
    assert_string_equal(i18n_money(&arena, 140302973000), "Rp1.403.029.730");
    assert_string_equal(i18n_money(&arena, -150), "-Rp2");
    assert_string_equal(i18n_money(&arena, -49), "Rp0");
    assert_string_equal(i18n_money(&arena, INT64_MIN), "-Rp92.233.720.368.547.758");
    assert_string_equal(i18n_money_short(&arena, 0), "Rp0");
    assert_string_equal(i18n_money_short(&arena, 95000000), "Rp950.000");
    assert_string_equal(i18n_money_short(&arena, 1250000000), "Rp12,5 juta");
    assert_string_equal(i18n_money_short(&arena, 95000000000), "Rp950 juta");
    assert_string_equal(i18n_money_short(&arena, 99996000000), "Rp1 miliar");
    assert_string_equal(i18n_money_short(&arena, -140302973000), "-Rp1,4 miliar");
    assert_string_equal(i18n_money_short(&arena, INT64_C(100000000000000000)), "Rp1.000 triliun");
    i18n_set(I18N_EN);
    assert_string_equal(i18n_money_short(&arena, 140302973000), "Rp1.4 billion");
}

// A language with a hole in its tables would end the program where a date is shown.
static void test_tables_are_whole(void **state)
{
    (void)state;
    for (int lang = 0; lang < I18N_COUNT; lang++) {
        i18n_set((enum i18n_lang)lang);
        for (int i = 1; i <= 7; i++) {
            assert_non_null(i18n_weekday(i));
        }
        for (int i = 1; i <= 12; i++) {
            assert_non_null(i18n_month(i));
        }
        assert_non_null(i18n_name((enum i18n_lang)lang));
        struct moment now = at;
        assert_non_null(i18n_ago(&arena, at, now));
        assert_non_null(strstr(i18n_money_short(&arena, 150000000), "Rp1"));
        enum i18n_lang parsed = I18N_COUNT;
        assert_true(i18n_parse(i18n_code((enum i18n_lang)lang), &parsed));
        assert_int_equal(parsed, lang);
    }
}

static void test_catalogue_switches_at_once(void **state)
{
    (void)state;
    char folder[] = "/tmp/test_ui_i18n_XXXXXX", command[512];
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command,
             "mkdir -p %s/C.UTF-8/LC_MESSAGES && printf 'msgid \"\"\\nmsgstr \"Content-Type: "
             "text/plain; charset=UTF-8\\\\nPlural-Forms: nplurals=2; plural=(n != 1);\\\\n\"\\n"
             "msgid \"Kembali\"\\nmsgstr \"Back\"\\n"
             "msgid \"%%%%d kabar\"\\nmsgid_plural \"%%%%d kabar\"\\n"
             "msgstr[0] \"%%%%d notice\"\\nmsgstr[1] \"%%%%d notices\"\\n' | "
             "msgfmt -o %s/C.UTF-8/LC_MESSAGES/kentongan-en.mo -",
             folder, folder);
    assert_int_equal(system(command), 0);
    setenv("LANGUAGE", "fr", 1);
    i18n_init(folder);
    i18n_set(I18N_EN);
    assert_string_equal(_("Kembali"), "Back");
    assert_string_equal(_("Tidak ada di katalog"), "Tidak ada di katalog");
    assert_string_equal(arena_printf(&arena, i18n_count("%d kabar", 1), 1), "1 notice");
    assert_string_equal(arena_printf(&arena, i18n_count("%d kabar", 4), 4), "4 notices");
    i18n_set(I18N_ID);
    assert_string_equal(_("Kembali"), "Kembali");
    assert_string_equal(arena_printf(&arena, i18n_count("%d kabar", 4), 4), "4 kabar");
    i18n_set(I18N_SU); // no catalogue there: the source's own words
    assert_string_equal(_("Kembali"), "Kembali");
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

static void test_codes(void **state)
{
    (void)state;
    enum i18n_lang lang = I18N_COUNT;
    assert_true(i18n_parse("jv", &lang));
    assert_int_equal(lang, I18N_JV);
    assert_false(i18n_parse("fr", &lang));
    assert_false(i18n_parse(NULL, &lang));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),   cmocka_unit_test(test_ago),
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_catalogue_switches_at_once),
        cmocka_unit_test(test_coming),  cmocka_unit_test(test_money),
        cmocka_unit_test(test_codes),   cmocka_unit_test(test_tables_are_whole),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
