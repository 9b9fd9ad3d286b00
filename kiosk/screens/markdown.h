// SPDX-License-Identifier: GPL-3.0-or-later
// CommonMark, and tables between bars, as a flat row of blocks that a screen can show from any
// place. HTML stays the text that it is; links are text followed by their address.
#ifndef MARKDOWN_H
#define MARKDOWN_H

#include "db/record/record.h"
#include "kiosk/ui/ui.h"

enum {
    MARKDOWN_INDENT_MAX = 4,    // deeper lists stand at the fourth place
    MARKDOWN_QUOTE_MAX = 3,     // deeper quotes likewise
    MARKDOWN_RUNS_MAX = 200,    // of one block; a longer paragraph goes on in the next block
    MARKDOWN_TEXT_MAX = 16384,  // bytes of one block, likewise
    MARKDOWN_ROWS_MAX = 40,     // of one table; a longer one goes on in the next
    MARKDOWN_PART_WEIGHT = 600, // what one showing holds (markdown_part)
    MARKDOWN_URL_MAX = 500, // bytes of an address that is shown; a longer one is no use on a wall
};

enum markdown_kind {
    MARKDOWN_PARAGRAPH,
    MARKDOWN_HEADING,
    MARKDOWN_CODE,
    MARKDOWN_TABLE,
    MARKDOWN_RULE,
    MARKDOWN_PICTURE,
};

struct markdown_cell {
    const struct ui_run *runs;
    size_t run_count;
};

struct markdown_block {
    enum markdown_kind kind;
    int level;                 // of a heading, 1 to 6
    int indent, quote;         // how many lists and quotes stand around it, capped
    const char *marker;        // "•" or "3." on the first block of a list's item, else NULL
    const struct ui_run *runs; // paragraph and heading; of a picture: what it shows
    size_t run_count;
    const char *text;  // of code: the lines; of a picture: the file's name as the notice calls it
    int columns, rows; // of a table; rows without the head
    const struct markdown_cell *head;  // columns of them; NULL in a part that goes on
    const struct markdown_cell *cells; // rows * columns
};

struct markdown {
    const struct markdown_block *blocks;
    size_t count;
};

// All of it in the arena. Never fails: any valid UTF-8 is Markdown.
struct markdown markdown_parse(struct arena *arena, const char *text);

// Blocks are shown in parts that a screen can hold. Where the part that begins at `from` ends.
size_t markdown_part(const struct markdown *md, size_t from);

// The words alone, at most max bytes, ended at a word with "..." when there are more.
const char *markdown_plain(struct arena *arena, const struct markdown *md, size_t max);

// Pictures are found by whoever shows the words, and answer a touch.
struct markdown_pictures {
    const char *(*find)(void *ctx, const char *name); // its path; NULL when it is not here
    // One that is not here and still comes, with its sides; NULL: none does.
    const Kt__Picture *(*coming)(void *ctx, const char *name);
    void *ctx;
    const char *id;      // what they are called: #ID.0 ...
    int count;           // numbers given so far
    int columns;         // they stand side by side, so many; 0: one below the other
    const char *touched; // the name of the one touched in this pass, else NULL
};

// Shows the blocks from .. to-1, each below the other. pictures NULL: none is here.
void markdown_show(struct ui *ui, const struct markdown *md, size_t from, size_t to,
                   struct markdown_pictures *pictures);
// One picture by its name, as large as its place allows, with what it shows below it; the same
// words in a banner where it is not here. One that still comes has its place kept.
void markdown_show_picture(struct ui *ui, struct markdown_pictures *pictures, const char *name,
                           const char *alt, int max_h_dp);

#endif
