// SPDX-License-Identifier: GPL-3.0-or-later
// A placed tree as drawing commands, from back to front. What is out of sight is not looked at.
#include "node.h"

#include <string.h>

enum { MARK_DP = 6 }; // each of the two lines

static uint32_t color_of(const struct ui *ui, enum ui_color color)
{
    return theme_color(ui->theme, color);
}

static SDL_Rect rect_of(const struct node *node)
{
    return (SDL_Rect){node->x, node->y, node->w, node->h};
}

static void add_box(struct ui *ui, SDL_Rect rect, SDL_Rect clip, int radius, uint32_t fill,
                    int border_w, uint32_t border)
{
    draw_add(ui->draw, &(struct draw_command){
                           .kind = DRAW_BOX,
                           .rect = rect,
                           .clip = clip,
                           .color = fill,
                           .border = border,
                           .radius = radius,
                           .border_w = border_w,
                       });
}

static bool is_pressed(const struct ui *ui, const struct node *node)
{
    return node->is_button && ui->touch.is_down && !ui->touch.is_drag &&
           strcmp(ui->touch.id, node->box.id) == 0;
}

// A mark is a bar at the left edge that follows the round corners: the box in the mark's colour,
// and the card upon it, moved to the right and without a line where the two meet.
static void paint_box(struct ui *ui, const struct node *node, SDL_Rect clip)
{
    const struct ui_box *box = &node->box;
    SDL_Rect rect = rect_of(node);
    if (box->mark) {
        int w = ui_px(ui, 16);
        add_box(ui, rect, clip, box->radius, color_of(ui, box->mark), 0, 0);
        rect.x += w;
        rect.w -= w;
    }
    if (box->fill || box->border) {
        add_box(ui, rect, clip, box->radius, color_of(ui, box->fill), box->border_w,
                color_of(ui, box->border));
    }
    if (box->mark && box->border) {
        int w = box->border_w;
        SDL_Rect inner = {rect.x, rect.y + w, rect.w - w, rect.h - 2 * w};
        add_box(ui, inner, clip, box->radius - w, color_of(ui, box->fill), 0, 0);
    }
    if (is_pressed(ui, node)) {
        add_box(ui, rect_of(node), clip, box->radius, color_of(ui, UI_PRESS), 0, 0);
    }
}

static void paint_piece(struct ui *ui, const struct wrap_run *run, const struct wrap_piece *piece,
                        int x, int y, int line_h, SDL_Rect clip, uint32_t color)
{
    int h = text_height(ui->text, run->font);
    const char *str = run->str + piece->from;
    draw_add(ui->draw, &(struct draw_command){
                           .kind = DRAW_TEXT,
                           .rect = {x + piece->x, y + (line_h - h) / 2, piece->w + line_h, h},
                           .clip = clip,
                           .color = color,
                           .font = run->font,
                           .len = piece->len,
                           .key = text_key(ui->text, run->font, str, piece->len),
                           .data = str,
                       });
}

// Pixels from the piece's left edge to a byte of its run.
static int upto(struct ui *ui, const struct wrap_run *run, const struct wrap_piece *piece,
                size_t byte)
{
    if (byte <= piece->from) {
        return 0;
    }
    size_t len = byte - piece->from;
    return len >= piece->len ? piece->w
                             : text_width(ui->text, run->font, run->str + piece->from, len);
}

// The part of a piece that is being read stands on its tint in its own ink: the same letters, drawn
// once for each side of the tint's edges, so that none of them moves.
static void paint_spoken(struct ui *ui, const struct node *node, const struct wrap_run *run,
                         const struct wrap_piece *piece, size_t run_from, SDL_Point at,
                         SDL_Rect clip, uint32_t color)
{
    size_t from = node->spoken_from > run_from ? node->spoken_from - run_from : 0;
    size_t to = node->spoken_to > run_from ? node->spoken_to - run_from : 0;
    int x0 = at.x + piece->x + upto(ui, run, piece, from);
    int x1 = at.x + piece->x + upto(ui, run, piece, to);
    int pad = ui_px(ui, 4), h = node->line_h;
    if (x1 <= x0) {
        paint_piece(ui, run, piece, at.x, at.y, h, clip, color);
        return;
    }
    SDL_Rect tint = {x0 - pad, at.y, x1 - x0 + 2 * pad, h};
    add_box(ui, tint, clip, ui_px(ui, 8), color_of(ui, UI_SPOKEN), 0, 0);
    int left = clip.x, right = clip.x + clip.w;
    const struct {
        int x0, x1;
        uint32_t color;
    } parts[] = {{left, x0, color}, {x0, x1, color_of(ui, UI_SPOKEN_INK)}, {x1, right, color}};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        SDL_Rect part = {parts[i].x0, clip.y, parts[i].x1 - parts[i].x0, clip.h};
        if (part.w > 0 && SDL_IntersectRect(&part, &clip, &part)) {
            paint_piece(ui, run, piece, at.x, at.y, h, part, parts[i].color);
        }
    }
}

