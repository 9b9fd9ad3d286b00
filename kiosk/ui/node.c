// SPDX-License-Identifier: GPL-3.0-or-later
// The engine's life and the small things that all its parts use: nodes, ids, measures, what is
// remembered by id, and events waiting for their pass.
#include "node.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool ui_create(struct ui **out, const struct ui_setup *setup)
{
    *out = NULL;
    struct text *text;
    if (!text_open(&text)) {
        return false;
    }
    struct ui *ui = die_if_null(calloc(1, sizeof *ui));
    ui->text = text;
    ui->draw = draw_create();
    ui->pictures = pictures_create(setup->worker);
    ui->worker = setup->worker;
    ui->dpi = setup->dpi ? setup->dpi : DP_PER_INCH;
    ui->text_percent = setup->text_percent ? setup->text_percent : 100;
    ui->theme = setup->theme;
    ui->w = setup->w;
    ui->h = setup->h;
    ui->wake_ms = INT64_MAX;
    ui->spoken.node = UI_SPOKEN_NONE;
    arena_init(&ui->frame, UI_FRAME_BYTES_MAX);
    *out = ui;
    return true;
}

void ui_destroy(struct ui *ui)
{
    if (!ui) {
        return;
    }
    arena_finish(&ui->frame);
    pictures_destroy(ui->pictures);
    draw_destroy(ui->draw);
    text_close(ui->text);
    sodium_memzero(ui, sizeof *ui);
    free(ui);
}

void ui_resize(struct ui *ui, int w, int h)
{
    ui->w = w;
    ui->h = h;
}

void ui_set_dpi(struct ui *ui, int dpi)
{
    ui->dpi = dpi;
}

void ui_set_text_percent(struct ui *ui, int percent)
{
    ui->text_percent = percent;
}

void ui_set_theme(struct ui *ui, enum theme theme)
{
    ui->theme = theme;
}

void ui_set_shift(struct ui *ui, int x_dp, int y_dp)
{
    assert(abs(x_dp) <= UI_SHIFT_DP && abs(y_dp) <= UI_SHIFT_DP);
    ui->shift_x = x_dp < 0 ? -ui_px(ui, -x_dp) : ui_px(ui, x_dp);
    ui->shift_y = y_dp < 0 ? -ui_px(ui, -y_dp) : ui_px(ui, y_dp);
}

int ui_px(const struct ui *ui, int dp)
{
    return (dp * ui->dpi + DP_PER_INCH / 2) / DP_PER_INCH;
}

static int to_dp(const struct ui *ui, int px)
{
    return px * DP_PER_INCH / ui->dpi;
}

int ui_dp_of_px(const struct ui *ui, int px)
{
    return (px * DP_PER_INCH + ui->dpi / 2) / ui->dpi;
}

int ui_width(const struct ui *ui)
{
    return to_dp(ui, ui->w);
}

int ui_height(const struct ui *ui)
{
    return to_dp(ui, ui->h);
}

bool ui_is_wide(const struct ui *ui)
{
    return ui->w > ui->h;
}

bool ui_is_narrow(const struct ui *ui)
{
    return ui_width(ui) < DP_NARROW;
}

bool ui_is_cramped(const struct ui *ui)
{
    int room = ui_width(ui) * 100 / ui->text_percent;
    return room < (ui_is_wide(ui) ? DP_CRAMPED_WIDE : DP_CRAMPED);
}

int ui_gap(const struct ui *ui)
{
    return ui_is_cramped(ui) ? DP_GAP_CRAMPED : DP_GAP;
}

int ui_margin(const struct ui *ui)
{
    return ui_is_narrow(ui) ? DP_MARGIN_NARROW : DP_MARGIN;
}

int ui_text_percent(const struct ui *ui)
{
    return ui->text_percent;
}

