// SPDX-License-Identifier: GPL-3.0-or-later
// The regency store's tables, written to be read. A step that was released is never edited: what
// changes later is a further step.
#include "regency_schema.h"

// In two pieces, since a compiler need not take a longer string.
static const char step_1_who[] =
    // Times end in _s and are seconds since 1970 UTC; days are counted since 1970 in the village's
    // zone. States, modes, addressees and categories are the numbers of record.proto.
    "CREATE TABLE regency ("
    "  one INTEGER PRIMARY KEY CHECK (one = 1)," // a single row
    "  code TEXT NOT NULL,"
    "  name TEXT NOT NULL,"
    "  root_key BLOB NOT NULL CHECK (length(root_key) = 32),"
    "  feed INTEGER NOT NULL CHECK (feed > 0)," // a new one after each restore
    "  notice_last INTEGER NOT NULL DEFAULT 0," // R-12 was the last one
    "  made_s INTEGER NOT NULL"
    ") STRICT;"

    // The chain that every kiosk can walk from the root key; kept for ever.
    "CREATE TABLE key_list ("
    "  number INTEGER PRIMARY KEY,"
    "  signed BLOB NOT NULL"
    ") STRICT;"

    // Codes are renumbered now and then; the id stays.
    "CREATE TABLE village ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  code TEXT NOT NULL UNIQUE,"
    "  name TEXT NOT NULL,"
    "  kecamatan TEXT NOT NULL DEFAULT '',"
    "  lat REAL, lon REAL,"
    "  receipt_salt BLOB NOT NULL CHECK (length(receipt_salt) = 16)," // shared by its kiosks
    "  zone_min INTEGER NOT NULL,"
    "  whole_after INTEGER NOT NULL DEFAULT 0" // cursors below this change were of another code
    ") STRICT;"

    // A ticket's token is kept as its hash only. The key comes with the enrolment.
    "CREATE TABLE kiosk ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  village INTEGER NOT NULL REFERENCES village,"
    "  slot INTEGER NOT NULL," // which kiosk of its village, from 0
    "  name TEXT NOT NULL,"
    "  token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 16),"
    "  key BLOB CHECK (length(key) = 32),"
    "  certificate BLOB,"
    "  added_s INTEGER NOT NULL,"
    "  enrolled_s INTEGER,"
    "  revoked_s INTEGER,"
    "  seen_s INTEGER,"                     // its last round
    "  waiting INTEGER NOT NULL DEFAULT 0," // events that it still held then
    "  UNIQUE (village, slot)"
    ") STRICT;"
    "CREATE INDEX kiosk_key ON kiosk (key) WHERE key IS NOT NULL;"

    // One row a log; whoever takes events in updates it first, which locks it.
    "CREATE TABLE log ("
    "  id INTEGER PRIMARY KEY,"
    "  kiosk INTEGER NOT NULL REFERENCES kiosk,"
    "  number INTEGER NOT NULL," // the log's id, as the kiosk drew it
    "  mark INTEGER NOT NULL,"   // all up to here is stored
    "  mark_hash BLOB NOT NULL CHECK (length(mark_hash) = 16),"
    "  started_s INTEGER NOT NULL,"
    "  touched_s INTEGER NOT NULL,"
    "  UNIQUE (kiosk, number)"
    ") STRICT;"

    // The hash after each event, for ever; origin is where a re-sent event stood first.
    "CREATE TABLE event ("
    "  log INTEGER NOT NULL REFERENCES log,"
    "  seq INTEGER NOT NULL CHECK (seq > 0),"
    "  hash BLOB NOT NULL CHECK (length(hash) = 16),"
    "  origin_log INTEGER, origin_seq INTEGER, origin_hash BLOB,"
    "  arrived_s INTEGER NOT NULL,"
    "  PRIMARY KEY (log, seq)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX event_origin ON event (origin_log, origin_seq) WHERE origin_log IS NOT NULL;"
    "CREATE TRIGGER event_stays BEFORE UPDATE ON event"
    "  BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;"
    "CREATE TRIGGER event_remains BEFORE DELETE ON event"
    "  BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END;"

    // What could not be applied: the bytes as they came, and why. Never dropped.
    "CREATE TABLE aside ("
    "  log INTEGER NOT NULL REFERENCES log,"
    "  seq INTEGER NOT NULL,"
    "  bytes BLOB NOT NULL,"
    "  why TEXT NOT NULL,"
    "  at_s INTEGER NOT NULL,"
    "  PRIMARY KEY (log, seq)"
    ") STRICT, WITHOUT ROWID;";

