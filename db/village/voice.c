// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings on the kiosk's disk: closed before they touch it, sent piece by piece, and gone when
// their words are erased. The open sound is only ever in locked memory.
#include "voice.h"

#include "db/base/file.h"

#include <dirent.h>
#include <string.h>

enum {
    ASK = -1, // voice.have: not known what the regency keeps
    WORK_BYTES_MAX = 4 * 1024 * 1024,
};
static const char ending[] = ".voice";

static char *media_dir(struct village *village, struct arena *arena)
{
    return file_path(arena, village->dir, "media");
}

static char *path_of(struct village *village, struct arena *arena, struct bytes hash)
{
    return arena_printf(arena, "%s/%s%s", media_dir(village, arena), secret_hex(arena, hash),
                        ending);
}

bool voice_keep(struct village *village, struct arena *arena, struct bytes ogg, uint32_t ms,
                Kt__Voice *voice)
{
    if (ogg.len == 0 || ogg.len > VOICE_BYTES_MAX || ms > VOICE_MS_MAX) {
        fault_set("a recording of %zu bytes and %u ms; at most %d and %d can be kept", ogg.len, ms,
                  VOICE_BYTES_MAX, VOICE_MS_MAX);
        return false;
    }
    uint8_t *key = arena_alloc(arena, VOICE_KEY_LEN), *hash = arena_alloc(arena, HASH_LEN);
    struct bytes closed = voice_seal_close(arena, ogg, key);
    voice_seal_hash(hash, closed);
    voice->hash = record_data(bytes_of(hash, HASH_LEN));
    voice->key = record_data(bytes_of(key, VOICE_KEY_LEN));
    voice->bytes = (uint32_t)closed.len;
    voice->ms = ms;
    return file_make_dir(media_dir(village, arena), 0770) &&
           file_write(path_of(village, arena, bytes_of(hash, HASH_LEN)), closed, 0660) &&
           sql_run(village->sql, "INSERT INTO voice (hash, bytes, at_s) VALUES ($1, $2, $3)", "bii",
                   bytes_of(hash, HASH_LEN), (int64_t)closed.len, village_now_s(village));
}

uint8_t *voice_open(struct village *village, const Kt__Voice *voice, size_t *len)
{
    if (voice->hash.len != HASH_LEN || voice->key.len != VOICE_KEY_LEN) {
        fault_set("the words name no whole recording");
        return NULL;
    }
    struct arena work;
    arena_init(&work, WORK_BYTES_MAX);
    struct bytes closed;
    uint8_t *open = NULL;
    if (file_read(&work, path_of(village, &work, record_view(voice->hash)), VOICE_SEAL_CLOSED_MAX,
                  &closed)) {
        open = voice_seal_opened(closed, voice->key.data, len);
    }
    arena_finish(&work);
    return open;
}

bool voice_forget(struct village *village, struct bytes hash)
{
    return sql_run(village->sql, "DELETE FROM voice WHERE hash = $1", "b", hash);
}

bool voice_put_back(struct village *village, struct bytes hash, struct bytes closed, bool *is_new)
{
    uint8_t now[HASH_LEN];
    voice_seal_hash(now, closed);
    *is_new = false;
    if (!bytes_equal(bytes_of(now, HASH_LEN), hash)) {
        fault_set("is damaged");
        return false;
    }
    if (sql_int(village->sql, 0, "SELECT count(*) FROM voice WHERE hash = $1", "b", hash) > 0) {
        return true;
    }
    struct arena work;
    arena_init(&work, WORK_BYTES_MAX);
    *is_new = true;
    bool ok =
        file_make_dir(media_dir(village, &work), 0770) &&
        file_write(path_of(village, &work, hash), closed, 0660) &&
        sql_run(village->sql, "INSERT INTO voice (hash, bytes, at_s, have) VALUES ($1, $2, $3, $4)",
                "biii", hash, (int64_t)closed.len, village_now_s(village), (int64_t)ASK);
    arena_finish(&work);
    return ok;
}

// ---------------------------------------------------------------- the sweep

static bool ends_with(const char *str, const char *end)
{
    size_t len = strlen(str), end_len = strlen(end);
    return len >= end_len && str_equal(str + len - end_len, end);
}

// HASH.voice, or one that was being written when the power went: HASH.voice.NUMBER.tmp.
static bool is_ours(const char *name, uint8_t hash[static HASH_LEN])
{
    size_t len;
    const char *rest;
    return sodium_hex2bin(hash, HASH_LEN, name, strlen(name), NULL, &len, &rest) == 0 &&
           len == HASH_LEN && rest == name + 2 * HASH_LEN && str_starts(rest, ending) &&
           (str_equal(rest, ending) || ends_with(rest, ".tmp"));
}

static void sweep_one(struct village *village, struct arena *work, const char *dir,
                      const char *name)
{
    uint8_t hash[HASH_LEN];
    if (!is_ours(name, hash)) {
        return;
    }
    bool wanted = !ends_with(name, ".tmp") &&
                  sql_int(village->sql, 1, "SELECT count(*) FROM voice WHERE hash = $1", "b",
                          bytes_of(hash, HASH_LEN)) > 0;
    if (!wanted && !file_remove(file_path(work, dir, name))) {
        log_line("a recording that was never sent stays on the disk: %s", fault_text());
    }
}

