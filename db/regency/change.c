// SPDX-License-Identifier: GPL-3.0-or-later
// The change feed in its table. Never skips: one writer at a time gives the numbers, inside the
// transaction that makes the change true.
#include "change.h"

#include "db/base/clock.h"

#include <stdlib.h>
#include <string.h>

enum { CODE_LEVELS_MAX = 6, AUDIENCES = CODE_LEVELS_MAX + 3 };

bool change_begin(struct sql *sql)
{
    uint8_t hash[CHANGE_HASH_LEN];
    clock_random(hash, sizeof hash);
    return sql_run(sql,
                   "INSERT INTO change (class, audience, object, kind, hash)"
                   " VALUES ($1, '-', 'feed', $2, $3)",
                   "iib", (int64_t)CHANGE_TEXT, (int64_t)CHANGE_NOTICE_GONE,
                   bytes_of(hash, sizeof hash));
}

char *change_audience_village(struct arena *arena, uint32_t village)
{
    return arena_printf(arena, "#%u", village);
}

char *change_audience_kiosk(struct arena *arena, uint32_t kiosk)
{
    return arena_printf(arena, "@%u", kiosk);
}

bool change_put(struct regency *regency, enum change_class class, const char *audience,
                const char *object, enum change_kind kind, struct bytes body, uint32_t maker)
{
    uint8_t kind_byte = (uint8_t)kind, hash[HASH_LEN];
    const struct bytes parts[] = {bytes_of(&kind_byte, 1), bytes_of_str(object), body};
    secret_hash(hash, "kt change", parts, COUNT_OF(parts));
    sql_run(regency->sql,
            "UPDATE change SET body = NULL"
            " WHERE object = $1 AND audience = $2 AND body IS NOT NULL",
            "tt", object, audience);
    return sql_run(regency->sql,
                   "INSERT INTO change (class, audience, object, kiosk, kind, body, hash)"
                   " VALUES ($1, $2, $3, nullif($4, 0), $5, $6, $7)",
                   "ittiibb", (int64_t) class, audience, object, (int64_t)maker, (int64_t)kind,
                   body, bytes_of(hash, CHANGE_HASH_LEN));
}

static bool hash_of(struct regency *regency, uint64_t number, uint8_t out[static CHANGE_HASH_LEN])
{
    struct arena arena;
    arena_init(&arena, 1 << 12);
    struct bytes hash = sql_bytes(regency->sql, &arena, "SELECT hash FROM change WHERE number = $1",
                                  "i", (int64_t)number);
    bool found = hash.len == CHANGE_HASH_LEN;
    if (found) {
        memcpy(out, hash.data, CHANGE_HASH_LEN);
    }
    arena_finish(&arena);
    return found;
}

bool change_hash(struct regency *regency, uint64_t cursor, uint8_t out[static CHANGE_HASH_LEN])
{
    return cursor / 2 <= INT64_MAX && hash_of(regency, cursor / 2, out);
}

// Every audience that the reader is part of; NULL for places that are not needed.
static void audiences_of(const struct change_reader *reader, struct arena *arena,
                         const char *audience[AUDIENCES])
{
    memset(audience, 0, AUDIENCES * sizeof *audience);
    audience[0] = "all";
    audience[1] = change_audience_village(arena, reader->village);
    audience[2] = change_audience_kiosk(arena, reader->kiosk);
    char *code = arena_str(arena, reader->code);
    for (int i = 3; i < AUDIENCES; i++) { // from the whole code up to its province
        audience[i] = arena_str(arena, code);
        char *dot = strrchr(code, '.');
        if (!dot) {
            break;
        }
        *dot = '\0';
    }
}

uint64_t change_newest(struct regency *regency)
{
    return (uint64_t)sql_int(regency->sql, 0, "SELECT max(number) FROM change", "");
}

size_t change_since(struct regency *regency, struct arena *arena, uint64_t after, size_t max,
                    struct change_mark *out)
{
    struct sql_rows rows = sql_rows(regency->sql,
                                    "SELECT number, audience, kiosk FROM change"
                                    " WHERE number > $1 AND body IS NOT NULL ORDER BY number"
                                    " LIMIT $2",
                                    "ii", (int64_t)after, (int64_t)max);
    size_t count = 0;
    while (sql_next(&rows)) {
        out[count++] = (struct change_mark){.number = (uint64_t)sql_row_int(&rows, 0),
                                            .audience = sql_row_text(&rows, 1, arena),
                                            .maker = (uint32_t)sql_row_int(&rows, 2)};
    }
    return count;
}

