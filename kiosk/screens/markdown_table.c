// SPDX-License-Identifier: GPL-3.0-or-later
// Tables between bars, as people know them from elsewhere; CommonMark has none, so they arrive as
// the lines of a paragraph. A row with too many cells keeps the rest in its last one: nothing is
// lost, and nothing is ever taken for a table that has no line of dashes.
#include "markdown_reader.h"

#include <string.h>

size_t markdown_lines(const struct reader *r, struct line *lines)
{
    size_t n = 0, from = 0;
    for (size_t i = 0; i <= r->piece_count; i++) {
        if (i == r->piece_count || r->pieces[i].kind >= PIECE_SOFT) {
            lines[n++] = (struct line){from, i};
            from = i + 1;
        }
    }
    return n;
}

static bool has_bar(const struct reader *r, struct line line)
{
    for (size_t i = line.from; i < line.to; i++) {
        if (r->pieces[i].kind == PIECE_TEXT && strchr(r->pieces[i].run.text, '|')) {
            return true;
        }
    }
    return false;
}

// "|---|:--:|": bars, dashes, colons and spaces, at least one dash and one bar.
static bool is_delimiter(const struct reader *r, struct line line)
{
    bool has_dash = false;
    for (size_t i = line.from; i < line.to; i++) {
        const char *text = r->pieces[i].run.text;
        if (r->pieces[i].kind != PIECE_TEXT || text[strspn(text, "|-: \t")]) {
            return false;
        }
        has_dash = has_dash || strchr(text, '-');
    }
    return has_dash && has_bar(r, line);
}

size_t markdown_table_head(const struct reader *r, const struct line *lines, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (is_delimiter(r, lines[i]) && has_bar(r, lines[i - 1])) {
            return i - 1;
        }
    }
    return count;
}

static void trim(struct piece *pieces, size_t count, struct arena *arena)
{
    if (count == 0) {
        return;
    }
    struct ui_run *first = &pieces[0].run, *last = &pieces[count - 1].run;
    first->text += strspn(first->text, " \t");
    size_t len = strlen(last->text);
    while (len > 0 && (last->text[len - 1] == ' ' || last->text[len - 1] == '\t')) {
        len--;
    }
    last->text = arena_str_of(arena, bytes_of(last->text, len));
}

// The bar that opens a row ends no cell.
static const char *past_bar(const char *text)
{
    const char *first = text + strspn(text, " \t");
    return *first == '|' ? first + 1 : text;
}

// Cuts a line at its bars. A cell beyond `max` stays in the last one, bar and all.
static int cells_of(struct reader *r, struct line line, struct markdown_cell *cells, int max)
{
    struct piece *cell = ARENA_ARRAY(r->arena, struct piece, line.to - line.from + 1);
    size_t len = 0, runs;
    int n = 0;
    for (size_t i = line.from; i < line.to; i++) {
        const struct piece *p = &r->pieces[i];
        bool is_text = p->kind == PIECE_TEXT;
        const char *text = is_text && i == line.from ? past_bar(p->run.text) : p->run.text;
        const char *bar;
        while ((bar = is_text && n < max - 1 ? strchr(text, '|') : NULL)) {
            cell[len] = *p;
            cell[len++].run.text = arena_str_of(r->arena, bytes_of(text, (size_t)(bar - text)));
            trim(cell, len, r->arena);
            const struct ui_run *list = markdown_runs(r->arena, cell, len, &runs);
            cells[n++] = (struct markdown_cell){list, runs};
            len = 0;
            text = bar + 1;
        }
        cell[len] = *p;
        cell[len++].run.text = text;
    }
    trim(cell, len, r->arena);
    if (len > 0 && n == max - 1) { // the bar that closes a full row
        const char *last = cell[len - 1].run.text;
        size_t end = strlen(last);
        if (cell[len - 1].kind == PIECE_TEXT && end > 0 && last[end - 1] == '|') {
            cell[len - 1].run.text = arena_str_of(r->arena, bytes_of(last, end - 1));
            trim(cell, len, r->arena);
        }
    }
    const struct ui_run *list = markdown_runs(r->arena, cell, len, &runs);
    if (!markdown_is_blank(list, runs)) {
        cells[n++] = (struct markdown_cell){list, runs};
    }
    return n;
}

void markdown_add_table(struct reader *r, const struct line *lines, size_t count)
{
    struct markdown_cell head[UI_COLUMNS_MAX];
    int columns = cells_of(r, lines[0], head, UI_COLUMNS_MAX);
    if (columns == 0) {
        return;
    }
    for (size_t at = 2; at < count || at == 2; at += MARKDOWN_ROWS_MAX) {
        size_t rows = at < count ? count - at : 0;
        rows = rows < MARKDOWN_ROWS_MAX ? rows : MARKDOWN_ROWS_MAX;
        struct markdown_block *block = markdown_add(r, MARKDOWN_TABLE);
        size_t wide = (size_t)columns;
        struct markdown_cell *kept = ARENA_ARRAY(r->arena, struct markdown_cell, wide);
        memcpy(kept, head, wide * sizeof *kept);
        struct markdown_cell *cells = ARENA_ARRAY(r->arena, struct markdown_cell, rows * wide + 1);
        block->columns = columns;
        block->rows = (int)rows;
        block->head = kept;
        block->cells = cells;
        for (size_t i = 0; i < rows; i++) {
            (void)cells_of(r, lines[at + i], &cells[i * wide], columns);
        }
    }
}
