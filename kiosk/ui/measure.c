// SPDX-License-Identifier: GPL-3.0-or-later
// The first pass over a tree: from the width there is, how wide and how tall things would like to
// be. Letters are broken into lines here. Must never look at heights that are given.
#include "layout.h"

#include <string.h>

int measure_gaps(const struct node *node)
{
    int count = 0;
    EACH_CHILD(child, node)
    {
        count++;
    }
    return count > 1 ? (count - 1) * node->box.gap : 0;
}

int measure_grow_sum(const struct node *node)
{
    int sum = 0;
    EACH_CHILD(child, node)
    {
        sum += child->box.grow;
    }
    return sum;
}

// ---- leaves

// One line whose letters shrink until it fits, never below the smallest size.
static void fit_letters(struct ui *ui, struct node *node, int avail)
{
    int floor_px = least(ui_px(ui, theme_size_dp(UI_SMALL)), node->font.px);
    for (;;) {
        int w = 0;
        for (size_t i = 0; i < node->run_count; i++) {
            struct wrap_run *run = &node->runs[i];
            run->font.px = node->font.px;
            w += text_width(ui->text, run->font, run->str,
                            (size_t)least((int)run->len, TEXT_PIECE_BYTES_MAX));
        }
        if (w <= avail || node->font.px <= floor_px) {
            break;
        }
        node->font.px = most(floor_px, least(node->font.px - 1, node->font.px * avail / w));
    }
}

// Cuts the last line that may be shown so that an ellipsis fits behind it.
static void cut_lines(struct ui *ui, struct node *node, int avail)
{
    struct wrap *wrap = &node->wrap;
    struct wrap_line *line = &wrap->lines[node->style.lines_max - 1];
    struct wrap_run *dots = &node->runs[node->run_count];
    wrap->line_count = (uint32_t)node->style.lines_max;
    node->is_cut = true;
    if (line->count == 0) {
        return;
    }
    struct wrap_piece *last = &wrap->pieces[line->first + line->count - 1];
    *dots = (struct wrap_run){"…", 3, node->runs[last->run].font};
    node->run_colors[node->run_count] = node->run_colors[last->run];
    int dots_w = text_width(ui->text, dots->font, dots->str, dots->len);
    const struct wrap_run *run = &node->runs[last->run];
    while (last->len > 0 && last->x + last->w + dots_w > avail) {
        do {
            last->len--;
        } while (last->len > 0 && ((uint8_t)run->str[last->from + last->len] & 0xc0) == 0x80);
        last->w = text_width(ui->text, run->font, run->str + last->from, last->len);
    }
    struct wrap_piece *pieces = ARENA_ARRAY(&ui->frame, struct wrap_piece, wrap->piece_count + 1);
    uint32_t keep = line->first + line->count;
    memcpy(pieces, wrap->pieces, sizeof *pieces * keep);
    pieces[keep] = (struct wrap_piece){(uint32_t)node->run_count, 0, 3, last->x + last->w, dots_w};
    wrap->pieces = pieces;
    line->count++;
    line->w = pieces[keep].x + dots_w;
}

// A word wider than the line, in a label or a headline, makes the letters smaller rather than
// being broken; in running text it is broken.
static void fit_words(struct ui *ui, struct node *node, int avail)
{
    int floor_px = least(ui_px(ui, theme_size_dp(UI_SMALL)), node->font.px);
    int w = wrap_widest(ui->text, node->runs, node->run_count);
    if (w <= avail || avail <= 0) {
        return;
    }
    node->font.px = most(floor_px, node->font.px * avail / w);
    node->line_h = (node->font.px * theme_line_percent(node->style.size) + 50) / 100;
    for (size_t i = 0; i < node->run_count; i++) {
        node->runs[i].font.px = node->font.px;
    }
}