bool change_concerns(const struct change_mark *mark, const struct change_reader *reader)
{
    const char *audience = mark->audience;
    size_t len = strlen(audience);
    if (mark->maker == reader->kiosk) {
        return false;
    }
    if (audience[0] == '#' || audience[0] == '@') {
        return strtoul(audience + 1, NULL, 10) ==
               (audience[0] == '#' ? reader->village : reader->kiosk);
    }
    return str_equal(audience, "all") || (str_starts(reader->code, audience) &&
                                          (reader->code[len] == '.' || reader->code[len] == '\0'));
}

// Numbers of what is to come, one more than a page so that its end shows.
static size_t numbers_after(struct regency *regency, struct arena *arena,
                            const struct change_reader *reader, enum change_class class,
                            uint64_t after, bool own_too, int64_t *numbers)
{
    const char *a[AUDIENCES];
    audiences_of(reader, arena, a);
    struct sql_rows rows = sql_rows(
        regency->sql,
        "SELECT number FROM change WHERE class = $1 AND number > $2 AND body IS NOT NULL"
        " AND audience IN ($3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " AND (kiosk IS NULL OR kiosk <> $12) ORDER BY number LIMIT $13",
        "iitttttttttii", (int64_t) class, (int64_t)after, a[0], a[1], a[2], a[3], a[4], a[5], a[6],
        a[7], a[8], own_too ? (int64_t)-1 : (int64_t)reader->kiosk, (int64_t)CHANGE_PAGE_MAX + 1);
    size_t count = 0;
    while (sql_next(&rows)) {
        numbers[count++] = sql_row_int(&rows, 0);
    }
    return count;
}

// Bodies in order while they fit. Returns the number of the last one taken, 0 for none.
static uint64_t take_bodies(struct regency *regency, struct arena *arena, const int64_t *numbers,
                            size_t count, size_t budget, bool one_whole, struct change_page *out)
{
    size_t most = count < CHANGE_PAGE_MAX ? count : CHANGE_PAGE_MAX;
    out->rows = ARENA_ARRAY(arena, struct change_row, most + 1);
    uint64_t last = 0;
    while (out->count < most) {
        struct sql_rows rows =
            sql_rows(regency->sql, "SELECT kind, body, length(body) FROM change WHERE number = $1",
                     "i", numbers[out->count]);
        if (!sql_next(&rows)) {
            break;
        }
        size_t len = (size_t)sql_row_int(&rows, 2);
        bool fits = out->bytes + len <= budget || (one_whole && out->count == 0);
        if (fits) {
            out->rows[out->count].kind = (enum change_kind)sql_row_int(&rows, 0);
            out->rows[out->count].body = sql_row_bytes(&rows, 1, arena);
            out->bytes += len;
            last = (uint64_t)numbers[out->count++];
        }
        sql_done(&rows);
        if (!fits) {
            break;
        }
    }
    out->more = out->count < count;
    return last;
}

bool change_next(struct regency *regency, struct arena *arena, const struct change_reader *reader,
                 enum change_class class, uint64_t cursor, bool agrees, size_t budget,
                 bool one_whole, struct change_page *out)
{
    *out = (struct change_page){0};
    uint64_t after = cursor / 2;
    bool moved = after < reader->whole_after;
    bool begin = cursor == 0 || !agrees || moved;
    bool whole = begin || (cursor & 1);
    after = begin ? 0 : after;
    int64_t *numbers = ARENA_ARRAY(arena, int64_t, CHANGE_PAGE_MAX + 1);
    size_t count = numbers_after(regency, arena, reader, class, after, whole, numbers);
    if (count == 0 && !(whole && cursor != 0)) {
        return !sql_failed(regency->sql);
    }
    uint64_t last = take_bodies(regency, arena, numbers, count, budget, one_whole, out);
    if (count > 0 && out->count == 0) {
        return !sql_failed(regency->sql); // nothing fits any more: more is set, nothing is due
    }
    if (!out->more && whole) {
        // Complete: nothing up to here is missing, so the cursor may stand on the newest change of
        // all, past those of a former code.
        last = change_newest(regency);
    }
    last = last ? last : after;
    out->due = true;
    out->whole_begin = begin;
    out->whole_end = whole && !out->more;
    if (last > 0) {
        out->cursor = last * 2 + (whole && out->more);
        if (!hash_of(regency, last, out->hash)) {
            fault_set("change %llu is not in the feed; restore a backup", (unsigned long long)last);
            return false;
        }
    }
    return !sql_failed(regency->sql);
}
