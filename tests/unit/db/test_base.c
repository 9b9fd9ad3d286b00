// SPDX-License-Identifier: GPL-3.0-or-later
// db/base: memory, text, dates, files, hashes, the text codec.
#include "harness.h"

#include "db/base/clock.h"
#include "db/base/deflate.h"
#include "db/base/file.h"
#include "db/base/moment.h"
#include "db/base/secret.h"

#include <dirent.h>
#include <sys/wait.h>

static void arena_gives_zeroed_memory_again(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    char *first = arena_str(&arena, "rahasia");
    assert_string_equal(first, "rahasia");
    arena_reset(&arena);
    char *again = arena_alloc(&arena, 8);
    assert_ptr_equal(first, again);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(again[i], 0);
    }
    for (int i = 0; i < 100; i++) { // many blocks, none overlapping
        memset(arena_alloc(&arena, 5000), 0xAA, 5000);
    }
    assert_true(arena.used_bytes >= 500000);
    arena_reset(&arena);
    assert_int_equal(*(uint8_t *)arena_alloc(&arena, 200000), 0);
    arena_finish(&arena);
}

static void buf_never_takes_a_part(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 10);
    assert_true(buf_add_str(&buf, "12345678"));
    assert_false(buf_add_str(&buf, "abc"));
    assert_true(buf.full);
    assert_string_equal(buf_str(&buf), "12345678");
    buf_clear(&buf);
    assert_true(buf_printf(&buf, "%d-%s", 7, "x"));
    assert_string_equal(buf_str(&buf), "7-x");
    assert_false(buf_printf(&buf, "%s", "too long for it"));
    assert_string_equal(buf_str(&buf), "7-x");
    buf_finish(&buf);
}

static void utf8_knows_good_from_bad(void **state)
{
    (void)state;
    static const char *const good[] = {"", "desa", "é", "日本", "\xF0\x9F\x99\x8F"};
    static const char *const bad[] = {
        "\x80", "\xC0\xAF",         "\xE0\x80\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80",
        "\xC3", "\xF4\x90\x80\x80", "a\xFF"};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_true(utf8_is_valid(bytes_of_str(good[i])));
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(utf8_is_valid(bytes_of_str(bad[i])));
    }
    assert_false(utf8_is_valid(bytes_of("a\0b", 3)));
}

// Each stands before the next, whichever of the two is asked first.
static void numbers_in_names_count_as_numbers(void **state)
{
    (void)state;
    static const char *const names[] = {
        "",
        "..x",
        "K1",
        "K1-0a-9-95.ktb",
        "K1-0a-96-487.answer.ktb",
        "K1-0a-96-487.ktb",
        "K1-0a-488-880.ktb",
        "K1-0a-18446744073709551616-1.ktb",
        "K1-0a-118446744073709551616-1.ktb",
        "K1-0a-sound-001.ktb",
        "K1-0a-sound-2.ktb",
        "K1-0a-sound-10.ktb",
        "K010", // where the numbers are the same, letter by letter
        "K10",
        "K010a",
        "a",
        "\xc3\xa9",
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        for (size_t j = 0; j < COUNT_OF(names); j++) {
            int order = str_order(names[i], names[j]), want = (i > j) - (i < j);
            if ((order > 0) - (order < 0) != want) {
                print_error("%s and %s: %d\n", names[i], names[j], order);
                fail();
            }
        }
    }
}

static void dates_go_there_and_back(void **state)
{
    (void)state;
    for (int64_t s = -86400LL * 365 * 70; s < 86400LL * 365 * 130; s += 86400LL * 13 + 12345) {
        struct moment at = moment_at(s, 420);
        assert_int_equal(moment_unix_s(at, 420), s);
    }
    struct moment at = moment_at(1795401660, 420); // 2026-11-23 02:41 UTC
    assert_int_equal(at.year, 2026);
    assert_int_equal(at.month, 11);
    assert_int_equal(at.day, 23);
    assert_int_equal(at.hour, 9);
    assert_int_equal(at.minute, 41);
    assert_int_equal(at.weekday, 1);
    char iso[MOMENT_ISO_LEN];
    assert_string_equal(moment_iso(1795401660, 420, iso), "2026-11-23T09:41:00+07:00");
    // Days out of a record, whatever they say.
    assert_string_equal(moment_iso(moment_day_s(20780), 0, iso), "2026-11-23T00:00:00+00:00");
    assert_string_equal(moment_iso(moment_day_s(INT64_MAX), 0, iso), "9999-12-31T00:00:00+00:00");
    assert_string_equal(moment_iso(moment_day_s(INT64_MIN), 0, iso), "0000-01-01T00:00:00+00:00");
}

