// SPDX-License-Identifier: GPL-3.0-or-later
// Brings a file to the schema of this program, one numbered step at a time.
#ifndef MIGRATE_H
#define MIGRATE_H

#include "sql.h"

struct migration {
    const char *script;            // run in one transaction with the new user_version
    bool (*code)(struct sql *sql); // after the script, in the same transaction; may be NULL
};

// Steps from the file's user_version to `count`, under an exclusive lock file PATH.lock (two
// programs start at boot). A copy PATH.before-N is laid down before each step of a file that
// already holds data; a killed step leaves the old file whole. A file of a newer program is
// refused.
MUST_USE bool migrate(struct sql *sql, const char *path, const struct migration *steps, int count);

// Takes the copies PATH.before-N, and PATH.backup that a cut left, away: they hold what was erased
// since. Each that cannot be removed is named. Also the days after which they go by themselves: the
// new version has run well.
enum { MIGRATE_COPY_DAYS = 14 };
void migrate_drop_copies(const char *path);
bool migrate_has_copies(const char *path);

// True when all is well; else the fault names the first thing that is not. Reads the whole file.
MUST_USE bool migrate_quick_check(struct sql *sql);

#endif
