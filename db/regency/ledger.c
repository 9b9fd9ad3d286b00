// SPDX-License-Identifier: GPL-3.0-or-later
// Marks and hashes in their tables. Nothing here looks inside an event, and nothing is removed.
#include "ledger.h"

#include "db/base/clock.h"

#include <string.h>

enum ledger_found ledger_lock(struct regency *regency, uint32_t kiosk, uint32_t log,
                              struct ledger_log *out)
{
    *out = (struct ledger_log){.kiosk = kiosk, .log = log};
    sql_run(regency->sql, "UPDATE log SET touched_s = $3 WHERE kiosk = $1 AND number = $2", "iii",
            (int64_t)kiosk, (int64_t)log, clock_now_s());
    struct arena arena;
    arena_init(&arena, 1 << 12);
    struct sql_rows rows = sql_rows(
        regency->sql, "SELECT id, mark, mark_hash FROM log WHERE kiosk = $1 AND number = $2", "ii",
        (int64_t)kiosk, (int64_t)log);
    bool found = sql_next(&rows);
    if (found) {
        out->row = sql_row_int(&rows, 0);
        out->mark = (uint64_t)sql_row_int(&rows, 1);
        memcpy(out->mark_hash, sql_row_bytes(&rows, 2, &arena).data, HASH_LEN);
    }
    sql_done(&rows);
    arena_finish(&arena);
    return found ? LEDGER_FOUND : sql_failed(regency->sql) ? LEDGER_FAILED : LEDGER_UNKNOWN;
}

bool ledger_start(struct regency *regency, uint32_t kiosk, uint32_t log, struct ledger_log *out)
{
    *out = (struct ledger_log){.kiosk = kiosk, .log = log};
    event_hash_start(out->mark_hash, kiosk, log);
    out->row = sql_int(regency->sql, 0,
                       "INSERT INTO log (kiosk, number, mark, mark_hash, started_s, touched_s)"
                       " VALUES ($1, $2, 0, $3, $4, $4) RETURNING id",
                       "iibi", (int64_t)kiosk, (int64_t)log, bytes_of(out->mark_hash, HASH_LEN),
                       clock_now_s());
    return !sql_failed(regency->sql);
}

bool ledger_hash(struct regency *regency, const struct ledger_log *log, uint64_t seq,
                 uint8_t out[static HASH_LEN])
{
    if (seq == 0) {
        event_hash_start(out, log->kiosk, log->log);
        return true;
    }
    struct arena arena;
    arena_init(&arena, 1 << 12);
    struct bytes hash =
        sql_bytes(regency->sql, &arena, "SELECT hash FROM event WHERE log = $1 AND seq = $2", "ii",
                  log->row, (int64_t)seq);
    bool found = hash.len == HASH_LEN;
    if (found) {
        memcpy(out, hash.data, HASH_LEN);
    }
    arena_finish(&arena);
    return found;
}

bool ledger_knows(struct regency *regency, uint32_t kiosk, const struct ledger_origin *origin)
{
    struct bytes hash = bytes_of(origin->hash, HASH_LEN);
    return sql_int(regency->sql, 0,
                   "SELECT count(*) FROM log JOIN event ON event.log = log.id"
                   " WHERE kiosk = $1 AND number = $2 AND seq = $3 AND hash = $4",
                   "iiib", (int64_t)kiosk, (int64_t)origin->log, (int64_t)origin->seq, hash) > 0 ||
           sql_int(regency->sql, 0,
                   "SELECT count(*) FROM event JOIN log ON event.log = log.id"
                   " WHERE kiosk = $1 AND origin_log = $2 AND origin_seq = $3 AND origin_hash = $4",
                   "iiib", (int64_t)kiosk, (int64_t)origin->log, (int64_t)origin->seq, hash) > 0;
}

bool ledger_append(struct regency *regency, struct ledger_log *log,
                   const uint8_t hash[static HASH_LEN], const struct ledger_origin *origin)
{
    struct bytes after = bytes_of(hash, HASH_LEN);
    int64_t seq = (int64_t)log->mark + 1;
    if (origin) {
        sql_run(regency->sql, "INSERT INTO event VALUES ($1, $2, $3, $4, $5, $6, $7)", "iibiibi",
                log->row, seq, after, (int64_t)origin->log, (int64_t)origin->seq,
                bytes_of(origin->hash, HASH_LEN), clock_now_s());
    } else {
        sql_run(regency->sql, "INSERT INTO event VALUES ($1, $2, $3, NULL, NULL, NULL, $4)", "iibi",
                log->row, seq, after, clock_now_s());
    }
    if (!sql_run(regency->sql, "UPDATE log SET mark = $2, mark_hash = $3 WHERE id = $1", "iib",
                 log->row, seq, after)) {
        return false;
    }
    log->mark++;
    memcpy(log->mark_hash, hash, HASH_LEN);
    return true;
}

static int64_t today(void)
{
    return clock_now_s() / (24 * 60 * 60);
}

bool ledger_aside(struct regency *regency, const struct ledger_log *log, uint64_t seq,
                  struct bytes event, const char *why, bool clash)
{
    return sql_run(regency->sql,
                   "INSERT INTO aside (log, seq, bytes, why, at_s, clash)"
                   " VALUES ($1, $2, $3, $4, $5, $6)",
                   "iibtii", log->row, (int64_t)seq, event, why, clock_now_s(), (int64_t)clash) &&
           sql_run(regency->sql,
                   "UPDATE kiosk SET"
                   " aside_count = CASE aside_day WHEN $2 THEN aside_count ELSE 0 END + 1,"
                   " aside_bytes = CASE aside_day WHEN $2 THEN aside_bytes ELSE 0 END + $3,"
                   " aside_day = $2 WHERE id = $1",
                   "iii", (int64_t)log->kiosk, today(), (int64_t)event.len);
}

