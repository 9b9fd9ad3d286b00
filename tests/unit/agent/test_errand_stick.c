// SPDX-License-Identifier: GPL-3.0-or-later
// Sticks as an appliance sees them: plugged in and mounted by nobody, in a /sys of our own, with a
// udisksctl of our own, below /media. Opened when asked for and for the nightly backup, and never
// again once somebody was told that it is safe to pull.
#include "../db/kiosk_side.h"

#include "db/village/backup_stick.h"
#include "db/village/doctor.h"
#include "db/village/probe.h"
#include "db/village/setting.h"
#include "db/village/stick.h"
#include "db/village/village_backup.h"
#include "sync/agent/errand_do.h"

#include <sched.h>
#include <sys/mount.h>

// Mounts a folder of memory as the device, with what lay on the stick, and takes that back.
static const char udisksctl[] =
    "#!/bin/sh\n"
    "here=${0%/*}/.. part=${3#/dev/}\n"
    "echo \"$1 $part\" >>\"$here/words\"\n"
    "[ -e \"$here/refuse\" ] && exit 1\n"
    "dev=$here/sys/class/block/$part/dev at=/media/STIK-$part\n"
    "case $1 in\n"
    "mount)\n"
    "    mkdir -p \"$at\" && mount -t tmpfs \"$3\" \"$at\" && cp -r \"$here/on-$part/.\" \"$at\"\n"
    "    mountpoint -d \"$at\" >\"$dev\";;\n"
    "unmount)\n"
    "    cp -r \"$at/.\" \"$here/on-$part\" && umount \"$at\" && rmdir \"$at\"\n"
    "    echo 8:17 >\"$dev\";;\n"
    "power-off) exit 1;;\n" // as a card reader: what was let go is still there
    "esac\n";

static struct village *agent;
static struct exchange exchange;
static struct errand_do *doing;
static char *kept_path;

static void wrote(const char *name, const char *content, unsigned mode)
{
    char *path = file_path(&arena, dir, name), *slash = strrchr(path, '/');
    *slash = '\0';
    assert_true(file_make_dir(path, 0755));
    *slash = '/';
    assert_true(file_write(path, bytes_of_str(content), mode));
}

static char *on_stick(const char *name)
{
    return arena_printf(&arena, "%s/on-kt9p1/%s", dir, name);
}

static void plug_in(int plug)
{
    static const char *const files[][2] = {
        {"kt9/dev", "8:16\n"},         {"kt9/size", "100\n"},
        {"kt9/removable", "1\n"},      {"kt9/device/model", "Ultra  \n"},
        {"kt9/kt9p1/dev", "8:17\n"},   {"kt9/kt9p1/size", "90\n"},
        {"kt9/kt9p1/partition", "1\n"}};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        wrote(arena_printf(&arena, "sys/devices/usb1/%s", files[i][0]), files[i][1], 0644);
    }
    wrote("sys/devices/usb1/kt9/diskseq", arena_printf(&arena, "%d\n", plug), 0644);
    assert_true(file_make_dir(file_path(&arena, dir, "sys/class/block"), 0755));
    assert_int_equal(
        symlink("../../devices/usb1/kt9", file_path(&arena, dir, "sys/class/block/kt9")), 0);
    assert_int_equal(
        symlink("../../devices/usb1/kt9/kt9p1", file_path(&arena, dir, "sys/class/block/kt9p1")),
        0);
}

static void pull(void)
{
    unlink(file_path(&arena, dir, "sys/class/block/kt9"));
    unlink(file_path(&arena, dir, "sys/class/block/kt9p1"));
    umount2("/media/STIK-kt9p1", MNT_DETACH);
}

static bool may_mount(void)
{
    static int may = -1;
    if (may < 0) {
        may = unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
              file_is_dir("/media");
    }
    return may && mount("none", "/media", "tmpfs", 0, "") == 0 &&
           mount(file_path(&arena, dir, "sys"), "/sys", NULL, MS_BIND, NULL) == 0;
}