static size_t run_from(const struct node *node, uint32_t run)
{
    size_t from = 0;
    for (uint32_t i = 0; i < run && i < node->run_count; i++) {
        from += node->runs[i].len;
    }
    return from;
}

static void paint_lines(struct ui *ui, const struct node *node, int x, int y, int w, SDL_Rect clip)
{
    bool is_spoken = node->spoken_to > node->spoken_from;
    for (uint32_t i = 0; i < node->wrap.line_count; i++, y += node->line_h) {
        const struct wrap_line *line = &node->wrap.lines[i];
        if (y + node->line_h <= clip.y || y >= clip.y + clip.h) {
            continue;
        }
        enum ui_align align = node->style.align;
        int spare = w - line->w;
        int left = x + (align == UI_CENTER ? spare / 2 : align == UI_FINISH ? spare : 0);
        for (uint32_t j = line->first; j < line->first + line->count; j++) {
            const struct wrap_piece *piece = &node->wrap.pieces[j];
            const struct wrap_run *run = &node->runs[piece->run];
            uint32_t color = color_of(ui, node->run_colors[piece->run]);
            if (is_spoken && piece->run < node->run_count) {
                paint_spoken(ui, node, run, piece, run_from(node, piece->run), (SDL_Point){left, y},
                             clip, color);
            } else {
                paint_piece(ui, run, piece, left, y, node->line_h, clip, color);
            }
        }
    }
}

static void paint_icon(struct ui *ui, const struct node *node, SDL_Rect clip)
{
    const struct wrap_run *run = &node->runs[0];
    int w = text_width(ui->text, run->font, run->str, run->len);
    struct wrap_piece piece = {.len = (uint32_t)run->len, .w = w};
    paint_piece(ui, run, &piece, node->x + (node->w - w) / 2, node->y, node->h, clip,
                color_of(ui, node->color));
}

static void paint_qr(struct ui *ui, const struct node *node, SDL_Rect clip)
{
    int quiet = 4, module = node->w / (node->side + 2 * quiet);
    int w = module * node->side, x = node->x + (node->w - w) / 2, y = node->y + (node->h - w) / 2;
    add_box(ui, rect_of(node), clip, 0, 0xffffffff, 0, 0);
    uint64_t key = text_key(ui->text, (struct text_font){0}, (const char *)node->modules,
                            (size_t)node->side * (size_t)node->side);
    draw_add(ui->draw, &(struct draw_command){
                           .kind = DRAW_QR,
                           .rect = {x, y, w, w},
                           .clip = clip,
                           .color = 0xff000000,
                           .len = (uint32_t)node->side,
                           .key = key,
                           .data = node->modules,
                       });
}

static void paint_picture(struct ui *ui, const struct node *node, SDL_Rect clip)
{
    const uint32_t *pixels = picture_pixels(ui->pictures, node->picture, node->w, node->h);
    if (!pixels) {
        add_box(ui, rect_of(node), clip, 0, color_of(ui, UI_LINE), 0, 0);
        return;
    }
    draw_add(ui->draw, &(struct draw_command){
                           .kind = DRAW_IMAGE,
                           .rect = rect_of(node),
                           .clip = clip,
                           .key = picture_key(node->picture, node->w, node->h),
                           .data = pixels,
                       });
    add_box(ui, rect_of(node), clip, 0, color_of(ui, UI_DIM), 0, 0);
}

// A face from discs: head, eyes, and a mouth that bends up or down along a row of them.
static void paint_face(struct ui *ui, const struct node *node, SDL_Rect clip)
{
    enum { DOTS = 17 };
    int d = node->w, eye = d / 7, dot = d / 12, mood = node->side - 3; // -2 to 2
    uint32_t ink = color_of(ui, node->color), hole = color_of(ui, UI_CARD);
    add_box(ui, rect_of(node), clip, d / 2, ink, 0, 0);
    for (int i = 0; i < 2; i++) {
        int x = node->x + d * (i ? 66 : 34) / 100 - eye / 2;
        add_box(ui, (SDL_Rect){x, node->y + d * 30 / 100, eye, eye}, clip, eye / 2, hole, 0, 0);
    }
    for (int i = 0; i < DOTS; i++) {
        int from = 2 * i - (DOTS - 1); // -16 to 16
        int bend = mood * d * 9 / 100;
        int drop = bend / 2 - bend * from * from / ((DOTS - 1) * (DOTS - 1));
        int x = node->x + d / 2 + d * 24 * from / (100 * (DOTS - 1)) - dot / 2;
        int y = node->y + d * 66 / 100 + drop - dot / 2;
        add_box(ui, (SDL_Rect){x, y, dot, dot}, clip, dot / 2, hole, 0, 0);
    }
}