static const char step_1_what[] =
    // One receipt key, one case. text lies open for the operators unless the mode is rahasia;
    // names, contacts and secret texts are in `sealed` alone.
    "CREATE TABLE cases ("
    "  id BLOB PRIMARY KEY CHECK (length(id) = 16)," // H(\"kt case\", receipt_key)
    "  number TEXT NOT NULL,"
    "  village INTEGER NOT NULL REFERENCES village,"
    "  kiosk INTEGER NOT NULL REFERENCES kiosk,"
    "  receipt_key BLOB NOT NULL CHECK (length(receipt_key) = 32),"
    "  state INTEGER NOT NULL,"
    "  mode INTEGER NOT NULL,"
    "  addressee INTEGER NOT NULL,"
    "  category INTEGER NOT NULL,"
    "  day INTEGER NOT NULL," // of filing; of arrival when the kiosk's clock was not sure
    "  filed_s INTEGER NOT NULL,"
    "  arrived_s INTEGER NOT NULL,"
    "  due_day INTEGER NOT NULL," // 0: nothing is due
    "  opd TEXT REFERENCES opd,"
    "  revision INTEGER NOT NULL,"
    "  seen_revision INTEGER NOT NULL DEFAULT 0," // the newest that its kiosk says it has
    "  seen_s INTEGER,"
    "  text TEXT CHECK (text IS NULL OR mode <> 3),"
    "  key INTEGER NOT NULL," // number of the key list that opens `sealed`
    "  sealed BLOB NOT NULL,"
    "  UNIQUE (village, number)"
    ") STRICT;"
    "CREATE INDEX cases_arrived ON cases (arrived_s, number);"

    // What was done, in order, each signed over case, revision and content. Never changed.
    "CREATE TABLE entry ("
    "  case_id BLOB NOT NULL REFERENCES cases,"
    "  revision INTEGER NOT NULL,"
    "  content BLOB NOT NULL," // a CaseEntry of record.proto
    "  public INTEGER NOT NULL DEFAULT 0,"
    "  key INTEGER NOT NULL," // number of the key list that checks the signature
    "  signature BLOB NOT NULL CHECK (length(signature) = 64),"
    "  PRIMARY KEY (case_id, revision)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TRIGGER entry_stays BEFORE UPDATE ON entry"
    "  BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;"
    "CREATE TRIGGER entry_remains BEFORE DELETE ON entry"
    "  BEGIN SELECT RAISE(ABORT, 'an entry is never removed'); END;"

    // Each time somebody looked at what lies sealed.
    "CREATE TABLE opening ("
    "  id INTEGER PRIMARY KEY,"
    "  case_id BLOB NOT NULL REFERENCES cases,"
    "  at_s INTEGER NOT NULL,"
    "  by_whom TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX opening_case ON opening (case_id);"

    // Notices of the regency and of kiosks (K7-3), the newest revision of each.
    "CREATE TABLE bulletin ("
    "  id TEXT PRIMARY KEY,"
    "  origin INTEGER NOT NULL," // 0 the regency, else the kiosk; only the origin revises
    "  revision INTEGER NOT NULL,"
    "  audience TEXT NOT NULL,"
    "  record BLOB NOT NULL,"
    "  gone_s INTEGER,"
    "  gone_reason TEXT,"
    "  gone_by INTEGER" // 0 the regency: it stays withdrawn
    ") STRICT;"

    // The feed down: one number for all classes. A row that a newer one replaces for the same
    // audience keeps number and hash, so that a cursor on it still fits, and loses its body.
    "CREATE TABLE change ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  class INTEGER NOT NULL,"
    "  audience TEXT NOT NULL," // all, the beginning of a code, or #village
    "  object TEXT NOT NULL,"
    "  kiosk INTEGER," // who made it and so has it already
    "  kind INTEGER NOT NULL,"
    "  body BLOB,"
    "  hash BLOB NOT NULL CHECK (length(hash) = 8)"
    ") STRICT;"
    "CREATE INDEX change_audience ON change (class, audience, number) WHERE body IS NOT NULL;"
    "CREATE INDEX change_object ON change (object, audience) WHERE body IS NOT NULL;"

    "CREATE TABLE opd ("
    "  code TEXT PRIMARY KEY COLLATE NOCASE,"
    "  name TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    // Settings: the regency's own (scope '-'), and rules that travel to the kiosks of a scope.
    "CREATE TABLE rule ("
    "  key TEXT NOT NULL,"
    "  scope TEXT NOT NULL,"
    "  value TEXT NOT NULL,"
    "  at_s INTEGER NOT NULL,"
    "  PRIMARY KEY (key, scope)"
    ") STRICT, WITHOUT ROWID;";

