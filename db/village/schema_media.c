// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of pictures on their way (media.h).
#include "schema.h"

const char schema_media[] =
    // A row a picture, for as long as anybody ever named it. have: bytes that are surely here.
    // up: a notice of this kiosk names it, so the regency may lack it; there: what it keeps;
    // asked: it asked for it in its last answer. wrong: how often it came whole and was another
    // thing; ask_s: not asked for before; left_s: since when nobody names it, 0 while somebody
    // does.
    "CREATE TABLE media (hash BLOB PRIMARY KEY, bytes INTEGER NOT NULL,"
    "    have INTEGER NOT NULL DEFAULT 0, up INTEGER NOT NULL DEFAULT 0,"
    "    there INTEGER NOT NULL DEFAULT 0, asked INTEGER NOT NULL DEFAULT 0,"
    "    wrong INTEGER NOT NULL DEFAULT 0, ask_s INTEGER NOT NULL DEFAULT 0,"
    "    named_s INTEGER NOT NULL, left_s INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;"
    // Who names it: a notice's id, or 'office' and whose sheet it is.
    "CREATE TABLE media_use (name TEXT NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (name, hash))"
    "    STRICT, WITHOUT ROWID;"
    "CREATE INDEX media_use_hash ON media_use (hash);"
    "CREATE INDEX media_missing ON media (named_s) WHERE have < bytes;";