void ledger_asides_today(struct regency *regency, uint32_t kiosk, int64_t *count, int64_t *bytes)
{
    struct sql_rows rows = sql_rows(
        regency->sql, "SELECT aside_count, aside_bytes FROM kiosk WHERE id = $1 AND aside_day = $2",
        "ii", (int64_t)kiosk, today());
    bool any = sql_next(&rows);
    *count = any ? sql_row_int(&rows, 0) : 0;
    *bytes = any ? sql_row_int(&rows, 1) : 0;
    sql_done(&rows);
}

int64_t ledger_asides_within(struct regency *regency, const struct ledger_log *log, uint64_t first,
                             uint64_t last)
{
    return sql_int(regency->sql, 0,
                   "SELECT count(*) FROM aside WHERE log = $1 AND seq BETWEEN $2 AND $3", "iii",
                   log->row, (int64_t)first, (int64_t)last);
}

size_t ledger_asides(struct regency *regency, struct arena *arena, const struct ledger_log *log,
                     uint64_t first, uint64_t last, size_t max, struct ledger_aside_why *out)
{
    size_t count = 0;
    struct sql_rows rows = sql_rows(regency->sql,
                                    "SELECT seq, why, clash FROM aside WHERE log = $1"
                                    " AND seq BETWEEN $2 AND $3 ORDER BY seq LIMIT $4",
                                    "iiii", log->row, (int64_t)first, (int64_t)last, (int64_t)max);
    while (count < max && sql_next(&rows)) {
        out[count++] = (struct ledger_aside_why){.seq = (uint64_t)sql_row_int(&rows, 0),
                                                 .why = sql_row_text(&rows, 1, arena),
                                                 .clash = sql_row_int(&rows, 2) != 0};
    }
    sql_done(&rows);
    return count;
}

size_t ledger_asides_all(struct regency *regency, struct arena *arena, uint32_t kiosk,
                         int64_t after, size_t max, struct ledger_aside *out)
{
    size_t count = 0;
    struct sql_rows rows = sql_rows(regency->sql,
                                    "SELECT aside.id, log, kiosk, number, seq, at_s,"
                                    " length(bytes), why FROM aside JOIN log ON log.id = aside.log"
                                    " WHERE aside.id > $1 AND ($2 = 0 OR kiosk = $2)"
                                    " ORDER BY aside.id LIMIT $3",
                                    "iii", after, (int64_t)kiosk, (int64_t)max);
    while (count < max && sql_next(&rows)) {
        out[count++] = (struct ledger_aside){.id = sql_row_int(&rows, 0),
                                             .at = {.row = sql_row_int(&rows, 1),
                                                    .kiosk = (uint32_t)sql_row_int(&rows, 2),
                                                    .log = (uint32_t)sql_row_int(&rows, 3),
                                                    .seq = (uint64_t)sql_row_int(&rows, 4)},
                                             .at_s = sql_row_int(&rows, 5),
                                             .bytes = sql_row_int(&rows, 6),
                                             .why = sql_row_text(&rows, 7, arena)};
    }
    sql_done(&rows);
    return count;
}

int64_t ledger_asides_count(struct regency *regency)
{
    return sql_int(regency->sql, 0, "SELECT count(*) FROM aside", "");
}

bool ledger_aside_still(struct regency *regency, int64_t row, uint64_t seq, const char *why)
{
    return sql_run(regency->sql,
                   "UPDATE aside SET why = $3 WHERE log = $1 AND seq = $2 AND why <> $3", "iit",
                   row, (int64_t)seq, why);
}

bool ledger_aside_done(struct regency *regency, int64_t row, uint64_t seq)
{
    return sql_run(regency->sql, "DELETE FROM aside WHERE log = $1 AND seq = $2", "ii", row,
                   (int64_t)seq);
}

bool ledger_early_note(struct regency *regency, const struct ledger_log *log, uint64_t seq,
                       const uint8_t *case_id)
{
    return sql_run(regency->sql, "INSERT INTO early (case_id, log, seq) VALUES ($1, $2, $3)", "bii",
                   bytes_of(case_id, HASH_LEN), log->row, (int64_t)seq);
}

size_t ledger_early_take(struct regency *regency, const uint8_t *case_id,
                         struct ledger_place out[static LEDGER_EARLY_MAX])
{
    struct bytes id = bytes_of(case_id, HASH_LEN);
    size_t count = 0;
    struct sql_rows rows = sql_rows(regency->sql,
                                    "SELECT early.log, kiosk, number, early.seq FROM early"
                                    " JOIN log ON log.id = early.log"
                                    " JOIN aside ON aside.log = early.log AND aside.seq = early.seq"
                                    " WHERE case_id = $1 ORDER BY early.id LIMIT $2",
                                    "bi", id, (int64_t)LEDGER_EARLY_MAX);
    while (sql_next(&rows)) {
        out[count++] = (struct ledger_place){.row = sql_row_int(&rows, 0),
                                             .kiosk = (uint32_t)sql_row_int(&rows, 1),
                                             .log = (uint32_t)sql_row_int(&rows, 2),
                                             .seq = (uint64_t)sql_row_int(&rows, 3)};
    }
    sql_run(regency->sql, "DELETE FROM early WHERE case_id = $1", "b", id);
    return count;
}

struct bytes ledger_aside_bytes(struct regency *regency, struct arena *arena, int64_t row,
                                uint64_t seq)
{
    return sql_bytes(regency->sql, arena, "SELECT bytes FROM aside WHERE log = $1 AND seq = $2",
                     "ii", row, (int64_t)seq);
}