static void dates_are_read_strictly(void **state)
{
    (void)state;
    int64_t s;
    assert_true(moment_parse("2026-11-23T09:41:00+07:00", 0, &s));
    assert_int_equal(s, 1795401660);
    assert_true(moment_parse("2026-11-23 09:41", 420, &s));
    assert_int_equal(s, 1795401660);
    assert_true(moment_parse("2026-11-23T02:41:00Z", 420, &s));
    assert_int_equal(s, 1795401660);
    assert_true(moment_parse("2024-02-29", 0, &s));
    static const char *const bad[] = {"",           "2026-13-01",       "2026-02-29",
                                      "2026-1-1",   "2026-11-23 25:00", "2026-11-23 19.30",
                                      "23-11-2026", "2026-11-23x",      "2026-11-23T09:41+7"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(moment_parse(bad[i], 420, &s));
    }
}

static void working_days_pass_over_the_weekend(void **state)
{
    (void)state;
    int64_t monday = moment_day(1795401660, 420); // 2026-11-23
    assert_int_equal(moment_working_days_after(monday, 3), monday + 3);
    assert_int_equal(moment_working_days_after(monday, 5), monday + 7);
    assert_int_equal(moment_working_days_after(monday + 4, 1), monday + 7); // Friday
    assert_int_equal(moment_working_days_after(monday + 5, 1), monday + 7); // Saturday
}

static void files_are_written_whole(void **state)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    char *path = file_path(&arena, *state, "a");
    assert_true(file_write(path, bytes_of_str("satu"), 0600));
    assert_true(file_write(path, bytes_of_str("dua"), 0600));
    struct bytes got;
    assert_true(file_read(&arena, path, 10, &got));
    assert_true(bytes_equal(got, bytes_of_str("dua")));
    assert_false(file_read(&arena, path, 2, &got));
    assert_non_null(strstr(fault_text(), "at most 2"));
    assert_false(file_write("/nonexistent-folder/x", bytes_of_str("x"), 0600));
    assert_false(file_read(&arena, *state, 10, &got));
    arena_finish(&arena);
}

enum { WRITERS = 6, WRITES = 60, WRITTEN_BYTES = 20000 };

// Runs do_it(dir, i) in a process each, at the same time; all must end well.
static void at_once(const char *dir, bool (*do_it)(const char *dir, int i))
{
    pid_t children[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            _exit(do_it(dir, i) ? 0 : 1);
        }
    }
    for (int i = 0; i < WRITERS; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
}

static bool write_often(const char *dir, int i)
{
    static uint8_t content[WRITTEN_BYTES];
    char path[128];
    snprintf(path, sizeof path, "%s/shared", dir);
    struct arena arena;
    arena_init(&arena, 1 << 20);
    bool ok = true;
    memset(content, 'a' + i, sizeof content);
    for (int n = 0; n < WRITES && ok; n++) {
        struct bytes got;
        size_t len = (size_t)(WRITTEN_BYTES - 1000 * i);
        ok = file_write(path, bytes_of(content, len), 0600) &&
             file_read(&arena, path, WRITTEN_BYTES, &got);
        ok = ok && got.len == (size_t)(WRITTEN_BYTES - 1000 * (got.data[0] - 'a')) &&
             memchr(got.data, got.data[0] + 1, got.len) == NULL;
        arena_reset(&arena);
    }
    arena_finish(&arena);
    return ok;
}

static void many_writers_never_meet(void **state)
{
    at_once(*state, write_often);
    struct arena arena;
    arena_init(&arena, 1 << 16);
    DIR *folder = opendir(*state);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        assert_null(strstr(entry->d_name, ".tmp"));
    }
    closedir(folder);
    arena_finish(&arena);
}

static bool keep_a_key(const char *dir, int i)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    uint8_t key[32];
    memset(key, i, sizeof key);
    bool ok = secret_keep(file_path(&arena, dir, "key"), key, sizeof key);
    char *mine = arena_printf(&arena, "%s/taken-%d", dir, i);
    ok = ok && file_write(mine, bytes_of(key, sizeof key), 0600);
    arena_finish(&arena);
    return ok;
}

static void one_key_is_made_by_many(void **state)
{
    at_once(*state, keep_a_key);
    struct arena arena;
    struct bytes key, taken;
    arena_init(&arena, 1 << 16);
    assert_true(file_read(&arena, file_path(&arena, *state, "key"), 32, &key));
    for (int i = 0; i < WRITERS; i++) {
        char *path = arena_printf(&arena, "%s/taken-%d", (const char *)*state, i);
        assert_true(file_read(&arena, path, 32, &taken));
        assert_true(bytes_equal(key, taken));
    }
    arena_finish(&arena);
}

static void a_lock_keeps_a_second_process_out(void **state)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    char *path = file_path(&arena, *state, "lock");
    int fd;
    assert_int_equal(file_lock(path, 0, &fd), FILE_LOCK_TAKEN);
    pid_t child = fork();
    if (child == 0) {
        int other;
        _exit(file_lock(path, 50, &other) == FILE_LOCK_BUSY ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 0);
    close(fd);
    arena_finish(&arena);
}

