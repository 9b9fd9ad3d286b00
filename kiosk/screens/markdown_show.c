// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks of Markdown as boxes: one look a kind, in the order in which they stand. Reads nothing but
// the blocks; pictures are found by whoever shows the notice.
#include "markdown.h"

#include "kiosk/ui/i18n.h"
#include "kiosk/ui/widgets.h"

enum {
    INDENT_DP = 44,
    MARKER_DP = 48,
    PICTURE_MAX_DP = 720,
    LETTER_PERCENT = 57, // a letter's width by its size: figures, which are what tables hold
};

static void show_runs(struct ui *ui, struct ui_text style, const struct ui_run *runs, size_t count)
{
    if (count > 0) {
        ui_rich(ui, style, runs, count);
    }
}

static void show_paragraph(struct ui *ui, const struct markdown_block *block)
{
    show_runs(ui, (struct ui_text){.size = UI_BODY}, block->runs, block->run_count);
}

static void show_heading(struct ui *ui, const struct markdown_block *block)
{
    struct ui_text style = {
        .role = UI_ROLE_HEADING,
        .size = block->level <= 2 ? UI_LARGE : UI_BODY,
        .bold = true,
    };
    ui_space(ui, DP_GAP_SMALL, 0);
    show_runs(ui, style, block->runs, block->run_count);
}

static void show_code(struct ui *ui, const struct markdown_block *block)
{
    ui_begin(ui, (struct ui_box){
                     .fill = UI_CARD, .border = UI_LINE, .radius = DP_RADIUS_KEY, .pad = DP_GAP});
    ui_text(ui, (struct ui_text){.size = UI_SECOND}, block->text);
    ui_end(ui);
}

static void show_rule(struct ui *ui, const struct markdown_block *block)
{
    (void)block;
    ui_rule(ui, 0, DP_BORDER, UI_LINE, 0);
}

// Enough room for its columns: a table as one expects it.
static void show_grid(struct ui *ui, const struct markdown_block *block)
{
    ui_begin(ui, (struct ui_box){.fill = UI_CARD,
                                 .border = UI_LINE,
                                 .radius = DP_RADIUS_KEY,
                                 .pad_y = DP_GAP_SMALL});
    for (int row = -1; row < block->rows; row++) {
        const struct markdown_cell *cells =
            row < 0 ? block->head : &block->cells[row * block->columns];
        if (row >= 0) {
            ui_rule(ui, 0, DP_BORDER, UI_LINE, 0);
        }
        ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                     .columns = block->columns,
                                     .gap = DP_GAP,
                                     .pad_x = DP_GAP,
                                     .pad_y = DP_GAP_SMALL});
        for (int i = 0; i < block->columns; i++) {
            ui_begin(ui, (struct ui_box){0});
            show_runs(ui, (struct ui_text){.size = UI_SECOND, .bold = row < 0}, cells[i].runs,
                      cells[i].run_count);
            ui_end(ui);
        }
        ui_end(ui);
    }
    ui_end(ui);
}

// Too narrow: each row a card in which every value stands under its column's name.
static void show_cards(struct ui *ui, const struct markdown_block *block)
{
    ui_begin(ui, (struct ui_box){.gap = DP_GAP_SMALL});
    for (int row = 0; row < block->rows; row++) {
        ui_begin(ui, (struct ui_box){.fill = UI_CARD,
                                     .border = UI_LINE,
                                     .radius = DP_RADIUS_KEY,
                                     .pad = DP_GAP,
                                     .gap = DP_GAP_SMALL});
        for (int i = 0; i < block->columns; i++) {
            const struct markdown_cell *cell = &block->cells[row * block->columns + i];
            if (cell->run_count == 0) {
                continue;
            }
            ui_begin(ui, (struct ui_box){0});
            show_runs(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, block->head[i].runs,
                      block->head[i].run_count);
            show_runs(ui, (struct ui_text){.size = UI_SECOND, .bold = i == 0}, cell->runs,
                      cell->run_count);
            ui_end(ui);
        }
        ui_end(ui);
    }
    ui_end(ui);
}

// Letters of the longest word in a row of cells.
static int longest_word(const struct markdown_cell *cells, int count)
{
    int longest = 0;
    for (int i = 0; i < count; i++) {
        int letters = 0; // a word may go on in the next run
        for (size_t r = 0; r < cells[i].run_count; r++) {
            for (const char *p = cells[i].runs[r].text; *p; p++) {
                letters =
                    *p == ' ' || *p == '\n' ? 0 : letters + (((unsigned char)*p & 0xC0) != 0x80);
                longest = letters > longest ? letters : longest;
            }
        }
    }
    return longest;
}

// Columns so narrow that they would break words are none: rows become cards.
static void show_table(struct ui *ui, const struct markdown_block *block)
{
    int head = longest_word(block->head, block->columns);
    int word = longest_word(block->cells, block->columns * block->rows);
    int letter = theme_size_dp(UI_SECOND) * ui_text_percent(ui) * LETTER_PERCENT / 10000;
    // In landscape the words have three fifths of the width.
    int inner = ui_width(ui) - 2 * ui_margin(ui);
    int room = ui_is_wide(ui) ? (inner - 2 * DP_GAP) * 3 / 5 : inner;
    int column = (room - DP_GAP) / block->columns - DP_GAP;
    bool is_roomy = (head > word ? head : word) * letter <= column;
    (is_roomy || block->columns == 1 ? show_grid : show_cards)(ui, block);
}

