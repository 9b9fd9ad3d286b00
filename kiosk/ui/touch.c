// SPDX-License-Identifier: GPL-3.0-or-later
// One finger: a tap, a long touch, or a drag that scrolls and glides on. A touch on what glides
// stops it and is nothing else. Time comes from the caller, so that a script plays the same.
#include "node.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Glide: speed halves every HALF_MS; under SPEED_MIN it ends.
enum { FRAME_MS = 16, HALF_MS = 220, STALE_MS = 80 };
static const float SPEED_MIN = 0.03f, SPEED_MAX = 8.0f;

static bool is_inside(SDL_Rect rect, int x, int y)
{
    return x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
}

static struct node *hit_in(struct node *node, int x, int y)
{
    struct node *best = NULL;
    for (struct node *child = node->first; child; child = child->next) {
        struct node *found = hit_in(child, x, y);
        best = found ? found : best; // later ones lie above
        if (child->is_float && is_inside(child->seen, x, y)) {
            return found; // the strip hides what is below it
        }
    }
    if (best) {
        return best;
    }
    bool answers = node->is_button || node->kind == NODE_INPUT;
    return answers && is_inside(node->seen, x, y) ? node : NULL;
}

// The uppermost layer there: a strip leaves what is beside it to the layers below.
static struct node *layer_at(struct ui *ui, int x, int y)
{
    int i = ui->layer_count - 1;
    while (i > 0 && !ui->layers[i]->is_dialog && !is_inside(ui->layers[i]->first->seen, x, y)) {
        i--;
    }
    return ui->layers[i];
}

struct node *touch_hit(struct ui *ui, int x, int y)
{
    return ui->layer_count ? hit_in(layer_at(ui, x, y), x, y) : NULL;
}

bool ui_is_touched(const struct ui *ui)
{
    return ui->touch.is_down;
}

bool ui_strip_is_touched(const struct ui *ui)
{
    return ui->touch.is_down && ui->touch.is_on_strip;
}

// The innermost area under the finger that has more than it shows.
static struct node *area_in(struct node *node, int x, int y)
{
    for (struct node *child = node->last ? node->first : NULL; child; child = child->next) {
        struct node *found = area_in(child, x, y);
        if (found) {
            return found;
        }
    }
    bool scrolls = node->keep && node->keep->offset_max > 0;
    return scrolls && is_inside(node->seen, x, y) ? node : NULL;
}

static struct keep *area_keep(struct ui *ui, const char *id)
{
    struct node *node = id[0] ? node_find(ui, id) : NULL;
    return node ? node->keep : NULL;
}

// True when it could move.
static bool scroll_by(struct ui *ui, const char *id, int dy)
{
    struct keep *keep = area_keep(ui, id);
    if (!keep) {
        return false;
    }
    int before = keep->offset;
    keep->offset += dy;
    layout_again(ui); // holds it within its bounds
    return keep->offset != before;
}

static void touch_down(struct ui *ui, int x, int y, int64_t now_ms)
{
    bool was_gliding = ui->glide.id[0] != '\0';
    ui->glide = (struct glide){0};
    ui->touch = (struct touch){
        .is_down = true,
        .is_spent = was_gliding,
        .x = x,
        .y = y,
        .start_x = x,
        .start_y = y,
        .down_ms = now_ms,
        .last_ms = now_ms,
    };
    if (ui->layer_count == 0) {
        return;
    }
    struct node *layer = layer_at(ui, x, y);
    ui->touch.is_on_strip = layer != ui->layers[0] && !layer->is_dialog;
    struct node *hit = touch_hit(ui, x, y);
    struct node *area = area_in(layer_at(ui, x, y), x, y);
    if (hit && !was_gliding) {
        ui_copy_id(ui->touch.id, hit->box.id);
        ui->touch.hold_ms = hit->box.hold_ms;
    }
    ui_copy_id(ui->touch.scroll_id, area ? area->box.id : NULL);
}

static void touch_move(struct ui *ui, int x, int y, int64_t now_ms)
{
    struct touch *touch = &ui->touch;
    int slop = ui_px(ui, UI_DRAG_DP);
    if (!touch->is_drag) {
        if (abs(y - touch->start_y) <= slop && abs(x - touch->start_x) <= slop) {
            return;
        }
        touch->is_drag = true;
        touch->id[0] = '\0';
    }
    int dy = touch->y - y;
    int64_t ms = now_ms - touch->last_ms;
    if (ms > 0) {
        float speed = (float)dy / (float)ms;
        touch->speed = touch->speed == 0 ? speed : touch->speed * 0.4f + speed * 0.6f;
    }
    touch->x = x;
    touch->y = y;
    touch->last_ms = now_ms;
    if (dy && touch->scroll_id[0]) {
        scroll_by(ui, touch->scroll_id, dy);
    }
}

