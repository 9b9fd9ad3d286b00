// SPDX-License-Identifier: GPL-3.0-or-later
// APBDes: money in all its spellings, the CSV with every mistake named, years in the file, exact
// sums and those that do not add up.
#include "place.h"
#include "tests/unit/arena_side.h"

#include "db/record/budget_text.h"
#include "db/village/budget.h"

static void money_in_all_spellings(void **state)
{
    (void)state;
    const struct {
        const char *text;
        enum budget_money end;
        int64_t sen;
    } cases[] = {
        {"1403029730", BUDGET_MONEY_OK, 140302973000},
        {"1403029730.50", BUDGET_MONEY_OK, 140302973050},
        {"1403029730,5", BUDGET_MONEY_OK, 140302973050},
        {"1.403.029.730,00", BUDGET_MONEY_OK, 140302973000},
        {"1.403.029.730", BUDGET_MONEY_OK, 140302973000},
        {"1.403", BUDGET_MONEY_OK, 140300},
        {"Rp 1.403,25", BUDGET_MONEY_OK, 140325},
        {"Rp. 7", BUDGET_MONEY_OK, 700},
        {"0", BUDGET_MONEY_OK, 0},
        {"0,00", BUDGET_MONEY_OK, 0},
        {"1000000000000000", BUDGET_MONEY_OK, 100000000000000000},
        {"1.000.000.000.000.000,00", BUDGET_MONEY_OK, 100000000000000000},
        {"1000000000000000,01", BUDGET_MONEY_TOO_LARGE, 0},
        {"1000000000000001", BUDGET_MONEY_TOO_LARGE, 0},
        {"99999999999999999999999999999", BUDGET_MONEY_TOO_LARGE, 0},
        {"-5", BUDGET_MONEY_NEGATIVE, -500},
        {"-0", BUDGET_MONEY_OK, 0},
        {"-1.000,50", BUDGET_MONEY_NEGATIVE, -100050},
        {"", BUDGET_MONEY_EMPTY, 0},
        {"Rp", BUDGET_MONEY_UNREADABLE, 0},
        {"-", BUDGET_MONEY_UNREADABLE, 0},
        {"-.5", BUDGET_MONEY_UNREADABLE, 0},
        {"1,403,029", BUDGET_MONEY_UNREADABLE, 0},
        {"1.40.3", BUDGET_MONEY_UNREADABLE, 0},
        {"1403.029.730", BUDGET_MONEY_UNREADABLE, 0},
        {"1.403.02", BUDGET_MONEY_UNREADABLE, 0},
        {"12 juta", BUDGET_MONEY_UNREADABLE, 0},
        {"1e9", BUDGET_MONEY_UNREADABLE, 0},
        {"5,123", BUDGET_MONEY_UNREADABLE, 0},
        {"(5)", BUDGET_MONEY_UNREADABLE, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t sen = 0;
        enum budget_money end = budget_money(cases[i].text, BUDGET_RUPIAH_MAX, &sen);
        if (end != cases[i].end ||
            ((end == BUDGET_MONEY_OK || end == BUDGET_MONEY_NEGATIVE) && sen != cases[i].sen)) {
            fail_msg("\"%s\": %d, %lld", cases[i].text, (int)end, (long long)sen);
        }
    }
}

static size_t bad_lines[BUDGET_BAD_LINES_MAX + 5], bad_count;

static void note(void *ctx, size_t line, const char *what)
{
    (void)ctx;
    assert_true(bad_count < BUDGET_BAD_LINES_MAX);
    assert_true(what[0] != '\0');
    bad_lines[bad_count++] = line;
}

static bool read_bytes(const char *text, size_t len, struct budget_file *out)
{
    bad_count = 0;
    return budget_file_read(&arena, bytes_of(text, len), note, NULL, out);
}

static bool read_text(const char *text, struct budget_file *out)
{
    return read_bytes(text, strlen(text), out);
}

#define HEADER "tahun;kode;jenis;bidang;uraian;anggaran;realisasi\n"

static void reads_what_spreadsheets_write(void **state)
{
    (void)state;
    struct budget_file file;
    assert_true(read_text("\xEF\xBB\xBF" HEADER
                          "2026;4.1;Pendapatan;;\"Dana; \"\"Desa\"\"\";1.403.029.730,00;7.5\r\n"
                          ";;;;;;\r\n"
                          "2026 ; 2.1. ;BELANJA;Bidang\t; Gaji ;\"100\";0",
                          &file));
    assert_int_equal(file.count, 2);
    assert_false(file.was_windows_1252);
    assert_string_equal(file.lines[0].item, "Dana; \"Desa\"");
    assert_string_equal(file.lines[0].field, "");
    assert_int_equal(file.lines[0].planned_sen, 140302973000);
    assert_int_equal(file.lines[0].realised_sen, 750);
    assert_int_equal(file.lines[0].kind, BUDGET_INCOME);
    assert_string_equal(file.lines[1].code, "2.1");
    assert_string_equal(file.lines[1].field, "Bidang");
    assert_string_equal(file.lines[1].item, "Gaji");
    // Commas, another order, a column of their own, a line end inside quotes.
    assert_true(read_text("\"uraian\",catatan,realisasi,anggaran,jenis,bidang,kode,TAHUN\n"
                          "\"a\nb\",x,\"1.000,25\",5,pembiayaan,,3,2025\n"
                          "c,,-5,0,pembiayaan,,3,2025\n",
                          &file));
    assert_string_equal(file.lines[0].item, "a b");
    assert_int_equal(file.lines[0].realised_sen, 100025);
    assert_int_equal(file.lines[1].realised_sen, -500);
    assert_int_equal(file.lines[1].year, 2025);
    assert_true(read_text(HEADER "2026;1;belanja;;Caf\xE9 \x93x\x94;0;0\n", &file));
    assert_true(file.was_windows_1252);
    assert_string_equal(file.lines[0].item, "Café “x”");
}

static void refuses_as_a_whole(void **state)
{
    (void)state;
    const struct {
        const char *text, *says;
    } cases[] = {
        {"", "empty"},
        {"\n\n", "empty"},
        {HEADER, "no figures"},
        {"tahun;kode;jenis;uraian;anggaran\n2026;1;belanja;x;1\n", "missing: bidang, realisasi"},
        {"a\n1\n", "missing: tahun, kode"},
        {"tahun;tahun;kode;jenis;bidang;uraian;anggaran;realisasi\n", "twice"},
        {"\"tahun;kode", "never closed"},
        {HEADER "2026;1;belanja;;caf\x81;0;0\n", "neither in UTF-8"},
    };
    struct budget_file file;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_false(read_text(cases[i].text, &file));
        if (!strstr(fault_text(), cases[i].says)) {
            fail_msg("%zu: %s", i, fault_text());
        }
    }
    assert_false(read_bytes("\xFF\xFEt\0a\0", 6, &file));
    assert_non_null(strstr(fault_text(), "UTF-16"));
    assert_false(read_bytes("t\0a\0h\0", 6, &file));
    assert_non_null(strstr(fault_text(), "UTF-16"));
    assert_false(read_bytes("tahun;\0\xE9", 8, &file));
    assert_non_null(strstr(fault_text(), "not text"));
}

