// SPDX-License-Identifier: GPL-3.0-or-later
// Backup and restore. The new store is made whole beside the old one, checked, and takes its place
// by one rename; a feed with a new id makes every cursor ask for the whole state.
#include "regency_backup.h"

#include "db/base/file.h"
#include "db/base/pack_file.h"
#include "keyring.h"
#include "regency_jump.h"
#include "regency_schema.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

enum { SCRATCH_MAX = 1 << 20, PLAIN_STORE_MAGIC = 16 };
static const char magic[] = "KTREGNCY", db_name[] = "regency.db", media_dir[] = "media";

// ---------------------------------------------------------------- making one

// Recordings and pictures, whole or on their way: HASH.voice, HASH.part,
// HASH.picture, HASH.picture.part.
static bool is_media_name(const char *name)
{
    size_t hex = strspn(name, "0123456789abcdef");
    return hex == 2 * HASH_LEN &&
           (str_equal(name + hex, ".voice") || str_equal(name + hex, ".picture") ||
            str_equal(name + hex, ".part") || str_equal(name + hex, ".picture.part"));
}

// One that was erased, or became whole, meanwhile is not missed: its kiosk is asked.
static bool add_media(struct regency *regency, struct arena *arena, struct pack_writer *writer)
{
    const char *folder = file_path(arena, regency->dir, media_dir);
    DIR *files = opendir(folder);
    bool ok = true;
    for (struct dirent *entry; files && ok && (entry = readdir(files));) {
        struct arena work; // a folder may be long
        arena_init(&work, SCRATCH_MAX);
        const char *path = file_path(&work, folder, entry->d_name);
        if (is_media_name(entry->d_name) && file_exists(path)) {
            ok = pack_writer_file(writer, arena_printf(&work, "%s/%s", media_dir, entry->d_name),
                                  path);
        }
        arena_finish(&work);
    }
    if (files) {
        closedir(files);
    }
    return ok;
}

static bool write_all(struct regency *regency, struct arena *arena, int fd, const char *copy)
{
    struct pack_writer *writer = pack_writer_open(fd, magic);
    bool ok = pack_writer_file(writer, db_name, copy) && add_media(regency, arena, writer);
    return pack_writer_close(writer) && ok;
}

bool regency_backup(struct regency *regency, const char *path)
{
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    const char *copy = file_path(&arena, regency->dir, "regency.db.backup");
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = fd >= 0;
    if (!ok) {
        fault_set("%s: %s", path,
                  errno == EEXIST ? "is there already; choose another name" : strerror(errno));
    } else {
        unlink(copy); // of one that was killed
        ok = sql_run(regency->sql, "VACUUM INTO $1", "t", copy) &&
             write_all(regency, &arena, fd, copy);
        unlink(copy);
        close(fd);
        if (!ok) {
            fault_where("%s: the backup was not made", path);
            unlink(path);
        }
    }
    arena_finish(&arena);
    return ok;
}

// ---------------------------------------------------------------- restoring one

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
    ok = keyring && regency_jump(copy.sql, dir);
    keyring_close(keyring);
    sql_close(copy.sql); // folds its write-ahead log in
    return ok;
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

// Beside the store, in a folder of its own: what a backup has, and nothing that leads out of it.
static bool take_entry(struct arena *arena, struct pack_reader *reader, const char *fresh,
                       const char *name, bool *has_db)
{
    size_t len = strlen(media_dir);
    bool is_media =
        strncmp(name, media_dir, len) == 0 && name[len] == '/' && is_media_name(name + len + 1);
    if (!is_media && !str_equal(name, db_name)) {
        log_line("\"%s\": is passed over; a newer version made this backup", name);
        return pack_reader_file(reader, NULL, 0);
    }
    *has_db = *has_db || !is_media;
    return pack_reader_file(reader, file_path(arena, fresh, name), 0600);
}