static void paint_input(struct ui *ui, const struct node *node, SDL_Rect clip)
{
    const struct ui_box *box = &node->box;
    bool has_focus = strcmp(ui->focus, box->id) == 0;
    add_box(ui, rect_of(node), clip, box->radius, color_of(ui, UI_CARD),
            ui_px(ui, has_focus ? 4 : DP_BORDER), color_of(ui, has_focus ? UI_GREEN : UI_EDGE));
    SDL_Rect inner = {node->x + box->pad_x / 2, node->y + box->pad_y, node->w - box->pad_x,
                      node->keep->view};
    if (!SDL_IntersectRect(&inner, &clip, &inner)) {
        return;
    }
    int x = node->x + box->pad_x, y = node->y + box->pad_y - node->keep->offset;
    paint_lines(ui, node, x, y, node->w - 2 * box->pad_x, inner);
    if (has_focus) {
        int cursor_x, cursor_y;
        input_cursor(ui, node, &cursor_x, &cursor_y);
        int w = ui_px(ui, 4), h = node->font.px * 5 / 4;
        SDL_Rect cursor = {x + cursor_x, y + cursor_y + (node->line_h - h) / 2, w, h};
        add_box(ui, cursor, inner, 0, color_of(ui, UI_GREEN), 0, 0);
    }
}

static void paint_node(struct ui *ui, const struct node *node, SDL_Rect clip)
{
    switch (node->kind) {
    case NODE_BOX:
        paint_box(ui, node, clip);
        break;
    case NODE_TEXT:
        paint_lines(ui, node, node->x, node->y, node->w, clip);
        break;
    case NODE_ICON:
        paint_icon(ui, node, clip);
        break;
    case NODE_RULE:
        add_box(ui, rect_of(node), clip, node->box.radius, color_of(ui, node->color), 0, 0);
        break;
    case NODE_QR:
        paint_qr(ui, node, clip);
        break;
    case NODE_PICTURE:
        paint_picture(ui, node, clip);
        break;
    case NODE_INPUT:
        paint_input(ui, node, clip);
        break;
    case NODE_FACE:
        paint_face(ui, node, clip);
        break;
    case NODE_SPACE:
        break;
    }
}

// How far down one is, at the right edge of what scrolls; just outside it where letters go that
// far.
static void paint_scroll(struct ui *ui, const struct node *node, SDL_Rect clip)
{
    const struct keep *keep = node->keep;
    if (keep->offset_max <= 0 || keep->view <= 0) {
        return;
    }
    int w = ui_px(ui, 8), edge = ui_px(ui, 6);
    int end = node->kind == NODE_INPUT ? node->box.radius : edge; // clear of round corners
    int track = node->h - 2 * end;
    int64_t content = (int64_t)keep->offset_max + keep->view;
    int h = (int)((int64_t)track * keep->view / content);
    h = h < ui_px(ui, DP_TARGET) ? ui_px(ui, DP_TARGET) : h;
    h = h < track ? h : track;
    int y = node->y + end + (int)((int64_t)(track - h) * keep->offset / keep->offset_max);
    int x = node->kind == NODE_BOX && node->box.pad_x == 0 ? node->x + node->w + edge
                                                           : node->x + node->w - w - edge;
    add_box(ui, (SDL_Rect){x, y, w, h}, clip, w / 2, color_of(ui, UI_EDGE), 0, 0);
}

// Two lines around it, dark and light, so that one of them stands out on any ground.
static void paint_mark(struct ui *ui, const struct node *node, SDL_Rect clip)
{
    static const enum ui_color colors[] = {UI_GOLD, UI_INK};
    int w = ui_px(ui, MARK_DP);
    for (int i = 0; i < (int)COUNT_OF(colors); i++) {
        int out = (i + 1) * w;
        SDL_Rect rect = {node->x - out, node->y - out, node->w + 2 * out, node->h + 2 * out};
        add_box(ui, rect, clip, node->box.radius + out, 0, w, color_of(ui, colors[i]));
    }
}

static void paint_in(struct ui *ui, const struct node *node, SDL_Rect clip)
{
    SDL_Rect seen;
    if (!SDL_IntersectRect(&(SDL_Rect){node->x, node->y, node->w, node->h}, &clip, &seen)) {
        return;
    }
    paint_node(ui, node, clip);
    SDL_Rect inner = node->box.is_scroll ? seen : clip;
    for (const struct node *child = node->first; child; child = child->next) {
        paint_in(ui, child, inner);
    }
    if (node->keep && (node->box.is_scroll || node->kind == NODE_INPUT)) {
        paint_scroll(ui, node, clip);
    }
    if (node->is_marked) {
        paint_mark(ui, node, clip);
    }
    if (node->is_framed) {
        add_box(ui, rect_of(node), clip, node->box.radius, 0, ui_px(ui, 8),
                color_of(ui, UI_SPOKEN));
    }
}

void paint_tree(struct ui *ui, const struct node *root)
{
    SDL_Rect window = {0, 0, ui->w, ui->h};
    enum ui_color ground = root->is_dialog ? UI_VEIL : root->box.fill;
    draw_shift(ui->draw, 0, 0); // what fills the window fills it wherever the rest stands
    if (root->is_dialog || ui->shift_x || ui->shift_y) {
        add_box(ui, window, window, 0, color_of(ui, ground), 0, 0);
    }
    draw_shift(ui->draw, ui->shift_x, ui->shift_y);
    paint_in(ui, root, window);
}