static void touch_up(struct ui *ui, int x, int y, int64_t now_ms)
{
    struct touch *touch = &ui->touch;
    if (!touch->is_down) {
        return;
    }
    touch_move(ui, x, y, now_ms);
    touch->is_down = false;
    if (touch->is_drag) {
        bool is_fresh = now_ms - touch->last_ms < STALE_MS;
        float speed =
            fabsf(touch->speed) > SPEED_MAX ? copysignf(SPEED_MAX, touch->speed) : touch->speed;
        if (is_fresh && fabsf(speed) > SPEED_MIN && touch->scroll_id[0]) {
            ui->glide = (struct glide){.speed = speed, .last_ms = now_ms};
            ui_copy_id(ui->glide.id, touch->scroll_id);
        }
    } else if (!touch->is_spent && touch->id[0]) {
        struct node *hit = touch_hit(ui, x, y);
        if (hit && strcmp(hit->box.id, touch->id) == 0) {
            struct event event = {.kind = EVENT_TAP};
            ui_copy_id(event.id, touch->id);
            if (hit->kind == NODE_INPUT) {
                event.offset = input_offset_at(ui, hit, x, y);
            }
            ui_queue(ui, &event);
        }
    }
    *touch = (struct touch){0};
}

void ui_touch(struct ui *ui, enum ui_touch touch, int x, int y, int64_t now_ms)
{
    x -= ui->shift_x;
    y -= ui->shift_y;
    switch (touch) {
    case UI_TOUCH_DOWN:
        touch_down(ui, x, y, now_ms);
        break;
    case UI_TOUCH_MOVE:
        if (ui->touch.is_down) {
            touch_move(ui, x, y, now_ms);
        }
        break;
    case UI_TOUCH_UP:
        touch_up(ui, x, y, now_ms);
        break;
    case UI_TOUCH_CANCEL:
        ui->touch = (struct touch){0};
        break;
    }
}

void ui_wheel(struct ui *ui, int x, int y, int steps)
{
    struct node *area = ui->layer_count ? area_in(layer_at(ui, x, y), x, y) : NULL;
    if (area) {
        scroll_by(ui, area->box.id, -steps * ui_px(ui, DP_TARGET));
    }
}

int64_t ui_due_ms(const struct ui *ui)
{
    int64_t due = ui->wake_ms;
    const struct touch *touch = &ui->touch;
    if (touch->is_down && !touch->is_drag && !touch->is_spent && touch->hold_ms) {
        int64_t hold = touch->down_ms + touch->hold_ms;
        due = hold < due ? hold : due;
    }
    if (ui->glide.id[0]) {
        int64_t next = ui->glide.last_ms + FRAME_MS;
        due = next < due ? next : due;
    }
    return due;
}

static void glide_on(struct ui *ui, int64_t now_ms)
{
    struct glide *glide = &ui->glide;
    while (glide->id[0] && glide->last_ms + FRAME_MS <= now_ms) {
        float way = glide->speed * FRAME_MS + glide->rest;
        int px = (int)way;
        glide->rest = way - (float)px;
        glide->speed *= exp2f(-(float)FRAME_MS / HALF_MS);
        glide->last_ms += FRAME_MS;
        bool moved = px == 0 || scroll_by(ui, glide->id, px);
        if (!moved || fabsf(glide->speed) < SPEED_MIN) {
            *glide = (struct glide){0};
        }
    }
}

bool ui_tick(struct ui *ui, int64_t now_ms)
{
    struct touch *touch = &ui->touch;
    bool is_ripe = touch->is_down && !touch->is_drag && !touch->is_spent && touch->hold_ms &&
                   now_ms >= touch->down_ms + touch->hold_ms;
    if (is_ripe) {
        struct event event = {.kind = EVENT_HOLD};
        ui_copy_id(event.id, touch->id);
        ui_queue(ui, &event);
        touch->is_spent = true;
        touch->id[0] = '\0';
    }
    glide_on(ui, now_ms);
    bool is_due = ui->wake_ms <= now_ms;
    if (is_due) {
        ui->wake_ms = INT64_MAX;
    }
    return is_ripe || is_due;
}

bool ui_is_moving(const struct ui *ui)
{
    return ui->touch.is_down || ui->glide.id[0];
}
