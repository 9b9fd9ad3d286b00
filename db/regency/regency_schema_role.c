// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of roles at kiosks: their public keys, who of the village reads which case, what they
// did with it, and who of them has answered the questions of their role.
#include "regency_schema.h"

const char regency_schema_role[] =
    // The role at the village that reads it: BPD or desa where it is addressed to them, or where
    // somebody who did not know left the choice to the regency. 0: nobody there.
    "ALTER TABLE cases ADD COLUMN role INTEGER NOT NULL DEFAULT 0;"
    "UPDATE cases SET role = addressee WHERE addressee IN (1, 2);"
    "CREATE INDEX cases_role ON cases (village, role) WHERE role <> 0;"
    // 0: an operator of the regency looked; else the role at the village that did.
    "ALTER TABLE opening ADD COLUMN role INTEGER NOT NULL DEFAULT 0;"

    // Public halves. One of a kiosk's role is in force: items are sealed to it. Older ones stay,
    // for what was done with them before they were replaced: log and seq say where a key was first
    // filed, until_log and until_seq where the one was that took its place.
    "CREATE TABLE role_key ("
    "  id INTEGER PRIMARY KEY,"
    "  kiosk INTEGER NOT NULL REFERENCES kiosk,"
    "  role INTEGER NOT NULL,"
    "  number INTEGER NOT NULL CHECK (number > 0),"
    "  key BLOB NOT NULL CHECK (length(key) = 32),"
    "  log INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL,"
    "  in_force INTEGER NOT NULL,"
    "  until_log INTEGER, until_seq INTEGER,"
    "  stale INTEGER NOT NULL," // some cases are not sealed to it yet
    "  at_s INTEGER NOT NULL"
    ") STRICT;"
    "CREATE UNIQUE INDEX role_key_in_force ON role_key (kiosk, role) WHERE in_force = 1;"
    "CREATE INDEX role_key_number ON role_key (kiosk, role, number);"

    // To which key a case was last sealed for a kiosk; the item itself lies in the feed, sealed.
    "CREATE TABLE role_item ("
    "  kiosk INTEGER NOT NULL REFERENCES kiosk,"
    "  case_id BLOB NOT NULL REFERENCES cases,"
    "  role_key INTEGER NOT NULL REFERENCES role_key,"
    "  PRIMARY KEY (kiosk, case_id)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX role_item_case ON role_item (case_id);"

    // What a role did, by where it was first filed, so that it counts once.
    "CREATE TABLE acted ("
    "  kiosk INTEGER NOT NULL REFERENCES kiosk,"
    "  log INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL,"
    "  case_id BLOB NOT NULL REFERENCES cases,"
    "  revision INTEGER NOT NULL," // of its entry
    "  bytes INTEGER NOT NULL,"    // of its words
    "  PRIMARY KEY (kiosk, log, seq)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX acted_case ON acted (case_id);"

    // Certificates of operators, as the kiosks report them.
    "CREATE TABLE certified ("
    "  kiosk INTEGER NOT NULL REFERENCES kiosk,"
    "  log INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL,"
    "  role INTEGER NOT NULL,"
    "  name TEXT NOT NULL,"
    "  right_answers INTEGER NOT NULL,"
    "  questions INTEGER NOT NULL,"
    "  at_s INTEGER NOT NULL,"
    "  PRIMARY KEY (kiosk, log, seq)"
    ") STRICT, WITHOUT ROWID;";

const char regency_schema_permit[] =
    // The regency's word that a role may begin anew at one kiosk of a village, for ever
    // (role_anew.c). ended: 0 while it stands, 1 used, 2 taken back, 3 replaced.
    "CREATE TABLE role_permit ("
    "  id BLOB PRIMARY KEY CHECK (length(id) = 16),"
    "  village INTEGER NOT NULL REFERENCES village,"
    "  role INTEGER NOT NULL,"
    "  given_s INTEGER NOT NULL,"
    "  until_s INTEGER NOT NULL,"
    "  given_by TEXT NOT NULL,"
    "  ended INTEGER NOT NULL DEFAULT 0,"
    "  ended_s INTEGER,"
    "  ended_by TEXT,"
    "  kiosk INTEGER REFERENCES kiosk" // that used it
    ") STRICT, WITHOUT ROWID;"
    "CREATE UNIQUE INDEX role_permit_open ON role_permit (village, role) WHERE ended = 0;"
    "CREATE TRIGGER role_permit_remains BEFORE DELETE ON role_permit"
    "  BEGIN SELECT RAISE(ABORT, 'a permission is never removed'); END;"

    // Each time a kiosk said that a role began anew, by where it was first filed. permit: NULL
    // where it was done by command; is_first: that permission stood until then.
    "CREATE TABLE role_anew ("
    "  kiosk INTEGER NOT NULL REFERENCES kiosk,"
    "  log INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL,"
    "  role INTEGER NOT NULL,"
    "  permit BLOB,"
    "  is_first INTEGER NOT NULL,"
    "  at_s INTEGER NOT NULL,"
    "  arrived_s INTEGER NOT NULL,"
    "  PRIMARY KEY (kiosk, log, seq)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TRIGGER role_anew_remains BEFORE DELETE ON role_anew"
    "  BEGIN SELECT RAISE(ABORT, 'what a kiosk reported is never removed'); END;";
