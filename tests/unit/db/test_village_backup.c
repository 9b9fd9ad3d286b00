// SPDX-License-Identifier: GPL-3.0-or-later
// A kiosk in one file and back: what is in it, who can open it, who can make one, and what a
// damaged or foreign one does to a village that is there (nothing).
#include "backup_side.h"

#include "db/base/deflate.h"
#include "db/village/dictionary.h"
#include "db/village/feed.h"
#include "db/village/notice.h"
#include "db/village/setting.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char passphrase[] = "empat ekor ayam hitam";

static char *backup_path(void)
{
    return file_path(&arena, dir, "out.ktk");
}

static void back_up(void)
{
    if (!village_backup_set(village, passphrase) || !village_backup(village, backup_path())) {
        fail_msg("%s", fault_text());
    }
}

// Into a folder of its own, beside.
static bool restore_to(const char *to, const char *path, const char *word)
{
    int64_t made_s;
    return village_restore(to, path, word, &made_s);
}

static struct village *reopen(const char *path)
{
    struct village *other = village_open(path, VILLAGE_TOOL);
    if (!other) {
        fail_msg("%s", fault_text());
    }
    return other;
}

static void what_was_there_is_there_again(void **state)
{
    (void)state;
    static uint8_t sound[9000];
    memset(sound, 7, sizeof sound);
    struct receipt old = filed("Saluran di RT 02 mampet.", bytes_of(sound, sizeof sound));
    assert_true(setting_set(village, "volume", "35", SETTING_LOCAL));
    uint8_t words[500] = {1, 2, 3};
    Kt__Dictionary piece = KT__DICTIONARY__INIT;
    piece.id = deflate_words_id(bytes_of(words, sizeof words));
    piece.total = sizeof words;
    piece.words = record_data(bytes_of(words, sizeof words));
    assert_true(dictionary_put(village, &piece));
    struct identity before, after;
    assert_true(identity_get(village, &arena, &before));
    back_up();
    assert_in_range(village_backup_last_s(village), 1, INT64_MAX);

    char *to = file_path(&arena, dir, "restored");
    assert_true(restore_to(to, backup_path(), passphrase));
    struct village *other = reopen(to);
    assert_true(village_check(other));
    assert_int_equal(setting_int(other, "volume"), 35);
    struct dictionary newest;
    assert_true(dictionary_newest(other, &arena, &newest));
    assert_int_equal(newest.id, piece.id);
    assert_true(identity_get(other, &arena, &after));
    assert_memory_equal(after.kiosk_key, before.kiosk_key, SIGN_PUBLIC_LEN);
    struct answer_view view;
    assert_int_equal(answer_open(other, &arena, &old, &view), ANSWER_FOUND);
    assert_string_equal(view.own->text, "Saluran di RT 02 mampet.");
    size_t len;
    uint8_t *heard = voice_open(other, view.own->voice, &len);
    assert_non_null(heard);
    assert_int_equal(len, sizeof sound);
    assert_memory_equal(heard, sound, len);
    secret_free(heard);
    int64_t from_s, until_s;
    village_restored(other, &from_s, &until_s);
    assert_in_range(from_s, 1, until_s);
    village_restored(village, &from_s, &until_s);
    assert_int_equal(from_s, 0);
    // It goes on with the same passphrase, and nothing of the work is left behind.
    assert_true(village_backup(other, file_path(&arena, dir, "second.ktk")));
    assert_false(file_exists(file_path(&arena, to, "restoring")));
    assert_false(file_exists(file_path(&arena, dir, "village.db.backup")));
    village_close(other);
}

static const char *post(struct village *at, const char *id)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = arena_str(&arena, id);
    notice.title = notice.body = "Undangan";
    notice.category = "undangan";
    notice.publisher = "BPD Sukamaju";
    notice.scope = "";
    const char *given;
    assert_true(notice_post(at, &arena, &notice, &given));
    return given;
}

