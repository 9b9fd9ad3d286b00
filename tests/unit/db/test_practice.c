// SPDX-License-Identifier: GPL-3.0-or-later
// A village to practise on: whole enough to file, to be answered and to sign in, gone without a
// trace, and the real one is not touched by any of it.
#include "staff_side.h"

#include "db/village/notice.h"
#include "db/village/practice.h"
#include "db/village/setting.h"

// Every row of every table, as one hash: what the file says, whatever its pages look like.
static void content(struct village *of, uint8_t hash[static HASH_LEN])
{
    struct buf all;
    buf_init(&all, 64 << 20);
    struct sql_rows tables =
        sql_rows(of->sql, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", "");
    while (sql_next(&tables)) {
        const char *name = sql_row_text(&tables, 0, &arena);
        buf_add_str(&all, name);
        struct sql_rows columns =
            sql_rows(of->sql,
                     "SELECT group_concat('quote(' || name || ')', '||'',''||')"
                     " FROM pragma_table_info($1)",
                     "t", name);
        const char *list = sql_next(&columns) ? sql_row_text(&columns, 0, &arena) : "''";
        sql_done(&columns);
        struct sql_rows rows = sql_rows(
            of->sql, arena_printf(&arena, "SELECT %s AS r FROM \"%s\" ORDER BY r", list, name), "");
        while (sql_next(&rows)) {
            buf_add_str(&all, sql_row_text(&rows, 0, &arena));
        }
        sql_done(&rows);
    }
    sql_done(&tables);
    assert_true(all.len > 100);
    secret_hash(hash, "test", &(struct bytes){all.data, all.len}, 1);
    buf_finish(&all);
}

static const char *practice_dir(void)
{
    return file_path(&arena, dir, "practice");
}

static void test_the_real_one_is_not_touched(void **state)
{
    (void)state;
    filed("Saluran mampet", (struct bytes){0});
    assert_true(setting_set(village, "text_size", "130", SETTING_LOCAL));
    assert_true(setting_set(village, "printer", "/dev/usb/lp0", SETTING_LOCAL));
    assert_true(setting_set(village, "approve", "yes", SETTING_REGENCY));
    assert_true(setting_set(village, "media_dir", "/media", SETTING_LOCAL));
    uint8_t before[HASH_LEN], after[HASH_LEN];
    content(village, before);
    int64_t waiting = event_log_waiting(village);
    struct practice *practice = practice_open(village, "assets/practice");
    if (!practice) {
        fail_msg("%s", fault_text());
    }
    struct village *real = village;
    assert_int_equal(setting_int(practice->village, "text_size"), 130);
    assert_string_equal(setting_get(practice->village, &arena, "printer"), "");
    assert_string_equal(setting_get(practice->village, &arena, "approve"), "no");
    assert_false(file_exists(setting_get(practice->village, &arena, "media_dir")));
    assert_int_equal(notice_count(practice->village, NOTICE_CURRENT), 4);

    // The same sealing, the same answer.
    village = practice->village;
    struct receipt receipt = filed("Kalimat latihan", (struct bytes){0});
    assert_int_equal(count_in_files(practice_dir(), "Kalimat latihan", 15), 0);
    assert_true(event_log_waiting(village) > 0);
    assert_true(practice_answer(practice, "Contoh jawaban."));
    assert_int_equal(event_log_waiting(village), 0);
    assert_int_equal(answer_unopened(village), 1);
    struct answer_view view;
    assert_int_equal(answer_open(village, &arena, &receipt, &view), ANSWER_FOUND);
    assert_string_equal(view.own->text, "Kalimat latihan");
    assert_non_null(view.view);
    assert_string_equal(view.view->entries[1]->text, "Contoh jawaban.");
    assert_true(practice_answer(practice, "Contoh jawaban.")); // nothing new: nothing happens

    // Somebody can sign in.
    struct staff_row rows[4];
    assert_int_equal(staff_list(village, &arena, COUNT_OF(rows), rows), 2);
    assert_int_equal(rows[0].role, STAFF_BPD);
    staff_sign_out(village, signed_in(rows[0].id, PRACTICE_PIN));

    village = real;
    practice_close(practice);
    assert_false(file_exists(practice_dir()));
    content(village, after);
    assert_memory_equal(before, after, HASH_LEN);
    assert_int_equal(event_log_waiting(village), waiting);
}

// The hash above sees a change where there is one.
static void test_the_hash_sees(void **state)
{
    (void)state;
    uint8_t before[HASH_LEN], after[HASH_LEN];
    content(village, before);
    assert_true(setting_set(village, "volume", "10", SETTING_LOCAL));
    content(village, after);
    assert_memory_not_equal(before, after, HASH_LEN);
}

static void test_each_is_new(void **state)
{
    (void)state;
    struct practice *practice = practice_open(village, "assets/practice");
    assert_non_null(practice);
    uint8_t key[BOX_PUBLIC_LEN];
    memcpy(key, practice->sealing_public, sizeof key);
    struct village *real = village;
    village = practice->village;
    filed("Satu", (struct bytes){0});
    village = real;
    practice_close(practice);
    practice_close(NULL);
    practice = practice_open(village, "assets/practice");
    assert_non_null(practice);
    assert_memory_not_equal(key, practice->sealing_public, sizeof key);
    struct event_log log;
    assert_true(event_log_get(practice->village, &log));
    uint64_t head = log.head;
    assert_int_equal(aspiration_waiting(practice->village, &(int64_t){0}), 0);
    practice_close(practice);
    assert_true(head < 8); // its staff's keys
}

// A power cut while somebody practised: what is left goes, with whatever lies in it.
static void test_what_was_left_is_swept(void **state)
{
    (void)state;
    practice_sweep(dir); // there is none
    assert_true(file_make_dir(practice_dir(), 0700));
    const char *outside = file_path(&arena, dir, "media/kept");
    assert_true(file_write(outside, bytes_of_str("x"), 0600));
    assert_int_equal(symlink("../media", file_path(&arena, practice_dir(), "link")), 0);
    assert_true(
        file_write(file_path(&arena, practice_dir(), "village.db"), bytes_of_str("half"), 0600));
    struct practice *practice = practice_open(village, "assets/practice");
    assert_non_null(practice);
    practice_close(practice);
    assert_true(file_make_dir(practice_dir(), 0700));
    practice_sweep(dir);
    assert_false(file_exists(practice_dir()));
    assert_true(file_exists(outside)); // a link is not followed
}

static void test_faults(void **state)
{
    (void)state;
    assert_null(practice_open(village, "/nowhere"));
    assert_non_null(strstr(fault_text(), "/nowhere"));
    assert_false(file_exists(practice_dir()));
    const char *samples = file_path(&arena, dir, "samples");
    assert_true(file_make_dir(samples, 0700));
    assert_true(
        file_write(file_path(&arena, samples, "a.md"), bytes_of_str("no front matter"), 0600));
    assert_null(practice_open(village, samples));
    assert_non_null(strstr(fault_text(), "a.md"));
    assert_false(file_exists(practice_dir()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_at_kiosk(test_the_real_one_is_not_touched),
        test_at_kiosk(test_the_hash_sees),
        test_at_kiosk(test_each_is_new),
        test_at_kiosk(test_what_was_left_is_swept),
        test_at_kiosk(test_faults),
    };
    return cmocka_run_group_tests_name("practice", tests, NULL, NULL);
}
