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

// Why a file is none, for who says it in another language than the fault.
enum notice_why {
    NOTICE_WHY_NOT_TEXT, // not UTF-8, or control letters
    NOTICE_WHY_TOO_LONG, // the file, a text, a title, a value
    NOTICE_WHY_NO_FRONT, // it does not begin with --- and end with it
    NOTICE_WHY_NO_TITLE, // a line that must stand there
    NOTICE_WHY_NO_CATEGORY,
    NOTICE_WHY_LINE,     // a line is not `key: value`
    NOTICE_WHY_CATEGORY, // a value is none of those that may stand there
    NOTICE_WHY_DATE,
    NOTICE_WHY_VALUE,
    NOTICE_WHY_TWICE,      // a key, or a language, stands there twice
    NOTICE_WHY_LANGUAGE,   // unknown, or a text without its title
    NOTICE_WHY_PICTURES,   // too many, or not beside the file
    NOTICE_WHY_ENDS_FIRST, // its last day lies before its first
    NOTICE_WHY_COUNT,
};
struct notice_file_why {
    enum notice_why what;
    int line;          // 0: of the whole file
    const char *about; // the key or value that it is about, in the arena; "" for none
};

// name: for messages ("FILE: line N: ..."). zone_min: for dates without a zone. id and posted_s are
// left empty unless the file revises (`id`). NULL with a fault that names line and remedy.
struct notice_file *notice_file_read(struct arena *arena, const char *name, struct bytes text,
                                     int zone_min);
// The same; *why is filled when it gives NULL.
struct notice_file *notice_file_read_why(struct arena *arena, const char *name, struct bytes text,
                                         int zone_min, struct notice_file_why *why);

#endif