static bool unpack(struct pack_reader *reader, const char *fresh)
{
    const char *name;
    uint64_t bytes;
    bool ok = true, has_db = false;
    enum pack_next next = PACK_BROKEN;
    while (ok && (next = pack_reader_next(reader, &name, &bytes)) == PACK_ENTRY) {
        int64_t room = file_free_bytes(fresh);
        struct arena work;
        arena_init(&work, SCRATCH_MAX);
        ok = room < 0 || bytes <= (uint64_t)room;
        if (!ok) {
            fault_set("there is no room for it here");
        }
        ok = ok && take_entry(&work, reader, fresh, name, &has_db);
        arena_finish(&work);
    }
    if (ok && next == PACK_END && !has_db) {
        fault_set("it is no backup of a regency store");
    }
    return ok && next == PACK_END && has_db;
}

// Before recordings went along a backup was the store alone.
static bool is_plain_store(int fd)
{
    char begins[PLAIN_STORE_MAGIC] = {0};
    bool is = pread(fd, begins, sizeof begins, 0) == (ssize_t)sizeof begins &&
              memcmp(begins, "SQLite format 3", sizeof begins) == 0;
    return is;
}

static bool copy_plain(int in, const char *to)
{
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = out >= 0;
    ssize_t sent = 0;
    while (ok && (sent = sendfile(out, in, NULL, 1 << 20)) > 0) {
    }
    ok = ok && sent == 0 && fsync(out) == 0;
    if (!ok) {
        fault_set("%s: cannot be written: %s", to, strerror(errno));
    }
    if (out >= 0) {
        close(out);
    }
    return ok;
}

static bool open_backup(struct arena *arena, const char *path, const char *fresh)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fault_set("%s: cannot be read: %s", path, strerror(errno));
        return false;
    }
    bool ok = file_remove_tree(fresh) && file_make_dir(fresh, 0700) &&
              file_make_dir(file_path(arena, fresh, media_dir), 0700);
    if (ok && is_plain_store(fd)) {
        ok = copy_plain(fd, file_path(arena, fresh, db_name));
    } else if (ok) {
        struct pack_reader *reader = pack_reader_open(fd, magic);
        ok = reader && unpack(reader, fresh);
        pack_reader_close(reader);
    }
    close(fd);
    if (!ok) {
        fault_where("%s: nothing was restored", path);
    }
    return ok;
}

// What lies there already was named by what is in it, and may be further on its way.
static bool move_media(struct arena *arena, const char *fresh, const char *dir)
{
    const char *from = file_path(arena, fresh, media_dir), *to = file_path(arena, dir, media_dir);
    DIR *files = opendir(from);
    bool ok = files && file_make_dir(to, 0700);
    for (struct dirent *entry; ok && (entry = readdir(files));) {
        struct arena work;
        arena_init(&work, SCRATCH_MAX);
        const char *a = file_path(&work, from, entry->d_name);
        const char *b = file_path(&work, to, entry->d_name);
        ok = entry->d_name[0] == '.' || file_size(b) >= file_size(a) || file_rename(a, b);
        arena_finish(&work);
    }
    if (files) {
        closedir(files);
    }
    return ok;
}

bool regency_restore(const char *dir, const char *path)
{
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    const char *fresh = file_path(&arena, dir, "restoring");
    const char *fresh_db = file_path(&arena, fresh, db_name);
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
        ok = open_backup(&arena, path, fresh);
        if (ok && !check(dir, fresh_db)) {
            fault_where("%s: nothing was restored", path);
            ok = false;
        }
        // Recordings first: without their store they are only files that nobody asks for.
        ok = ok && move_media(&arena, fresh, dir) &&
             swap(&arena, fresh_db, file_path(&arena, dir, db_name));
        char kept[FAULT_LEN_MAX];
        memcpy(kept, fault_text(), strlen(fault_text()) + 1);
        if (!file_remove_tree(fresh)) {
            log_line("%s: stays behind: %s", fresh, fault_text());
        }
        fault_set("%s", kept);
        close(fd);
    }
    arena_finish(&arena);
    return ok;
}
