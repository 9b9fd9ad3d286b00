// SPDX-License-Identifier: GPL-3.0-or-later
// The laid-out screen as a list of elements in reading order: for scripts, dumps and reading aloud.
// A button is one element together with the words inside it.
#include "node.h"

#include <assert.h>
#include <string.h>

static const char *const role_names[UI_ROLE_COUNT] = {
    [UI_ROLE_NONE] = "group",      [UI_ROLE_GROUP] = "group",   [UI_ROLE_TEXT] = "text",
    [UI_ROLE_HEADING] = "heading", [UI_ROLE_BUTTON] = "button", [UI_ROLE_TILE] = "tile",
    [UI_ROLE_CHOICE] = "choice",   [UI_ROLE_KEY] = "key",       [UI_ROLE_INPUT] = "input",
    [UI_ROLE_IMAGE] = "image",     [UI_ROLE_DIALOG] = "dialog",
};

const char *ui_role_name(enum ui_role role)
{
    assert(role < UI_ROLE_COUNT);
    return role_names[role];
}

static void add_word(struct buf *buf, const char *str, size_t len)
{
    if (len == 0) {
        return;
    }
    if (buf->len) {
        buf_add_str(buf, " ");
    }
    buf_add(buf, str, len);
}

// A text that was cut says what is shown; a whole one is one string whatever its lines.
static void add_text(struct buf *buf, const struct node *node, bool is_whole)
{
    if (is_whole || !node->is_cut) {
        for (size_t i = 0; i < node->run_count; i++) {
            const struct wrap_run *run = &node->runs[i];
            if (i == 0) {
                add_word(buf, run->str, run->len);
            } else {
                buf_add(buf, run->str, run->len);
            }
        }
        return;
    }
    for (uint32_t i = 0; i < node->wrap.line_count; i++) {
        const struct wrap_line *line = &node->wrap.lines[i];
        for (uint32_t j = line->first; j < line->first + line->count; j++) {
            const struct wrap_piece *piece = &node->wrap.pieces[j];
            const char *str = node->runs[piece->run].str + piece->from;
            if (j == line->first) {
                add_word(buf, str, piece->len);
                continue;
            }
            // The blank between two pieces belongs to neither.
            const struct wrap_piece *before = piece - 1;
            const struct wrap_run *run = &node->runs[before->run];
            uint32_t end = before->from + before->len;
            bool is_next = before->run == piece->run && end == piece->from;
            bool is_blank =
                (end < run->len && run->str[end] == ' ') || (piece->from > 0 && str[-1] == ' ');
            if (!is_next && is_blank) {
                buf_add_str(buf, " ");
            }
            buf_add(buf, str, piece->len);
        }
    }
}

void node_label(struct buf *buf, const struct node *node, bool is_whole)
{
    if (node->box.label) {
        add_word(buf, node->box.label, strlen(node->box.label));
        return;
    }
    if (node->kind == NODE_TEXT || node->kind == NODE_INPUT) {
        add_text(buf, node, is_whole);
    }
    for (const struct node *child = node->first; child; child = child->next) {
        if (!child->is_float && !(is_whole && child->box.is_mute)) {
            node_label(buf, child, is_whole);
        }
    }
}

static bool is_element(const struct node *node)
{
    return node->box.id || node->box.role != UI_ROLE_NONE;
}

// Whether a finger finds it: the least side of its kind, less what rounding of shares takes.
static bool is_large(const struct ui *ui, const struct node *node, int w, int h)
{
    bool is_key = node->box.role == UI_ROLE_KEY;
    int side = ui_px(ui, is_key ? DP_TARGET_KEY : DP_TARGET) - 1;
    return w >= side && h >= side;
}

// A tap in the middle of what is seen must reach the element or something inside it.
static bool is_covered(struct ui *ui, const struct node *node)
{
    const SDL_Rect *seen = &node->seen;
    if (seen->w <= 0 || seen->h <= 0) {
        return true;
    }
    return touch_hit(ui, seen->x + seen->w / 2, seen->y + seen->h / 2) != node;
}

