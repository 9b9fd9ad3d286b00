// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of what a villager does with a case that is already here, of the board, of its totals
// and of warnings. Fills in for older cases what entries say; entries themselves are never touched.
#include "case.h"
#include "regency_schema.h"

const char regency_schema_case[] =
    "ALTER TABLE cases ADD COLUMN rating INTEGER NOT NULL DEFAULT 0;" // the villager's newest
    "ALTER TABLE cases ADD COLUMN rated_s INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE cases ADD COLUMN merged_into BLOB REFERENCES cases;"
    "ALTER TABLE cases ADD COLUMN erased_s INTEGER;"   // then text is NULL and sealed is empty
    "ALTER TABLE cases ADD COLUMN clock_s INTEGER;"    // deadlines count from here; NULL: arrived_s
    "ALTER TABLE cases ADD COLUMN answered_s INTEGER;" // first follow-up, or an end
    // The entry that finished it, and when a kiosk first said that it is there to be read.
    "ALTER TABLE cases ADD COLUMN finished_revision INTEGER;"
    "ALTER TABLE cases ADD COLUMN finished_s INTEGER;"
    "ALTER TABLE cases ADD COLUMN finished_seen_s INTEGER;"
    // The recording that belongs to it; its key lies in the seal.
    "ALTER TABLE cases ADD COLUMN voice_hash BLOB;"
    "ALTER TABLE cases ADD COLUMN voice_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE cases ADD COLUMN voice_bytes INTEGER NOT NULL DEFAULT 0;"

    // What the villager did, by where it was first filed, so that it counts once. The words stand
    // here and not in the signed entry, which holds H(\"kt said\", salt, text): erased, all of it
    // is NULL, and the hash says nothing any more.
    "CREATE TABLE follow ("
    "  kiosk INTEGER NOT NULL REFERENCES kiosk,"
    "  log INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL,"
    "  case_id BLOB NOT NULL REFERENCES cases,"
    "  revision INTEGER NOT NULL," // of its entry
    "  salt BLOB CHECK (length(salt) = 16),"
    "  text TEXT,"   // open, as the case's own text is
    "  sealed BLOB," // of a secret case: crypto_box_seal to the sealing key of list `key`
    "  key INTEGER,"
    "  PRIMARY KEY (kiosk, log, seq)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX follow_case ON follow (case_id, revision);"

    // What moderation let onto the board. The id is random: nothing leads from it to the case but
    // this row. An erased case leaves the row, without words, for supports that come late.
    "CREATE TABLE board ("
    "  id BLOB PRIMARY KEY CHECK (length(id) = 16),"
    "  case_id BLOB NOT NULL UNIQUE REFERENCES cases,"
    "  village INTEGER NOT NULL REFERENCES village,"
    "  text TEXT NOT NULL," // as moderated
    "  name TEXT NOT NULL,"
    "  shown INTEGER NOT NULL,"
    "  supports INTEGER NOT NULL DEFAULT 0,"
    "  supports_sent INTEGER NOT NULL DEFAULT 0" // as the kiosks know it
    ") STRICT;"
    "CREATE INDEX board_village ON board (village);"

    // A village's figures as they were sent last.
    "CREATE TABLE tally ("
    "  village INTEGER PRIMARY KEY REFERENCES village,"
    "  day INTEGER NOT NULL,"   // counted on
    "  stale INTEGER NOT NULL," // something changed since
    "  record BLOB"             // BoardTotals with day 0; NULL: nothing was sent yet
    ") STRICT;"

    // Warnings by CAP's sender,identifier. One that was cancelled before it came has no record.
    "CREATE TABLE warning ("
    "  id TEXT PRIMARY KEY,"
    "  sent_s INTEGER NOT NULL,"
    "  expires_s INTEGER NOT NULL,"
    "  record BLOB,"
    "  gone_s INTEGER"
    ") STRICT;";

// Each step of a case asks who was merged into it.
const char regency_schema_merged[] =
    "CREATE INDEX cases_merged ON cases (merged_into) WHERE merged_into IS NOT NULL;";

// For cases of before: answered and finished, from their entries in order.
bool regency_schema_case_fill(struct sql *sql)
{
    struct arena arena;
    arena_init(&arena, 1 << 22);
    struct sql_rows rows = sql_rows(
        sql, "SELECT case_id, revision, content FROM entry ORDER BY case_id, revision", "");
    while (sql_next(&rows)) {
        struct bytes id = sql_row_bytes(&rows, 0, &arena);
        int64_t revision = sql_row_int(&rows, 1);
        Kt__CaseEntry *entry =
            record_unpack(&arena, &kt__case_entry__descriptor, sql_row_bytes(&rows, 2, &arena));
        if (entry && case_is_answered(entry->state)) {
            sql_run(sql,
                    "UPDATE cases SET answered_s = coalesce(answered_s, $2),"
                    " finished_revision = CASE WHEN $3 THEN $4 END,"
                    " finished_s = CASE WHEN $3 THEN $2 END,"
                    " finished_seen_s = CASE WHEN $3 AND seen_revision >= $4 THEN seen_s END"
                    " WHERE id = $1",
                    "biii", id, entry->at_s, (int64_t)case_is_finished(entry->state), revision);
        }
        arena_reset(&arena);
    }
    arena_finish(&arena);
    return !sql_failed(sql);
}
