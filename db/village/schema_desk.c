// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of notices being written, and what else the staff's screens keep.
#include "schema.h"

const char schema_desk[] =
    // Notices being written, a row each, saved while somebody types. role: whose (a Role of
    // record.proto); by, who: the member, by number and by name as it was then; state: see draft.h;
    // template: the slug it began from; base, base_revision: the notice that it revises, and what
    // stood there then; about: what the register gave along; note: what a second member said when
    // giving it back; record: a packed Draft.
    "CREATE TABLE draft (id INTEGER PRIMARY KEY, role INTEGER NOT NULL, by INTEGER NOT NULL,"
    "    who TEXT NOT NULL, state INTEGER NOT NULL, template TEXT NOT NULL, base TEXT,"
    "    base_revision INTEGER NOT NULL, about TEXT NOT NULL, note TEXT NOT NULL,"
    "    saved_s INTEGER NOT NULL, record BLOB NOT NULL) STRICT;"
    "CREATE INDEX draft_role ON draft (role, saved_s DESC);"
    // What a role last filled into a blank that its template keeps.
    "CREATE TABLE draft_word (role INTEGER NOT NULL, blank TEXT NOT NULL, value TEXT NOT NULL,"
    "    PRIMARY KEY (role, blank)) STRICT, WITHOUT ROWID;"
    // Who of the staff published or withdrew which revision here.
    "CREATE TABLE notice_hand (notice TEXT NOT NULL, revision INTEGER NOT NULL,"
    "    role INTEGER NOT NULL, who TEXT NOT NULL, about TEXT NOT NULL, at_s INTEGER NOT NULL,"
    "    PRIMARY KEY (notice, revision)) STRICT, WITHOUT ROWID;"
    // Withdrawn by the regency: a new revision would be refused there.
    "ALTER TABLE notice ADD COLUMN gone_far INTEGER NOT NULL DEFAULT 0;"
    // Files of a folder that were posted, by the hash of their bytes: the same one again is no
    // second notice.
    "CREATE TABLE notice_file (hash BLOB PRIMARY KEY, notice TEXT NOT NULL) STRICT, WITHOUT ROWID;"

    // Certificates: who of the staff answered the questions of their role, as many right of so many
    // (certificate.h). member: as in staff; the name as it was then. right is a word of SQL.
    "CREATE TABLE certificate (number INTEGER PRIMARY KEY, member INTEGER NOT NULL,"
    "    role INTEGER NOT NULL, who TEXT NOT NULL, right_count INTEGER NOT NULL,"
    "    of_count INTEGER NOT NULL, at_s INTEGER NOT NULL) STRICT;"
    "CREATE INDEX certificate_member ON certificate (member, number DESC);";
