// SPDX-License-Identifier: GPL-3.0-or-later
// The nightly backup on a stick: which stick, under which name, how many stay, and what a stick
// that was pulled or a keeper who is in a hurry leaves behind (nothing).
#include "kiosk_side.h"

#include "db/village/backup_stick.h"
#include "db/village/probe.h"
#include "db/village/setting.h"
#include "db/village/village_backup.h"

static char *on_stick(const char *name)
{
    return arena_printf(&arena, "%s/media/STIK/%s", dir, name);
}

static int count_there(const char *ending)
{
    return count_ending(on_stick("cadangan"), ending);
}

// A stick is in, and last night's backup lies beside the village.
static void with_stick(void)
{
    bool made;
    assert_true(file_make_dir(on_stick(""), 0755));
    assert_true(setting_set(village, "media_dir", file_path(&arena, dir, "media"), SETTING_LOCAL));
    assert_true(village_backup_set(village, "empat ekor ayam hitam"));
    assert_true(village_backup_nightly(village, &made) && made);
}

static bool keep(const struct backup_stick_stop *stop)
{
    bool made;
    if (!backup_stick_keep(village, stop, &made)) {
        fail_msg("%s", fault_text());
    }
    return made;
}

static void it_goes_where_somebody_made_the_folder_for_it(void **state)
{
    (void)state;
    with_stick();
    const char *name;
    assert_false(keep(NULL)); // a stick for something else
    assert_true(file_make_dir(on_stick("cadangan"), 0755));
    for (int day = 1; day <= 4; day++) {
        char *old = arena_printf(&arena, "cadangan/kentongan-K7-2025-01-0%d.ktk", day);
        assert_true(file_write(on_stick(old), bytes_of_str("lama"), 0600));
    }
    assert_true(
        file_write(on_stick("cadangan/kentongan-K8-2025-01-01.ktk"), bytes_of_str("lain"), 0600));
    assert_true(file_write(on_stick("cadangan/kentongan-K7-2025-01-09.ktk.part"),
                           bytes_of_str("separuh"), 0600));
    assert_true(keep(NULL));
    assert_int_equal(count_there(".ktk"), BACKUP_STICK_KEPT + 1); // and the other kiosk's
    assert_int_equal(count_there(".part"), 0);
    assert_false(file_exists(on_stick("cadangan/kentongan-K7-2025-01-02.ktk")));
    assert_true(file_exists(on_stick("cadangan/kentongan-K7-2025-01-03.ktk")));
    assert_int_equal(backup_stick_last_s(village, &arena, &name), village_backup_last_s(village));
    assert_string_equal(name, "STIK");
    assert_false(keep(NULL)); // it is there
}

static bool always(void *ctx)
{
    (void)ctx;
    return true;
}

static void who_is_in_a_hurry_finds_nothing_half(void **state)
{
    (void)state;
    with_stick();
    assert_true(file_make_dir(on_stick("Cadangan"), 0755)); // as a telephone writes it
    const struct backup_stick_stop stop = {always, NULL};
    assert_false(keep(&stop));
    DIR *files = opendir(on_stick("Cadangan"));
    for (struct dirent *entry; (entry = readdir(files));) {
        assert_int_equal(entry->d_name[0], '.');
    }
    closedir(files);
    assert_int_equal(probe_get(village, &arena, "backup-stick").state, PROBE_NEVER); // no failure
    assert_true(keep(NULL));
}

static void what_was_copied_opens(void **state)
{
    (void)state;
    with_stick();
    assert_true(file_make_dir(on_stick("cadangan"), 0755));
    assert_true(keep(NULL));
    struct bytes here, there;
    DIR *files = opendir(on_stick("cadangan"));
    for (struct dirent *entry; (entry = readdir(files));) {
        if (entry->d_name[0] != '.') {
            assert_true(file_read(&arena, file_path(&arena, on_stick("cadangan"), entry->d_name),
                                  64 << 20, &there));
        }
    }
    closedir(files);
    assert_true(file_read(&arena, village_backup_newest(village, &arena), 64 << 20, &here));
    assert_true(bytes_equal(here, there));
}

// A backup by command in between lies elsewhere: the stick has that of the night, under its day.
static void one_made_by_hand_is_not_taken_for_the_nightly(void **state)
{
    (void)state;
    with_stick();
    assert_true(file_make_dir(on_stick("cadangan"), 0755));
    int64_t night_s = village_backup_last_s(village);
    village->test_now_s = night_s + 3 * (int64_t)86400;
    assert_true(village_backup(village, file_path(&arena, dir, "by-hand.ktk")));
    assert_true(village_backup_last_s(village) > night_s);
    assert_true(keep(NULL));
    const char *name;
    assert_int_equal(backup_stick_last_s(village, &arena, &name), night_s);
}

// The stick was said to be bad just after the last piece had come: what is there whole counts.
static void one_that_is_there_whole_is_well(void **state)
{
    (void)state;
    with_stick();
    assert_true(file_make_dir(on_stick("cadangan"), 0755));
    assert_true(keep(NULL));
    assert_true(probe_put(village, "backup-stick", PROBE_BAD, 1, "STIK"));
    assert_false(keep(NULL));
    assert_int_equal(probe_get(village, &arena, "backup-stick").state, PROBE_WELL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_at_kiosk(it_goes_where_somebody_made_the_folder_for_it),
        test_at_kiosk(who_is_in_a_hurry_finds_nothing_half),
        test_at_kiosk(what_was_copied_opens),
        test_at_kiosk(one_made_by_hand_is_not_taken_for_the_nightly),
        test_at_kiosk(one_that_is_there_whole_is_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