static bool never_set(void *ctx)
{
    (void)ctx;
    return false;
}
static const struct stop never = {never_set, NULL};

static int begin(void **state)
{
    kiosk_begin(state);
    kept_path = strdup(getenv("PATH"));
    wrote("bin/udisksctl", udisksctl, 0755);
    setenv("PATH", arena_printf(&arena, "%s/bin:%s", dir, kept_path), 1);
    assert_true(file_make_dir(on_stick(""), 0755));
    assert_true(file_make_dir(file_path(&arena, dir, "sys/class/block"), 0755));
    agent = village_open(dir, VILLAGE_AGENT);
    assert_non_null(agent);
    exchange_init(&exchange, agent, &never);
    doing = errand_do_open(agent, &exchange, &never);
    assert_non_null(doing);
    return 0;
}

static int end(void **state)
{
    umount2("/media/STIK-kt9p1", MNT_DETACH);
    umount2("/media", MNT_DETACH);
    umount2("/sys", MNT_DETACH);
    setenv("PATH", kept_path, 1);
    free(kept_path);
    errand_do_close(doing);
    exchange_finish(&exchange);
    village_close(agent);
    return kiosk_end(state);
}

static void holds(const char *what, const char *argument, enum errand_state ended,
                  const char *words)
{
    struct errand errand;
    int64_t id = errand_ask(village, what, argument, NULL);
    assert_true(id != 0 && errand_do_next(doing));
    assert_true(errand_get(village, &arena, id, &errand));
    const char *said = phrase_text(&arena, &errand.result);
    if (errand.state != ended || !strstr(said, words)) {
        fail_msg("%s ended %d: \"%s\", not %d: \"%s\"", what, errand.state, said, ended, words);
    }
}

// What udisksctl was asked since.
static void asked(const char *words)
{
    struct bytes said = {0};
    char *path = file_path(&arena, dir, "words");
    if (file_exists(path)) {
        assert_true(file_read(&arena, path, 4096, &said));
        assert_true(file_remove(path));
    }
    assert_string_equal(arena_str_of(&arena, said), words);
}

static bool keep(const struct backup_stick_stop *stop)
{
    bool made;
    if (!errand_do_backup(doing, stop, &made)) {
        fail_msg("%s", fault_text());
    }
    return made;
}

static void make_backup(void)
{
    bool made;
    assert_true(village_backup_set(agent, "empat ekor ayam hitam"));
    assert_true(village_backup_nightly(agent, &made) && made);
}

static int copies(void)
{
    int found = 0;
    DIR *files = opendir(on_stick("cadangan"));
    for (struct dirent *entry; files && (entry = readdir(files));) {
        found += strstr(entry->d_name, ".ktk") != NULL;
    }
    if (files) {
        closedir(files);
    }
    return found;
}

static void safe_to_pull_stays_true(void **state)
{
    (void)state;
    if (!may_mount()) {
        skip();
    }
    struct stick sticks[STICKS_MAX];
    plug_in(17);
    assert_int_equal(stick_find(village, &arena, NULL, sticks), 1);
    assert_null(sticks[0].path);
    assert_string_equal(sticks[0].name, "Ultra"); // not "kt9p1"
    assert_int_equal(sticks[0].plug, 17);
    holds("mount", "/dev/kt9p1", ERRAND_DONE, "Stik terbaca");
    holds("mount", "/dev/kt9p1", ERRAND_DONE, "Stik terbaca"); // it is
    assert_int_equal(stick_find(village, &arena, NULL, sticks), 1);
    assert_string_equal(sticks[0].path, "/media/STIK-kt9p1");
    assert_int_equal(sticks[0].plug, 17);
    asked("mount kt9p1\n");
    holds("eject", "/media/STIK-kt9p1", ERRAND_DONE, "aman dicabut");
    asked("unmount kt9p1\npower-off kt9p1\n");
    // Neither another screen nor the night's backup opens it again.
    make_backup();
    assert_false(keep(NULL));
    holds("mount", "/dev/kt9p1", ERRAND_FAILED, "Cabut dulu, lalu tancapkan lagi");
    asked("");
    pull();
    plug_in(18); // before anybody has looked
    holds("mount", "/dev/kt9p1", ERRAND_DONE, "Stik terbaca");
    pull();
}

