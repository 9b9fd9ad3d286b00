// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of pictures (picture.c).
#include "regency_schema.h"

#include "picture.h"

const char regency_schema_picture[] =
    // have: bytes that are surely here. kiosk: whose notice brought it, and who is asked for it;
    // NULL: posted here. wrong: how often it came whole and was another thing; ask_s: its kiosk is
    // not asked before; left_s: since when no notice names it, 0 while one does.
    "CREATE TABLE picture ("
    "  hash BLOB PRIMARY KEY CHECK (length(hash) = 16),"
    "  bytes INTEGER NOT NULL,"
    "  have INTEGER NOT NULL,"
    "  kiosk INTEGER REFERENCES kiosk,"
    "  wrong INTEGER NOT NULL DEFAULT 0,"
    "  ask_s INTEGER NOT NULL DEFAULT 0,"
    "  named_s INTEGER NOT NULL,"
    "  left_s INTEGER NOT NULL DEFAULT 0"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX picture_missing ON picture (kiosk) WHERE have < bytes;"
    // name: a notice's id, or 'office:' and whom its sheet is for.
    "CREATE TABLE picture_use (name TEXT NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (name, hash))"
    "  STRICT, WITHOUT ROWID;"
    "CREATE INDEX picture_use_hash ON picture_use (hash);"
    // Of the record, so that it can be asked what is over.
    "ALTER TABLE bulletin ADD COLUMN end_s INTEGER NOT NULL DEFAULT 0;";

// Notices of kiosks that came before pictures did: from now on their kiosks are asked.
bool regency_schema_picture_fill(struct sql *sql)
{
    struct arena arena;
    arena_init(&arena, 32 << 20);
    struct sql_rows rows = sql_rows(sql, "SELECT id, origin, record FROM bulletin", "");
    bool ok = true;
    while (ok && sql_next(&rows)) {
        arena_reset(&arena);
        const char *id = sql_row_text(&rows, 0, &arena);
        int64_t origin = sql_row_int(&rows, 1);
        Kt__Notice *notice =
            record_unpack(&arena, &kt__notice__descriptor, sql_row_bytes(&rows, 2, &arena));
        const Kt__Picture *pictures[PICTURES_OF_MAX];
        size_t count = notice ? pictures_of_notice(notice, pictures) : 0;
        if (notice) {
            ok = sql_run(sql, "UPDATE bulletin SET end_s = $2 WHERE id = $1", "ti", id,
                         notice->end_s);
        }
        for (size_t i = 0; ok && i < count; i++) {
            struct bytes hash = record_view(pictures[i]->hash);
            ok = sql_run(sql,
                         "INSERT OR IGNORE INTO picture (hash, bytes, have, kiosk, named_s)"
                         " VALUES ($1, $2, 0, nullif($3, 0), 0)",
                         "bii", hash, (int64_t)pictures[i]->bytes, origin) &&
                 sql_run(sql, "INSERT OR IGNORE INTO picture_use VALUES ($1, $2)", "tb", id, hash);
        }
    }
    sql_done(&rows);
    arena_finish(&arena);
    return ok && !sql_failed(sql);
}
