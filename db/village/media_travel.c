// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures down and up, piece by piece. Nothing counts as there for having been sent, and nothing
// is shown before its hash was seen to be right.
#include "media.h"

#include "db/base/file.h"
#include "db/base/piece.h"

#include <string.h>

static char *path_of(struct village *village, struct arena *arena, struct bytes hash,
                     const char *ending)
{
    return arena_printf(arena, "%s/media/%s%s", village->dir, secret_hex(arena, hash), ending);
}

// $1: from when on a notice that is over keeps its pictures. Withdrawn ones show none.
#define IS_USED                                                                                    \
    "EXISTS (SELECT 1 FROM media_use u LEFT JOIN notice n ON n.id = u.name"                        \
    " WHERE u.hash = media.hash AND (n.id IS NULL OR"                                              \
    " (n.gone IS NULL AND (n.end_s = 0 OR n.end_s > $1))))"
#define IS_MISSING "have < bytes AND bytes <= $2 AND " IS_USED

// While the clock is not sure, nothing is over by date.
static int64_t kept_from_s(struct village *village)
{
    struct village_moment now = village_moment(village);
    return now.trusted ? now.now_s - MEDIA_ARCHIVE_S : 0;
}

// ---------------------------------------------------------------- down

static uint32_t here(struct village *village, struct bytes hash, int64_t noted)
{
    struct arena work;
    arena_init(&work, 1 << 16);
    uint32_t kept = piece_kept(path_of(village, &work, hash, ".part"), noted);
    arena_finish(&work);
    return kept;
}

size_t media_wants(struct village *village, enum media_which which, size_t skip, size_t max_bytes,
                   size_t max, struct media_want *out)
{
    size_t count = 0, used = 0;
    int64_t room = file_free_bytes(village->dir);
    if (room >= 0 && room < MEDIA_DISK_FREE_MIN) {
        return 0;
    }
    struct arena arena;
    arena_init(&arena, 1 << 20);
    // A clock that ran ahead once must not keep anything away.
    struct sql_rows rows = sql_rows(village->sql,
                                    "SELECT hash, bytes, have FROM media WHERE " IS_MISSING
                                    " AND ($7 = 1 OR ask_s <= $3 OR ask_s > $3 + 2 * $4)"
                                    " ORDER BY wrong, have > 0 DESC, named_s DESC, hash"
                                    " LIMIT $5 OFFSET $6",
                                    "iiiiiii", kept_from_s(village), (int64_t)MEDIA_BYTES_MAX,
                                    village_now_s(village), (int64_t)MEDIA_ASIDE_S, (int64_t)max,
                                    (int64_t)skip, (int64_t)(which == MEDIA_ALL));
    while (count < max && used < max_bytes && sql_next(&rows)) {
        struct bytes hash = sql_row_bytes(&rows, 0, &arena);
        uint32_t offset = here(village, hash, sql_row_int(&rows, 2));
        size_t left = (size_t)sql_row_int(&rows, 1) - offset;
        if (hash.len != HASH_LEN || (count > 0 && left > max_bytes - used)) {
            break;
        }
        struct media_want *want = &out[count++];
        memcpy(want->hash, hash.data, HASH_LEN);
        want->offset = offset;
        want->max = (uint32_t)(left < max_bytes - used ? left : max_bytes - used);
        used += want->max;
    }
    sql_done(&rows);
    arena_finish(&arena);
    return count;
}

struct row {
    bool is_known;
    int64_t bytes, have, wrong;
};

static struct row row_of(struct village *village, struct bytes hash)
{
    struct row row = {0};
    struct sql_rows rows =
        sql_rows(village->sql, "SELECT bytes, have, wrong FROM media WHERE hash = $1", "b", hash);
    if (sql_next(&rows)) {
        row =
            (struct row){true, sql_row_int(&rows, 0), sql_row_int(&rows, 1), sql_row_int(&rows, 2)};
    }
    sql_done(&rows);
    return row;
}

// It starts again, and after a few times only tomorrow: it must not eat up what others need.
static bool was_wrong(struct village *village, const struct media_piece *piece, int64_t wrong)
{
    bool is_aside = wrong + 1 >= MEDIA_WRONG_MAX;
    log_line("a picture from the regency is not what it says, %lld times now: %s%s",
             (long long)wrong + 1, fault_text(),
             is_aside ? "; it is set aside until tomorrow" : "");
    return sql_run(village->sql,
                   "UPDATE media SET have = 0, wrong = wrong + 1, ask_s = $2 WHERE hash = $1", "bi",
                   piece->hash, is_aside ? village_now_s(village) + MEDIA_ASIDE_S : 0);
}