static void measure_text(struct ui *ui, struct node *node, int avail, bool fill)
{
    if (node->box.max_w) {
        avail = least(avail, node->box.max_w);
    }
    int width = avail;
    if (!node->style.is_fit && (node->style.bold || node->style.is_balanced)) {
        fit_words(ui, node, avail);
    }
    if (node->style.is_fit) {
        fit_letters(ui, node, avail);
        width = 0;
    } else if (node->style.is_balanced) {
        width = wrap_balance(ui->text, &ui->frame, node->runs, node->run_count, avail);
    }
    node->wrap = wrap_lines(ui->text, &ui->frame, node->runs, node->run_count, width);
    int lines_max = node->style.lines_max;
    if (lines_max && node->wrap.line_count > (uint32_t)lines_max) {
        cut_lines(ui, node, avail);
    }
    node->want_w = fill ? avail : least(node->wrap.w, avail);
    node->want_h = (int)node->wrap.line_count * node->line_h;
}

static void measure_input(struct ui *ui, struct node *node, int avail)
{
    const struct ui_input *input = node->input;
    int inner = avail - 2 * node->box.pad_x;
    node->wrap = wrap_lines(ui->text, &ui->frame, node->runs, node->run_count, inner);
    int lines = most(1, input->lines_min);
    node->content_h = (int)node->wrap.line_count * node->line_h;
    if (!input->grow) {
        lines = most(lines, least((int)node->wrap.line_count, most(lines, 6)));
    }
    node->want_w = avail;
    node->want_h = lines * node->line_h + 2 * node->box.pad_y;
}

static void measure_picture(struct ui *ui, struct node *node, int avail)
{
    int64_t w = picture_w(node->picture), h = picture_h(node->picture);
    int64_t shown_w = least(avail, ui_px(ui, (int)w * 2)); // a small one is not blown up
    int64_t shown_h = shown_w * h / w;
    if (node->box.max_h && shown_h > node->box.max_h) {
        shown_h = node->box.max_h;
        shown_w = shown_h * w / h;
    }
    node->want_w = most(1, (int)shown_w);
    node->want_h = most(1, (int)shown_h);
}

// ---- boxes: each sets the size of its content

// An icon or a picture keeps its width in a column; a snug box has that of its content.
bool measure_fills(const struct node *child)
{
    switch (child->kind) {
    case NODE_BOX:
        return !child->box.is_snug && !child->box.w;
    case NODE_TEXT:
    case NODE_INPUT:
        return true;
    case NODE_RULE:
        return !child->box.w;
    default:
        return false;
    }
}

static SDL_Point measure_column(struct ui *ui, struct node *node, int inner, bool fill)
{
    int w = 0, h = measure_gaps(node);
    EACH_CHILD(child, node)
    {
        measure_node(ui, child, inner, fill && measure_fills(child));
        w = most(w, child->want_w);
    }
    EACH_CHILD(child, node)
    {
        if (!fill && child->kind == NODE_BOX && measure_fills(child) && child->want_w != w) {
            measure_node(ui, child, w, true);
        }
        h += child->want_h;
    }
    return (SDL_Point){fill ? inner : w, h};
}

// An icon has one size only: what stands before it in its row must leave it that room.
static bool is_of_one_size(const struct node *child)
{
    return child->kind == NODE_ICON || child->kind == NODE_FACE || child->kind == NODE_QR;
}

static SDL_Point measure_row(struct ui *ui, struct node *node, int inner, bool fill)
{
    int rest = inner - measure_gaps(node), weights = measure_grow_sum(node), h = 0;
    for (int pass = 0; pass < 2; pass++) {
        EACH_CHILD(child, node)
        {
            if (!child->box.grow && is_of_one_size(child) == (pass == 0)) {
                measure_node(ui, child, most(rest, 0), false);
                rest -= child->want_w;
            }
        }
    }
    rest = most(rest, 0);
    int given = 0, seen = 0;
    EACH_CHILD(child, node)
    {
        if (child->box.grow) {
            seen += child->box.grow;
            int upto = rest * seen / weights;
            measure_node(ui, child, upto - given, true);
            given = upto;
        }
        h = most(h, child->want_h);
    }
    return (SDL_Point){fill || weights ? inner : inner - rest, h};
}

