// SPDX-License-Identifier: GPL-3.0-or-later
// Blanks in the words of a notice being written: [tempat]. A name in brackets that begins with a
// small letter and is no link. Pure: text in, text out.
#ifndef BLANK_H
#define BLANK_H

#include "db/base/arena.h"

enum {
    BLANKS_MAX = 16,           // of one notice: nobody fills in more in five minutes
    BLANK_NAME_BYTES_MAX = 60, // longer brackets are somebody's words
};

struct blank {
    const char *name;
    const char *value; // NULL or "": not filled yet
};

// The names of the blanks in a text, in order, each once; added behind the `count` that are in
// `names` already. Returns how many there are now; more than BLANKS_MAX are passed over.
size_t blank_find(struct arena *arena, const char *text, const char *names[static BLANKS_MAX],
                  size_t count);
// It stands in a paragraph of its own: what fills it may have lines.
bool blank_is_alone(const char *text, const char *name);
// The text with those filled that have a value; the others stay as they are. In the arena. Lines of
// a blank that is alone become a list, unless they are one or have paragraphs of their own; within
// a sentence they become blanks.
char *blank_fill(struct arena *arena, const char *text, const struct blank *blanks, size_t count);

#endif
