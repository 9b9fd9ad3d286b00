// SPDX-License-Identifier: GPL-3.0-or-later
// The schema of the village file, written to be read. A step that was ever released never changes.
#include "schema.h"

#include "media.h"
#include "notice.h"

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

static const char step_2[] =
    // When a notice's event begins and when it is over; 0: it has none.
    "ALTER TABLE notice ADD COLUMN event_s INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE notice ADD COLUMN event_over_s INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX notice_event ON notice (event_over_s) WHERE event_over_s <> 0;"

    // Words of the notices as fold.c gives them, a space between, for search (search.c). Its rows
    // are those of notice_place, which rise with a notice's time: read backwards they are the
    // newest first, without sorting. A rowid of `notice` itself would not survive VACUUM.
    "CREATE TABLE notice_place (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
    "    start_s INTEGER NOT NULL) STRICT;"
    "CREATE VIRTUAL TABLE notice_word USING fts5 (title, body, tokenize='ascii',"
    "    prefix='1 2 3 4 5');"
    // The titles once more: to ask for all words in a title is quick in a list of titles alone.
    "CREATE VIRTUAL TABLE notice_title USING fts5 (title, tokenize='ascii', prefix='1 2 3 4');"
    // Every word that ever stood there, for the one wrong letter; tail: without its first two
    // letters, to be found where one of these is the wrong one.
    "CREATE TABLE vocabulary (word TEXT PRIMARY KEY, tail TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX vocabulary_tail ON vocabulary (tail);"

    // The board: what moderation released, as it came. supported: from this kiosk, not yet counted
    // in the record.
    "CREATE TABLE board (item INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,"
    "    category INTEGER NOT NULL, day INTEGER NOT NULL, done_day INTEGER NOT NULL,"
    "    supports INTEGER NOT NULL, supported INTEGER NOT NULL DEFAULT 0, record BLOB NOT NULL,"
    "    seen INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE INDEX board_day ON board (day DESC, item DESC);"
    // Its words, folded; rowid is the item.
    "CREATE VIRTUAL TABLE board_word USING fts5 (text, tokenize='ascii');"
    // What is whole and there once: 'office' and 'totals', packed records.
    "CREATE TABLE sheet (what TEXT NOT NULL, by INTEGER NOT NULL, record BLOB NOT NULL,"
    "    at_s INTEGER NOT NULL, PRIMARY KEY (what, by)) STRICT, WITHOUT ROWID;"

    // Alerts until they expire; acknowledged: somebody touched it here.
    "CREATE TABLE alert (id TEXT PRIMARY KEY, sent_s INTEGER NOT NULL, severity INTEGER NOT NULL,"
    "    status INTEGER NOT NULL, onset_s INTEGER NOT NULL, expires_s INTEGER NOT NULL,"
    "    arrived_s INTEGER NOT NULL, record BLOB NOT NULL, acknowledged_s INTEGER,"
    "    gone INTEGER NOT NULL DEFAULT 0, seen INTEGER NOT NULL DEFAULT 0) STRICT;"

    // APBDes, a line a row; money in sen, so that cents add up exactly.
    "CREATE TABLE budget (year INTEGER NOT NULL, line INTEGER NOT NULL, code TEXT NOT NULL,"
    "    kind INTEGER NOT NULL, field TEXT NOT NULL, item TEXT NOT NULL,"
    "    planned_sen INTEGER NOT NULL, realised_sen INTEGER NOT NULL,"
    "    PRIMARY KEY (year, line)) STRICT, WITHOUT ROWID;"

    // Recordings on their way up: closed files under media/. have: what the regency keeps of it.
    "CREATE TABLE voice (hash BLOB PRIMARY KEY, bytes INTEGER NOT NULL, at_s INTEGER NOT NULL,"
    "    have INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;"
    // What a villager did with a case and no answer has shown yet (follow.c); closed with the
    // receipt's own key. tag: H("kt follow", own key): only the receipt finds it.
    "CREATE TABLE follow (id INTEGER PRIMARY KEY, tag BLOB NOT NULL, closed BLOB NOT NULL,"
    "    at_s INTEGER NOT NULL, log INTEGER NOT NULL, seq INTEGER NOT NULL) STRICT;"
    "CREATE INDEX follow_tag ON follow (tag);"

    // The counting part of the last public number, carried along from event to event (before: in
    // identity.numbers): so filing a word writes one page less.
    "ALTER TABLE event ADD COLUMN numbers INTEGER NOT NULL DEFAULT 0;"
    "UPDATE event SET numbers = (SELECT numbers FROM identity);";

// What rounds over the network cost (round.c), a day of the village's calendar a row.
static const char step_traffic[] =
    "CREATE TABLE traffic (day INTEGER PRIMARY KEY, up INTEGER NOT NULL, down INTEGER NOT NULL,"
    "    rounds INTEGER NOT NULL) STRICT;";

static const char step_dictionary[] =
    // Trained dictionaries, the newest last (dictionary.c). words: of `total` bytes those that
    // came; seen: named by the whole state that is on its way; state: see there.
    "CREATE TABLE dictionary (number INTEGER PRIMARY KEY AUTOINCREMENT, id INTEGER NOT NULL UNIQUE,"
    "    total INTEGER NOT NULL, words BLOB NOT NULL, seen INTEGER NOT NULL,"
    "    state INTEGER NOT NULL) STRICT;";

const struct migration village_steps[] = {
    {.script = step_1},        {.script = step_2, .code = notice_step_2},
    {.script = schema_staff},  {.script = schema_register},
    {.script = schema_desk},   {.script = schema_keeper},
    {.script = step_traffic},  {.script = step_dictionary},
    {.script = schema_pepper}, {.script = schema_media, .code = media_step},
    {.script = schema_permit}, {.script = schema_unsent}};
const int village_step_count = (int)COUNT_OF(village_steps);
