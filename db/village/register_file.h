// SPDX-License-Identifier: GPL-3.0-or-later
// The register of a role and the minutes of its musyawarah, as files to carry away. For whoever
// holds the stick: without a word that only officers read, without what was answered to it, without
// a contact, and with a name only where the villager chose to use it; and then having seen it
// stands on record as any other time.
#ifndef REGISTER_FILE_H
#define REGISTER_FILE_H

#include "register.h"

enum {
    REGISTER_FILE_BYTES_MAX = 64 * 1024 * 1024,
    REGISTER_MINUTES_MAX = 4000, // outcomes that differ
    REGISTER_FILES_MAX = 3,
};

struct register_file {
    const char *name;   // in the arena
    bool is_page;       // to be printed; else a table
    struct buf content; // owned
};
struct register_files {
    struct register_file files[REGISTER_FILES_MAX];
    size_t count;
    size_t cases, talks; // rows in each
};
// Makes register-ROLE-CODE-DAY.csv, for BPD musyawarah-CODE-DAY.csv, and
// register-ROLE-CODE-DAY.html in memory, and puts on record that they were. CSV: UTF-8 with a byte
// order mark (without it Excel takes it for another alphabet), `;`, every field quoted, lines end
// in CR LF, a row is a line; a field that a spreadsheet would take for a formula begins with '.
// False with a fault. The caller rings the bell, and finishes them in either case.
MUST_USE bool register_export(struct village *village, const struct staff_session *session,
                              struct arena *arena, struct register_files *out);
// Into an existing folder; files of the same day are replaced. On any thread. False with a fault:
// no room, not to be written, not there.
MUST_USE bool register_files_put(const struct register_files *files, const char *dir);
void register_files_finish(struct register_files *files); // takes zeroed memory

#endif