static void a_backup_goes_onto_a_stick_that_nobody_opened(void **state)
{
    (void)state;
    if (!may_mount()) {
        skip();
    }
    plug_in(20);
    assert_false(keep(NULL)); // no backup is due: left alone
    asked("");
    make_backup();
    assert_true(file_make_dir(on_stick("cadangan"), 0755));
    assert_true(keep(NULL));
    asked("mount kt9p1\nunmount kt9p1\n"); // to be pulled whenever somebody likes
    assert_int_equal(copies(), 1);
    assert_false(keep(NULL));
    asked(""); // nothing new for it
    pull();
    assert_false(keep(NULL));
    plug_in(21);
    assert_false(keep(NULL)); // plugged in anew it may be another one; it has the backup
    asked("mount kt9p1\nunmount kt9p1\n");
    pull();
}

static void a_stick_for_something_else_is_looked_at_once(void **state)
{
    (void)state;
    if (!may_mount()) {
        skip();
    }
    make_backup();
    plug_in(30);
    assert_false(keep(NULL));
    asked("mount kt9p1\nunmount kt9p1\n");
    assert_false(keep(NULL));
    asked("");
    pull();
}

static int calm; // so many questions long
static bool hurry(void *ctx)
{
    (void)ctx;
    return calm-- <= 0;
}

// Somebody at the screen found it open and asks for it: it stays theirs, and the copy waits.
static void who_asks_meanwhile_keeps_the_stick(void **state)
{
    (void)state;
    if (!may_mount()) {
        skip();
    }
    const struct backup_stick_stop stop = {hurry, NULL};
    make_backup();
    assert_true(file_make_dir(on_stick("cadangan"), 0755));
    plug_in(40);
    calm = 1;
    assert_false(keep(&stop));
    asked("mount kt9p1\n");
    calm = 100;
    assert_true(keep(&stop)); // nobody took it: closed when it is done
    asked("unmount kt9p1\n");
    pull();
    plug_in(41);
    calm = 1;
    assert_false(keep(&stop));
    asked("mount kt9p1\n");
    holds("mount", "/dev/kt9p1", ERRAND_DONE, "Stik terbaca");
    calm = 100;
    assert_false(keep(&stop));
    asked(""); // not closed under their hands
    holds("eject", "/media/STIK-kt9p1", ERRAND_DONE, "aman dicabut");
    pull();
}

static void one_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    if (!may_mount()) {
        skip();
    }
    struct doctor_row rows[DOCTOR_ROWS_MAX];
    plug_in(50);
    wrote("refuse", "", 0644);
    holds("mount", "/dev/kt9p1", ERRAND_FAILED, "FAT32");
    for (int turn = 0; turn < 2; turn++) {
        size_t count = doctor_look(village, &arena, NULL, rows);
        for (size_t i = 0; i < count; i++) {
            if (str_equal(rows[i].name, "stick")) {
                assert_int_equal(rows[i].state, turn ? DOCTOR_OK : DOCTOR_WARN);
                assert_string_equal(phrase_text(&arena, &rows[i].text),
                                    turn ? "Stik tertancap, belum dibuka."
                                         : "Stik yang tertancap tidak terbaca.");
            }
        }
        pull();
        plug_in(51); // another one
    }
    pull();
}

#define test_with_agent(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_agent(safe_to_pull_stays_true),
        test_with_agent(a_backup_goes_onto_a_stick_that_nobody_opened),
        test_with_agent(a_stick_for_something_else_is_looked_at_once),
        test_with_agent(who_asks_meanwhile_keeps_the_stick),
        test_with_agent(one_that_cannot_be_read_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
