// SPDX-License-Identifier: GPL-3.0-or-later
// Backup and restore of a kiosk. A restore never writes into a village that is in use, and puts
// nothing in its place that was not opened, checked and synced before.
#include "village_backup.h"

#include "backup_stick.h"
#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/base/moment.h"
#include "identity.h"
#include "mirror.h"
#include "notice.h"
#include "probe.h"
#include "schema.h"
#include "staff_anew.h"
#include "staff_pepper.h"
#include "state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SCRATCH_MAX = 4 << 20 };
static const char maker_name[] = "keys/backup", kiosk_key_name[] = "keys/kiosk",
                  db_name[] = "village.db", media_dir[] = "media";

// ---------------------------------------------------------------- the passphrase

static bool load_maker(struct village *village, struct arena *arena, struct backup_maker *out)
{
    return secret_load(file_path(arena, village->dir, maker_name), out, sizeof *out);
}

bool village_backup_is_set(struct village *village)
{
    char path[FILE_PATH_MAX];
    return snprintf(path, sizeof path, "%s/%s", village->dir, maker_name) < (int)sizeof path &&
           file_exists(path);
}

bool village_backup_set(struct village *village, const char *passphrase)
{
    struct backup_maker *maker = secret_alloc(sizeof *maker);
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    bool ok = backup_maker_make(passphrase, maker) &&
              file_make_dir(file_path(&arena, village->dir, "keys"), 0700) &&
              secret_save(file_path(&arena, village->dir, maker_name), maker, sizeof *maker);
    secret_free(maker);
    arena_finish(&arena);
    return ok;
}

// ---------------------------------------------------------------- making one

// Pictures and closed recordings, by the names that they are found by: hex, and hex with ".voice".
static bool is_media_name(const char *name)
{
    size_t hex = strspn(name, "0123456789abcdef");
    return hex == 2 * HASH_LEN && (name[hex] == '\0' || strcmp(name + hex, ".voice") == 0);
}

static bool add_media(struct village *village, struct arena *arena, struct backup_writer *writer)
{
    const char *folder = file_path(arena, village->dir, media_dir);
    DIR *files = opendir(folder);
    if (!files) {
        return true; // nothing was ever kept there
    }
    bool ok = true;
    for (struct dirent *entry; ok && (entry = readdir(files));) {
        struct arena work;
        arena_init(&work, SCRATCH_MAX);
        const char *path = file_path(&work, folder, entry->d_name);
        // A recording that was erased meanwhile is no loss: that is what its villager asked for.
        if (is_media_name(entry->d_name) && file_exists(path)) {
            ok = backup_writer_file(writer, arena_printf(&work, "%s/%s", media_dir, entry->d_name),
                                    path);
        }
        arena_finish(&work);
    }
    closedir(files);
    return ok;
}

static bool add_all(struct village *village, struct arena *arena, struct backup_writer *writer)
{
    const char *copy = file_path(arena, village->dir, "village.db.backup");
    const char *key = file_path(arena, village->dir, kiosk_key_name);
    unlink(copy); // of one that was killed
    if (!sql_run(village->sql, "VACUUM INTO $1", "t", copy)) {
        fault_where("the village file cannot be copied");
        return false;
    }
    bool ok = backup_writer_bytes(
                  writer, "made",
                  bytes_of_str(arena_printf(arena, "%lld", (long long)village_now_s(village)))) &&
              backup_writer_file(writer, db_name, copy);
    unlink(copy);
    const struct pepper *pepper = pepper_here();
    ok = ok && (!file_exists(key) || backup_writer_file(writer, kiosk_key_name, key)) &&
         (!pepper ||
          backup_writer_bytes(writer, STAFF_PEPPER_ENTRY, bytes_of(pepper->secret, PEPPER_LEN)));
    return ok && add_media(village, arena, writer);
}

static bool write_backup(struct village *village, struct arena *arena, const char *path)
{
    struct backup_maker *maker = secret_alloc(sizeof *maker);
    int fd = -1;
    bool ok = load_maker(village, arena, maker);
    if (ok && (fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)) < 0) {
        fault_set("%s: %s", path,
                  errno == EEXIST ? "is there already; choose another name" : strerror(errno));
        ok = false;
    }
    if (ok) {
        struct backup_writer *writer = backup_writer_open(fd, maker);
        ok = add_all(village, arena, writer);
        ok = backup_writer_close(writer) && ok;
        if (!ok) {
            fault_where("%s", path);
            unlink(path);
        }
    }
    if (fd >= 0) {
        close(fd);
    }
    secret_free(maker);
    return ok;
}