// Headlines give way on a small window, down to body; body and less never do.
int ui_font_px(const struct ui *ui, enum ui_size size)
{
    int dp = theme_size_dp(size), body = theme_size_dp(UI_BODY);
    if (dp > body) {
        int side = ui->w < ui->h ? ui_width(ui) : ui_height(ui);
        int fit = side >= 1080 ? 100 : side <= 700 ? 70 : 70 + 30 * (side - 700) / 380;
        int small = dp * fit / 100;
        dp = small > body ? small : body;
    }
    int px = (dp * ui->dpi * ui->text_percent + DP_PER_INCH * 50) / (DP_PER_INCH * 100);
    return px < TEXT_PX_MIN ? TEXT_PX_MIN : px > TEXT_PX_MAX ? TEXT_PX_MAX : px;
}

int ui_line_px(const struct ui *ui, enum ui_size size)
{
    return (ui_font_px(ui, size) * theme_line_percent(size) + 50) / 100;
}

int ui_lines(const struct ui *ui, enum ui_size size, int n)
{
    return to_dp(ui, n * ui_line_px(ui, size));
}

void ui_copy_id(char out[static UI_ID_LEN_MAX + 1], const char *id)
{
    size_t len = id ? strlen(id) : 0;
    assert(len <= UI_ID_LEN_MAX);
    memset(out, 0, UI_ID_LEN_MAX + 1);
    if (len) {
        memcpy(out, id, len);
    }
}

const char *ui_id(struct ui *ui, const char *fmt, ...)
{
    char id[UI_ID_LEN_MAX + 1];
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(id, sizeof id, fmt, args);
    va_end(args);
    assert(len > 0 && len <= UI_ID_LEN_MAX);
    return arena_str(&ui->frame, id);
}

struct arena *ui_arena(struct ui *ui)
{
    return &ui->frame;
}

struct node *node_add(struct ui *ui, enum node_kind kind)
{
    if (++ui->node_count > UI_NODES_MAX) {
        die("a screen has more than %d parts", UI_NODES_MAX);
    }
    assert(ui->depth > 0); // inside ui_begin() and ui_end()
    struct node *node = ARENA_NEW(&ui->frame, struct node);
    struct node *parent = ui->open[ui->depth - 1];
    node->kind = kind;
    node->parent = parent;
    if (parent->last) {
        parent->last->next = node;
    } else {
        parent->first = node;
    }
    parent->last = node;
    return node;
}

static struct node *find_in(struct node *node, const char *id)
{
    if (node->box.id && strcmp(node->box.id, id) == 0) {
        return node;
    }
    for (struct node *child = node->first; child; child = child->next) {
        struct node *found = find_in(child, id);
        if (found) {
            return found;
        }
    }
    return NULL;
}

struct node *node_find(struct ui *ui, const char *id)
{
    for (int i = ui->layer_count - 1; i >= 0 && id && *id; i--) {
        struct node *found = find_in(ui->layers[i], id);
        if (found) {
            return found;
        }
    }
    return NULL;
}

struct keep *node_keep(struct ui *ui, const char *id)
{
    struct keep *oldest = &ui->keeps[0];
    ui->uses++;
    for (size_t i = 0; i < UI_KEEPS_MAX; i++) {
        struct keep *keep = &ui->keeps[i];
        if (keep->scope == ui->scope && strcmp(keep->id, id) == 0) {
            keep->used = ui->uses;
            return keep;
        }
        if (keep->used < oldest->used) {
            oldest = keep;
        }
    }
    *oldest = (struct keep){.scope = ui->scope, .used = ui->uses};
    ui_copy_id(oldest->id, id);
    return oldest;
}

void ui_set_scope(struct ui *ui, uint32_t depth)
{
    if (ui->scope == depth) {
        return;
    }
    ui->scope = depth;
    ui->focus[0] = '\0';
    ui->event_count = 0;
    ui->glide = (struct glide){0};
    ui->page = KEYBOARD_LETTERS;
    ui->is_shift = false;
    ui->accent_of = 0;
}

