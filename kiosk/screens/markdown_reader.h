// SPDX-License-Identifier: GPL-3.0-or-later
// What the two halves of the Markdown reader share (markdown.c, markdown_table.c); no one else.
#ifndef MARKDOWN_READER_H
#define MARKDOWN_READER_H

#include "markdown.h"

// A stretch of letters of one look, or the end of a line.
struct piece {
    struct ui_run run;
    enum { PIECE_TEXT, PIECE_CODE, PIECE_SOFT, PIECE_HARD } kind;
};

struct reader {
    struct arena *arena;
    struct markdown_block *blocks;
    size_t count, cap;
    struct piece *pieces;
    size_t piece_count, piece_cap;
    int indent, quote, bold, italic;
    const char *marker; // of the item that has begun and shown nothing yet
};

// One line of a paragraph: pieces from .. to-1.
struct line {
    size_t from, to;
};

struct markdown_block *markdown_add(struct reader *r, enum markdown_kind kind);
// The pieces as runs: neighbours of one look become one, line ends become a space or a line feed.
struct ui_run *markdown_runs(struct arena *arena, const struct piece *pieces, size_t count,
                             size_t *run_count);
bool markdown_is_blank(const struct ui_run *runs, size_t count);

// The lines of what was gathered; `lines` has room for piece_count + 1.
size_t markdown_lines(const struct reader *r, struct line *lines);
// The line that is a table's head; count when there is no table.
size_t markdown_table_head(const struct reader *r, const struct line *lines, size_t count);
// lines[0] is the head, lines[1] the dashes.
void markdown_add_table(struct reader *r, const struct line *lines, size_t count);

#endif