// On another disk than the village: what outlives it.
static bool is_elsewhere(const char *dir, const char *path)
{
    struct stat there, here;
    return stat(dir, &here) == 0 && stat(path, &there) == 0 && here.st_dev != there.st_dev;
}

bool village_backup(struct village *village, const char *path)
{
    if (!village_backup_is_set(village)) {
        fault_set("%s: no passphrase was chosen yet; run: kentongan-sync backup FILE",
                  village->dir);
        return false;
    }
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    bool ok = mirror_key_need(village) && write_backup(village, &arena, path) &&
              state_set_int(village, "backup_s", village_now_s(village)) &&
              probe_put(village, "backup", PROBE_WELL, staff_pepper_lost(village), NULL) &&
              (!is_elsewhere(village->dir, path) || backup_stick_note(village, ""));
    arena_finish(&arena);
    return ok;
}

char *village_backup_newest(struct village *village, struct arena *arena)
{
    return arena_printf(arena, "%s/backup/kentongan.ktk", village->dir);
}

int64_t village_backup_newest_s(struct village *village)
{
    return state_int(village, "backup_night_s", village_backup_last_s(village));
}

int64_t village_backup_last_s(struct village *village)
{
    return state_int(village, "backup_s", 0);
}

// A clock that ran ahead and was set back: it is due, rather than never again.
static bool is_due(struct village *village)
{
    struct village_moment now = village_moment(village);
    int64_t age_s = now.now_s - village_backup_last_s(village);
    bool is_night = moment_at(now.now_s, now.zone_min).hour < VILLAGE_BACKUP_HOUR_END;
    return age_s < 0 || age_s >= VILLAGE_BACKUP_OVERDUE_S ||
           (is_night && age_s >= VILLAGE_BACKUP_EVERY_S);
}

bool village_backup_nightly(struct village *village, bool *made)
{
    *made = false;
    if (!village_backup_is_set(village) || !is_due(village)) {
        return true;
    }
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    const char *folder = file_path(&arena, village->dir, "backup");
    const char *fresh = file_path(&arena, folder, "kentongan.ktk.new");
    const char *last = village_backup_newest(village, &arena);
    bool ok = file_make_dir(folder, 0750) && file_remove(fresh) && village_backup(village, fresh);
    ok = ok && (!file_exists(last) || file_rename(last, arena_printf(&arena, "%s.before", last))) &&
         file_rename(fresh, last) &&
         state_set_int(village, "backup_night_s", village_backup_last_s(village));
    *made = ok;
    if (!ok && !probe_put(village, "backup", PROBE_BAD, 0, fault_text())) {
        log_line("that a backup failed could not be noted");
    }
    arena_finish(&arena);
    return ok;
}

// ---------------------------------------------------------------- restoring one

struct restore {
    const char *dir, *fresh; // fresh: the folder beside, in which all is made ready
    const char *aside;       // the ending that what was there gets; no other restore used it
    struct arena *arena;
    int64_t made_s;
    bool has_db;
    uint8_t *pepper; // of the machine that made it; secret_alloc, NULL: none
};

static bool take_made(struct restore *restore, struct backup_reader *reader)
{
    const char *path = file_path(restore->arena, restore->fresh, "made");
    struct bytes text;
    if (!backup_reader_file(reader, path, 0600) || !file_read(restore->arena, path, 32, &text)) {
        return false;
    }
    restore->made_s = strtoll(arena_str_of(restore->arena, text), NULL, 10);
    return true;
}

static bool take_pepper(struct restore *restore, struct backup_reader *reader)
{
    if (!restore->pepper) {
        restore->pepper = secret_alloc(PEPPER_LEN);
    }
    return backup_reader_bytes(reader, restore->pepper, PEPPER_LEN);
}

// Only names that a backup has: none leads out of the folder.
static bool take_entry(struct restore *restore, struct backup_reader *reader, const char *name)
{
    size_t media_len = strlen(media_dir);
    bool is_media = strncmp(name, media_dir, media_len) == 0 && name[media_len] == '/' &&
                    is_media_name(name + media_len + 1);
    if (strcmp(name, "made") == 0) {
        return take_made(restore, reader);
    }
    if (strcmp(name, STAFF_PEPPER_ENTRY) == 0) {
        return take_pepper(restore, reader);
    }
    bool is_db = strcmp(name, db_name) == 0, is_key = strcmp(name, kiosk_key_name) == 0;
    if (!is_media && !is_db && !is_key) {
        log_line("\"%s\": is passed over; a newer version made this backup", name);
        return backup_reader_file(reader, NULL, 0);
    }
    restore->has_db = restore->has_db || is_db;
    return backup_reader_file(reader, file_path(restore->arena, restore->fresh, name),
                              is_key ? 0600 : 0660);
}