static bool ask_later(struct village *village, struct bytes hash)
{
    return sql_run(village->sql, "UPDATE media SET ask_s = $2 WHERE hash = $1", "bi", hash,
                   village_now_s(village) + MEDIA_ABSENT_S);
}

static bool add_piece(struct village *village, struct arena *work, const struct media_piece *piece,
                      const struct row *row, bool *moved)
{
    char *whole = path_of(village, work, piece->hash, "");
    if (file_size(whole) == row->bytes) { // somebody kept the same picture here meanwhile
        return sql_run(village->sql, "UPDATE media SET have = bytes WHERE hash = $1", "b",
                       piece->hash);
    }
    const struct piece_file file = {.growing = path_of(village, work, piece->hash, ".part"),
                                    .whole = whole,
                                    .total = (uint32_t)row->bytes,
                                    .mode = 0660,
                                    .name = piece->hash,
                                    .hash = picture_file_hash};
    if (!file_make_dir(arena_printf(work, "%s/media", village->dir), 0770)) {
        log_line("a picture cannot be kept just now: %s", fault_text());
        return ask_later(village, piece->hash);
    }
    switch (piece_add(&file, piece->offset, piece->bytes)) {
    case PIECE_WRONG:
        return was_wrong(village, piece, row->wrong);
    case PIECE_DISK: // words do not wait for it
        log_line("a picture cannot be kept just now: %s", fault_text());
        return ask_later(village, piece->hash);
    case PIECE_WHOLE:
    case PIECE_ADDED:
        break;
    }
    *moved = true;
    return sql_run(village->sql, "UPDATE media SET have = $2 WHERE hash = $1", "bi", piece->hash,
                   (int64_t)piece->offset + (int64_t)piece->bytes.len);
}

// The regency has the whole of it, and it gave its length; what a notice says of it may be wrong.
static bool is_so_long(struct village *village, const struct media_piece *piece, struct row *row)
{
    row->bytes = piece->total;
    row->have = 0;
    row->wrong++;
    return sql_run(village->sql, "UPDATE media SET bytes = $2 WHERE hash = $1", "bi", piece->hash,
                   row->bytes);
}

bool media_take(struct village *village, const struct media_piece *piece, bool *moved)
{
    *moved = false;
    if (piece->hash.len != HASH_LEN) {
        return true;
    }
    struct row row = row_of(village, piece->hash);
    if (!row.is_known || row.have >= row.bytes) {
        return !sql_failed(village->sql);
    }
    if (piece->absent) {
        return ask_later(village, piece->hash);
    }
    if ((int64_t)piece->total != row.bytes) {
        fault_set("it has %u bytes instead of %lld", piece->total, (long long)row.bytes);
        if (!was_wrong(village, piece, row.wrong) ||
            (piece->total <= MEDIA_BYTES_MAX && piece->total > 0 &&
             !is_so_long(village, piece, &row))) {
            return false;
        }
    }
    bool follows = piece->total == row.bytes &&
                   piece->offset == here(village, piece->hash, row.have) && piece->bytes.len > 0 &&
                   piece->bytes.len <= piece->total - piece->offset;
    if (!follows) {
        return true; // asked for twice, or on a stick: it goes on from what is here
    }
    struct arena work;
    arena_init(&work, 1 << 16);
    bool ok = add_piece(village, &work, piece, &row, moved);
    arena_finish(&work);
    return ok;
}

bool media_is_there(struct village *village, struct bytes hash)
{
    return sql_run(village->sql, "UPDATE media SET ask_s = 0, wrong = 0 WHERE hash = $1", "b",
                   hash);
}

bool media_ask_again(struct village *village)
{
    return sql_run(village->sql, "UPDATE media SET ask_s = 0, wrong = 0 WHERE have < bytes", "");
}

// ---------------------------------------------------------------- up

bool media_asked(struct village *village, const struct media_want *wants, size_t count)
{
    sql_run(village->sql, "UPDATE media SET asked = 0 WHERE asked = 1", "");
    for (size_t i = 0; i < count; i++) {
        // One that was never heard of is not here: so it is told.
        sql_run(village->sql,
                "INSERT INTO media (hash, bytes, asked, there, named_s) VALUES ($1, 0, 1, $2, 0)"
                " ON CONFLICT (hash) DO UPDATE SET asked = 1, there = $2",
                "bi", bytes_of(wants[i].hash, HASH_LEN), (int64_t)wants[i].offset);
    }
    return !sql_failed(village->sql);
}

bool media_lacked(struct village *village, const struct media_want *wants, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sql_run(village->sql, "UPDATE media SET there = $2 WHERE hash = $1 AND there > $2", "bi",
                bytes_of(wants[i].hash, HASH_LEN), (int64_t)wants[i].offset);
    }
    return !sql_failed(village->sql);
}