// What was posted and revised since the backup has left for the regency: nothing has its numbers.
static void a_restore_gives_notices_no_number_again(void **state)
{
    (void)state;
    const char *old = post(village, "");
    assert_string_equal(old, "K7-1");
    assert_true(feed_cursor_set(village, FEED_TEXT, bytes_of_str("cursor")));
    back_up();
    long last = 2; // K7-2 is posted now
    assert_string_equal(post(village, ""), "K7-2");
    post(village, old);
    uint32_t revised = notice_revision(village, old);
    char *to = file_path(&arena, dir, "restored");
    for (int i = 0; i < 3; i++) {
        assert_true(restore_to(to, backup_path(), passphrase));
        struct village *other = reopen(to);
        assert_int_equal(feed_cursor(other, &arena, FEED_TEXT).len, 0); // all comes down again
        long number = strtol(post(other, "") + 3, NULL, 10);
        assert_true(number > last);
        assert_in_range(number, 3, 9999); // short enough to be said
        last = number;
        post(other, old);
        assert_true(notice_revision(other, old) > revised);
        revised = notice_revision(other, old);
        // What comes back from the regency is this kiosk's own, to be revised and withdrawn.
        Kt__Notice back = KT__NOTICE__INIT;
        back.id = "K7-2";
        back.revision = 1;
        back.title = back.body = "Undangan";
        back.category = "undangan";
        back.scope = back.publisher = "";
        assert_true(notice_put(other, &back));
        assert_true(notice_is_own(other, "K7-2"));
        assert_true(notice_withdraw(other, "K7-2", "Sudah lewat"));
        village_close(other);
    }
}

static void the_file_shows_nothing_and_nobody_overwrites_another(void **state)
{
    (void)state;
    struct bytes file;
    filed("Jembatan bambu lapuk.", (struct bytes){0});
    back_up();
    assert_true(file_read(&arena, backup_path(), 64 << 20, &file));
    assert_null(memmem(file.data, file.len, "SQLite", 6));
    assert_null(memmem(file.data, file.len, "Sukamaju", 8));
    struct stat st;
    assert_int_equal(stat(backup_path(), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_false(village_backup(village, backup_path()));
    assert_non_null(strstr(fault_text(), "already"));
    assert_int_equal(file_size(backup_path()), file.len);
    // The passphrase stands nowhere.
    assert_int_equal(count_in_files(dir, passphrase, strlen(passphrase)), 0);
    assert_int_equal(count_in_files(file_path(&arena, dir, "keys"), passphrase, 10), 0);
}

static void a_passphrase_is_chosen_first_and_is_no_short_one(void **state)
{
    (void)state;
    assert_false(village_backup(village, backup_path()));
    assert_non_null(strstr(fault_text(), "passphrase"));
    assert_false(village_backup_set(village, "pendek"));
    assert_false(village_backup_is_set(village));
    back_up();
    char *to = file_path(&arena, dir, "restored");
    assert_false(restore_to(to, backup_path(), "empat ekor ayam Hitam"));
    assert_non_null(strstr(fault_text(), "passphrase"));
    assert_false(file_exists(file_path(&arena, to, "village.db")));
}

static void write_file(const char *path, struct bytes bytes)
{
    assert_true(file_write(path, bytes, 0600));
}

// One flipped bit, or one byte less, wherever it is: refused, and what is there stays.
static void what_is_damaged_or_cut_changes_nothing(void **state)
{
    (void)state;
    filed("Lampu jalan di RW 04 mati.", (struct bytes){0});
    chosen_cheaply(passphrase); // it is opened twenty times
    assert_true(village_backup(village, backup_path()));
    struct bytes file;
    assert_true(file_read(&arena, backup_path(), 64 << 20, &file));
    uint8_t *copy = arena_alloc(&arena, file.len + 1);
    char *bad = file_path(&arena, dir, "bad.ktk");
    char *to = file_path(&arena, dir, "restored");
    assert_true(restore_to(to, backup_path(), passphrase));
    int64_t size = file_size(file_path(&arena, to, "village.db"));
    const size_t places[] = {0, 8, 20, 30, 60, 100, 170, 190, 70000, file.len / 2, file.len - 1};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        memcpy(copy, file.data, file.len);
        copy[places[i]] ^= 1;
        write_file(bad, bytes_of(copy, file.len));
        assert_false(restore_to(to, bad, passphrase));
    }
    const size_t lengths[] = {0, 7, 161, 185, 186, 70000, file.len - 65536, file.len - 1};
    memcpy(copy, file.data, file.len);
    copy[file.len] = 0;
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        write_file(bad, bytes_of(copy, lengths[i]));
        assert_false(restore_to(to, bad, passphrase));
    }
    write_file(bad, bytes_of(copy, file.len + 1)); // and nothing hangs on behind it
    assert_false(restore_to(to, bad, passphrase));
    assert_int_equal(file_size(file_path(&arena, to, "village.db")), size);
    assert_false(file_exists(file_path(&arena, to, "village.db.before-restore")));
    assert_false(file_exists(file_path(&arena, to, "restoring")));
    village_close(reopen(to));
}

