// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of who may sign in, the keys of the roles, and what was done (staff.h).
#include "schema.h"

const char schema_staff[] =
    // Members. The secret half of their key is closed with Argon2id(PIN, salt) at this cost (ops,
    // mem). Of one who left nothing stays but the name: no id is given twice.
    "CREATE TABLE staff (id INTEGER PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL,"
    "    role INTEGER NOT NULL, state INTEGER NOT NULL, added_s INTEGER NOT NULL,"
    "    public_key BLOB, salt BLOB, wrapped BLOB, ops INTEGER NOT NULL, mem INTEGER NOT NULL)"
    "    STRICT;"
    "CREATE UNIQUE INDEX staff_name ON staff (role, folded) WHERE state <> 3;" // 3: left

    // Keys of a role, by number; the newest is in force, the older ones open what is older.
    "CREATE TABLE role_key (role INTEGER NOT NULL, number INTEGER NOT NULL,"
    "    public_key BLOB NOT NULL, made_s INTEGER NOT NULL, PRIMARY KEY (role, number))"
    "    STRICT, WITHOUT ROWID;"
    // The secret half, sealed to a member's key.
    "CREATE TABLE role_grant (role INTEGER NOT NULL, number INTEGER NOT NULL,"
    "    member INTEGER NOT NULL REFERENCES staff, sealed BLOB NOT NULL,"
    "    PRIMARY KEY (role, number, member)) STRICT, WITHOUT ROWID;"

    // Tries since the last right one, by member; 0: of all together. at_ms counts the machine's
    // running time, which starts anew with each boot.
    "CREATE TABLE staff_try (member INTEGER PRIMARY KEY, tries INTEGER NOT NULL,"
    "    at_ms INTEGER NOT NULL, boot TEXT NOT NULL) STRICT;"

    // Who did what, for ever. Names as they were.
    "CREATE TABLE audit (id INTEGER PRIMARY KEY, at_s INTEGER NOT NULL, who TEXT NOT NULL,"
    "    role INTEGER NOT NULL, what TEXT NOT NULL, object TEXT NOT NULL) STRICT;";

const char schema_pepper[] =
    // With which pepper a member's key is closed besides (staff_pepper.h); NULL: with none.
    "ALTER TABLE staff ADD COLUMN pepper BLOB;"
    // Peppers of other machines that a backup brought, until no member needs them.
    "CREATE TABLE staff_pepper (id BLOB PRIMARY KEY, secret BLOB NOT NULL) STRICT, WITHOUT ROWID;";

const char schema_permit[] =
    // The regency's word that a role may begin anew (staff_anew.c). state: 1 open, 2 used, 3 over:
    // then salt and lock are gone, and the id stays, so that it never opens again. seen: part of
    // the whole state that is coming in. village and given_s are 0 of one that was over before it
    // came.
    "CREATE TABLE permit (id BLOB PRIMARY KEY, role INTEGER NOT NULL, village INTEGER NOT NULL,"
    "    given_s INTEGER NOT NULL, until_s INTEGER NOT NULL, salt BLOB, lock BLOB,"
    "    ops INTEGER NOT NULL, mem_kib INTEGER NOT NULL, state INTEGER NOT NULL,"
    "    seen INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE UNIQUE INDEX permit_open ON permit (role) WHERE state = 1;";
