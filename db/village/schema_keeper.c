// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of who keeps the machine: errands, what was tried last, who is in today.
#include "schema.h"

const char schema_keeper[] =
    // What the screen wants done outside (errand.c); no program ever wrote into the first table of
    // this name. sealed: a password or ticket, closed to the agent that runs now, gone once taken.
    // text, number, word: the result as a phrase (db/base/phrase.h). list: what it found, a line a
    // thing.
    "DROP TABLE errand;"
    "CREATE TABLE errand (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT NOT NULL,"
    "    argument TEXT NOT NULL, sealed BLOB, state INTEGER NOT NULL, asked_s INTEGER NOT NULL,"
    "    done_s INTEGER, step INTEGER NOT NULL DEFAULT 0, steps INTEGER NOT NULL DEFAULT 0,"
    "    is_unwanted INTEGER NOT NULL DEFAULT 0, text TEXT, number INTEGER, word TEXT, list TEXT)"
    "    STRICT;"
    "CREATE INDEX errand_open ON errand (id) WHERE done_s IS NULL;"

    // What was tried last, and how it went: the file, the link, the touch of the screen (probe.c).
    "CREATE TABLE probe (name TEXT PRIMARY KEY, at_s INTEGER NOT NULL, state INTEGER NOT NULL,"
    "    number INTEGER NOT NULL, word TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    // Why a round ended as it did (round.h), for words in any language.
    "ALTER TABLE round ADD COLUMN why INTEGER NOT NULL DEFAULT 0;"

    // Who is in, as marked here: stands over the office's sheet until the next one comes.
    "CREATE TABLE present (name TEXT PRIMARY KEY, in_today INTEGER NOT NULL,"
    "    at_s INTEGER NOT NULL) STRICT, WITHOUT ROWID;";
