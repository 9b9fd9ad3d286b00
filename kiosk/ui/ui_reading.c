// SPDX-License-Identifier: GPL-3.0-or-later
// The laid-out tree as what is said of it, and the mark behind what is being said. A thing is
// remembered by its place in the order and a keyed hash of its words, never by the words.
#include "node.h"

#include <stdlib.h>
#include <string.h>

// Said as one thing, with all that is in it.
static bool is_thing(const struct node *node)
{
    enum ui_role role = node->box.role;
    bool is_part = role == UI_ROLE_NONE || role == UI_ROLE_GROUP || role == UI_ROLE_DIALOG;
    return node->is_button || node->box.label || !is_part;
}

static bool is_left_out(const struct node *node)
{
    return node->is_float || node->box.is_mute || node->box.role == UI_ROLE_KEY ||
           node->kind == NODE_QR;
}

struct reader {
    struct buf words; // of the thing at hand
    int count;
    // True ends the reading.
    bool (*each)(struct reader *reader, struct node *node, bool is_private);
    void *ctx;
};

static bool has_private(const struct node *node)
{
    bool is_own = node->kind == NODE_INPUT ? node->field->len > 0 : node->box.is_private;
    for (const struct node *child = node->first; child && !is_own; child = child->next) {
        is_own = has_private(child);
    }
    return is_own;
}

static bool read_node(struct reader *reader, struct node *node, bool is_private)
{
    if (is_left_out(node)) {
        return false;
    }
    is_private = is_private || (node->box.is_private && node->kind != NODE_INPUT);
    if (is_thing(node)) {
        reader->words.len = 0;
        node_label(&reader->words, node, true);
        bool ended =
            reader->words.len > 0 && reader->each(reader, node, is_private || has_private(node));
        reader->count += reader->words.len > 0;
        return ended;
    }
    for (struct node *child = node->first; child; child = child->next) {
        if (read_node(reader, child, is_private)) {
            return true;
        }
    }
    return false;
}

// What a dialog veils is not read.
static void read_all(struct ui *ui, struct reader *reader)
{
    int first = ui->layer_count - 1;
    while (first > 0 && !ui->layers[first]->is_dialog) {
        first--;
    }
    buf_init(&reader->words, UI_FRAME_BYTES_MAX);
    for (int i = first; i >= 0 && i < ui->layer_count; i++) {
        if (read_node(reader, ui->layers[i], false)) {
            break;
        }
    }
    buf_finish(&reader->words);
}

struct listing {
    struct arena *arena;
    size_t max;
    struct ui_spoken *out;
};

static bool list_one(struct reader *reader, struct node *node, bool is_private)
{
    struct listing *listing = reader->ctx;
    if ((size_t)reader->count < listing->max) {
        listing->out[reader->count] = (struct ui_spoken){
            .node = reader->count,
            .text = arena_str(listing->arena, buf_str(&reader->words)),
            .role = node->box.role,
            .is_private = is_private,
        };
    }
    return false;
}

size_t ui_reading(struct ui *ui, struct arena *arena, size_t max, struct ui_spoken *out)
{
    struct listing listing = {arena, max, out};
    struct reader reader = {.each = list_one, .ctx = &listing};
    read_all(ui, &reader);
    return (size_t)reader.count;
}

// ---- the mark

static uint64_t key_of(const struct ui *ui, const struct buf *words)
{
    return text_key(ui->text, (struct text_font){0}, (const char *)words->data, words->len);
}

struct search {
    struct ui *ui;
    bool is_first; // take what stands at the number, whatever it says
    struct node *node;
    int at;
};

static bool search_one(struct reader *reader, struct node *node, bool is_private)
{
    (void)is_private;
    struct search *search = reader->ctx;
    struct spoken *spoken = &search->ui->spoken;
    if (search->is_first) {
        if (reader->count == spoken->node) {
            spoken->key = key_of(search->ui, &reader->words);
            search->node = node;
            search->at = reader->count;
        }
        return search->node != NULL;
    }
    if (key_of(search->ui, &reader->words) == spoken->key) {
        int far = abs(reader->count - spoken->node), best = abs(search->at - spoken->node);
        if (!search->node || far < best) {
            search->node = node;
            search->at = reader->count;
        }
    }
    return false;
}

static size_t runs_len(const struct node *node)
{
    size_t len = 0;
    for (size_t i = 0; i < node->run_count; i++) {
        len += node->runs[i].len;
    }
    return len;
}

