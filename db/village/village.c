// SPDX-License-Identifier: GPL-3.0-or-later
// Opening and closing the village file. No program may hold it open twice
// in the same role, and a screen never waits here for longer than a commit of the agent.
#include "village.h"

#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/base/moment.h"
#include "schema.h"
#include "setting.h"
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOCK_WAIT_MS = 50 }; // somebody may just be asking whether it is held

static const char *const lock_names[] = {"kiosk.lock", "agent.lock", NULL};

static bool path_in(char out[static FILE_PATH_MAX], const char *dir, const char *name)
{
    size_t len = strlen(dir) + 1 + strlen(name);
    if (len >= FILE_PATH_MAX) {
        fault_set("%s: the name is too long", dir);
        return false;
    }
    memcpy(out, dir, strlen(dir));
    out[strlen(dir)] = '/';
    memcpy(out + strlen(dir) + 1, name, strlen(name) + 1);
    return true;
}

static struct village *make(const char *dir, enum village_who who)
{
    struct village *village = die_if_null(calloc(1, sizeof *village));
    village->dir = die_if_null(strdup(dir));
    village->who = who;
    village->lock_fd = -1;
    return village;
}

// A file that may be read but not written must be told apart before anybody stands in front of it.
static bool open_file(struct village *village)
{
    char path[FILE_PATH_MAX];
    if (!path_in(path, village->dir, "village.db")) {
        return false;
    }
    if (access(path, F_OK) == 0 && (access(path, W_OK) != 0 || access(village->dir, W_OK) != 0)) {
        fault_set("%s: may not be written; check the owner and the mount", village->dir);
        return false;
    }
    // Made here, so that the folder's rule says who may write it: SQLite would say 0644.
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0660);
    if (fd >= 0) {
        close(fd);
    }
    village->sql = sql_open_sqlite(path);
    return village->sql && migrate(village->sql, path, village_steps, village_step_count);
}

bool village_create(const char *dir)
{
    char path[FILE_PATH_MAX];
    if (!file_make_dir(dir, 0770) || !path_in(path, dir, "media") || !file_make_dir(path, 0770) ||
        !path_in(path, dir, "keys") || !file_make_dir(path, 0700)) {
        return false;
    }
    struct village *village = make(dir, VILLAGE_TOOL);
    bool ok = open_file(village);
    village_close(village);
    return ok;
}

// The lock's file is empty after a clean end; whoever runs leaves a letter in it.
static bool take_lock(struct village *village)
{
    if (!lock_names[village->who]) {
        return true;
    }
    char path[FILE_PATH_MAX];
    if (!path_in(path, village->dir, lock_names[village->who])) {
        return false;
    }
    enum file_lock lock = file_lock(path, LOCK_WAIT_MS, &village->lock_fd);
    if (lock != FILE_LOCK_TAKEN) {
        village->lock_fd = -1;
        if (lock == FILE_LOCK_BUSY) {
            fault_set("%s: is in use by another %s; close that one first", village->dir,
                      village->who == VILLAGE_KIOSK ? "kiosk" : "agent");
        }
        return false;
    }
    char letter;
    village->ended_unclean = pread(village->lock_fd, &letter, 1, 0) == 1;
    if (pwrite(village->lock_fd, "r", 1, 0) != 1) {
        fault_set("%s: the disk is full or may not be written; free some room", path);
        return false;
    }
    return true;
}

struct village *village_open(const char *dir, enum village_who who)
{
    char path[FILE_PATH_MAX];
    if (!path_in(path, dir, "village.db")) {
        return NULL;
    }
    if (!file_is_dir(dir) || !file_exists(path)) {
        fault_set("%s: holds no village file; make one with: kentongan-sync --data %s init", dir,
                  dir);
        return NULL;
    }
    struct village *village = make(dir, who);
    if (access(dir, W_OK) != 0) {
        fault_set("%s: may not be written (%s); check the owner and the mount", dir,
                  strerror(errno));
    } else if (take_lock(village) && open_file(village)) {
        return village;
    }
    char kept[FAULT_LEN_MAX];
    memcpy(kept, fault_text(), strlen(fault_text()) + 1);
    village_close(village);
    fault_set("%s", kept);
    return NULL;
}

void village_close(struct village *village)
{
    if (!village) {
        return;
    }
    bool opened = village->sql != NULL;
    sql_close(village->sql);
    if (village->lock_fd >= 0) {
        if (opened && !village->is_damaged && ftruncate(village->lock_fd, 0) != 0) {
            log_line("%s: a clean end could not be noted", village->dir);
        }
        close(village->lock_fd);
    }
    free(village->dir);
    free(village);
}

bool village_check(struct village *village)
{
    village->is_damaged = !migrate_quick_check(village->sql);
    return !village->is_damaged;
}

void village_reserve(struct village *village)
{
    if (!sql_reserve(village->sql)) {
        (void)log_fault();
    }
}

void village_drop_copies(struct village *village)
{
    char path[FILE_PATH_MAX];
    if (path_in(path, village->dir, "village.db")) {
        migrate_drop_copies(path);
    }
}

// Counted from when this version was first seen with copies, by the kiosk's own time: that of a
// file may be of a clock that had woken up in 1970. One that ran ahead begins the count anew.
bool village_age_copies(struct village *village)
{
    char path[FILE_PATH_MAX];
    if (!path_in(path, village->dir, "village.db") || !migrate_has_copies(path)) {
        return true;
    }
    int64_t version = sql_int(village->sql, 0, "PRAGMA user_version", "");
    int64_t age_s = village_now_s(village) - state_int(village, "copies_s", 0);
    if (state_int(village, "copies_of", 0) != version || age_s < 0) {
        sql_begin(village->sql);
        state_set_int(village, "copies_of", version);
        state_set_int(village, "copies_s", village_now_s(village));
        return sql_commit(village->sql);
    }
    if (age_s >= MIGRATE_COPY_DAYS * DAY_S && !village->is_damaged) {
        migrate_drop_copies(path);
    }
    return true;
}

void village_scrub(struct village *village)
{
    if (village->is_to_scrub) {
        village_drop_copies(village);
    }
    if (village->is_to_scrub &&
        sql_int(village->sql, 1, "PRAGMA wal_checkpoint(TRUNCATE)", "") == 0) {
        village->is_to_scrub = false;
        village_reserve(village); // the room that the log had
    }
}

int64_t village_version(struct village *village)
{
    // data_version counts the others' commits, total_changes our own.
    return sql_data_version(village->sql) + sql_int(village->sql, 0, "SELECT total_changes()", "");
}

bool village_agent_runs(const struct village *village)
{
    char path[FILE_PATH_MAX];
    return path_in(path, village->dir, lock_names[VILLAGE_AGENT]) && file_lock_is_held(path);
}

void village_ring(const struct village *village)
{
    file_ring(village->dir);
}