static bool unpack(struct restore *restore, struct backup_reader *reader)
{
    enum backup_next next;
    const char *name;
    uint64_t bytes;
    while ((next = backup_reader_next(reader, &name, &bytes)) == BACKUP_ENTRY) {
        int64_t room = file_free_bytes(restore->fresh);
        if (room >= 0 && bytes > (uint64_t)room) {
            fault_set("%s: has no room for it", restore->dir);
            return false;
        }
        struct arena work, *whole = restore->arena;
        arena_init(&work, SCRATCH_MAX);
        restore->arena = &work;
        bool ok = take_entry(restore, reader, name);
        restore->arena = whole;
        arena_finish(&work);
        if (!ok) {
            return false;
        }
    }
    if (next == BACKUP_END && !restore->has_db) {
        fault_set("holds no village file");
    }
    return next == BACKUP_END && restore->has_db;
}

// The file that it takes the place of knows which numbers were given since.
static bool jump(struct restore *restore, struct village *copy)
{
    const char *path = file_path(restore->arena, restore->dir, db_name);
    struct sql *before = file_exists(path) ? sql_open_sqlite(path) : NULL;
    bool ok = notice_jump(copy, before);
    sql_close(before);
    return ok;
}

// The copy as a village of its own: whole, of a version that this program knows, and marked.
static bool check_copy(struct restore *restore, struct backup_reader *reader)
{
    struct village copy = {
        .dir = (char *)(uintptr_t)restore->fresh, .who = VILLAGE_TOOL, .lock_fd = -1};
    const char *path = file_path(restore->arena, restore->fresh, db_name);
    copy.sql = sql_open_sqlite(path);
    bool ok = copy.sql && migrate_quick_check(copy.sql) &&
              migrate(copy.sql, path, village_steps, village_step_count);
    if (ok) {
        sql_begin(copy.sql);
        state_set_int(&copy, "restored_from_s", restore->made_s);
        state_set_int(&copy, "restored_s", village_now_s(&copy));
        staff_pepper_sweep(&copy);
        ok = (!restore->pepper || staff_pepper_keep(&copy, restore->pepper)) &&
             staff_anew_restored(&copy) && jump(restore, &copy);
        ok = sql_commit(copy.sql) && ok;
    }
    sql_close(copy.sql); // folds its write-ahead log in
    struct backup_maker *maker = secret_alloc(sizeof *maker);
    backup_reader_maker(reader, maker);
    ok = ok &&
         secret_save(file_path(restore->arena, restore->fresh, maker_name), maker, sizeof *maker);
    secret_free(maker);
    return ok;
}

static bool move_media(struct restore *restore)
{
    const char *from = file_path(restore->arena, restore->fresh, media_dir);
    const char *to = file_path(restore->arena, restore->dir, media_dir);
    DIR *files = opendir(from);
    bool ok = files && file_make_dir(to, 0770);
    for (struct dirent *entry; ok && (entry = readdir(files));) {
        struct arena work;
        arena_init(&work, SCRATCH_MAX);
        ok = entry->d_name[0] == '.' || file_rename(file_path(&work, from, entry->d_name),
                                                    file_path(&work, to, entry->d_name));
        arena_finish(&work);
    }
    if (files) {
        closedir(files);
    }
    return ok;
}

// An ending that nothing here has yet: of two restores none puts away what the other put aside.
static const char *free_ending(struct restore *restore)
{
    static const char *const names[] = {db_name, kiosk_key_name, maker_name};
    for (int i = 1;; i++) {
        const char *ending =
            i == 1 ? ".before-restore" : arena_printf(restore->arena, ".before-restore-%d", i);
        bool is_free = true;
        for (size_t k = 0; k < COUNT_OF(names); k++) {
            const char *place = file_path(restore->arena, restore->dir, names[k]);
            is_free = is_free && !file_exists(arena_printf(restore->arena, "%s%s", place, ending));
        }
        if (is_free) {
            return ending;
        }
    }
}

// A second name, so that the first is never without a file.
static bool set_aside(const char *place, const char *aside)
{
    if (link(place, aside) != 0 && errno != ENOENT) {
        fault_set("%s: cannot be kept as %s: %s", place, aside, strerror(errno));
        return false;
    }
    return true;
}

// What is there keeps a name of its own; the copy takes its place by one rename.
static bool move_file(struct restore *restore, const char *name)
{
    const char *fresh = file_path(restore->arena, restore->fresh, name);
    const char *place = file_path(restore->arena, restore->dir, name);
    const char *aside = arena_printf(restore->arena, "%s%s", place, restore->aside);
    return !file_exists(fresh) || (set_aside(place, aside) && file_rename(fresh, place));
}

