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
};

struct register_files {
    const char *csv, *minutes, *page; // names in the folder, in the arena; minutes NULL: not BPD
    size_t cases, talks;              // rows in each
};
// Writes register-ROLE-CODE-DAY.csv and .html, and for BPD musyawarah-CODE-DAY.csv, into an
// existing folder; files of the same day are replaced. CSV: UTF-8 with a byte order mark (without
// it Excel takes it for another alphabet), `;`, every field quoted, lines end in CR LF, a row is a
// line; a field that a spreadsheet would take for a formula begins with '. False with a fault: no
// room, not to be written. The caller rings the bell.
MUST_USE bool register_export(struct village *village, const struct staff_session *session,
                              struct arena *arena, const char *dir, struct register_files *out);

#endif
