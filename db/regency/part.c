// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings on their way up. The row says how much is surely on the disk (a file may end in what a
// power cut left); the file is only given its last name when its hash was seen to be right.
#include "part.h"

#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/base/piece.h"

#include <string.h>

enum { WORK_BYTES_MAX = 4 * 1024 * 1024 };

static char *path_of(struct regency *regency, struct arena *arena, struct bytes hash,
                     const char *ending)
{
    return arena_printf(arena, "%s/media/%s%s", regency->dir, secret_hex(arena, hash), ending);
}

static char *unfinished_path(struct regency *regency, struct arena *arena, struct bytes hash)
{
    return path_of(regency, arena, hash, ".part");
}

bool part_path(struct regency *regency, struct arena *arena, struct bytes hash, char **path)
{
    *path = hash.len == HASH_LEN ? path_of(regency, arena, hash, ".voice") : NULL;
    return *path && file_exists(*path);
}

static bool drop_files(struct regency *regency, struct bytes hash)
{
    struct arena work;
    arena_init(&work, 1 << 16);
    bool ok = file_remove(path_of(regency, &work, hash, ".voice")) &&
              file_remove(unfinished_path(regency, &work, hash));
    arena_finish(&work);
    return ok;
}

bool part_forget(struct regency *regency, struct bytes hash)
{
    if (hash.len != HASH_LEN) {
        fault_set("a recording that cannot be one (a hash of %zu bytes)", hash.len);
        return false;
    }
    return drop_files(regency, hash) &&
           sql_run(regency->sql,
                   "INSERT INTO part VALUES ($1, NULL, 0, 0, $2) ON CONFLICT (hash)"
                   " DO UPDATE SET kiosk = NULL, total = 0, have = 0, at_s = $2",
                   "bi", hash, clock_now_s());
}

uint8_t *part_voice_open(struct regency *regency, const Kt__Voice *voice, size_t *len)
{
    struct arena work;
    arena_init(&work, WORK_BYTES_MAX);
    char *path;
    struct bytes closed;
    uint8_t *open = NULL;
    if (voice->key.len != VOICE_KEY_LEN ||
        !part_path(regency, &work, record_view(voice->hash), &path)) {
        fault_set("the recording is not wholly here yet; it follows when the kiosk has a link");
    } else if (file_read(&work, path, VOICE_SEAL_CLOSED_MAX, &closed)) {
        open = voice_seal_opened(closed, voice->key.data, len);
    }
    arena_finish(&work);
    return open;
}

// ---------------------------------------------------------------- a piece

static bool can_be(const struct part *part)
{
    bool can = part->hash.len == HASH_LEN && part->total > VOICE_SEAL_HEADER + VOICE_SEAL_EXTRA &&
               part->total <= PART_TOTAL_MAX && part->offset <= part->total &&
               part->bytes.len <= part->total - part->offset;
    if (!can) {
        fault_set("a piece of a recording that cannot be one (%zu bytes at %u of %u)",
                  part->bytes.len, part->offset, part->total);
    }
    return can;
}

static enum part_end start_again(struct regency *regency, const struct part *part)
{
    char kept[FAULT_LEN_MAX];
    memcpy(kept, fault_text(), sizeof kept);
    bool gone = drop_files(regency, part->hash) &&
                sql_run(regency->sql, "DELETE FROM part WHERE hash = $1", "b", part->hash);
    if (!gone) {
        return PART_FAILED;
    }
    fault_set("%s", kept);
    return PART_REFUSED;
}

static uint32_t kept_of(struct regency *regency, struct arena *work, struct bytes hash)
{
    return piece_kept(unfinished_path(regency, work, hash),
                      sql_int(regency->sql, 0, "SELECT have FROM part WHERE hash = $1", "b", hash));
}

static bool may_begin(struct regency *regency, uint32_t kiosk, uint32_t total)
{
    int64_t promised =
        sql_int(regency->sql, 0, "SELECT sum(total) FROM part WHERE kiosk = $1 AND have < total",
                "i", (int64_t)kiosk);
    if (promised + total > PART_UNFINISHED_MAX) {
        fault_set("kiosk K%u has %lld MiB of unfinished recordings here; first those", kiosk,
                  (long long)(promised >> 20));
        return false;
    }
    return true;
}

// One that a case names may; of others only so much.
static bool has_a_name(struct regency *regency, uint32_t kiosk, const struct part *part)
{
    if (part->is_brought ||
        sql_int(regency->sql, 0, "SELECT count(*) FROM cases WHERE voice_hash = $1", "b",
                part->hash) > 0) {
        return true;
    }
    int64_t unnamed = sql_int(regency->sql, 0,
                              "SELECT sum(total) FROM part WHERE kiosk = $1 AND NOT EXISTS"
                              " (SELECT 1 FROM cases WHERE voice_hash = part.hash)",
                              "i", (int64_t)kiosk);
    if (unnamed + part->total > PART_UNNAMED_MAX) {
        fault_set("kiosk K%u has %lld MiB of recordings here that no case names; first their words",
                  kiosk, (long long)(unnamed >> 20));
        return false;
    }
    return true;
}

