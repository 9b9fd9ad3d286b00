// SPDX-License-Identifier: GPL-3.0-or-later
// A receipt byte by byte, and printers that are off, gone, or take nothing.
#include "db/base/clock.h"
#include "kiosk/hands/printer.h"

#include <fcntl.h>
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

static struct arena arena;
static char folder[] = "/tmp/test_printer_XXXXXX", path[64];

static void test_bytes(void **state)
{
    (void)state;
    const struct printer_line lines[] = {
        {PRINTER_BOLD, true, "Desa Sukamaju"},
        {PRINTER_LARGE, true, "4821 7093 1155 0268"},
        {PRINTER_PLAIN, false,
         "D\u00E9sa \u2013 20 \u00B0C\x1B@\x07, simpan kertas ini baik-baik ya"},
        {PRINTER_GAP, false, NULL},
        {PRINTER_QR, true, "KNT1:4821"},
    };
    static const uint8_t wanted[] = {
        0x1B, '@', 0x1B, 't',  0,       // reset, code page
        0x1B, 'a', 1,    0x1B, 'E',  1, // centred, bold
        'D',  'e', 's',  'a',  ' ',  'S',  'u', 'k', 'a',  'm', 'a', 'j', 'u', '\n', 0x1B,
        'E',  0,                           //
        0x1B, 'a', 1,    0x1D, '!',  0x11, // double, at half the columns
        '4',  '8', '2',  '1',  ' ',  '7',  '0', '9', '3',  ' ', '1', '1', '5', '5',  '\n', //
        '0',  '2', '6',  '8',  '\n', 0x1D, '!', 0,                                         //
        0x1B, 'a', 0, // left, without accents and commands
        'D',  'e', 's',  'a',  ' ',  '-',  ' ', '2', '0',  ' ', ' ', 'd', 'e', 'r',  'a',
        'j',  'a', 't',  ' ',  'C',  '@',  ',', ' ', 's',  'i', 'm', 'p', 'a', 'n',  '\n', //
        'k',  'e', 'r',  't',  'a',  's',  ' ', 'i', 'n',  'i', ' ', 'b', 'a', 'i',  'k',
        '-',  'b', 'a',  'i',  'k',  ' ',  'y', 'a', '\n', //
        0x1B, 'a', 0,    '\n',                             // a gap
        0x1B, 'a', 1,                                      // QR: model, size, level, bytes, print
        0x1D, '(', 'k',  4,    0,    49,   65,  50,  0,    //
        0x1D, '(', 'k',  3,    0,    49,   67,  8,         //
        0x1D, '(', 'k',  3,    0,    49,   69,  49,        //
        0x1D, '(', 'k',  12,   0,    49,   80,  48,  'K',  'N', 'T', '1', ':', '4',  '8',
        '2',  '1',                                         //
        0x1D, '(', 'k',  3,    0,    49,   81,  48,  '\n', //
        0x1B, 'd', 4,    0x1D, 'V',  66,   0,              // feed, cut
    };
    struct bytes got = printer_bytes(&arena, lines, COUNT_OF(lines));
    for (size_t i = 0; i < got.len && i < sizeof wanted; i++) {
        if (got.data[i] != wanted[i]) {
            print_error("byte %zu: %d, not %d\n", i, got.data[i], wanted[i]);
            break;
        }
    }
    assert_int_equal(got.len, sizeof wanted);
    assert_memory_equal(got.data, wanted, sizeof wanted);
}

static void test_to_a_file(void **state)
{
    (void)state;
    const struct printer_line line = {PRINTER_PLAIN, false, "satu"};
    struct bytes bytes = printer_bytes(&arena, &line, 1);
    struct stat st;
    snprintf(path, sizeof path, "%s/paper", folder);
    assert_true(printer_print(path, bytes));
    assert_true(printer_print(path, bytes));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 2 * bytes.len);
}

static void assert_fault(const char *device, struct bytes bytes, const char *says, int64_t most_ms)
{
    int64_t begun_ms = clock_mono_ms();
    assert_false(printer_print(device, bytes));
    int64_t took_ms = clock_mono_ms() - begun_ms;
    assert_true(took_ms <= most_ms);
    assert_non_null(strstr(fault_text(), says));
}

static void test_missing(void **state)
{
    (void)state;
    struct bytes bytes = bytes_of("x", 1);
    assert_fault("/dev/no-such-printer", bytes, "tidak tersambung", 100);
    assert_fault("/nowhere/at/all", bytes, "tidak tersambung", 100);
    assert_fault(folder, bytes, "tidak tersambung", 100);
    assert_fault("/dev/full", bytes, "Kertas", 100);
}

// A pipe without a reader, with one who goes, and with one who does not read.
static void test_pipe(void **state)
{
    (void)state;
    static const uint8_t many[200000];
    snprintf(path, sizeof path, "%s/pipe", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_fault(path, bytes_of("x", 1), "tidak tersambung", 100);
    int reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(reader >= 0);
    assert_fault(path, bytes_of(many, sizeof many), "tidak menjawab", PRINTER_WAIT_MS + 500);
    char taken[4];
    assert_int_equal(read(reader, taken, sizeof taken), sizeof taken);
    close(reader);
}

static void test_too_many_words(void **state)
{
    (void)state;
    char *words = calloc(1, 100001);
    struct printer_line lines[PRINTER_LINES_MAX];
    memset(words, 'a', 100000);
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        lines[i] = (struct printer_line){i % 2 ? PRINTER_QR : PRINTER_LARGE, true, words};
    }
    struct bytes bytes = printer_bytes(&arena, lines, COUNT_OF(lines));
    assert_true(bytes.len > 5 && bytes.len <= 300000);
    free(words);
}

int main(void)
{
    arena_init(&arena, 8 << 20);
    if (!mkdtemp(folder)) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes),          cmocka_unit_test(test_to_a_file),
        cmocka_unit_test(test_missing),        cmocka_unit_test(test_pipe),
        cmocka_unit_test(test_too_many_words),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    char command[160];
    snprintf(command, sizeof command, "/bin/rm -r %s", folder);
    arena_finish(&arena);
    return system(command) == 0 ? rc : 1;
}
