// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of what was addressed to a role, and what the role did with it (register.h). Nothing
// of them tells how a case stands: states and words lie closed, all of a length where that would
// tell.
#include "schema.h"

const char schema_register[] =
    // A RoleCopy for each role and case, sealed to the role's key of that number. revision 0: made
    // here with the filing; else the regency's, which is newer than that in any case.
    "CREATE TABLE register (role INTEGER NOT NULL, case_id BLOB NOT NULL, key INTEGER NOT NULL,"
    "    revision INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (role, case_id))"
    "    STRICT, WITHOUT ROWID;"

    // What a role did here and no view has shown yet, by where its event was first filed. kept: the
    // Acting, for the role; note: the CaseEntry that comes of it, for the receipt. tag:
    // H("kt desk", receipt key): only who knows the receipt's key finds it.
    "CREATE TABLE act (log INTEGER NOT NULL, seq INTEGER NOT NULL, role INTEGER NOT NULL,"
    "    key INTEGER NOT NULL, at_s INTEGER NOT NULL, tag BLOB NOT NULL, kept BLOB NOT NULL,"
    "    note BLOB NOT NULL,"
    "    PRIMARY KEY (log, seq)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX act_tag ON act (tag);"
    "CREATE INDEX act_role ON act (role);"

    // Cases that were erased here and that the regency has not taken back yet: an answer that was
    // on its way meanwhile, or lay on a stick, does not bring their words back.
    "CREATE TABLE register_gone (case_id BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;";

const char schema_unsent[] =
    // What a role was writing and has not sent (register_unsent.h), an Acting sealed to the role's
    // key of that number. tag: as of an act; of an outcome H("kt desk", day).
    "CREATE TABLE unsent (role INTEGER NOT NULL, tag BLOB NOT NULL, key INTEGER NOT NULL,"
    "    at_s INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (role, tag))"
    "    STRICT, WITHOUT ROWID;";