static bool make_what(struct sql *sql)
{
    return sql_script(sql, step_1_what);
}

// Recordings on their way: what is kept of each file (part.c). Whole ones stay, so that a kiosk
// that asks again is told.
static const char step_2_part[] =
    "CREATE TABLE part ("
    "  hash BLOB PRIMARY KEY CHECK (length(hash) = 16),"
    "  kiosk INTEGER REFERENCES kiosk," // NULL: erased by its villager, never to be kept again
    "  total INTEGER NOT NULL,"
    "  have INTEGER NOT NULL,"
    "  at_s INTEGER NOT NULL" // of the last piece
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX part_unfinished ON part (kiosk) WHERE have < total;";

// Follow-ups that came before their case, in the order in which they came; they lie in `aside`.
static const char step_4_early[] =
    "CREATE TABLE early ("
    "  id INTEGER PRIMARY KEY,"
    "  case_id BLOB NOT NULL CHECK (length(case_id) = 16),"
    "  log INTEGER NOT NULL REFERENCES log,"
    "  seq INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX early_case ON early (case_id);"

    // Keys of machines that were restored since under a new one.
    "CREATE TABLE replaced ("
    "  kiosk INTEGER NOT NULL REFERENCES kiosk,"
    "  key BLOB NOT NULL CHECK (length(key) = 32),"
    "  at_s INTEGER NOT NULL,"
    "  PRIMARY KEY (kiosk, key)"
    ") STRICT, WITHOUT ROWID;"
    // An operator said so: a machine with a replaced key may come back, once.
    "ALTER TABLE kiosk ADD COLUMN readmit INTEGER NOT NULL DEFAULT 0;"
    // Came back by its certificate to a store that had forgotten it.
    "ALTER TABLE kiosk ADD COLUMN returned_s INTEGER NOT NULL DEFAULT 0;";

// What each kiosk tells of itself.
static const char step_7_report[] =
    "ALTER TABLE kiosk ADD COLUMN version INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE kiosk ADD COLUMN skew_s INTEGER;" // its clock before ours; NULL: never told
    "ALTER TABLE kiosk ADD COLUMN free_mb INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE kiosk ADD COLUMN oldest_s INTEGER NOT NULL DEFAULT 0;";

static const char step_8_dictionary[] =
    // Trained dictionaries that were given out (kamus.c), for ever. id: Adler-32; mark: see
    // record_dictionary_mark.
    "CREATE TABLE dictionary ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  id INTEGER NOT NULL UNIQUE,"
    "  mark INTEGER NOT NULL UNIQUE,"
    "  words BLOB NOT NULL,"
    "  given_s INTEGER NOT NULL"
    ") STRICT;";