static void (*const show_kind[])(struct ui *, const struct markdown_block *) = {
    [MARKDOWN_PARAGRAPH] = show_paragraph, [MARKDOWN_HEADING] = show_heading,
    [MARKDOWN_CODE] = show_code,           [MARKDOWN_TABLE] = show_table,
    [MARKDOWN_RULE] = show_rule,
};

// As tall as the picture will be with its button, as far as that can be known, so that the words
// below stay where they are when it comes.
static void show_coming(struct ui *ui, const Kt__Picture *picture, const char *alt, int max_h_dp,
                        int columns)
{
    int inner = ui_width(ui) - 2 * ui_margin(ui), h = max_h_dp;
    int w = (ui_is_wide(ui) ? (inner - 2 * DP_GAP) * 3 / 5 : inner) / (columns ? columns : 1);
    if (picture->width > 0 && (int64_t)w * picture->height / picture->width < max_h_dp) {
        h = (int)((int64_t)w * picture->height / picture->width);
    }
    const char *word = _("Gambar menyusul");
    ui_begin(ui,
             (struct ui_box){.role = UI_ROLE_IMAGE,
                             .label = *alt ? arena_printf(ui_arena(ui), "%s. %s", word, alt) : word,
                             .along = UI_CENTER,
                             .across = UI_CENTER,
                             .gap = DP_GAP_SMALL,
                             .pad = DP_GAP,
                             .min_h = h + DP_TARGET,
                             .fill = UI_CARD,
                             .border = UI_LINE,
                             .radius = DP_RADIUS});
    ui_icon(ui, ICON_PICTURE, DP_ICON_LINE, UI_SOFT);
    ui_text(ui, (struct ui_text){.bold = true, .align = UI_CENTER}, word);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .align = UI_CENTER},
            _("Muncul sendiri begitu sampai di kios ini."));
    ui_end(ui);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .is_mute = true}, alt);
}

void markdown_show_picture(struct ui *ui, struct markdown_pictures *pictures, const char *name,
                           const char *alt, int max_h_dp)
{
    const char *path = pictures ? pictures->find(pictures->ctx, name) : NULL;
    const Kt__Picture *coming =
        !path && pictures && pictures->coming ? pictures->coming(pictures->ctx, name) : NULL;
    if (coming) {
        show_coming(ui, coming, alt, max_h_dp, pictures->columns);
        return;
    }
    if (!path) {
        ui_banner(ui, NULL, UI_TINT_GOLD, ICON_PICTURE,
                  arena_printf(ui_arena(ui), "%s%s%s", alt, *alt ? "\n" : "",
                               _("Gambarnya tidak ada di kios ini.")));
        return;
    }
    const char *id = ui_id(ui, "%s.%d", pictures->id, pictures->count++);
    if (ui_picture_button(ui, id, path, max_h_dp, alt)) {
        pictures->touched = name;
    }
    struct ui_text below = {
        .size = UI_SMALL, .color = UI_SOFT, .is_mute = true}; // the picture says it
    ui_text(ui, below, alt);
}

static void show_block(struct ui *ui, const struct markdown_block *block,
                       struct markdown_pictures *pictures)
{
    if (block->indent > 0) {
        ui_begin(ui, (struct ui_box){.flow = UI_ROW});
        ui_space(ui, (block->indent - 1) * INDENT_DP, 0);
        ui_begin(ui, (struct ui_box){.min_w = MARKER_DP * ui_text_percent(ui) / 100});
        ui_text(ui, (struct ui_text){.bold = true, .color = UI_GREEN}, block->marker);
        ui_end(ui);
        ui_begin(ui, (struct ui_box){.grow = 1});
    }
    if (block->kind == MARKDOWN_PICTURE) {
        markdown_show_picture(ui, pictures, block->text, block->runs[0].text, PICTURE_MAX_DP);
    } else {
        show_kind[block->kind](ui, block);
    }
    if (block->indent > 0) {
        ui_end(ui);
        ui_end(ui);
    }
}

void markdown_show(struct ui *ui, const struct markdown *md, size_t from, size_t to,
                   struct markdown_pictures *pictures)
{
    int quote = 0;
    for (size_t i = from; i < to; i++) {
        const struct markdown_block *block = &md->blocks[i];
        for (; quote > block->quote; quote--) {
            ui_end(ui);
        }
        for (; quote < block->quote; quote++) {
            ui_begin(ui, (struct ui_box){.fill = quote == 0 ? UI_TINT_GREEN : UI_NONE,
                                         .mark = UI_GREEN,
                                         .radius = DP_RADIUS_KEY,
                                         .pad = DP_GAP,
                                         .pad_x = DP_GAP_SMALL,
                                         .gap = DP_GAP_SMALL});
        }
        show_block(ui, block, pictures);
    }
    for (; quote > 0; quote--) {
        ui_end(ui);
    }
}