// The newest words of the old file may stand in its write-ahead log alone: it is folded in, if it
// still can be. If not, both have their second names before the log goes.
static bool move_village(struct restore *restore)
{
    const char *place = file_path(restore->arena, restore->dir, db_name);
    const char *wal = arena_printf(restore->arena, "%s-wal", place);
    const char *aside = arena_printf(restore->arena, "%s%s", place, restore->aside);
    if (file_exists(place)) {
        sql_close(sql_open_sqlite(place));
    }
    return set_aside(place, aside) &&
           set_aside(wal, arena_printf(restore->arena, "%s-wal", aside)) && file_remove(wal) &&
           file_remove(arena_printf(restore->arena, "%s-shm", place)) &&
           file_rename(file_path(restore->arena, restore->fresh, db_name), place);
}

// The old disk may turn up again, or be a copy in somebody's hands: from its first round on this
// machine has a key of its own.
static bool take_key(struct restore *restore)
{
    bool had_key = file_exists(file_path(restore->arena, restore->fresh, kiosk_key_name));
    return move_file(restore, kiosk_key_name) && (!had_key || identity_next_make(restore->dir));
}

// The village file last: until it is there, a restore that was killed can be begun again.
static bool take_place(struct restore *restore)
{
    restore->aside = free_ending(restore);
    return file_make_dir(file_path(restore->arena, restore->dir, "keys"), 0700) &&
           move_media(restore) && take_key(restore) && move_file(restore, maker_name) &&
           move_village(restore);
}

static void remove_fresh(struct arena *arena, const char *fresh)
{
    static const char *const folders[] = {"media", "keys", ""};
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        const char *folder = file_path(arena, fresh, folders[i]);
        DIR *files = opendir(folder);
        for (struct dirent *entry; files && (entry = readdir(files));) {
            char path[FILE_PATH_MAX];
            if (entry->d_name[0] != '.' &&
                snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < (int)sizeof path) {
                unlink(path);
            }
        }
        if (files) {
            closedir(files);
        }
        rmdir(folder);
    }
}

static bool make_fresh(struct restore *restore)
{
    remove_fresh(restore->arena, restore->fresh);
    return file_make_dir(restore->fresh, 0700) &&
           file_make_dir(file_path(restore->arena, restore->fresh, media_dir), 0700) &&
           file_make_dir(file_path(restore->arena, restore->fresh, "keys"), 0700);
}

static bool restore_from(struct restore *restore, int fd, const char *passphrase)
{
    struct backup_reader *reader = backup_reader_open(fd, passphrase);
    bool ok =
        reader && make_fresh(restore) && unpack(restore, reader) && check_copy(restore, reader);
    backup_reader_close(reader);
    secret_free(restore->pepper);
    return ok;
}

// Both programs of the village are out, and stay so meanwhile.
static bool lock_both(struct restore *restore, int fds[static 2])
{
    static const char *const names[] = {"kiosk.lock", "agent.lock"};
    for (int i = 0; i < 2; i++) {
        if (file_lock(file_path(restore->arena, restore->dir, names[i]), 0, &fds[i]) !=
            FILE_LOCK_TAKEN) {
            fault_set("%s: is in use; stop the kiosk and the agent first", restore->dir);
            return false;
        }
    }
    return true;
}

bool village_restore(const char *dir, const char *path, const char *passphrase, int64_t *made_s)
{
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    struct restore restore = {.dir = dir, .arena = &arena};
    int fds[2] = {-1, -1}, fd = -1;
    bool ok = file_make_dir(dir, 0770) && lock_both(&restore, fds);
    restore.fresh = file_path(&arena, dir, "restoring");
    if (ok && (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0) {
        fault_set("%s: cannot be read: %s", path, strerror(errno));
        ok = false;
    }
    if (ok && !restore_from(&restore, fd, passphrase)) {
        fault_where("%s", path);
        ok = false;
    }
    ok = ok && take_place(&restore);
    *made_s = restore.made_s;
    if (fd >= 0) {
        remove_fresh(&arena, restore.fresh);
        close(fd);
    }
    for (int i = 0; i < 2; i++) {
        if (fds[i] >= 0) {
            close(fds[i]);
        }
    }
    arena_finish(&arena);
    return ok;
}

void village_restored(struct village *village, int64_t *from_s, int64_t *until_s)
{
    *from_s = state_int(village, "restored_from_s", 0);
    *until_s = state_int(village, "restored_s", 0);
}
