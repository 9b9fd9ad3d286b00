// SPDX-License-Identifier: GPL-3.0-or-later
// Each band of 32 rows has a hash of all commands that touch it. Bands next to each other that
// changed are drawn together, with every command clipped to them.
#include "draw.h"
#include "raster.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct draw {
    int w, h;
    int shift_x, shift_y;
    bool is_spoilt;
    size_t count;
    struct draw_command *commands; // owned, DRAW_COMMANDS_MAX
    uint64_t before[DRAW_BANDS_MAX], now[DRAW_BANDS_MAX];
};

struct draw *draw_create(void)
{
    struct draw *draw = die_if_null(calloc(1, sizeof *draw));
    draw->commands = die_if_null(calloc(DRAW_COMMANDS_MAX, sizeof *draw->commands));
    return draw;
}

void draw_destroy(struct draw *draw)
{
    if (draw) {
        free(draw->commands);
        free(draw);
    }
}

void draw_spoil(struct draw *draw)
{
    draw->is_spoilt = true;
}

void draw_begin(struct draw *draw, int w, int h)
{
    assert(w > 0 && h > 0 && h <= DRAW_BANDS_MAX * DRAW_BAND_PX);
    draw->is_spoilt = draw->is_spoilt || w != draw->w || h != draw->h;
    draw->w = w;
    draw->h = h;
    draw->count = 0;
    memset(draw->now, 0, sizeof draw->now);
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
    return hash ^ (hash >> 29);
}

static uint64_t mix_rect(uint64_t hash, SDL_Rect rect)
{
    hash = mix(hash, (uint64_t)(uint32_t)rect.x << 32 | (uint32_t)rect.y);
    return mix(hash, (uint64_t)(uint32_t)rect.w << 32 | (uint32_t)rect.h);
}

static uint64_t command_hash(const struct draw_command *c)
{
    uint64_t hash = mix(1, (uint64_t)c->kind);
    hash = mix_rect(mix_rect(hash, c->rect), c->clip);
    hash = mix(hash, (uint64_t)c->color << 32 | c->border);
    hash = mix(hash, (uint64_t)(uint32_t)c->radius << 32 | (uint32_t)c->border_w);
    hash = mix(hash, (uint64_t)c->font.face << 32 | (uint32_t)c->font.px);
    return mix(mix(hash, c->len), c->key);
}

void draw_shift(struct draw *draw, int x, int y)
{
    draw->shift_x = x;
    draw->shift_y = y;
}

void draw_add(struct draw *draw, const struct draw_command *command)
{
    SDL_Rect window = {0, 0, draw->w, draw->h}, seen;
    struct draw_command shifted = *command;
    shifted.rect.x += draw->shift_x;
    shifted.clip.x += draw->shift_x;
    shifted.rect.y += draw->shift_y;
    shifted.clip.y += draw->shift_y;
    bool is_nothing = command->kind == DRAW_BOX && (command->color | command->border) >> 24 == 0;
    if (is_nothing || !SDL_IntersectRect(&shifted.clip, &window, &seen) ||
        !SDL_IntersectRect(&shifted.rect, &seen, &seen)) {
        return;
    }
    if (draw->count == DRAW_COMMANDS_MAX) {
        die("a screen draws more than %d things", DRAW_COMMANDS_MAX);
    }
    draw->commands[draw->count++] = shifted;
    uint64_t hash = command_hash(&shifted);
    int last = (seen.y + seen.h - 1) / DRAW_BAND_PX;
    for (int band = seen.y / DRAW_BAND_PX; band <= last; band++) {
        draw->now[band] = mix(draw->now[band], hash);
    }
}

static void draw_qr(struct raster *raster, const struct draw_command *c)
{
    const uint8_t *modules = c->data;
    int side = (int)c->len, px = c->rect.w / side;
    for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
            if (modules[y * side + x] & 1) {
                raster_fill(raster, (SDL_Rect){c->rect.x + x * px, c->rect.y + y * px, px, px},
                            c->color);
            }
        }
    }
}

static void draw_one(struct raster *raster, struct text *text, const struct draw_command *c)
{
    switch (c->kind) {
    case DRAW_BOX:
        raster_box(raster, c->rect, c->radius, c->border_w, c->color, c->border);
        break;
    case DRAW_TEXT: {
        struct text_mask mask = text_mask(text, c->font, c->data, c->len);
        raster_cover(raster, c->rect.x + mask.left, c->rect.y, mask.w, mask.h, mask.coverage,
                     c->color);
        break;
    }
    case DRAW_IMAGE:
        raster_image(raster, c->rect.x, c->rect.y, c->rect.w, c->rect.h, c->data);
        break;
    case DRAW_QR:
        draw_qr(raster, c);
        break;
    }
}

static void draw_rows(struct draw *draw, struct raster *raster, struct text *text, int y0, int y1)
{
    SDL_Rect rows = {0, y0, draw->w, y1 - y0};
    for (size_t i = 0; i < draw->count; i++) {
        SDL_Rect part;
        const struct draw_command *c = &draw->commands[i];
        if (SDL_IntersectRect(&c->clip, &rows, &part) && SDL_HasIntersection(&c->rect, &part)) {
            raster_clip(raster, part);
            draw_one(raster, text, c);
        }
    }
}

bool draw_finish(struct draw *draw, struct text *text, SDL_Surface *surface, int *y0, int *y1)
{
    assert(surface->w == draw->w && surface->h == draw->h);
    assert(surface->format->BytesPerPixel == 4);
    struct raster raster = {
        .pixels = surface->pixels,
        .w = draw->w,
        .h = draw->h,
        .stride = surface->pitch / 4,
    };
    int bands = (draw->h + DRAW_BAND_PX - 1) / DRAW_BAND_PX;
    *y0 = draw->h;
    *y1 = 0;
    for (int band = 0; band < bands; band++) {
        int first = band;
        while (band < bands && (draw->is_spoilt || draw->now[band] != draw->before[band])) {
            band++;
        }
        if (band > first) {
            int top = first * DRAW_BAND_PX, end = band * DRAW_BAND_PX;
            end = end > draw->h ? draw->h : end;
            draw_rows(draw, &raster, text, top, end);
            *y0 = top < *y0 ? top : *y0;
            *y1 = end;
        }
    }
    memcpy(draw->before, draw->now, sizeof draw->before);
    draw->is_spoilt = false;
    return *y1 > *y0;
}
