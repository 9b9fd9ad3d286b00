// SPDX-License-Identifier: GPL-3.0-or-later
// Who names which picture, and what becomes of files that nobody names any more. Never removes one
// that a draft holds, nor one that lies there for less than a month.
#include "media.h"

#include "db/base/file.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

enum { WORK_BYTES_MAX = 4 * 1024 * 1024 };

static char *path_of(struct village *village, struct arena *arena, struct bytes hash)
{
    return arena_printf(arena, "%s/media/%s", village->dir, secret_hex(arena, hash));
}

static bool is_here(struct village *village, struct bytes hash, int64_t bytes)
{
    struct arena work;
    arena_init(&work, 1 << 16);
    bool is = file_size(path_of(village, &work, hash)) == bytes;
    arena_finish(&work);
    return is;
}

static bool name_one(struct village *village, const char *name, enum media_from from,
                     const Kt__Picture *picture)
{
    struct bytes hash = record_view(picture->hash);
    int64_t bytes = picture->bytes, up = from == MEDIA_FROM_HERE;
    return sql_run(village->sql,
                   "INSERT INTO media (hash, bytes, have, up, named_s) VALUES ($1, $2, $3, $4, $5)"
                   " ON CONFLICT (hash) DO UPDATE SET"
                   // What is here is as long as it is, and what is on its way was named before.
                   " bytes = iif($3 > 0 OR bytes = 0, $2, bytes), have = iif($3 > 0, $3, have),"
                   " up = max(up, $4), named_s = $5, wrong = 0, ask_s = 0, left_s = 0",
                   "biiii", hash, bytes, is_here(village, hash, bytes) ? bytes : 0, up,
                   village_now_s(village)) &&
           sql_run(village->sql, "INSERT OR IGNORE INTO media_use VALUES ($1, $2)", "tb", name,
                   hash);
}

bool media_named(struct village *village, const char *name, enum media_from from,
                 const Kt__Picture *const *pictures, size_t count)
{
    bool ok = sql_run(village->sql, "DELETE FROM media_use WHERE name = $1", "t", name);
    for (size_t i = 0; ok && i < count; i++) {
        ok = name_one(village, name, from, pictures[i]);
    }
    return ok;
}

void media_renamed(struct village *village, const char *from, const char *to)
{
    sql_run(village->sql, "UPDATE media_use SET name = $2 WHERE name = $1", "tt", from, to);
}

// ---------------------------------------------------------------- before this was kept

// Whether the files are here the first sweep finds out: this knows no folder.
static bool note(struct sql *sql, const char *name, int64_t own, const Kt__Picture *picture)
{
    return sql_run(sql,
                   "INSERT INTO media (hash, bytes, up, named_s) VALUES ($1, $2, $3, 1)"
                   " ON CONFLICT (hash) DO UPDATE SET up = max(up, $3)",
                   "bii", record_view(picture->hash), (int64_t)picture->bytes, own) &&
           sql_run(sql, "INSERT OR IGNORE INTO media_use VALUES ($1, $2)", "tb", name,
                   record_view(picture->hash));
}

bool media_step(struct sql *sql)
{
    struct arena arena;
    arena_init(&arena, VILLAGE_WORK_BYTES_MAX);
    struct sql_rows rows = sql_rows(sql, "SELECT id, own, record FROM notice", "");
    bool ok = true;
    while (ok && sql_next(&rows)) {
        arena_reset(&arena);
        const char *id = sql_row_text(&rows, 0, &arena);
        Kt__Notice *notice =
            record_unpack(&arena, &kt__notice__descriptor, sql_row_bytes(&rows, 2, &arena));
        const Kt__Picture *pictures[PICTURES_OF_MAX];
        size_t count = notice ? pictures_of_notice(notice, pictures) : 0;
        for (size_t i = 0; ok && i < count; i++) {
            ok = note(sql, id, sql_row_int(&rows, 1), pictures[i]);
        }
    }
    sql_done(&rows);
    arena_finish(&arena);
    return ok && !sql_failed(sql);
}

// ---------------------------------------------------------------- the sweep

// What should be here and is not is missing from now on; what is here though nobody noted it is.
static bool look(struct village *village, struct bytes hash, int64_t bytes, int64_t have)
{
    bool is = is_here(village, hash, bytes);
    if (is == (have == bytes)) {
        return true;
    }
    if (!is) {
        log_line("a picture is not here any more: the regency is asked for it");
    }
    return sql_run(village->sql, "UPDATE media SET have = $2 WHERE hash = $1", "bi", hash,
                   is ? bytes : 0);
}

