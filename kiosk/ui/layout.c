// SPDX-License-Identifier: GPL-3.0-or-later
// The second pass: each node gets its rectangle from the room there is. What scrolls or grows gives
// way first where there is too little. Must never change what a node says, only where it stands.
#include "layout.h"

#include <string.h>

static void place(struct ui *ui, struct node *node, SDL_Rect at, SDL_Rect window);

// Where something of length `len` stands in `room`.
static int shift_for(enum ui_align align, int len, int room)
{
    int spare = room - len;
    return align == UI_CENTER ? spare / 2 : align == UI_FINISH ? spare : 0;
}

struct spread {
    int at, gap; // where the first begins; what is between
};

static struct spread spread(const struct node *node, int spare, bool grows)
{
    struct spread out = {0, node->box.gap};
    int count = 0;
    EACH_CHILD(child, node)
    {
        count++;
    }
    if (spare <= 0 || grows) {
        return out;
    }
    if (node->box.along == UI_SPREAD && count > 1) {
        out.gap += spare / (count - 1);
    } else {
        out.at = shift_for(node->box.along, 0, spare);
    }
    return out;
}

// What a child of a column gets when there is too little: what grows or scrolls gives way.
static bool gives_way(const struct node *child)
{
    return child->box.grow > 0 || child->box.is_scroll || child->box.is_pliant;
}

static int column_share(const struct node *node, const struct node *child, int spare)
{
    int h = child->want_h;
    if (spare > 0 && child->box.grow) {
        h += spare * child->box.grow / measure_grow_sum(node);
        h = child->box.max_h ? most(child->want_h, least(h, child->box.max_h)) : h;
    } else if (spare < 0 && gives_way(child)) {
        int64_t sum = 0;
        EACH_CHILD(other, node)
        {
            sum += gives_way(other) ? other->want_h : 0;
        }
        h -= sum ? (int)(-(int64_t)spare * child->want_h / sum) : 0;
    }
    // Of an input at least a line stays to be seen.
    int floor_h = child->kind == NODE_INPUT ? child->line_h + 2 * child->box.pad_y : 0;
    return most(h, floor_h);
}

static int spare_of(const struct node *node, int room)
{
    room -= measure_gaps(node);
    EACH_CHILD(child, node)
    {
        room -= child->want_h;
    }
    return room;
}

// What may be left out goes, the last first, until the rest has room.
static void leave_out(struct node *node, int room)
{
    for (;;) {
        int lack = measure_gaps(node) - room, spare = spare_of(node, room);
        struct node *out = NULL;
        EACH_CHILD(child, node)
        {
            lack += column_share(node, child, spare);
            out = child->box.is_spare ? child : out;
        }
        if (lack <= 0 || !out) {
            return;
        }
        out->is_float = true; // out of the flow, with no place of its own
    }
}

static void place_column(struct ui *ui, struct node *node, SDL_Rect in, SDL_Rect window)
{
    leave_out(node, in.h);
    int spare = spare_of(node, in.h);
    struct spread along = spread(node, spare, measure_grow_sum(node) > 0);
    int y = in.y + along.at;
    EACH_CHILD(child, node)
    {
        int w = measure_fills(child) ? in.w : least(child->want_w, in.w);
        if (child->box.max_w) {
            w = least(w, child->box.max_w);
        }
        int h = column_share(node, child, spare);
        int x = in.x + shift_for(node->box.across, w, in.w);
        place(ui, child, (SDL_Rect){x, y, w, h}, window);
        y += h + along.gap;
    }
}

static void place_row(struct ui *ui, struct node *node, SDL_Rect in, SDL_Rect window)
{
    int sum = measure_gaps(node);
    EACH_CHILD(child, node)
    {
        sum += child->want_w;
    }
    struct spread along = spread(node, in.w - sum, measure_grow_sum(node) > 0);
    int x = in.x + along.at;
    EACH_CHILD(child, node)
    {
        int h = node->box.is_even ? in.h : child->want_h;
        int y = in.y + shift_for(node->box.across, h, in.h);
        place(ui, child, (SDL_Rect){x, y, child->want_w, h}, window);
        x += child->want_w + along.gap;
    }
}

static void place_wrapping(struct ui *ui, struct node *node, SDL_Rect in, SDL_Rect window)
{
    int x = 0, y = 0, line_h = 0;
    EACH_CHILD(child, node)
    {
        if (x > 0 && x + child->want_w > in.w) {
            y += line_h + node->box.gap;
            x = line_h = 0;
        }
        place(ui, child, (SDL_Rect){in.x + x, in.y + y, child->want_w, child->want_h}, window);
        x += child->want_w + node->box.gap;
        line_h = most(line_h, child->want_h);
    }
}