static void names_each_bad_line(void **state)
{
    (void)state;
    struct budget_file file;
    assert_false(read_text(HEADER "2026;1;belanja;;baik;1;1\n"
                                  "26;1;belanja;;tahun;1;1\n"
                                  "2026;1..2;belanja;;kode;1;1\n"
                                  "2026;;belanja;;kode;1;1\n"
                                  "2026;1;hibah;;jenis;1;1\n"
                                  "\n"
                                  "2026;1;belanja;;;1;1\n"
                                  "2026;1;belanja;;minus;-1;1\n"
                                  "2026;1;belanja;;besar;1;1000000000000001\n"
                                  "2026;1;belanja;;kosong;;1\n"
                                  "2026;1;belanja;;kurang;1\n"
                                  "2026;1;belanja;;lebih;1;1;1\n"
                                  "2026;1;belanja;;\"a\"b;1;1\n"
                                  "2026;1;belanja;;tab\x01;1;1\n",
                           &file));
    const size_t expected[] = {3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    assert_int_equal(bad_count, COUNT_OF(expected));
    assert_memory_equal(bad_lines, expected, sizeof expected);
    assert_non_null(strstr(fault_text(), "line 3: tahun \"26\""));
    assert_non_null(strstr(fault_text(), "not right: 12"));

    struct buf many;
    buf_init(&many, 1 << 20);
    buf_add_str(&many, HEADER);
    for (int i = 0; i < 50; i++) {
        buf_add_str(&many, "x\n");
    }
    assert_false(read_text(buf_str(&many), &file));
    assert_int_equal(bad_count, BUDGET_BAD_LINES_MAX);
    assert_non_null(strstr(fault_text(), "not right: 50"));
    buf_clear(&many);
    buf_add_str(&many, HEADER);
    for (int i = 0; i <= BUDGET_LINES_MAX; i++) {
        buf_add_str(&many, "2026;1;belanja;;x;1;1\n");
    }
    assert_false(read_text(buf_str(&many), &file));
    assert_non_null(strstr(fault_text(), "more than 5000 lines"));
    buf_finish(&many);
}

static void swallows_no_garbage(void **state)
{
    (void)state;
    struct budget_file file;
    char *big = arena_alloc(&arena, BUDGET_FILE_BYTES_MAX + 2);
    const char fills[] = {';', '\n', '"', 'a', ' ', ',', '\r'};
    for (size_t i = 0; i < COUNT_OF(fills); i++) {
        memset(big, fills[i], BUDGET_FILE_BYTES_MAX);
        memcpy(big, HEADER, strlen(HEADER));
        struct arena own;
        arena_init(&own, 32 << 20); // as the command has
        bad_count = 0;
        assert_false(
            budget_file_read(&own, bytes_of(big, BUDGET_FILE_BYTES_MAX), note, NULL, &file));
        arena_finish(&own);
    }
    assert_false(read_bytes(big, BUDGET_FILE_BYTES_MAX + 1, &file));
}

static struct budget_line line(const char *code, int64_t planned, int64_t realised)
{
    return (struct budget_line){2026, BUDGET_SPENDING, code, "", "x", planned, realised};
}

static void sums_are_exact(void **state)
{
    (void)state;
    struct budget_line lines[] = {line("2", 60, 6),      line("2.1", 30, 3), line("2.1.01", 10, 1),
                                  line("2.1.02", 20, 2), line("2.2", 30, 3), line("10", 5, 5),
                                  line("10", 6, 6),      line("2.10", 0, 0)};
    struct budget_sum sum = budget_sum_kind(lines, COUNT_OF(lines), BUDGET_SPENDING);
    assert_int_equal(sum.planned_sen, 71);
    assert_int_equal(sum.realised_sen, 17);
    assert_int_equal(sum.lines, 8);
    assert_false(sum.is_off);
    sum = budget_sum_under(lines, COUNT_OF(lines), BUDGET_SPENDING, "2.1");
    assert_int_equal(sum.planned_sen, 30);
    assert_int_equal(sum.lines, 2);
    assert_int_equal(budget_sum_kind(lines, COUNT_OF(lines), BUDGET_INCOME).lines, 0);
    assert_int_equal(budget_sum_kind(NULL, 0, BUDGET_INCOME).planned_sen, 0);

    lines[1].planned_sen = 33; // says more than what lies below it, and 2 says less than 2.1 + 2.2
    sum = budget_sum_kind(lines, COUNT_OF(lines), BUDGET_SPENDING);
    assert_int_equal(sum.planned_sen, 71);
    assert_true(sum.is_off);
    assert_string_equal(sum.off_code, "2");
    assert_int_equal(sum.off_by_sen, -3);
    sum = budget_sum_under(lines, COUNT_OF(lines), BUDGET_SPENDING, "2");
    assert_string_equal(sum.off_code, "2.1");
    assert_int_equal(sum.off_by_sen, 3);
    lines[1].planned_sen = 30;
    lines[1].realised_sen = 2;
    lines[0].realised_sen = 5;
    sum = budget_sum_kind(lines, COUNT_OF(lines), BUDGET_SPENDING);
    assert_string_equal(sum.off_code, "2.1");
    assert_int_equal(sum.off_by_sen, -1);
}

static void sums_beyond_64_bits_are_told(void **state)
{
    (void)state;
    enum { MANY = 100 };
    struct budget_line lines[MANY];
    for (int i = 0; i < MANY; i++) {
        lines[i] = line("1", BUDGET_RUPIAH_MAX * 100, 0);
    }
    struct budget_sum sum = budget_sum_kind(lines, 90, BUDGET_SPENDING);
    assert_false(sum.is_too_large);
    assert_int_equal(sum.planned_sen, 90 * BUDGET_RUPIAH_MAX * 100);
    assert_true(budget_sum_kind(lines, MANY, BUDGET_SPENDING).is_too_large);
    lines[0] = line("", 1, 1);
    assert_int_equal(budget_sum_under(lines, 1, BUDGET_SPENDING, "").lines, 0);
}

static void years_replace_themselves(void **state)
{
    struct village *village = place_open(*state);
    struct budget_file file;
    assert_true(read_text(HEADER "2026;1;belanja;;satu;1;1\n2025;1;belanja;;dua;1;1\n"
                                 "2026;2;belanja;;tiga;1;1\n",
                          &file));
    assert_true(budget_put(village, file.lines, file.count));
    assert_true(read_text(HEADER "2026;9;pendapatan;f;empat;1000000000000000;2\n", &file));
    assert_true(budget_put(village, file.lines, file.count));
    int years[BUDGET_YEARS_MAX];
    assert_int_equal(budget_years(village, years), 2);
    assert_int_equal(years[0], 2026);
    assert_int_equal(years[1], 2025);
    size_t count;
    const struct budget_line *lines = budget_lines(village, &arena, 2026, &count);
    assert_int_equal(count, 1);
    assert_string_equal(lines[0].item, "empat");
    assert_string_equal(lines[0].field, "f");
    assert_int_equal(lines[0].planned_sen, 100000000000000000);
    budget_lines(village, &arena, 1999, &count);
    assert_int_equal(count, 0);
    struct budget_line all[BUDGET_YEARS_MAX];
    for (int i = 0; i < BUDGET_YEARS_MAX; i++) {
        all[i] = line("1", 1, 1);
        all[i].year = 2040 + i;
    }
    assert_false(budget_put(village, all, BUDGET_YEARS_MAX)); // with those here, too many
    assert_int_equal(budget_years(village, years), 2);
    village_close(village);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_in_all_spellings),
        cmocka_unit_test(reads_what_spreadsheets_write),
        cmocka_unit_test(refuses_as_a_whole),
        cmocka_unit_test(names_each_bad_line),
        cmocka_unit_test(swallows_no_garbage),
        cmocka_unit_test(sums_are_exact),
        cmocka_unit_test(sums_beyond_64_bits_are_told),
        test_in_dir(years_replace_themselves),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