// Gives each text in the thing its share of the mark; `at` is where the text begins in the words.
static size_t mark_in(struct node *node, const struct spoken *spoken, size_t at)
{
    if (node->kind == NODE_TEXT || node->kind == NODE_INPUT) {
        size_t len = runs_len(node), begin = at + (at > 0 && len > 0);
        if (spoken->to > begin && spoken->from < begin + len) {
            node->spoken_from = spoken->from > begin ? spoken->from - begin : 0;
            node->spoken_to = spoken->to < begin + len ? spoken->to - begin : len;
        }
        return len ? begin + len : at;
    }
    for (struct node *child = node->first; child; child = child->next) {
        at = child->is_float || child->box.is_mute ? at : mark_in(child, spoken, at);
    }
    return at;
}

// Whether the words said are those that stand there.
static bool is_literal(const struct node *node)
{
    if (!node->box.label) {
        return true;
    }
    struct buf inside;
    buf_init(&inside, UI_FRAME_BYTES_MAX);
    for (const struct node *child = node->first; child; child = child->next) {
        if (!child->is_float && !child->box.is_mute) {
            node_label(&inside, child, true);
        }
    }
    bool is_same = str_equal(buf_str(&inside), node->box.label);
    buf_finish(&inside);
    return is_same;
}

static struct node *find_spoken(struct ui *ui, bool is_first)
{
    struct search search = {.ui = ui, .is_first = is_first};
    struct reader reader = {.each = search_one, .ctx = &search};
    read_all(ui, &reader);
    ui->spoken.is_found = search.node != NULL;
    if (!search.node) {
        return NULL;
    }
    ui->spoken.node = search.at;
    search.node->is_framed = !is_literal(search.node);
    if (!search.node->is_framed) {
        mark_in(search.node, &ui->spoken, 0);
    }
    return search.node;
}

void spoken_find(struct ui *ui)
{
    if (ui->spoken.node != UI_SPOKEN_NONE && ui->spoken.scope == ui->scope) {
        find_spoken(ui, false);
    }
}

static void unmark(struct node *node)
{
    node->spoken_from = node->spoken_to = 0;
    node->is_framed = false;
    for (struct node *child = node->first; child; child = child->next) {
        unmark(child);
    }
}

// The first text in the thing of which something is marked.
static struct node *marked_text(struct node *node)
{
    struct node *found = node->spoken_to > node->spoken_from ? node : NULL;
    for (struct node *child = node->first; child && !found; child = child->next) {
        found = marked_text(child);
    }
    return found;
}

// Rows of a text, from its top, in which the mark stands.
static void marked_rows(const struct node *node, int *y, int *h)
{
    int first = -1, last = 0;
    size_t run_from = 0, run = 0;
    for (uint32_t i = 0; i < node->wrap.line_count; i++) {
        const struct wrap_line *line = &node->wrap.lines[i];
        for (uint32_t j = line->first; j < line->first + line->count; j++) {
            const struct wrap_piece *piece = &node->wrap.pieces[j];
            for (; run < piece->run && run < node->run_count; run++) {
                run_from += node->runs[run].len;
            }
            size_t begin = run_from + piece->from;
            if (begin < node->spoken_to && begin + piece->len > node->spoken_from) {
                first = first < 0 ? (int)i : first;
                last = (int)i;
            }
        }
    }
    *y = first < 0 ? 0 : first * node->line_h;
    *h = first < 0 ? node->line_h : (last - first + 1) * node->line_h;
}

void ui_spoken_mark(struct ui *ui, int node, size_t from, size_t to)
{
    for (int i = 0; i < ui->layer_count; i++) {
        unmark(ui->layers[i]);
    }
    ui->spoken = (struct spoken){.node = UI_SPOKEN_NONE};
    if (node == UI_SPOKEN_NONE) {
        return;
    }
    ui->spoken = (struct spoken){.node = node, .from = from, .to = to, .scope = ui->scope};
    struct node *thing = find_spoken(ui, true);
    if (!thing) {
        ui->spoken = (struct spoken){.node = UI_SPOKEN_NONE};
        return;
    }
    struct node *text = marked_text(thing);
    int y = 0, h = thing->h;
    if (text) {
        marked_rows(text, &y, &h);
    }
    text = text ? text : thing;
    node_reveal(ui, text, text->y + y, h);
}

int ui_spoken_marked(const struct ui *ui)
{
    return ui->spoken.is_found ? ui->spoken.node : UI_SPOKEN_NONE;
}
