// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a text, folded: lower case, no accents, apostrophes passed over (Jum'at is jumat).
// The same for what is looked for, what is found, and what is marked. Pure.
#ifndef FOLD_H
#define FOLD_H

#include "db/base/arena.h"

enum {
    FOLD_LETTERS_MAX = 60, // of a word; no query is longer, so what follows is never asked for
    FOLD_BYTES_MAX = 4 * FOLD_LETTERS_MAX,
};
struct fold_word {
    size_t at, len; // where it stands in the text, in bytes
    size_t letters; // of `word`
    bool has_digit;
    char word[FOLD_BYTES_MAX + 1]; // folded, UTF-8
};
// The next word of `text` at or after *pos, which moves behind it. False at the end.
bool fold_next(const char *text, size_t *pos, struct fold_word *out);

// All of them, a space between, added to `out`.
void fold_add(struct buf *out, const char *text);

#endif
