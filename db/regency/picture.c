// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures in the store: a row each, a file each. The row says how much is surely on the disk; the
// file has its last name only when its hash was seen to be right.
#include "picture.h"

#include "change.h"
#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/base/piece.h"

#include <string.h>

static char *path_of(struct regency *regency, struct arena *arena, struct bytes hash,
                     const char *ending)
{
    return arena_printf(arena, "%s/media/%s%s", regency->dir, secret_hex(arena, hash), ending);
}
// A recording on its way lies under HASH.part: whoever says that it has this hash must not meet it.
static const char whole_end[] = ".picture", growing_end[] = ".picture.part";

static bool is_here(struct regency *regency, struct bytes hash, int64_t bytes)
{
    struct arena work;
    arena_init(&work, 1 << 16);
    bool is = file_size(path_of(regency, &work, hash, whole_end)) == bytes;
    arena_finish(&work);
    return is;
}

static bool is_known_whole(struct regency *regency, struct bytes hash)
{
    return sql_int(regency->sql, 0, "SELECT have = bytes FROM picture WHERE hash = $1", "b",
                   hash) == 1;
}

// To those who read a notice with it, wherever it was posted: who was told that it is not here
// would ask again only hours later.
static bool tell_audience(struct regency *regency, struct bytes hash, uint32_t maker)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    Kt__PictureHere here = KT__PICTURE_HERE__INIT;
    here.hash = record_data(hash);
    const char *object = arena_printf(&arena, "picture:%s", secret_hex(&arena, hash));
    enum { AUDIENCES_MAX = 16 };
    const char *audiences[AUDIENCES_MAX];
    size_t count = 0;
    struct sql_rows rows =
        sql_rows(regency->sql,
                 "SELECT DISTINCT b.audience FROM picture_use u JOIN bulletin b ON b.id = u.name"
                 " WHERE u.hash = $1 AND b.gone_s IS NULL LIMIT $2",
                 "bi", hash, (int64_t)AUDIENCES_MAX);
    while (count < AUDIENCES_MAX && sql_next(&rows)) {
        audiences[count++] = sql_row_text(&rows, 0, &arena);
    }
    sql_done(&rows);
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        ok = change_put(regency, CHANGE_PARTS, audiences[i], object, CHANGE_PICTURE,
                        record_pack(&arena, &here.base), maker);
    }
    arena_finish(&arena);
    return ok;
}

// ---------------------------------------------------------------- kept and named

bool picture_keep(struct regency *regency, struct arena *arena, const char *path,
                  Kt__Picture *picture)
{
    struct bytes clean;
    if (!picture_file_read(arena, path, &clean, picture)) {
        return false;
    }
    const char *kept = path_of(regency, arena, record_view(picture->hash), whole_end);
    return file_size(kept) == (int64_t)clean.len ||
           (file_make_dir(arena_printf(arena, "%s/media", regency->dir), 0700) &&
            file_write(kept, clean, 0600));
}

static bool name_one(struct regency *regency, const char *name, uint32_t kiosk,
                     const Kt__Picture *picture)
{
    struct bytes hash = record_view(picture->hash);
    int64_t bytes = picture->bytes;
    bool was_whole = is_known_whole(regency, hash);
    return sql_run(regency->sql,
                   "INSERT INTO picture (hash, bytes, have, kiosk, named_s)"
                   " VALUES ($1, $2, $3, nullif($4, 0), $5)"
                   " ON CONFLICT (hash) DO UPDATE SET"
                   // What is here is as long as it is, and what is on its way was named before.
                   " bytes = iif($3 > 0, $2, bytes), have = iif($3 > 0, $3, have),"
                   " kiosk = coalesce(nullif($4, 0), kiosk), named_s = $5, wrong = 0, ask_s = 0,"
                   " left_s = 0",
                   "biiii", hash, bytes, is_here(regency, hash, bytes) ? bytes : 0, (int64_t)kiosk,
                   clock_now_s()) &&
           sql_run(regency->sql, "INSERT OR IGNORE INTO picture_use VALUES ($1, $2)", "tb", name,
                   hash) &&
           // Its file was here before its notice was, as after a restore.
           (kiosk == 0 || was_whole || !is_known_whole(regency, hash) ||
            tell_audience(regency, hash, kiosk));
}

bool picture_named(struct regency *regency, const char *name, uint32_t kiosk,
                   const Kt__Picture *const *pictures, size_t count)
{
    bool ok = sql_run(regency->sql, "DELETE FROM picture_use WHERE name = $1", "t", name);
    for (size_t i = 0; ok && i < count; i++) {
        ok = name_one(regency, name, kiosk, pictures[i]);
    }
    return ok;
}

