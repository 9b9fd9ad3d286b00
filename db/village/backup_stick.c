// SPDX-License-Identifier: GPL-3.0-or-later
// Onto a stick that somebody may pull at any moment: what has its last name there is whole.
#include "backup_stick.h"

#include "db/base/file.h"
#include "db/base/folder.h"
#include "db/base/moment.h"
#include "probe.h"
#include "state.h"
#include "village_backup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
    PIECE = 1 << 20,
    FILES_MAX = 1000, // on the stick, of all kiosks
    SCRATCH_MAX = 8 << 20,
    ROOM_TO_SPARE = 1 << 20,
};
static const char folder_name[] = "cadangan", ending[] = ".ktk", made_state[] = "backup_out_s",
                  name_state[] = "backup_out";

struct copy {
    struct village *village;
    struct arena *arena;
    const struct backup_stick_stop *stop;
    const char *from, *folder; // the newest backup here; the folder on the stick
    const char *kiosk;         // "kentongan-K7-": how ours begin
    int64_t bytes;
    enum backup_stick_ill ill;
};

static bool note(struct village *village, int64_t made_s, const char *stick)
{
    sql_begin(village->sql);
    state_set_int(village, made_state, made_s);
    state_set_text(village, name_state, stick);
    return sql_commit(village->sql);
}

bool backup_stick_note(struct village *village, const char *stick)
{
    return note(village, village_backup_last_s(village), stick);
}

int64_t backup_stick_last_s(struct village *village, struct arena *arena, const char **stick)
{
    char *name = state_text(village, arena, name_state);
    *stick = name ? name : "";
    return state_int(village, made_state, 0);
}

// ---------------------------------------------------------------- room

// Ours there, the oldest first: a name begins with its day.
static size_t ours(struct copy *copy, const char *end, const char *names[static FILES_MAX])
{
    const char *const endings[] = {end, NULL};
    struct folder_file *files = ARENA_ARRAY(copy->arena, struct folder_file, FILES_MAX);
    struct folder_found found;
    size_t count = folder_walk(copy->arena, copy->folder, &(struct folder_walk){.endings = endings},
                               FILES_MAX, files, &found);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (str_starts(files[i].path, copy->kiosk)) {
            names[kept++] = files[i].path;
        }
    }
    return kept;
}

static bool remove_all_but(struct copy *copy, const char *end, size_t most)
{
    const char **names = ARENA_ARRAY(copy->arena, const char *, FILES_MAX);
    size_t count = ours(copy, end, names);
    bool ok = true;
    for (size_t i = 0; ok && i + most < count; i++) {
        ok = file_remove(file_path(copy->arena, copy->folder, names[i]));
    }
    return ok;
}

static bool remove_oldest(struct copy *copy, size_t most)
{
    return remove_all_but(copy, ending, most);
}

static bool has_room(const struct copy *copy)
{
    int64_t room = file_free_bytes(copy->folder);
    return room < 0 || room >= copy->bytes + ROOM_TO_SPARE;
}

// The newest one there stays until there is a newer one.
static bool make_room(struct copy *copy)
{
    for (size_t kept = BACKUP_STICK_KEPT - 1; !has_room(copy) && kept > 0; kept--) {
        if (!remove_oldest(copy, kept)) {
            return false;
        }
    }
    if (!has_room(copy)) {
        fault_set("%s: has no room for a backup of %lld MB", copy->folder,
                  (long long)(copy->bytes / 1000000) + 1);
        copy->ill = BACKUP_STICK_FULL;
        return false;
    }
    return true;
}

// ---------------------------------------------------------------- copying

// Piece by piece onto the stick itself: else all of it lies in memory, and the sync at the end
// takes minutes in which nobody can be told anything.
static bool copy_pieces(struct copy *copy, int in, int out)
{
    uint8_t *piece = arena_alloc(copy->arena, PIECE);
    ssize_t got;
    int64_t done = 0;
    while ((got = read(in, piece, PIECE)) > 0) {
        if (copy->stop && copy->stop->is_set && copy->stop->is_set(copy->stop->ctx)) {
            fault_set("%s: put off, somebody asks for something else", copy->folder);
            copy->ill = 0;
            return false;
        }
        for (ssize_t at = 0, put; at < got; at += put) {
            put = write(out, piece + at, (size_t)(got - at));
            if (put < 0 && errno == EINTR) {
                put = 0; // again
            } else if (put < 0) {
                copy->ill = errno == ENOSPC ? BACKUP_STICK_FULL : BACKUP_STICK_BAD;
                fault_set("%s: cannot be written: %s", copy->folder, strerror(errno));
                return false;
            }
        }
        done += got;
        (void)sync_file_range(out, 0, 0, SYNC_FILE_RANGE_WRITE);
    }
    if (got < 0 || done != copy->bytes || fsync(out) != 0) {
        fault_set("%s: the backup cannot be copied there: %s", copy->folder, strerror(errno));
        return false;
    }
    return true;
}