static void place_grid(struct ui *ui, struct node *node, SDL_Rect in, SDL_Rect window)
{
    int columns = most(1, node->box.columns), count = 0, i = 0;
    EACH_CHILD(child, node)
    {
        count++;
    }
    int rows = (count + columns - 1) / columns;
    int spare = rows && node->content_h < in.h ? (in.h - node->content_h) / rows : 0;
    int y = in.y, row_h = 0;
    EACH_CHILD(child, node)
    {
        SDL_Rect cell = measure_grid_cell(node, in.w, i % columns);
        if (i % columns == 0) {
            y += i ? row_h + node->box.gap : 0;
            row_h = measure_grid_row_h(child, columns) + spare;
            if (child->box.max_h) {
                row_h = most(row_h - spare, least(row_h, child->box.max_h));
            }
        }
        place(ui, child, (SDL_Rect){in.x + cell.x, y, cell.w, row_h}, window);
        i++;
    }
}

static struct node *float_of(const struct node *area)
{
    struct node *child = area->first;
    while (child && !child->is_float) {
        child = child->next;
    }
    return child;
}

// What was left out has no place; a strip gets its own from the area.
static void place_nowhere(struct ui *ui, struct node *node)
{
    for (struct node *child = node->first; child; child = child->next) {
        if (child->is_float) {
            place(ui, child, (SDL_Rect){0, 0, 0, 0}, (SDL_Rect){0, 0, 0, 0});
        }
    }
}

// How much of the area's foot the strip takes that says that there is more; 0 at the end, and where
// the area is too low for it.
static int strip_h(struct ui *ui, const struct node *area, const struct node *strip)
{
    const struct keep *keep = area->keep;
    bool is_more = keep->offset + ui_px(ui, DP_GAP) < keep->offset_max;
    return strip && is_more && area->h > 3 * strip->want_h ? strip->want_h : 0;
}

static void place_children(struct ui *ui, struct node *node, SDL_Rect in, SDL_Rect window)
{
    place_nowhere(ui, node);
    if (node->box.flow == UI_GRID) {
        place_grid(ui, node, in, window);
    } else if (node->box.flow == UI_ROW && node->box.is_wrap) {
        place_wrapping(ui, node, in, window);
    } else if (node->box.flow == UI_ROW) {
        place_row(ui, node, in, window);
    } else {
        place_column(ui, node, in, window);
    }
}

static void hold_offset(struct keep *keep, int content, int view)
{
    keep->view = view;
    keep->offset_max = most(0, content - view);
    keep->offset = most(0, least(keep->offset, keep->offset_max));
}

static void place_input(struct ui *ui, struct node *node)
{
    int view = node->h - 2 * node->box.pad_y;
    if (node->content_h > view && view > node->line_h) {
        view -= view % node->line_h; // no half lines
    }
    if (node->keep->to_cursor) {
        int x, y;
        input_cursor(ui, node, &x, &y);
        node->keep->offset = most(node->keep->offset, y + node->line_h - view);
        node->keep->offset = least(node->keep->offset, y);
        node->keep->to_cursor = false;
    }
    hold_offset(node->keep, node->content_h, view);
}

static void place(struct ui *ui, struct node *node, SDL_Rect at, SDL_Rect window)
{
    node->x = at.x;
    node->y = at.y;
    node->w = at.w;
    node->h = at.h;
    if (!SDL_IntersectRect(&at, &window, &node->seen)) {
        node->seen = (SDL_Rect){0, 0, 0, 0};
    }
    if (node->kind == NODE_INPUT) {
        place_input(ui, node);
    }
    if (node->kind != NODE_BOX) {
        return;
    }
    SDL_Rect in = {at.x + node->box.pad_x, at.y + node->box.pad_y, at.w - 2 * node->box.pad_x,
                   at.h - 2 * node->box.pad_y};
    if (node->box.is_scroll) {
        if (strcmp(ui->spoil_top, node->box.id) == 0) {
            node->keep->offset = 0;
        }
        hold_offset(node->keep, node->content_h, in.h);
        struct node *strip = float_of(node);
        int foot = strip_h(ui, node, strip);
        SDL_Rect view = {node->seen.x, node->seen.y, node->seen.w, most(0, node->seen.h - foot)};
        in.h = most(in.h, node->content_h);
        in.y -= node->keep->offset;
        place_children(ui, node, in, view);
        if (strip) {
            SDL_Rect foot_at = {at.x, at.y + at.h - foot, foot ? at.w : 0, foot};
            place(ui, strip, foot_at, node->seen);
        }
        return;
    }
    place_children(ui, node, in, window);
}

// The window, without what the strips above this layer take at its foot.
static SDL_Rect room_of(const struct ui *ui, int layer)
{
    int taken = 0;
    for (int i = layer + 1; i < ui->layer_count; i++) {
        taken += ui->layers[i]->is_dialog ? 0 : ui->layers[i]->first->want_h;
    }
    return (SDL_Rect){0, 0, ui->w, most(0, ui->h - taken)};
}

void layout_all(struct ui *ui)
{
    for (int i = 0; i < ui->layer_count; i++) {
        measure_node(ui, ui->layers[i], ui->w, true);
    }
    layout_again(ui);
}

void layout_again(struct ui *ui)
{
    for (int i = 0; i < ui->layer_count; i++) {
        SDL_Rect room = room_of(ui, i);
        place(ui, ui->layers[i], room, room);
    }
}