// ---------------------------------------------------------------- up

static uint32_t kept_of(struct regency *regency, struct arena *work, struct bytes hash)
{
    return piece_kept(
        path_of(regency, work, hash, growing_end),
        sql_int(regency->sql, 0, "SELECT have FROM picture WHERE hash = $1", "b", hash));
}

// Said once each time that the room is gone.
static bool may_ask(struct regency *regency)
{
    static bool is_told;
    bool may = regency_has_room(regency, REGENCY_FREE_MB_PICTURE);
    if (!may && !is_told) {
        log_line("no picture is asked for: %s", fault_text());
    }
    is_told = !may;
    return may;
}

size_t picture_wants(struct regency *regency, struct arena *arena, uint32_t kiosk, size_t max,
                     struct picture_want *out)
{
    size_t count = 0;
    if (!may_ask(regency)) {
        return 0;
    }
    struct sql_rows rows = sql_rows(
        regency->sql,
        // A clock that ran ahead once must not keep anything away.
        "SELECT hash FROM picture WHERE kiosk = $1 AND have < bytes"
        " AND (ask_s <= $2 OR ask_s > $2 + 2 * $5)"
        " AND EXISTS (SELECT 1 FROM picture_use u JOIN bulletin b ON b.id = u.name"
        " WHERE u.hash = picture.hash AND b.gone_s IS NULL AND (b.end_s = 0 OR b.end_s > $3))"
        " ORDER BY named_s, hash LIMIT $4",
        "iiiii", (int64_t)kiosk, clock_now_s(), clock_now_s() - PICTURE_ARCHIVE_S, (int64_t)max,
        (int64_t)PICTURE_AGAIN_S);
    while (count < max && sql_next(&rows)) {
        out[count++].hash = sql_row_bytes(&rows, 0, arena);
    }
    sql_done(&rows);
    for (size_t i = 0; i < count; i++) {
        out[i].offset = kept_of(regency, arena, out[i].hash);
    }
    return count;
}

// A kiosk may be wrong a few times; then it is asked again tomorrow, and others meanwhile.
static enum part_end was_wrong(struct regency *regency, struct bytes hash, int64_t wrong)
{
    char kept[FAULT_LEN_MAX];
    memcpy(kept, fault_text(), sizeof kept);
    bool ok = sql_run(
        regency->sql, "UPDATE picture SET have = 0, wrong = wrong + 1, ask_s = $2 WHERE hash = $1",
        "bi", hash, wrong + 1 >= PICTURE_WRONG_MAX ? clock_now_s() + PICTURE_AGAIN_S : 0);
    fault_set("%s", kept);
    return ok ? PART_REFUSED : PART_FAILED;
}

struct row {
    bool is_known;
    int64_t bytes, have, wrong;
};

static struct row row_of(struct regency *regency, struct bytes hash)
{
    struct row row = {0};
    struct sql_rows rows =
        sql_rows(regency->sql, "SELECT bytes, have, wrong FROM picture WHERE hash = $1", "b", hash);
    if (sql_next(&rows)) {
        row =
            (struct row){true, sql_row_int(&rows, 0), sql_row_int(&rows, 1), sql_row_int(&rows, 2)};
    }
    sql_done(&rows);
    return row;
}

// Its notice has it, or that of the same machine under an older number. The hash alone is known to
// all who read the notice.
static bool is_from(struct regency *regency, struct bytes hash, uint32_t kiosk)
{
    return sql_int(regency->sql, 0,
                   "SELECT count(*) FROM picture p WHERE p.hash = $1 AND (p.kiosk = $2"
                   " OR EXISTS (SELECT 1 FROM picture_use u JOIN bulletin b ON b.id = u.name"
                   " WHERE u.hash = p.hash AND b.origin = $2)"
                   " OR EXISTS (SELECT 1 FROM kiosk a JOIN kiosk b"
                   " ON b.key = a.key AND b.village = a.village"
                   " WHERE a.id = p.kiosk AND b.id = $2))",
                   "bi", hash, (int64_t)kiosk) > 0;
}

