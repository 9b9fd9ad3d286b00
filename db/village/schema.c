// SPDX-License-Identifier: GPL-3.0-or-later
// The schema of the village file, written to be read. A step that was ever released never changes.
#include "schema.h"

static const char step_1[] =
    // What the programs remember from one start to the next: the last time known and so on.
    "CREATE TABLE state (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;"

    // Settings as each side set them; which one wins is decided when they are read (setting.c).
    "CREATE TABLE setting (key TEXT NOT NULL, by INTEGER NOT NULL, value TEXT NOT NULL,"
    "    PRIMARY KEY (key, by)) STRICT, WITHOUT ROWID;"

    // Who this kiosk is: one row, from the ticket on. record is a packed Village.
    "CREATE TABLE identity (one INTEGER PRIMARY KEY CHECK (one = 1), ticket BLOB, url TEXT,"
    "    root_key BLOB, kiosk INTEGER, certificate BLOB, record BLOB,"
    "    numbers INTEGER NOT NULL DEFAULT 0," // the counting part of the last public number
    "    notices INTEGER NOT NULL DEFAULT 0)" // of the last notice id
    "    STRICT;"
    // The chain, for ever: answers made under an old key still open.
    "CREATE TABLE key_list (number INTEGER PRIMARY KEY, list BLOB NOT NULL) STRICT;"

    // Logs of this kiosk; one is open. A log closes when the regency knows another past of it. Its
    // head is its newest event, which therefore is never deleted while the log is open.
    "CREATE TABLE log (log INTEGER PRIMARY KEY, open INTEGER NOT NULL,"
    "    confirmed INTEGER NOT NULL, confirmed_hash BLOB NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX log_open ON log (open) WHERE open = 1;"
    // Events as they are sent, with the running hash after each; kind, time and an aspiration's
    // case tell what waits without opening them. One b-tree: filing a word writes few pages.
    "CREATE TABLE event (log INTEGER NOT NULL REFERENCES log, seq INTEGER NOT NULL,"
    "    hash BLOB NOT NULL, kind INTEGER NOT NULL, at_s INTEGER NOT NULL, case_id BLOB,"
    "    bytes BLOB NOT NULL, PRIMARY KEY (log, seq)) STRICT, WITHOUT ROWID;"

    // What the receipt finds here: the own text, closed with the receipt's own key. No state.
    "CREATE TABLE aspiration (case_id BLOB PRIMARY KEY, number TEXT NOT NULL,"
    "    day INTEGER NOT NULL, own BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    // What the regency answered, closed with the receipt's key; record is a packed Answer.
    "CREATE TABLE answer (case_id BLOB PRIMARY KEY, revision INTEGER NOT NULL,"
    "    record BLOB NOT NULL, arrived_s INTEGER NOT NULL, opened INTEGER NOT NULL DEFAULT 0)"
    "    STRICT;"

    // Notices: what lists need in columns, the whole as a packed Notice. gone: the reason of a
    // withdrawal. seen: part of the whole state that is coming in (feed.c).
    "CREATE TABLE notice (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, own INTEGER NOT NULL,"
    "    category TEXT NOT NULL, publisher TEXT NOT NULL, pinned INTEGER NOT NULL,"
    "    urgency INTEGER NOT NULL, posted_s INTEGER NOT NULL, start_s INTEGER NOT NULL,"
    "    end_s INTEGER NOT NULL, record BLOB NOT NULL, gone TEXT, seen INTEGER NOT NULL DEFAULT 0)"
    "    STRICT;"
    "CREATE INDEX notice_order ON notice (urgency DESC, pinned DESC, posted_s DESC);"

    // The feed down: how far each class was read.
    "CREATE TABLE cursor (class INTEGER PRIMARY KEY, cursor BLOB NOT NULL) STRICT;"

    // Rounds, for the keeper; the newest few hundred.
    "CREATE TABLE round (id INTEGER PRIMARY KEY, at_s INTEGER NOT NULL, carrier TEXT NOT NULL,"
    "    result TEXT NOT NULL, bytes_up INTEGER NOT NULL, bytes_down INTEGER NOT NULL,"
    "    events_up INTEGER NOT NULL, changes_down INTEGER NOT NULL, took_ms INTEGER NOT NULL)"
    "    STRICT;"
    // Events that the regency put aside instead of applying, with its word.
    "CREATE TABLE aside (log INTEGER NOT NULL, seq INTEGER NOT NULL, why TEXT NOT NULL,"
    "    at_s INTEGER NOT NULL, PRIMARY KEY (log, seq)) STRICT, WITHOUT ROWID;"

    // What the screen wants done outside; the agent does it and writes how it went.
    "CREATE TABLE errand (id INTEGER PRIMARY KEY, what TEXT NOT NULL, argument TEXT,"
    "    asked_s INTEGER NOT NULL, done_s INTEGER, result TEXT) STRICT;";

const struct migration village_steps[] = {{.script = step_1}};
const int village_step_count = (int)COUNT_OF(village_steps);