static bool copy_file(struct copy *copy, const char *part)
{
    int in = open(copy->from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int out = in < 0 ? -1 : open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (out < 0) {
        fault_set("%s: cannot be written: %s", part, strerror(errno));
    }
    bool ok = out >= 0 && copy_pieces(copy, in, out);
    if (out >= 0) {
        ok = close(out) == 0 && ok;
    }
    if (in >= 0) {
        close(in);
    }
    return ok;
}

static bool copy_to(struct copy *copy, const char *path)
{
    const char *part = arena_printf(copy->arena, "%s.part", path);
    // What a stick that was pulled kept of another night goes too.
    bool ok = remove_all_but(copy, ".ktk.part", 0) && make_room(copy) && copy_file(copy, part) &&
              file_rename(part, path) && remove_oldest(copy, BACKUP_STICK_KEPT);
    if (!ok) {
        unlink(part);
    }
    return ok;
}

// ---------------------------------------------------------------- the stick

const char *backup_stick_folder(struct arena *arena, const struct stick *stick)
{
    static const char *const names[] = {folder_name, "Cadangan", "CADANGAN"};
    for (size_t i = 0; stick->path && i < COUNT_OF(names); i++) {
        const char *folder = file_path(arena, stick->path, names[i]);
        if (file_is_dir(folder)) {
            return folder;
        }
    }
    return NULL;
}

static const char *name_of(struct copy *copy)
{
    struct village_moment now = village_moment(copy->village);
    struct moment made = moment_at(village_backup_newest_s(copy->village), now.zone_min);
    return arena_printf(copy->arena, "%s/%s%04d-%02d-%02d%s", copy->folder, copy->kiosk, made.year,
                        made.month, made.day, ending);
}

// One by command onto another disk may be newer than what the stick has.
static bool tell_well(struct copy *copy, const struct stick *stick)
{
    const char *other;
    int64_t made_s = village_backup_newest_s(copy->village);
    return (backup_stick_last_s(copy->village, copy->arena, &other) > made_s ||
            note(copy->village, made_s, stick->name)) &&
           probe_put(copy->village, "backup-stick", PROBE_WELL, 0, stick->name);
}

static bool keep_on(struct copy *copy, const struct stick *stick, bool *made)
{
    const char *path = name_of(copy);
    if (file_size(path) == copy->bytes) {
        return probe_get(copy->village, copy->arena, "backup-stick").state != PROBE_BAD ||
               tell_well(copy, stick);
    }
    *made = copy_to(copy, path);
    if (*made) {
        return tell_well(copy, stick);
    }
    if (copy->ill != 0 &&
        !probe_put(copy->village, "backup-stick", PROBE_BAD, (int64_t)copy->ill, fault_text())) {
        log_line("that the stick has no backup could not be noted");
    }
    return copy->ill == 0;
}

bool backup_stick_keep(struct village *village, const struct backup_stick_stop *stop, bool *made)
{
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    struct stick sticks[STICKS_MAX];
    struct copy copy = {.village = village, .arena = &arena, .stop = stop, .ill = BACKUP_STICK_BAD};
    *made = false;
    copy.from = village_backup_newest(village, &arena);
    copy.bytes = file_size(copy.from);
    copy.kiosk = arena_printf(
        &arena, "kentongan-K%lld-",
        (long long)sql_int(village->sql, 0, "SELECT kiosk FROM identity WHERE kiosk > 0", ""));
    size_t count = copy.bytes > 0 ? stick_find(village, &arena, NULL, sticks) : 0;
    bool ok = true, is_found = false;
    for (size_t i = 0; i < count && !is_found; i++) {
        copy.folder = backup_stick_folder(&arena, &sticks[i]);
        is_found = copy.folder != NULL;
        ok = !is_found || keep_on(&copy, &sticks[i], made);
    }
    arena_finish(&arena);
    return ok;
}