static enum part_end add_piece(struct regency *regency, struct arena *work, uint32_t kiosk,
                               const struct part *part, int64_t wrong, uint32_t *have)
{
    const struct piece_file file = {.growing = path_of(regency, work, part->hash, growing_end),
                                    .whole = path_of(regency, work, part->hash, whole_end),
                                    .total = part->total,
                                    .mode = 0600,
                                    .name = part->hash,
                                    .hash = picture_file_hash};
    if (!regency_has_room(regency, REGENCY_FREE_MB_PICTURE) ||
        !file_make_dir(arena_printf(work, "%s/media", regency->dir), 0700)) {
        return PART_REFUSED;
    }
    enum piece_end came = piece_add(&file, part->offset, part->bytes);
    if (came == PIECE_DISK) {
        return PART_REFUSED; // what was kept is kept
    }
    if (came == PIECE_WRONG) {
        *have = 0;
        return was_wrong(regency, part->hash, wrong);
    }
    *have = part->offset + (uint32_t)part->bytes.len;
    bool ok = sql_run(regency->sql, "UPDATE picture SET have = $2, wrong = 0 WHERE hash = $1", "bi",
                      part->hash, (int64_t)*have) &&
              (came != PIECE_WHOLE || tell_audience(regency, part->hash, kiosk));
    return ok ? PART_TAKEN : PART_FAILED;
}

static enum part_end put(struct regency *regency, struct arena *work, uint32_t kiosk,
                         const struct part *part, enum picture_absent absent, uint32_t *have)
{
    struct row row = row_of(regency, part->hash);
    if (!row.is_known) {
        fault_set("a picture that no notice here names");
        return PART_REFUSED;
    }
    if (row.have >= row.bytes) {
        *have = (uint32_t)row.bytes;
        return PART_TAKEN;
    }
    if (!is_from(regency, part->hash, kiosk)) {
        fault_set("a picture that this kiosk did not post");
        return PART_REFUSED;
    }
    if (absent == PICTURE_ABSENT) {
        fault_set("a picture of its notice is not there any more; it is asked for again tomorrow");
        return sql_run(regency->sql, "UPDATE picture SET ask_s = $2 WHERE hash = $1", "bi",
                       part->hash, clock_now_s() + PICTURE_AGAIN_S)
                   ? PART_REFUSED
                   : PART_FAILED;
    }
    if ((int64_t)part->total != row.bytes || part->offset > part->total ||
        part->bytes.len > part->total - part->offset) {
        fault_set("a picture said to have %lld bytes comes with %u", (long long)row.bytes,
                  part->total);
        return was_wrong(regency, part->hash, row.wrong);
    }
    *have = kept_of(regency, work, part->hash);
    if (part->offset != *have || part->bytes.len == 0) {
        return PART_TAKEN; // it goes on from the mark
    }
    return add_piece(regency, work, kiosk, part, row.wrong, have);
}

enum part_end picture_put(struct regency *regency, uint32_t kiosk, const struct part *part,
                          enum picture_absent absent, uint32_t *have)
{
    *have = 0;
    if (part->hash.len != HASH_LEN) {
        fault_set("a picture with a hash of %zu bytes", part->hash.len);
        return PART_REFUSED;
    }
    struct arena work;
    arena_init(&work, 1 << 20);
    enum part_end end = put(regency, &work, kiosk, part, absent, have);
    arena_finish(&work);
    return sql_failed(regency->sql) ? PART_FAILED : end;
}

// ---------------------------------------------------------------- down

// From now on missing: its kiosk is asked, or the terminal told who has to post again.
static bool is_missing(struct regency *regency, struct bytes hash, const char *why)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    const char *name = sql_text(regency->sql, &arena,
                                "SELECT name FROM picture_use WHERE hash = $1 LIMIT 1", "b", hash);
    bool is_ours = sql_int(regency->sql, 0, "SELECT kiosk IS NULL FROM picture WHERE hash = $1",
                           "b", hash) == 1;
    log_line("a picture of %s %s: %s", name ? name : "a notice that is gone", why,
             is_ours ? "post the notice again with it" : "its kiosk is asked for it");
    arena_finish(&arena);
    return sql_run(regency->sql, "UPDATE picture SET have = 0, ask_s = 0 WHERE hash = $1", "b",
                   hash);
}

// Before its first byte goes: a kiosk would fetch all of a damaged one to throw it away.
static bool is_whole(const char *path, struct bytes hash, int64_t total)
{
    struct arena work;
    arena_init(&work, 2 * MEDIA_BYTES_MAX);
    struct bytes file;
    uint8_t now[HASH_LEN];
    bool ok = file_read(&work, path, MEDIA_BYTES_MAX, &file) && (int64_t)file.len == total;
    if (ok) {
        picture_file_hash(now, file);
        ok = bytes_equal(bytes_of(now, HASH_LEN), hash);
    }
    arena_finish(&work);
    return ok;
}

