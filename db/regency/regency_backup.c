// SPDX-License-Identifier: GPL-3.0-or-later
// Backup and restore. The new file is made whole beside the old one, checked, and takes its place
// by one rename; a feed with a new id makes every cursor ask for the whole state.
#include "regency_backup.h"

#include "change.h"
#include "db/base/clock.h"
#include "db/base/file.h"
#include "keyring.h"
#include "regency_schema.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { COPY_STEP = 1 << 16, SCRATCH_MAX = 1 << 20 };

bool regency_backup(struct regency *regency, const char *path)
{
    if (file_exists(path)) {
        fault_set("%s: is there already; choose another name", path);
        return false;
    }
    if (!sql_run(regency->sql, "VACUUM INTO $1", "t", path)) {
        fault_where("%s: the backup was not made", path);
        return false;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    if (!ok) {
        fault_set("%s: cannot be written to its disk: %s", path, strerror(errno));
    }
    return ok;
}

static bool copy_file(const char *from, const char *to)
{
    static uint8_t step[COPY_STEP];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = in >= 0 && out >= 0;
    ssize_t got = 0;
    while (ok && (got = read(in, step, sizeof step)) > 0) {
        ok = write(out, step, (size_t)got) == got;
    }
    ok = ok && got == 0 && fsync(out) == 0;
    if (!ok) {
        fault_set("%s: cannot be copied to %s: %s", from, to, strerror(errno));
    }
    if (out >= 0) {
        close(out);
    }
    if (in >= 0) {
        close(in);
    }
    return ok;
}

// A new feed id, and numbers that nobody has seen.
static bool go_on_from(struct sql *sql)
{
    const int64_t jump = REGENCY_BACKUP_JUMP;
    sql_begin(sql);
    sql_run(sql, "UPDATE regency SET feed = $1, notice_last = notice_last + $2", "ii",
            (int64_t)clock_random_below(UINT32_MAX) + 1, jump);
    sql_run(sql, "UPDATE sqlite_sequence SET seq = seq + $1 WHERE name IN ('kiosk', 'village')",
            "i", jump);
    sql_run(sql, "UPDATE cases SET revision = revision + $1", "i", jump);
    sql_run(sql, "UPDATE bulletin SET revision = revision + $1 WHERE origin = 0", "i", jump);
    if (!change_begin(sql)) {
        sql_fail(sql);
    }
    return sql_commit(sql);
}

// The copy as a store of its own: whole, of a version that this program knows, with our keys.
static bool check(const char *dir, const char *path)
{
    struct regency copy = {.sql = sql_open_sqlite(path), .dir = (char *)(uintptr_t)dir};
    bool ok = copy.sql && migrate_quick_check(copy.sql);
    if (ok && sql_int(copy.sql, 0,
                      "SELECT count(*) FROM sqlite_schema"
                      " WHERE type = 'table' AND name IN ('regency', 'key_list', 'cases')",
                      "") != 3) {
        fault_set("it is no backup of a regency store");
        ok = false;
    }
    ok = ok && migrate(copy.sql, path, regency_schema_steps, regency_schema_count);
    struct keyring *keyring = ok ? keyring_open(&copy) : NULL;
    ok = keyring && go_on_from(copy.sql);
    keyring_close(keyring);
    sql_close(copy.sql); // folds its write-ahead log in
    return ok;
}

static void remove_with_log(struct arena *arena, const char *path)
{
    unlink(path);
    unlink(arena_printf(arena, "%s-wal", path));
    unlink(arena_printf(arena, "%s-shm", path));
    unlink(arena_printf(arena, "%s.lock", path));
}

// The old store keeps a name of its own; then one rename puts the new one in its place.
static bool swap(struct arena *arena, const char *fresh, const char *store)
{
    const char *before = arena_printf(arena, "%s.before-restore", store);
    for (int i = 2; file_exists(before); i++) { // what another restore put aside stays
        before = arena_printf(arena, "%s.before-restore-%d", store, i);
    }
    const char *wal = arena_printf(arena, "%s-wal", store);
    if (file_exists(store)) {
        struct sql *old = sql_open_sqlite(store); // folds its log in, if it still can
        sql_close(old);
        bool ok = link(store, before) == 0 &&
                  (!file_exists(wal) || rename(wal, arena_printf(arena, "%s-wal", before)) == 0);
        if (!ok) {
            fault_set("%s: cannot be kept beside: %s", store, strerror(errno));
            return false;
        }
        unlink(arena_printf(arena, "%s-shm", store));
    }
    if (rename(fresh, store) != 0) {
        fault_set("%s: cannot take the place of the old store: %s", fresh, strerror(errno));
        return false;
    }
    return true;
}

bool regency_restore(const char *dir, const char *path)
{
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    const char *store = file_path(&arena, dir, "regency.db");
    const char *fresh = file_path(&arena, dir, "regency.db.restoring");
    int fd = -1;
    bool alone = false, ok = false;
    if (!file_is_dir(file_path(&arena, dir, "keys"))) {
        fault_set("%s: has no folder keys/; copy the one that belongs to the backup there first",
                  dir);
    } else {
        alone = file_lock(file_path(&arena, dir, "regency.lock"), 0, &fd) == FILE_LOCK_TAKEN;
        if (!alone) {
            fault_set("%s: the store is in use; stop `serve` and other commands first", dir);
        }
    }
    if (alone) {
        remove_with_log(&arena, fresh);
        ok = copy_file(path, fresh);
        if (ok && !check(dir, fresh)) {
            fault_where("%s: nothing was restored", path);
            ok = false;
        }
        ok = ok && swap(&arena, fresh, store);
        if (!ok) {
            remove_with_log(&arena, fresh);
        } else {
            unlink(arena_printf(&arena, "%s.lock", fresh));
        }
        close(fd);
    }
    arena_finish(&arena);
    return ok;
}