// A row whose children go on in a next line.
static SDL_Point measure_wrapping(struct ui *ui, struct node *node, int inner)
{
    int x = 0, y = 0, line_h = 0, w = 0;
    EACH_CHILD(child, node)
    {
        measure_node(ui, child, inner, false);
        if (x > 0 && x + child->want_w > inner) {
            y += line_h + node->box.gap;
            x = line_h = 0;
        }
        x += child->want_w;
        w = most(w, x);
        x += node->box.gap;
        line_h = most(line_h, child->want_h);
    }
    return (SDL_Point){w, y + line_h};
}

SDL_Rect measure_grid_cell(const struct node *node, int inner, int column)
{
    int n = most(1, node->box.columns), gap = node->box.gap, room = inner - (n - 1) * gap;
    int from = room * column / n, to = room * (column + 1) / n;
    return (SDL_Rect){from + column * gap, 0, to - from, 0};
}

int measure_grid_row_h(const struct node *first, int columns)
{
    int h = 0;
    for (struct node *cell = (struct node *)first; cell && columns > 0; columns--) {
        h = most(h, cell->want_h);
        cell = next_in_flow(cell->next);
    }
    return h;
}

static SDL_Point measure_grid(struct ui *ui, struct node *node, int inner)
{
    int i = 0, columns = most(1, node->box.columns), h = 0, tallest = 0;
    EACH_CHILD(child, node)
    {
        measure_node(ui, child, measure_grid_cell(node, inner, i++ % columns).w, true);
        tallest = most(tallest, child->want_h);
    }
    i = 0;
    EACH_CHILD(child, node)
    {
        if (node->box.is_even) {
            child->want_h = tallest;
        }
        if (i++ % columns == 0) {
            h += measure_grid_row_h(child, columns) + (i > 1 ? node->box.gap : 0);
        }
    }
    return (SDL_Point){inner, node->box.is_even && i ? most(h, tallest) : h};
}

static void measure_box(struct ui *ui, struct node *node, int avail, bool fill)
{
    struct ui_box *box = &node->box;
    if (box->w) {
        avail = least(avail, box->w);
        fill = true;
    }
    if (box->max_w) {
        avail = least(avail, box->max_w);
    }
    int inner = most(0, avail - 2 * box->pad_x);
    SDL_Point content = box->flow == UI_GRID                  ? measure_grid(ui, node, inner)
                        : box->flow == UI_ROW && box->is_wrap ? measure_wrapping(ui, node, inner)
                        : box->flow == UI_ROW                 ? measure_row(ui, node, inner, fill)
                                              : measure_column(ui, node, inner, fill);
    node->content_h = content.y;
    node->want_w = fill ? avail : least(avail, most(content.x + 2 * box->pad_x, box->min_w));
    node->want_h = most(content.y + 2 * box->pad_y, box->min_h);
    if (box->max_h && box->is_scroll) { // what cannot scroll is never cut, only not stretched
        node->want_h = least(node->want_h, box->max_h);
    }
    if (box->h) {
        node->want_h = box->h;
    }
    for (struct node *child = node->first; child; child = child->next) {
        if (child->is_float) {
            measure_node(ui, child, avail, true);
        }
    }
}

void measure_node(struct ui *ui, struct node *node, int avail, bool fill)
{
    switch (node->kind) {
    case NODE_BOX:
        measure_box(ui, node, avail, fill);
        break;
    case NODE_TEXT:
        measure_text(ui, node, avail, fill);
        break;
    case NODE_INPUT:
        measure_input(ui, node, avail);
        break;
    case NODE_PICTURE:
        measure_picture(ui, node, avail);
        break;
    case NODE_ICON:
        node->want_w = node->want_h = node->side;
        break;
    case NODE_RULE:
        node->want_w = node->box.w ? node->box.w : fill ? avail : 0;
        node->want_h = node->box.h;
        break;
    case NODE_SPACE: {
        bool is_row = node->parent->box.flow == UI_ROW;
        node->want_w = !is_row ? 0 : fill ? most(avail, node->box.w) : node->box.w;
        node->want_h = is_row ? 0 : node->box.h;
        break;
    }
    case NODE_QR:
    case NODE_FACE:
        node->want_w = node->want_h = node->box.w;
        break;
    }
}