static void hash_parts_never_run_together(void **state)
{
    (void)state;
    struct bytes one[] = {bytes_of_str("ab"), bytes_of_str("c")};
    struct bytes two[] = {bytes_of_str("a"), bytes_of_str("bc")};
    uint8_t first[HASH_LEN], second[HASH_LEN];
    secret_hash(first, "kt test", one, 2);
    secret_hash(second, "kt test", two, 2);
    assert_memory_not_equal(first, second, HASH_LEN);
    secret_hash(second, "kt tesu", one, 2);
    assert_memory_not_equal(first, second, HASH_LEN);
}

static void signatures_hold_their_context(void **state)
{
    (void)state;
    uint8_t public[SIGN_PUBLIC_LEN], secret[SIGN_SECRET_LEN], signature[SIGN_LEN];
    crypto_sign_keypair(public, secret);
    struct bytes message = bytes_of_str("isi");
    secret_sign(signature, "kt a", message, secret);
    assert_true(secret_verify(signature, "kt a", message, public));
    assert_false(secret_verify(signature, "kt b", message, public));
    assert_false(secret_verify(signature, "kt a", bytes_of_str("isj"), public));
}

static void deflate_is_capped_and_whole(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 8 << 20);
    char *text = arena_alloc(&arena, 100001);
    memset(text, 'a', 100000);
    struct bytes packed = deflate_pack(&arena, bytes_of_str(text), DEFLATE_ID_1), out;
    assert_true(packed.len < 500);
    assert_true(deflate_unpack(&arena, packed, DEFLATE_ID_1, 100000, &out));
    assert_int_equal(out.len, 100000);
    assert_false(deflate_unpack(&arena, packed, DEFLATE_ID_1, 99999, &out));
    packed.len--;
    assert_false(deflate_unpack(&arena, packed, DEFLATE_ID_1, 100000, &out));
    assert_false(deflate_unpack(&arena, bytes_of_str("zzzz"), DEFLATE_ID_1, 100, &out));
    assert_false(deflate_unpack(&arena, packed, 99, 100000, &out));
    arena_finish(&arena);
}

static void a_short_text_gains_from_the_dictionary(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 8 << 20);
    struct bytes text = bytes_of_str("Mohon jalan di depan balai desa segera diperbaiki karena "
                                     "sudah lama rusak dan membahayakan anak sekolah.");
    struct bytes with = deflate_pack(&arena, text, DEFLATE_ID_1);
    struct bytes without = deflate_pack(&arena, text, DEFLATE_NO_DICTIONARY);
    assert_true(with.len * 10 < without.len * 8);
    struct bytes out;
    assert_true(deflate_unpack(&arena, with, DEFLATE_ID_1, 1000, &out));
    assert_true(bytes_equal(out, text));
    arena_finish(&arena);
}

static int64_t fixed_ms(void *ctx)
{
    return *(int64_t *)ctx;
}

static void counted(void *ctx, void *out, size_t len)
{
    (void)ctx;
    memset(out, 0x07, len);
}

static void a_simulator_can_own_time_and_chance(void **state)
{
    (void)state;
    int64_t now_ms = 5000;
    struct clock_source source = {fixed_ms, fixed_ms, counted, &now_ms};
    clock_use(&source);
    assert_int_equal(clock_now_s(), 5);
    uint8_t byte;
    clock_random(&byte, 1);
    assert_int_equal(byte, 7);
    clock_use(NULL);
    assert_true(clock_now_s() > 1000000000);
    for (int i = 0; i < 1000; i++) {
        assert_in_range(clock_random_below(10), 0, 9);
    }
}

int main(void)
{
    secret_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_gives_zeroed_memory_again),
        cmocka_unit_test(buf_never_takes_a_part),
        cmocka_unit_test(utf8_knows_good_from_bad),
        cmocka_unit_test(numbers_in_names_count_as_numbers),
        cmocka_unit_test(dates_go_there_and_back),
        cmocka_unit_test(dates_are_read_strictly),
        cmocka_unit_test(working_days_pass_over_the_weekend),
        test_in_dir(files_are_written_whole),
        test_in_dir(many_writers_never_meet),
        test_in_dir(one_key_is_made_by_many),
        test_in_dir(a_lock_keeps_a_second_process_out),
        cmocka_unit_test(hash_parts_never_run_together),
        cmocka_unit_test(signatures_hold_their_context),
        cmocka_unit_test(deflate_is_capped_and_whole),
        cmocka_unit_test(a_short_text_gains_from_the_dictionary),
        cmocka_unit_test(a_simulator_can_own_time_and_chance),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