// Whoever finds a stick knows the public key in its head: without what lies at the kiosk no file
// of theirs opens.
static void a_file_that_a_finder_made_does_not_open(void **state)
{
    (void)state;
    back_up();
    struct backup_maker maker;
    assert_true(secret_load(file_path(&arena, dir, "keys/backup"), &maker, sizeof maker));
    randombytes_buf(maker.maker, sizeof maker.maker);
    char *forged = file_path(&arena, dir, "forged.ktk");
    int fd = open(forged, O_WRONLY | O_CREAT, 0600);
    struct backup_writer *writer = backup_writer_open(fd, &maker);
    assert_true(backup_writer_file(writer, "village.db", file_path(&arena, dir, "village.db")));
    assert_true(backup_writer_close(writer));
    close(fd);
    assert_false(restore_to(file_path(&arena, dir, "restored"), forged, passphrase));
}

static void names_lead_nowhere_else(void **state)
{
    (void)state;
    back_up();
    struct backup_maker maker;
    assert_true(secret_load(file_path(&arena, dir, "keys/backup"), &maker, sizeof maker));
    char *path = file_path(&arena, dir, "names.ktk");
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    struct backup_writer *writer = backup_writer_open(fd, &maker);
    const char *const names[] = {"../outside", "media/../../outside", "/tmp/outside", "media/x"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_true(backup_writer_bytes(writer, names[i], bytes_of_str("x")));
    }
    assert_true(backup_writer_file(writer, "village.db", file_path(&arena, dir, "village.db")));
    assert_true(backup_writer_close(writer));
    close(fd);
    char *to = file_path(&arena, dir, "deep");
    assert_true(restore_to(to, path, passphrase));
    assert_false(file_exists(file_path(&arena, dir, "outside")));
    assert_false(file_exists(file_path(&arena, to, "outside")));
    assert_false(file_exists(file_path(&arena, to, "media/x")));
}

static void a_village_in_use_is_not_replaced_and_an_old_one_is_kept(void **state)
{
    (void)state;
    back_up();
    char *to = file_path(&arena, dir, "restored");
    assert_true(village_create(to));
    struct village *running = village_open(to, VILLAGE_KIOSK);
    assert_true(setting_set(running, "volume", "11", SETTING_LOCAL));
    assert_false(restore_to(to, backup_path(), passphrase));
    assert_non_null(strstr(fault_text(), "in use"));
    village_close(running);
    assert_true(restore_to(to, backup_path(), passphrase));
    assert_true(file_exists(file_path(&arena, to, "village.db.before-restore")));
    struct village *other = reopen(to);
    assert_int_equal(setting_int(other, "volume"), 70);
    village_close(other);
}

// ---- a village of its own that is there already, its newest words in the write-ahead log alone

enum { OWN_VOLUME = 15, BACKED_UP_VOLUME = 70, CUT = 9 };

static void own_village(const char *to)
{
    assert_true(village_create(to));
    struct village *own = reopen(to);
    uint8_t key[SIGN_PUBLIC_LEN];
    secret_free(identity_secret(own, key));
    assert_true(setting_set(own, "volume", "10", SETTING_LOCAL));
    village_close(own);
    pid_t child = fork();
    if (child == 0) { // power is cut before anything is folded in
        own = village_open(to, VILLAGE_TOOL);
        _exit(own && setting_set(own, "volume", "15", SETTING_LOCAL) ? CUT : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), CUT);
    assert_true(file_size(file_path(&arena, to, "village.db-wal")) > 0);
}

// In how many of the village files that were put aside its words stand.
static int put_aside(const char *to)
{
    int found = 0;
    char *place = file_path(&arena, to, "village.db"), *probe = file_path(&arena, dir, "probe");
    for (int i = 1; i < 9; i++) {
        char *aside = i == 1 ? arena_printf(&arena, "%s.before-restore", place)
                             : arena_printf(&arena, "%s.before-restore-%d", place, i);
        struct bytes file;
        if (!file_read(&arena, aside, 64 << 20, &file)) {
            continue;
        }
        assert_true(file_make_dir(probe, 0700));
        write_file(file_path(&arena, probe, "village.db"), file);
        if (file_read(&arena, arena_printf(&arena, "%s-wal", aside), 64 << 20, &file)) {
            write_file(file_path(&arena, probe, "village.db-wal"), file);
        }
        struct village *own = reopen(probe);
        found += setting_int(own, "volume") == OWN_VOLUME;
        village_close(own);
        assert_true(file_remove_tree(probe));
    }
    return found;
}