// Of a follow-up and of a role's act its own time as well: its place alone may be another's
// (case_follow.c).
static const char step_said_at[] =
    "ALTER TABLE follow RENAME TO follow_old;"
    "DROP INDEX follow_case;"
    "CREATE TABLE follow ("
    "  id INTEGER PRIMARY KEY,"
    "  kiosk INTEGER NOT NULL REFERENCES kiosk,"
    "  log INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL,"
    "  at_s INTEGER," // NULL: came to an older version
    "  case_id BLOB NOT NULL REFERENCES cases,"
    "  revision INTEGER NOT NULL,"
    "  salt BLOB CHECK (length(salt) = 16),"
    "  text TEXT,"
    "  sealed BLOB,"
    "  key INTEGER,"
    "  UNIQUE (kiosk, log, seq, at_s)"
    ") STRICT;"
    "INSERT INTO follow (kiosk, log, seq, case_id, revision, salt, text, sealed, key)"
    " SELECT kiosk, log, seq, case_id, revision, salt, text, sealed, key FROM follow_old;"
    "DROP TABLE follow_old;"
    "CREATE INDEX follow_case ON follow (case_id, revision);"
    "ALTER TABLE acted RENAME TO acted_old;"
    "DROP INDEX acted_case;"
    "CREATE TABLE acted ("
    "  id INTEGER PRIMARY KEY,"
    "  kiosk INTEGER NOT NULL REFERENCES kiosk,"
    "  log INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL,"
    "  at_s INTEGER," // NULL: came to an older version
    "  case_id BLOB NOT NULL REFERENCES cases,"
    "  revision INTEGER NOT NULL,"
    "  bytes INTEGER NOT NULL,"
    "  UNIQUE (kiosk, log, seq, at_s)"
    ") STRICT;"
    "INSERT INTO acted (kiosk, log, seq, case_id, revision, bytes)"
    " SELECT kiosk, log, seq, case_id, revision, bytes FROM acted_old;"
    "DROP TABLE acted_old;"
    "CREATE INDEX acted_case ON acted (case_id);";

// With a rowid: a lookup compared whole rows before, and one of these may have 320 KiB (SQLite
// reads all of a row that overflows its page of an index).
static const char step_aside_lookup[] = "ALTER TABLE aside RENAME TO aside_old;"
                                        "CREATE TABLE aside ("
                                        "  id INTEGER PRIMARY KEY,"
                                        "  log INTEGER NOT NULL REFERENCES log,"
                                        "  seq INTEGER NOT NULL,"
                                        "  bytes BLOB NOT NULL,"
                                        "  why TEXT NOT NULL,"
                                        "  at_s INTEGER NOT NULL,"
                                        "  UNIQUE (log, seq)"
                                        ") STRICT;"
                                        "INSERT INTO aside (log, seq, bytes, why, at_s)"
                                        " SELECT log, seq, bytes, why, at_s FROM aside_old;"
                                        "DROP TABLE aside_old;";

// How receipts that were printed before a code changed begin: the code's last four digits.
static const char step_village_former[] = "CREATE TABLE village_former ("
                                          "  village INTEGER NOT NULL REFERENCES village,"
                                          "  desa TEXT NOT NULL,"
                                          "  PRIMARY KEY (village, desa)"
                                          ") STRICT, WITHOUT ROWID;";
// How much of a kiosk was set aside on one day (since 1970, UTC), and whether a case names a
// recording.
static const char step_limits[] =
    "ALTER TABLE kiosk ADD COLUMN aside_day INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE kiosk ADD COLUMN aside_count INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE kiosk ADD COLUMN aside_bytes INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX case_voice ON cases (voice_hash) WHERE voice_hash IS NOT NULL;"
    "CREATE INDEX part_kiosk ON part (kiosk);";
// Set aside because another notice has its numbers: its kiosk is told so, as often as it asks.
static const char step_put_back[] =
    "ALTER TABLE aside ADD COLUMN clash INTEGER NOT NULL DEFAULT 0;"
    // Where a new case begins to count (regency_jump.h).
    "ALTER TABLE regency ADD COLUMN revision_from INTEGER NOT NULL DEFAULT 1;";
// Each round tells how a kiosk's own notices stand.
static const char step_own_notices[] =
    "CREATE INDEX bulletin_origin ON bulletin (origin) WHERE origin > 0;";

const struct migration regency_schema_steps[] = {
    {.script = step_1_who, .code = make_what},
    {.script = step_2_part},
    {.script = regency_schema_case, .code = regency_schema_case_fill},
    {.script = step_4_early},
    {.script = regency_schema_role},
    {.script = regency_schema_merged},
    {.script = step_7_report},
    {.script = step_8_dictionary},
    {.script = regency_schema_picture, .code = regency_schema_picture_fill},
    {.script = regency_schema_permit},
    {.script = step_said_at},
    {.script = step_aside_lookup},
    {.script = step_village_former},
    {.script = step_limits},
    {.script = step_put_back},
    {.script = step_own_notices},
};
const int regency_schema_count = COUNT_OF(regency_schema_steps);
