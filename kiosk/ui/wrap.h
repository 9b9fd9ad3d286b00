// SPDX-License-Identifier: GPL-3.0-or-later
// A paragraph broken into lines at spaces (but not between a number and its word), at hyphens
// between letters, and inside a word only where the word alone is wider than the line. Pure: text
// and width in, lines out.
#ifndef WRAP_H
#define WRAP_H

#include "db/base/arena.h"
#include "text.h"

struct wrap_run {
    const char *str;
    size_t len;
    struct text_font font;
};

// Letters of one run that stand side by side in one line.
struct wrap_piece {
    uint32_t run;
    uint32_t from, len; // bytes of the run
    int x, w;           // pixels from the line's left edge
};

struct wrap_line {
    uint32_t first, count; // its pieces
    uint32_t from, to;     // bytes of run 0 that belong to it, blanks at its end included
    int w;                 // pixels, without blanks at its end
};

struct wrap {
    struct wrap_line *lines; // in the arena given
    struct wrap_piece *pieces;
    uint32_t line_count, piece_count;
    int w; // of the widest line
};

// width: pixels; anything under 1 means no limit. A paragraph of no letters has one empty line.
struct wrap wrap_lines(struct text *text, struct arena *arena, const struct wrap_run *runs,
                       size_t count, int width);

// The least width that needs no more lines than `width` does, so that a headline's lines are of
// like length.
int wrap_balance(struct text *text, struct arena *arena, const struct wrap_run *runs, size_t count,
                 int width);
// Of what is never broken as long as it fits: words, and their parts at hyphens.
int wrap_widest(struct text *text, const struct wrap_run *runs, size_t count);

#endif