enum picture_read picture_read(struct regency *regency, struct arena *arena, struct bytes hash,
                               uint32_t offset, size_t max, uint32_t *total, struct bytes *bytes)
{
    struct row row = hash.len == HASH_LEN ? row_of(regency, hash) : (struct row){0};
    *total = (uint32_t)row.bytes;
    *bytes = (struct bytes){0};
    if (!row.is_known || row.have < row.bytes || offset >= row.bytes) {
        return sql_failed(regency->sql) ? PICTURE_READ_FAILED : PICTURE_NOT_HERE;
    }
    const char *path = path_of(regency, arena, hash, whole_end);
    size_t left = (size_t)row.bytes - offset, len = left < max ? left : max;
    uint8_t *data = arena_alloc(arena, len + 1);
    bool ok =
        (offset > 0 || is_whole(path, hash, row.bytes)) && file_read_at(path, offset, data, len);
    if (!ok) {
        const char *aside = arena_printf(arena, "%s.damaged", path);
        if (file_exists(path) && !file_rename(path, aside)) {
            log_fault();
        }
        return is_missing(regency, hash, "is damaged or gone") ? PICTURE_NOT_HERE
                                                               : PICTURE_READ_FAILED;
    }
    *bytes = bytes_of(data, len);
    return PICTURE_READ;
}

// ---------------------------------------------------------------- the look

struct look {
    uint8_t hash[HASH_LEN];
    int64_t bytes, have, left_s;
    bool is_used;
};

static bool look_next(struct regency *regency, const uint8_t *after, size_t after_len,
                      struct look *out)
{
    struct arena arena;
    arena_init(&arena, 1 << 12);
    struct sql_rows rows = sql_rows(
        regency->sql,
        "SELECT hash, bytes, have, left_s, EXISTS (SELECT 1 FROM picture_use u LEFT JOIN bulletin b"
        " ON b.id = u.name WHERE u.hash = picture.hash AND (b.id IS NULL OR b.gone_s IS NULL))"
        " FROM picture WHERE hash > $1 ORDER BY hash LIMIT 1",
        "b", bytes_of(after, after_len));
    bool found = sql_next(&rows);
    if (found) {
        struct bytes hash = sql_row_bytes(&rows, 0, &arena);
        *out = (struct look){.bytes = sql_row_int(&rows, 1),
                             .have = sql_row_int(&rows, 2),
                             .left_s = sql_row_int(&rows, 3),
                             .is_used = sql_row_int(&rows, 4) != 0};
        memcpy(out->hash, hash.data, HASH_LEN);
    }
    sql_done(&rows);
    arena_finish(&arena);
    return found;
}

static void free_files(struct regency *regency, struct bytes hash)
{
    struct arena work;
    arena_init(&work, 1 << 16);
    if (!file_remove(path_of(regency, &work, hash, whole_end)) ||
        !file_remove(path_of(regency, &work, hash, growing_end))) {
        log_line("a picture that no notice shows stays on the disk: %s", fault_text());
    }
    arena_finish(&work);
}

static void look_at(struct regency *regency, const struct look *look)
{
    struct bytes hash = bytes_of(look->hash, HASH_LEN);
    int64_t now_s = clock_now_s();
    bool here = is_here(regency, hash, look->bytes);
    if (here && look->have < look->bytes) {
        sql_run(regency->sql, "UPDATE picture SET have = bytes WHERE hash = $1", "b", hash);
        (void)tell_audience(regency, hash, 0);
    } else if (!here && look->have == look->bytes && look->is_used) {
        (void)is_missing(regency, hash, "is gone");
    }
    if (look->is_used) {
        sql_run(regency->sql, "UPDATE picture SET left_s = 0 WHERE hash = $1 AND left_s <> 0", "b",
                hash);
    } else if (look->left_s == 0 || look->left_s > now_s) {
        sql_run(regency->sql, "UPDATE picture SET left_s = $2 WHERE hash = $1", "bi", hash, now_s);
    } else if (look->left_s + PICTURE_UNUSED_S <= now_s) {
        free_files(regency, hash);
        sql_run(regency->sql, "UPDATE picture SET have = 0 WHERE hash = $1", "b", hash);
    }
}

void picture_look(struct regency *regency)
{
    struct look look;
    uint8_t last[HASH_LEN];
    size_t last_len = 0;
    sql_begin(regency->sql);
    while (look_next(regency, last, last_len, &look)) {
        memcpy(last, look.hash, HASH_LEN);
        last_len = HASH_LEN;
        look_at(regency, &look);
    }
    if (!sql_commit(regency->sql)) {
        log_line("the pictures were not looked through: %s", fault_text());
    }
}
