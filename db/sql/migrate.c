// SPDX-License-Identifier: GPL-3.0-or-later
// Migrations by user_version. SQLite rolls a killed step back by itself, since the version is
// written in the same transaction as the step.
#include "migrate.h"

#include "db/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LOCK_WAIT_MS = 30000 };

static int version_of(struct sql *sql)
{
    return (int)sql_int(sql, -1, "PRAGMA user_version", "");
}

static bool copy_before(struct sql *sql, const char *path, int version)
{
    char copy[FILE_PATH_MAX];
    if ((size_t)snprintf(copy, sizeof copy, "%s.before-%d", path, version + 1) >= sizeof copy) {
        fault_set("%s: the name is too long", path);
        return false;
    }
    unlink(copy); // a copy from a step that was killed may be half
    return sql_run(sql, "VACUUM INTO $1", "t", copy);
}

static bool take_step(struct sql *sql, const struct migration *step, int version)
{
    char mark[64];
    snprintf(mark, sizeof mark, "PRAGMA user_version = %d", version + 1);
    sql_begin(sql);
    sql_script(sql, step->script);
    if (step->code && !sql_failed(sql) && !step->code(sql)) {
        sql_fail(sql);
    }
    sql_script(sql, mark);
    return sql_commit(sql);
}

static bool migrate_locked(struct sql *sql, const char *path, const struct migration *steps,
                           int count)
{
    int version = version_of(sql);
    if (version < 0) {
        return false;
    }
    if (version > count) {
        fault_set("%s: was written by a newer version (schema %d, this program knows %d); "
                  "update this program",
                  path, version, count);
        return false;
    }
    bool holds_data = version > 0;
    for (; version < count; version++) {
        if ((holds_data && !copy_before(sql, path, version)) ||
            !take_step(sql, &steps[version], version)) {
            fault_where("schema step %d", version + 1);
            return false;
        }
    }
    return true;
}

bool migrate(struct sql *sql, const char *path, const struct migration *steps, int count)
{
    if (version_of(sql) == count) {
        return true; // the usual start: no lock, no wait
    }
    char lock_path[FILE_PATH_MAX];
    if ((size_t)snprintf(lock_path, sizeof lock_path, "%s.lock", path) >= sizeof lock_path) {
        fault_set("%s: the name is too long", path);
        return false;
    }
    int fd;
    if (file_lock(lock_path, LOCK_WAIT_MS, &fd) != FILE_LOCK_TAKEN) {
        return false;
    }
    bool ok = migrate_locked(sql, path, steps, count);
    close(fd);
    return ok;
}

// Of a name in the folder: START.before-N, and what a killed copy left beside it; START.backup,
// what a backup leaves where its power was cut.
static bool is_copy(const char *name, const char *start)
{
    static const char ending[] = ".before-";
    size_t len = strlen(start);
    if (strncmp(name, start, len) != 0) {
        return false;
    }
    if (str_equal(name + len, ".backup") || str_equal(name + len, ".backup-journal")) {
        return true;
    }
    if (!str_starts(name + len, ending)) {
        return false;
    }
    const char *number = name + len + sizeof ending - 1;
    size_t digits = strspn(number, "0123456789");
    return digits > 0 && (number[digits] == '\0' || str_equal(number + digits, "-journal"));
}

// Returns how many there are, or were.
static int each_copy(const char *path, bool is_to_drop)
{
    char folder[FILE_PATH_MAX], copy[FILE_PATH_MAX];
    const char *slash = strrchr(path, '/'), *start = slash ? slash + 1 : path;
    int len = slash ? (int)(slash - path) : 1, count = 0;
    if (snprintf(folder, sizeof folder, "%.*s", len, slash ? path : ".") >= (int)sizeof folder) {
        return 0;
    }
    DIR *files = opendir(folder);
    for (struct dirent *entry; files && (entry = readdir(files));) {
        if (!is_copy(entry->d_name, start) ||
            snprintf(copy, sizeof copy, "%s/%s", folder, entry->d_name) >= (int)sizeof copy) {
            continue;
        }
        count++;
        if (is_to_drop && unlink(copy) != 0 && errno != ENOENT) {
            log_line("%s: holds what was erased since; remove it by hand: %s", copy,
                     strerror(errno));
        }
    }
    if (files) {
        closedir(files);
    }
    return count;
}

void migrate_drop_copies(const char *path)
{
    (void)each_copy(path, true);
}

bool migrate_has_copies(const char *path)
{
    return each_copy(path, false) > 0;
}

bool migrate_quick_check(struct sql *sql)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    char *verdict = sql_text(sql, &arena, "PRAGMA quick_check(1)", "");
    bool ok = str_equal(verdict, "ok");
    if (!ok) {
        fault_set("the file is damaged: %s; restore it from a backup",
                  verdict ? verdict : fault_text());
    }
    arena_finish(&arena);
    return ok;
}