// Before its first byte goes: what a disk bent would be refused at the other end, again and again.
static bool is_whole(const char *path, struct bytes hash, int64_t total)
{
    struct arena work;
    arena_init(&work, 2 * MEDIA_BYTES_MAX);
    struct bytes file;
    uint8_t now[HASH_LEN];
    bool ok =
        total > 0 && file_read(&work, path, MEDIA_BYTES_MAX, &file) && (int64_t)file.len == total;
    if (ok) {
        picture_file_hash(now, file);
        ok = bytes_equal(bytes_of(now, HASH_LEN), hash);
    }
    arena_finish(&work);
    return ok;
}

static void cut_piece(struct village *village, struct arena *arena, size_t max_bytes, int64_t there,
                      struct media_piece *piece)
{
    char *path = path_of(village, arena, piece->hash, "");
    bool is_there = there < piece->total &&
                    (there == 0 ? is_whole(path, piece->hash, piece->total) : file_exists(path));
    size_t left = is_there ? piece->total - (size_t)there : 0,
           len = left < max_bytes ? left : max_bytes;
    uint8_t *bytes = arena_alloc(arena, len + 1);
    piece->offset = is_there ? (uint32_t)there : 0;
    piece->bytes = bytes_of(bytes, len);
    piece->absent = !is_there || !file_read_at(path, piece->offset, bytes, len);
    if (piece->absent) {
        log_line("a picture that the regency asks for is not here any more, or is damaged");
        piece->bytes = (struct bytes){0};
    }
}

size_t media_pieces(struct village *village, struct arena *arena, enum media_which which,
                    size_t skip, size_t max_bytes, size_t max, struct media_piece *out)
{
    size_t count = 0, used = 0;
    struct sql_rows rows = sql_rows(
        village->sql,
        "SELECT hash, bytes, there FROM media WHERE (asked = 1 OR ($2 = 1 AND up = 1 AND " IS_USED
        ")) AND (there < bytes OR bytes = 0) AND bytes <= $3"
        " ORDER BY there > 0 DESC, named_s, hash LIMIT $4 OFFSET $5",
        "iiiii", kept_from_s(village), (int64_t)(which == MEDIA_ALL), (int64_t)MEDIA_BYTES_MAX,
        (int64_t)max, (int64_t)skip);
    while (count < max && used < max_bytes && sql_next(&rows)) {
        struct media_piece piece = {.hash = sql_row_bytes(&rows, 0, arena),
                                    .total = (uint32_t)sql_row_int(&rows, 1)};
        int64_t there = sql_row_int(&rows, 2);
        if (count > 0 && piece.total - (size_t)there > max_bytes - used) {
            break;
        }
        cut_piece(village, arena, max_bytes - used, there, &piece);
        used += piece.bytes.len;
        out[count++] = piece;
    }
    sql_done(&rows);
    return count;
}

bool media_mark(struct village *village, struct bytes hash, uint32_t have, bool *moved)
{
    *moved = sql_int(village->sql, INT64_MAX, "SELECT there FROM media WHERE hash = $1", "b",
                     hash) < (int64_t)have;
    return sql_run(village->sql,
                   "UPDATE media SET there = $2, asked = asked AND $2 < bytes WHERE hash = $1",
                   "bi", hash, (int64_t)have);
}

// ---------------------------------------------------------------- for people

struct media_state media_state(struct village *village)
{
    int64_t from_s = kept_from_s(village), max = MEDIA_BYTES_MAX;
    return (struct media_state){
        .missing = sql_int(village->sql, 0, "SELECT count(*) FROM media WHERE " IS_MISSING, "ii",
                           from_s, max),
        .aside =
            sql_int(village->sql, 0, "SELECT count(*) FROM media WHERE wrong >= $3 AND " IS_MISSING,
                    "iii", from_s, max, (int64_t)MEDIA_WRONG_MAX),
        .to_send = sql_int(
            village->sql, 0,
            "SELECT count(*) FROM media WHERE asked = 1 AND (there < bytes OR bytes = 0)", ""),
    };
}

bool media_is_coming(struct village *village, struct bytes hash)
{
    return sql_int(village->sql, 0, "SELECT count(*) FROM media WHERE hash = $3 AND " IS_MISSING,
                   "iib", kept_from_s(village), (int64_t)MEDIA_BYTES_MAX, hash) > 0;
}

bool media_is_due(struct village *village)
{
    struct media_want one;
    return media_state(village).to_send > 0 || media_wants(village, MEDIA_NOW, 0, 1, 1, &one) > 0;
}