struct lister {
    struct ui *ui;
    struct arena *arena;
    struct ui_element *out; // NULL while counting
    size_t count;
};

static void list_node(struct lister *lister, const struct node *node)
{
    bool is_gone = node->is_float && node->w == 0;
    if (is_element(node) && !is_gone) {
        if (lister->out) {
            struct buf label;
            buf_init(&label, UI_FRAME_BYTES_MAX);
            node_label(&label, node, false);
            bool is_touch = node->is_button || node->kind == NODE_INPUT;
            lister->out[lister->count] = (struct ui_element){
                .id = arena_str(lister->arena, node->box.id),
                .role = node->box.role,
                .label = arena_str(lister->arena, buf_str(&label)),
                .rect = {node->x, node->y, node->w, node->h},
                .seen = node->seen,
                .is_touch = is_touch,
                .is_hold = node->box.hold_ms > 0,
                .is_covered = is_touch && is_covered(lister->ui, node),
                .is_small = node->is_button && !is_large(lister->ui, node, node->w, node->h),
                .is_clear = is_large(lister->ui, node, node->seen.w, node->seen.h),
                .is_private = node->box.is_private,
            };
            buf_finish(&label);
        }
        lister->count++;
    }
    // A labelled image or a button says it all itself; a group that is held shows what is in it.
    bool is_one = node->is_button && node->box.role != UI_ROLE_GROUP;
    if (is_one || is_gone || (is_element(node) && node->box.label)) {
        return;
    }
    for (const struct node *child = node->first; child; child = child->next) {
        list_node(lister, child);
    }
}

static void list_all(struct lister *lister)
{
    lister->count = 0;
    for (int i = 0; i < lister->ui->layer_count; i++) {
        list_node(lister, lister->ui->layers[i]);
    }
}

size_t ui_elements(struct ui *ui, struct arena *arena, struct ui_element **out)
{
    struct lister lister = {.ui = ui, .arena = arena};
    list_all(&lister);
    *out = lister.out = ARENA_ARRAY(arena, struct ui_element, lister.count + 1);
    list_all(&lister);
    return lister.count;
}

static struct node *find_label(struct node *node, const char *label)
{
    for (struct node *child = node->first; child; child = child->next) {
        struct node *found = find_label(child, label);
        if (found) {
            return found;
        }
    }
    if (!node->is_button && node->kind != NODE_INPUT) {
        return NULL;
    }
    struct buf buf;
    buf_init(&buf, UI_FRAME_BYTES_MAX);
    node_label(&buf, node, false);
    bool is_same = str_equal(buf_str(&buf), label);
    buf_finish(&buf);
    return is_same ? node : NULL;
}

// As little as needed, and clear of the button at the area's foot.
void node_reveal(struct ui *ui, const struct node *node, int y, int h)
{
    for (struct node *area = node->parent; area; area = area->parent) {
        if (!area->box.is_scroll) {
            continue;
        }
        struct keep *keep = area->keep;
        int foot = ui_px(ui, DP_TARGET + 2 * DP_GAP), before = keep->offset;
        int above = area->y - y, below = y + h - (area->y + area->h - foot);
        if (keep->offset >= keep->offset_max) {
            below -= foot;
        }
        if (above > 0) {
            keep->offset -= above;
        } else if (below > 0) {
            keep->offset += below < -above ? below : -above;
        }
        layout_again(ui);
        y -= keep->offset - before;
    }
}

void ui_reveal(struct ui *ui, const char *id, const char *label)
{
    struct node *node = id ? node_find(ui, id) : NULL;
    for (int i = ui->layer_count - 1; i >= 0 && !node && label; i--) {
        node = find_label(ui->layers[i], label);
    }
    if (node) {
        node_reveal(ui, node, node->y, node->h);
    }
}