void voice_sweep(struct village *village)
{
    struct arena work;
    arena_init(&work, WORK_BYTES_MAX);
    const char *dir = arena_str(&work, media_dir(village, &work));
    sql_begin(village->sql);
    DIR *folder = sql_failed(village->sql) ? NULL : opendir(dir);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        struct arena one; // a folder may be long
        arena_init(&one, 1 << 16);
        sweep_one(village, &one, dir, entry->d_name);
        arena_finish(&one);
    }
    if (folder) {
        closedir(folder);
    }
    sql_rollback(village->sql); // nothing was written; it held the others off
    arena_finish(&work);
}

// ---------------------------------------------------------------- on the way up

// Before its first byte goes: a disk that lies would else have the regency throw it away for ever.
static bool is_whole(const char *path, struct bytes hash, uint32_t total)
{
    struct arena work;
    arena_init(&work, WORK_BYTES_MAX);
    struct bytes closed;
    uint8_t now[HASH_LEN];
    bool ok = file_read(&work, path, VOICE_SEAL_CLOSED_MAX, &closed) && closed.len == total;
    if (ok) {
        voice_seal_hash(now, closed);
        ok = bytes_equal(bytes_of(now, HASH_LEN), hash);
    }
    if (!ok) {
        fault_set("%s: is damaged; check the disk", path);
    }
    arena_finish(&work);
    return ok;
}

// The piece after `have`; false when the file is not what it was.
static bool cut_piece(struct village *village, struct arena *arena, size_t max_bytes, int64_t have,
                      struct voice_part *part)
{
    part->offset = have == ASK ? 0 : (uint32_t)have;
    if (have == ASK) {
        return true;
    }
    char *path = path_of(village, arena, part->hash);
    if (have == 0 && !is_whole(path, part->hash, part->total)) {
        return false;
    }
    size_t left = part->total - part->offset, len = left < max_bytes ? left : max_bytes;
    uint8_t *piece = arena_alloc(arena, len);
    part->bytes = bytes_of(piece, len);
    return file_read_at(path, part->offset, piece, len);
}

// The file stays: whoever has the receipt is told so, and a disk that can be read again is asked
// when the regency is (voice_ask_again).
static void give_up(struct village *village, struct bytes hash)
{
    if (!sql_run(village->sql, "UPDATE voice SET have = bytes WHERE hash = $1", "b", hash)) {
        log_line("a recording could not be taken off the list: %s", fault_text());
    }
}

size_t voice_parts(struct village *village, struct arena *arena, size_t skip, size_t max_bytes,
                   size_t max, struct voice_part *out)
{
    struct bytes damaged[VOICE_PARTS_MAX];
    size_t count = 0, used = 0, damaged_count = 0;
    struct sql_rows rows = sql_rows(village->sql,
                                    "SELECT hash, bytes, have FROM voice WHERE have < bytes"
                                    " ORDER BY at_s, hash LIMIT -1 OFFSET $1",
                                    "i", (int64_t)skip);
    while (count < max && damaged_count < COUNT_OF(damaged) && sql_next(&rows)) {
        struct voice_part part = {.hash = sql_row_bytes(&rows, 0, arena),
                                  .total = (uint32_t)sql_row_int(&rows, 1)};
        int64_t have = sql_row_int(&rows, 2);
        size_t left = have == ASK ? 0 : part.total - (size_t)have;
        if (count > 0 && left > max_bytes - used) {
            break;
        }
        if (cut_piece(village, arena, max_bytes - used, have, &part)) {
            used += part.bytes.len;
            out[count++] = part;
        } else {
            log_line("a recording cannot be sent (its words can): %s", fault_text());
            damaged[damaged_count++] = part.hash;
        }
    }
    sql_done(&rows);
    for (size_t i = 0; i < damaged_count; i++) {
        give_up(village, damaged[i]);
    }
    return count;
}

int64_t voice_have(struct village *village, struct bytes hash)
{
    return sql_int(village->sql, ASK, "SELECT have FROM voice WHERE hash = $1", "b", hash);
}

bool voice_mark(struct village *village, struct bytes hash, uint32_t have, bool *moved)
{
    int64_t total = sql_int(village->sql, -1, "SELECT bytes FROM voice WHERE hash = $1", "b", hash);
    *moved = false;
    if (total < 0) {
        return true;
    }
    if (have > total) {
        fault_set("the regency keeps %u bytes of a recording that has %lld", have,
                  (long long)total);
        return false;
    }
    *moved = (int64_t)have > voice_have(village, hash);
    return sql_run(village->sql, "UPDATE voice SET have = $2 WHERE hash = $1", "bi", hash,
                   (int64_t)have);
}

bool voice_ask_again(struct village *village)
{
    return sql_run(village->sql, "UPDATE voice SET have = $1", "i", (int64_t)ASK);
}

int64_t voice_oldest_s(struct village *village)
{
    return sql_int(village->sql, 0, "SELECT min(at_s) FROM voice WHERE have < bytes", "");
}

int64_t voice_waiting(struct village *village)
{
    return sql_int(village->sql, 0, "SELECT count(*) FROM voice WHERE have < bytes", "");
}
