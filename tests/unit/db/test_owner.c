// SPDX-License-Identifier: GPL-3.0-or-later
// The data folder of an appliance: the screen and the agent are two users of one group, root types
// commands, and what is wrong with the folder has a name. Real users, made by their numbers.
#include "place.h"

#include "db/base/file.h"
#include "db/base/owner.h"
#include "db/village/refusal.h"
#include "db/village/setting.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { AGENT = 64001, SCREEN = 64002, STRANGER = 64003, GROUP = 64000, OTHERS = 64004 };

static const char *dir;

static void must(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "%s: %s\n", what, fault_text());
        _exit(1);
    }
}

static void as(uid_t uid, gid_t gid, void (*act)(void))
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        umask(022); // as a shell has it
        must(setgroups(0, NULL) == 0 && setresgid(gid, gid, gid) == 0 &&
                 setresuid(uid, uid, uid) == 0,
             "another user");
        must(owner_follow(dir), "owner_follow");
        act();
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void appliance(void **state)
{
    if (geteuid() != 0) {
        print_message("other users can be had by root alone\n");
        skip();
    }
    dir = *state;
    assert_int_equal(chown(dir, AGENT, GROUP), 0);
    assert_int_equal(chmod(dir, 02770), 0);
}

static void init(void)
{
    secret_init();
    must(village_create(dir), "init");
}

static void write_setting(enum village_who who, const char *value)
{
    struct village *village = village_open(dir, who);
    must(village != NULL, "open");
    must(setting_set(village, "poll", value, SETTING_LOCAL), "set");
    village_ring(village);
    must(setting_int(village, "poll") == atoi(value), "get");
    village_close(village);
}

static void act_as_agent(void)
{
    write_setting(VILLAGE_AGENT, "600");
}

static void act_as_screen(void)
{
    char path[FILE_PATH_MAX];
    write_setting(VILLAGE_KIOSK, "700");
    snprintf(path, sizeof path, "%s/keys", dir);
    must(access(path, R_OK) != 0 && access(path, X_OK) != 0, "the keys are the agent's alone");
}

static void act_as_root(void)
{
    char path[FILE_PATH_MAX];
    must(getuid() == AGENT && getgid() == GROUP, "root became the owner");
    write_setting(VILLAGE_TOOL, "800");
    snprintf(path, sizeof path, "%s/keys/kiosk", dir);
    must(file_write(path, bytes_of("k", 1), 0600), "a key");
    // What only root may read can still be read: the notice that lies in somebody's home.
    int fd = open("/etc/shadow", O_RDONLY | O_CLOEXEC);
    must(fd >= 0, "a file of root's");
    must(setuid(0) != 0, "no way back to root");
}

static int check_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)kind, (void)walk;
    bool is_key = strstr(path, "/keys") != NULL;
    if (st->st_gid != GROUP || st->st_mode & 07 || (st->st_uid != AGENT && st->st_uid != SCREEN) ||
        (!is_key && !(st->st_mode & S_IWGRP)) || (is_key && st->st_uid != AGENT)) {
        print_error("%s: %u:%u %o\n", path, st->st_uid, st->st_gid, st->st_mode);
        return 1;
    }
    return 0;
}

static void two_users_and_root_share_a_folder(void **state)
{
    appliance(state);
    as(0, 0, init);
    as(SCREEN, GROUP, act_as_screen);
    as(AGENT, GROUP, act_as_agent);
    as(SCREEN, GROUP, act_as_screen);
    as(0, 0, act_as_root);
    as(AGENT, GROUP, act_as_agent);
    assert_int_equal(nftw(dir, check_one, 16, FTW_PHYS), 0);
}

static void act_as_stranger(void)
{
    must(!village_open(dir, VILLAGE_TOOL), "a stranger opens it");
    must(refusal_of(dir) == REFUSAL_RIGHTS, "rights");
}

static void a_stranger_gets_nothing(void **state)
{
    appliance(state);
    as(0, 0, init);
    as(STRANGER, OTHERS, act_as_stranger);
}

static void a_folder_of_ones_own_stays_closed(void **state)
{
    dir = *state;
    assert_int_equal(chmod(dir, 0750), 0);
    mode_t before = umask(0027);
    assert_true(owner_follow(dir));
    init();
    umask(before);
    struct stat st;
    char path[FILE_PATH_MAX];
    snprintf(path, sizeof path, "%s/village.db", dir);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
}

// ---- what is wrong with it

static void see_missing(void)
{
    must(refusal_of("/nonexistent") == REFUSAL_MISSING, "no folder");
    must(refusal_of(dir) == REFUSAL_MISSING, "no file");
}

static void see_fine(void)
{
    must(refusal_of(dir) == REFUSAL_FILE, "nothing wrong with the folder");
    struct village *village = village_open(dir, VILLAGE_KIOSK);
    must(village != NULL, "open");
    must(refusal_of(dir) == REFUSAL_BUSY, "busy");
    village_close(village);
    must(refusal_of(dir) == REFUSAL_FILE, "no longer busy");
}

static void see_rights(void)
{
    must(!village_open(dir, VILLAGE_KIOSK), "opens");
    must(refusal_of(dir) == REFUSAL_RIGHTS, "rights");
}

static void see_read_only(void)
{
    must(!village_open(dir, VILLAGE_KIOSK), "opens");
    must(refusal_of(dir) == REFUSAL_READ_ONLY, "read-only");
}

static void see_full(void)
{
    must(!village_open(dir, VILLAGE_KIOSK), "opens");
    must(refusal_of(dir) == REFUSAL_FULL, "full");
}

static void what_is_wrong_has_a_name(void **state)
{
    appliance(state);
    as(SCREEN, GROUP, see_missing);
    as(0, 0, init);
    as(SCREEN, GROUP, see_fine);
    char path[FILE_PATH_MAX];
    snprintf(path, sizeof path, "%s/village.db", dir);
    assert_int_equal(chmod(path, 0640), 0);
    as(SCREEN, GROUP, see_rights);
    assert_int_equal(chmod(path, 0660), 0);
    assert_int_equal(chmod(dir, 0700), 0);
    as(SCREEN, GROUP, see_rights);
}

static void fill(const char *path)
{
    static const char zeros[64 * 1024];
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    for (size_t len = sizeof zeros; len > 0;) {
        len = write(fd, zeros, len) > 0 ? len : len / 2;
    }
    close(fd);
}

static void a_full_disk_and_one_that_is_read_only(void **state)
{
    appliance(state);
    // In a namespace of its own, so that a test that fails leaves no mount behind.
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("none", dir, "tmpfs", 0, "size=2m") != 0) {
        print_message("a small disk cannot be made here: %s\n", strerror(errno));
        skip();
    }
    assert_int_equal(chown(dir, AGENT, GROUP), 0);
    assert_int_equal(chmod(dir, 02770), 0);
    as(0, 0, init);
    as(SCREEN, GROUP, see_fine);
    char path[FILE_PATH_MAX];
    snprintf(path, sizeof path, "%s/fill", dir);
    fill(path);
    as(SCREEN, GROUP, see_full);
    unlink(path);
    assert_int_equal(mount("none", dir, "tmpfs", MS_REMOUNT | MS_RDONLY, NULL), 0);
    as(SCREEN, GROUP, see_read_only);
    assert_int_equal(umount(dir), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(two_users_and_root_share_a_folder),     test_in_dir(a_stranger_gets_nothing),
        test_in_dir(a_folder_of_ones_own_stays_closed),     test_in_dir(what_is_wrong_has_a_name),
        test_in_dir(a_full_disk_and_one_that_is_read_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