// A wrong backup first, then the right one: what lay there before the first is not lost to the
// second, its key and its newest words included.
static void a_second_restore_keeps_what_the_first_put_aside(void **state)
{
    (void)state;
    back_up();
    char *to = file_path(&arena, dir, "restored");
    own_village(to);
    struct bytes before, kept;
    assert_true(file_read(&arena, file_path(&arena, to, "keys/kiosk"), 4096, &before));
    assert_true(restore_to(to, backup_path(), passphrase));
    assert_true(restore_to(to, backup_path(), passphrase));
    assert_true(file_read(&arena, file_path(&arena, to, "keys/kiosk.before-restore"), 4096, &kept));
    assert_true(bytes_equal(before, kept));
    assert_int_equal(put_aside(to), 1);
}

// ---- power that is cut at each step: the calls below stand before those of libc

static int steps_left = -1;

static void step(void)
{
    if (steps_left == 0) {
        _exit(CUT);
    }
    steps_left -= steps_left > 0;
}

int rename(const char *from, const char *to)
{
    step();
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int link(const char *from, const char *to)
{
    step();
    return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char *path)
{
    step();
    return unlinkat(AT_FDCWD, path, 0);
}

static int restore_until(int steps, const char *to)
{
    pid_t child = fork();
    if (child == 0) {
        steps_left = steps;
        _exit(restore_to(to, backup_path(), passphrase) ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

// Whoever starts the kiosk just then finds the old village whole, or the restored one; and a
// restore that is begun again ends well and has kept the old one.
static void power_cut_at_any_step_of_a_restore_loses_nothing(void **state)
{
    (void)state;
    chosen_cheaply(passphrase);
    assert_true(village_backup(village, backup_path()));
    int cut = 0, ended = CUT;
    for (; ended == CUT; cut++) {
        char *to = arena_printf(&arena, "%s/cut%d", dir, cut);
        own_village(to);
        ended = restore_until(cut, to);
        assert_true(ended == CUT || ended == 0);
        struct village *there = reopen(to);
        int64_t volume = setting_int(there, "volume");
        village_close(there);
        if (volume != OWN_VOLUME && volume != BACKED_UP_VOLUME) {
            fail_msg("cut at step %d: the village that is there is neither", cut);
        }
        assert_int_equal(restore_until(-1, to), 0);
        there = reopen(to);
        assert_int_equal(setting_int(there, "volume"), BACKED_UP_VOLUME);
        village_close(there);
        assert_true(put_aside(to) >= 1);
        assert_false(file_exists(file_path(&arena, to, "restoring")));
    }
    assert_true(cut > 8);
}

static void the_nightly_one_is_made_once_and_the_one_before_is_kept(void **state)
{
    (void)state;
    bool made;
    assert_true(village_backup_nightly(village, &made));
    assert_false(made); // nobody chose a passphrase
    assert_true(village_backup_set(village, passphrase));
    assert_true(village_backup_nightly(village, &made));
    assert_true(made);
    assert_true(village_backup_nightly(village, &made));
    assert_false(made);
    village->test_now_s = village_now_s(village) + VILLAGE_BACKUP_OVERDUE_S + 1;
    assert_true(village_backup_nightly(village, &made));
    assert_true(made);
    assert_true(file_exists(file_path(&arena, dir, "backup/kentongan.ktk")));
    assert_true(file_exists(file_path(&arena, dir, "backup/kentongan.ktk.before")));
    assert_true(restore_to(file_path(&arena, dir, "restored"),
                           file_path(&arena, dir, "backup/kentongan.ktk.before"), passphrase));
    // A clock that ran ahead and was set back does not stop them for ever.
    village->test_now_s -= 10 * VILLAGE_BACKUP_EVERY_S;
    assert_true(village_backup_nightly(village, &made));
    assert_true(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_at_kiosk(what_was_there_is_there_again),
        test_at_kiosk(a_restore_gives_notices_no_number_again),
        test_at_kiosk(the_file_shows_nothing_and_nobody_overwrites_another),
        test_at_kiosk(a_passphrase_is_chosen_first_and_is_no_short_one),
        test_at_kiosk(what_is_damaged_or_cut_changes_nothing),
        test_at_kiosk(a_file_that_a_finder_made_does_not_open),
        test_at_kiosk(names_lead_nowhere_else),
        test_at_kiosk(a_village_in_use_is_not_replaced_and_an_old_one_is_kept),
        test_at_kiosk(a_second_restore_keeps_what_the_first_put_aside),
        test_at_kiosk(power_cut_at_any_step_of_a_restore_loses_nothing),
        test_at_kiosk(the_nightly_one_is_made_once_and_the_one_before_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