static void look_all(struct village *village)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    uint8_t last[HASH_LEN] = {0};
    size_t last_len = 0;
    bool ok = true;
    while (ok) { // one at a time: the table changes below
        arena_reset(&arena);
        struct sql_rows rows = sql_rows(village->sql,
                                        "SELECT hash, bytes, have FROM media WHERE hash > $1"
                                        " ORDER BY hash LIMIT 1",
                                        "b", bytes_of(last, last_len));
        if (!sql_next(&rows)) {
            break;
        }
        struct bytes hash = sql_row_bytes(&rows, 0, &arena);
        int64_t bytes = sql_row_int(&rows, 1), have = sql_row_int(&rows, 2);
        sql_done(&rows);
        if (hash.len != HASH_LEN) {
            break;
        }
        memcpy(last, hash.data, HASH_LEN);
        last_len = HASH_LEN;
        ok = bytes == 0 || look(village, hash, bytes, have);
    }
    arena_finish(&arena);
}

// A clock that was wrong when they were left: counted from now.
static void note_who_left(struct village *village)
{
    int64_t now_s = village_now_s(village);
    static const char used[] =
        "EXISTS (SELECT 1 FROM media_use u LEFT JOIN notice n ON n.id = u.name"
        " WHERE u.hash = media.hash AND (n.id IS NULL OR n.gone IS NULL))";
    struct arena arena;
    arena_init(&arena, 1 << 16);
    sql_run(village->sql,
            arena_printf(&arena, "UPDATE media SET left_s = 0 WHERE left_s <> 0 AND %s", used), "");
    sql_run(village->sql,
            arena_printf(&arena,
                         "UPDATE media SET left_s = $1 WHERE (left_s = 0 OR left_s > $1)"
                         " AND NOT %s",
                         used),
            "i", now_s);
    arena_finish(&arena);
}

// By the record's bytes: a draft that holds 16 such bytes holds the picture.
static bool is_in_draft(struct village *village, struct bytes hash)
{
    return sql_int(village->sql, 1, "SELECT count(*) FROM draft WHERE instr(record, $1) > 0", "b",
                   hash) > 0;
}

static bool may_go(struct village *village, struct bytes hash)
{
    struct arena arena;
    arena_init(&arena, 1 << 12);
    struct sql_rows rows =
        sql_rows(village->sql, "SELECT left_s FROM media WHERE hash = $1", "b", hash);
    bool is_known = sql_next(&rows);
    int64_t left_s = is_known ? sql_row_int(&rows, 0) : 0;
    sql_done(&rows);
    arena_finish(&arena);
    bool is_left = !is_known || (left_s > 0 && left_s + MEDIA_UNUSED_S <= village_now_s(village));
    return is_left && !sql_failed(village->sql) && !is_in_draft(village, hash);
}

// HASH or HASH.part, and nothing else that lies there.
static bool is_ours(const char *name, uint8_t hash[static HASH_LEN])
{
    size_t len = 0;
    const char *rest;
    return sodium_hex2bin(hash, HASH_LEN, name, strlen(name), NULL, &len, &rest) == 0 &&
           len == HASH_LEN && (!*rest || str_equal(rest, ".part"));
}

static void free_one(struct village *village, struct arena *work, const char *dir, const char *name)
{
    uint8_t hash[HASH_LEN];
    struct stat st;
    const char *path = file_path(work, dir, name);
    bool is_old = is_ours(name, hash) && stat(path, &st) == 0 &&
                  st.st_mtime + MEDIA_UNUSED_S <= village_now_s(village);
    struct bytes it = bytes_of(hash, HASH_LEN);
    if (!is_old || !may_go(village, it)) {
        return;
    }
    if (!file_remove(path) ||
        !sql_run(village->sql, "UPDATE media SET have = 0 WHERE hash = $1", "b", it)) {
        log_line("a picture that nobody shows stays on the disk: %s", fault_text());
    }
}

static void free_all(struct village *village)
{
    struct arena work;
    arena_init(&work, WORK_BYTES_MAX);
    const char *dir = file_path(&work, village->dir, "media");
    DIR *folder = opendir(dir);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        struct arena one; // a folder may be long
        arena_init(&one, 1 << 16);
        free_one(village, &one, dir, entry->d_name);
        arena_finish(&one);
    }
    if (folder) {
        closedir(folder);
    }
    arena_finish(&work);
}

void media_sweep(struct village *village)
{
    sql_begin(village->sql);
    look_all(village);
    note_who_left(village);
    // While the clock is not sure nothing is old.
    if (village_clock_trusted(village) && !sql_failed(village->sql)) {
        free_all(village);
    }
    if (!sql_commit(village->sql)) {
        log_line("the pictures were not looked through: %s", fault_text());
    }
}
