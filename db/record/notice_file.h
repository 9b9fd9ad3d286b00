// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a notice as people write it: CommonMark under front matter (see the guide for BPD).
#ifndef NOTICE_FILE_H
#define NOTICE_FILE_H

#include "record.h"

enum {
    NOTICE_FILE_BYTES_MAX = 2 * NOTICE_BODY_BYTES_MAX,
    NOTICE_WARNINGS_MAX = NOTICE_EXTRAS_MAX,
    NOTICE_VALUE_BYTES_MAX = 2000, // of a line of front matter; a page of text belongs below it
    NOTICE_TITLE_LETTERS_MAX = 200,
};

// What came out of a file. Pictures are named only (hash empty): whoever keeps the media fills in
// hash, size and type.
struct notice_file {
    Kt__Notice notice;
    const char *warnings[NOTICE_WARNINGS_MAX]; // lines for the terminal
    size_t warning_count;
};

// name: for messages ("FILE: line N: ..."). zone_min: for dates without a zone. id and posted_s are
// left empty unless the file revises (`id`). NULL with a fault that names line and remedy.
struct notice_file *notice_file_read(struct arena *arena, const char *name, struct bytes text,
                                     int zone_min);

#endif