void ui_drop_scope(struct ui *ui, uint32_t depth)
{
    for (size_t i = 0; i < UI_KEEPS_MAX; i++) {
        if (ui->keeps[i].scope >= depth) {
            ui->keeps[i] = (struct keep){0};
        }
    }
    if (ui->scope >= depth) {
        ui->scope = UINT32_MAX; // so that the next ui_set_scope() begins anew
    }
    if (ui->spoken.scope >= depth) {
        ui->spoken = (struct spoken){.node = UI_SPOKEN_NONE};
    }
    if (depth == 0) {
        ui->is_grid = false; // the keyboard that the last person chose
    }
}

void ui_forget(struct ui *ui)
{
    text_forget(ui->text);
    arena_reset(&ui->frame);
    sodium_memzero(ui->events, sizeof ui->events);
    ui->event_count = 0;
    ui->event = NULL;
    ui->layer_count = 0;
    ui->spoken = (struct spoken){.node = UI_SPOKEN_NONE};
    sodium_memzero(&ui->qr, sizeof ui->qr);
    ui->touch = (struct touch){0};
    ui->glide = (struct glide){0};
}

void ui_rest(struct ui *ui)
{
    pictures_forget(ui->pictures);
}

void ui_queue(struct ui *ui, const struct event *event)
{
    assert(ui->event_count < UI_EVENTS_MAX); // passes run after each input
    ui->events[ui->event_count++] = *event;
}

bool ui_has_event(const struct ui *ui)
{
    return ui->event_count > 0;
}

const struct event *ui_take(struct ui *ui, enum event_kind kind, const char *id)
{
    struct event *event = ui->event;
    if (!event || event->is_taken || event->kind != kind || !id || strcmp(event->id, id) != 0) {
        return NULL;
    }
    event->is_taken = true;
    return event;
}

void ui_type(struct ui *ui, const char *str)
{
    struct event event = {.kind = EVENT_TYPE};
    size_t len = strlen(str);
    assert(len <= UI_TYPED_BYTES_MAX);
    memcpy(event.typed, str, len);
    ui_copy_id(event.id, ui->focus);
    ui_queue(ui, &event);
    sodium_memzero(&event, sizeof event);
}

void ui_press(struct ui *ui, enum ui_press press)
{
    struct event event = {.kind = EVENT_PRESS, .press = press};
    ui_copy_id(event.id, ui->focus);
    ui_queue(ui, &event);
}

void ui_wake_in(struct ui *ui, int64_t wake_ms)
{
    int64_t at = ui->now_ms + (wake_ms < 1 ? 1 : wake_ms);
    ui->wake_ms = at < ui->wake_ms ? at : ui->wake_ms;
}

int64_t ui_now_ms(const struct ui *ui)
{
    return ui->now_ms;
}

void ui_scroll_top(struct ui *ui, const char *id)
{
    ui_copy_id(ui->spoil_top, id);
}

void ui_unfocus(struct ui *ui)
{
    ui->focus[0] = '\0';
}

const char *ui_focus(const struct ui *ui)
{
    return ui->focus[0] ? ui->focus : NULL;
}

void ui_mark(struct ui *ui, const char *id)
{
    ui_copy_id(ui->mark, id);
}

bool ui_has(struct ui *ui, const char *id)
{
    return node_find(ui, id) != NULL;
}

const char *ui_event_id(const struct ui *ui)
{
    return ui->event && ui->event->id[0] ? ui->event->id : NULL;
}

int ui_layers(const struct ui *ui)
{
    return ui->layer_count;
}

bool ui_is_writing(const struct ui *ui)
{
    return ui->has_input;
}

void ui_spoil(struct ui *ui)
{
    draw_spoil(ui->draw);
}

bool ui_draw(struct ui *ui, SDL_Surface *surface, int *y0, int *y1)
{
    pictures_begin(ui->pictures);
    draw_begin(ui->draw, ui->w, ui->h);
    for (int i = 0; i < ui->layer_count; i++) {
        paint_tree(ui, ui->layers[i]);
    }
    return draw_finish(ui->draw, ui->text, surface, y0, y1);
}