static enum part_end add_piece(struct regency *regency, struct arena *work, uint32_t kiosk,
                               const struct part *part, uint32_t *have)
{
    bool known =
        sql_int(regency->sql, 0, "SELECT count(*) FROM part WHERE hash = $1", "b", part->hash) > 0;
    if ((!known && !(has_a_name(regency, kiosk, part) && may_begin(regency, kiosk, part->total))) ||
        !regency_has_room(regency, REGENCY_FREE_MB_SOUND)) {
        return PART_REFUSED;
    }
    const struct piece_file file = {.growing = unfinished_path(regency, work, part->hash),
                                    .whole = path_of(regency, work, part->hash, ".voice"),
                                    .total = part->total,
                                    .mode = 0600,
                                    .name = part->hash,
                                    .hash = voice_seal_hash};
    if (!file_make_dir(arena_printf(work, "%s/media", regency->dir), 0700)) {
        return PART_REFUSED;
    }
    enum piece_end came = piece_add(&file, part->offset, part->bytes);
    if (came == PIECE_WRONG) {
        *have = 0;
        return start_again(regency, part);
    }
    // The disk: what was kept is kept, and it is asked for again.
    enum part_end end = came == PIECE_DISK ? PART_REFUSED : PART_TAKEN;
    *have = part->offset + (end == PART_TAKEN ? (uint32_t)part->bytes.len : 0);
    bool ok = sql_run(regency->sql,
                      "INSERT INTO part VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hash)"
                      " DO UPDATE SET have = $4, at_s = $5",
                      "biiii", part->hash, (int64_t)kiosk, (int64_t)part->total, (int64_t)*have,
                      clock_now_s());
    return ok ? end : PART_FAILED;
}

static enum part_end put(struct regency *regency, struct arena *work, uint32_t kiosk,
                         const struct part *part, uint32_t *have)
{
    char *whole;
    if (part_path(regency, work, part->hash, &whole)) {
        *have = (uint32_t)file_size(whole);
        return PART_TAKEN;
    }
    if (sql_int(regency->sql, 0, "SELECT kiosk IS NULL FROM part WHERE hash = $1", "b",
                part->hash)) {
        *have = part->total;
        return PART_TAKEN;
    }
    int64_t total = sql_int(regency->sql, part->total, "SELECT total FROM part WHERE hash = $1",
                            "b", part->hash);
    if (total != part->total) {
        fault_set("a recording said to have %u bytes, and %lld before; it starts again",
                  part->total, (long long)total);
        return start_again(regency, part);
    }
    *have = kept_of(regency, work, part->hash);
    if (part->offset != *have || part->bytes.len == 0) {
        return PART_TAKEN; // it goes on from the mark
    }
    return add_piece(regency, work, kiosk, part, have);
}

enum part_end part_put(struct regency *regency, uint32_t kiosk, const struct part *part,
                       uint32_t *have)
{
    *have = 0;
    if (!can_be(part)) {
        return PART_REFUSED;
    }
    struct arena work;
    arena_init(&work, WORK_BYTES_MAX);
    enum part_end end = put(regency, &work, kiosk, part, have);
    if (sql_failed(regency->sql)) {
        end = PART_FAILED;
    }
    arena_finish(&work);
    return end;
}

// ---------------------------------------------------------------- what a disk lost

static bool is_here(struct regency *regency, struct arena *work, struct bytes hash, int64_t total)
{
    char *path;
    return part_path(regency, work, hash, &path) && file_size(path) == total;
}

// The hash of the next whole one whose file is gone. In the arena; empty: there is none.
static struct bytes next_lost(struct regency *regency, struct arena *arena, struct bytes after)
{
    struct bytes lost = {0};
    struct sql_rows rows = sql_rows(regency->sql,
                                    "SELECT hash, total FROM part WHERE kiosk IS NOT NULL"
                                    " AND have = total AND hash > $1 ORDER BY hash",
                                    "b", after);
    while (lost.len == 0 && sql_next(&rows)) {
        struct arena work;
        arena_init(&work, 1 << 16);
        struct bytes hash = sql_row_bytes(&rows, 0, &work);
        if (!is_here(regency, &work, hash, sql_row_int(&rows, 1))) {
            lost = arena_bytes(arena, hash);
        }
        arena_finish(&work);
    }
    sql_done(&rows);
    return lost;
}

void part_look(struct regency *regency)
{
    struct arena arena;
    arena_init(&arena, 4 << 20);
    int64_t count = 0;
    sql_begin(regency->sql);
    for (struct bytes lost = next_lost(regency, &arena, bytes_of_str("")); lost.len > 0;
         lost = next_lost(regency, &arena, lost)) {
        (void)drop_files(regency, lost);
        sql_run(regency->sql, "UPDATE part SET have = 0, at_s = $2 WHERE hash = $1", "bi", lost,
                clock_now_s());
        count++;
    }
    if (!sql_commit(regency->sql)) {
        log_line("the recordings were not looked through: %s", fault_text());
    } else if (count > 0) {
        log_line("%lld recordings are gone from the disk: their kiosks are asked for them",
                 (long long)count);
    }
    arena_finish(&arena);
}

size_t part_lost(struct regency *regency, struct arena *arena, uint32_t kiosk,
                 struct bytes out[static PART_LOST_MAX])
{
    size_t count = 0;
    struct sql_rows rows =
        sql_rows(regency->sql,
                 "SELECT hash FROM part WHERE kiosk = $1 AND have = 0 AND total > 0 AND at_s > $2"
                 " ORDER BY at_s, hash LIMIT $3",
                 "iii", (int64_t)kiosk, clock_now_s() - PART_LOST_S, (int64_t)PART_LOST_MAX);
    while (count < PART_LOST_MAX && sql_next(&rows)) {
        out[count++] = sql_row_bytes(&rows, 0, arena);
    }
    sql_done(&rows);
    return count;
}
