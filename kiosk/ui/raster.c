// SPDX-License-Identifier: GPL-3.0-or-later
// Integer arithmetic throughout, so that pictures compare byte by byte. A corner's coverage is
// computed once per radius and kept: drawing it through geometry costs ten times as much.
#include "raster.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

_Static_assert(sizeof(wchar_t) == sizeof(uint32_t), "a wide letter is as wide as a pixel");

// Quarter discs by radius, made when first asked for, kept for as long as the program runs.
static uint8_t *corners[RASTER_RADIUS_MAX + 1];

// radius * radius bytes; (0, 0) is the corner's outermost pixel.
static const uint8_t *corner(int radius)
{
    assert(radius > 0 && radius <= RASTER_RADIUS_MAX);
    if (!corners[radius]) {
        uint8_t *disc = die_if_null(malloc((size_t)radius * (size_t)radius));
        for (int y = 0; y < radius; y++) {
            for (int x = 0; x < radius; x++) {
                double dx = radius - x - 0.5, dy = radius - y - 0.5;
                double inside = radius - sqrt(dx * dx + dy * dy) + 0.5;
                inside = inside < 0 ? 0 : inside > 1 ? 1 : inside;
                disc[y * radius + x] = (uint8_t)(inside * 255 + 0.5);
            }
        }
        corners[radius] = disc;
    }
    return corners[radius];
}

void raster_clip(struct raster *raster, SDL_Rect clip)
{
    SDL_Rect all = {0, 0, raster->w, raster->h};
    if (!SDL_IntersectRect(&all, &clip, &raster->clip)) {
        raster->clip = (SDL_Rect){0, 0, 0, 0};
    }
}

// alpha 0 to 255; exact at both ends.
static uint32_t blend(uint32_t below, uint32_t color, uint32_t alpha)
{
    uint32_t a = alpha + (alpha >> 7); // 0 to 256
    uint32_t rb = below & 0xff00ff, g = below & 0x00ff00;
    rb += (((color & 0xff00ff) - rb) * a) >> 8;
    g += (((color & 0x00ff00) - g) * a) >> 8;
    return 0xff000000u | (rb & 0xff00ff) | (g & 0x00ff00);
}

static uint32_t *row_at(struct raster *raster, int x, int y)
{
    return raster->pixels + (size_t)y * (size_t)raster->stride + x;
}

void raster_fill(struct raster *raster, SDL_Rect rect, uint32_t color)
{
    SDL_Rect part;
    uint32_t alpha = color >> 24;
    if (alpha == 0 || !SDL_IntersectRect(&rect, &raster->clip, &part)) {
        return;
    }
    for (int y = part.y; y < part.y + part.h; y++) {
        uint32_t *row = row_at(raster, part.x, y);
        if (alpha == 255) {
            wmemset((wchar_t *)row, (wchar_t)color, (size_t)part.w); // six times a plain loop
        } else {
            for (int x = 0; x < part.w; x++) {
                row[x] = blend(row[x], color, alpha);
            }
        }
    }
}

static void put(struct raster *raster, int x, int y, uint32_t color, uint32_t coverage)
{
    const SDL_Rect *clip = &raster->clip;
    if (coverage && x >= clip->x && x < clip->x + clip->w && y >= clip->y &&
        y < clip->y + clip->h) {
        uint32_t *pixel = row_at(raster, x, y);
        *pixel = blend(*pixel, color, coverage * (color >> 24) / 255);
    }
}

// One pixel of all four corners.
static void put_corners(struct raster *raster, SDL_Rect rect, int x, int y, uint32_t color,
                        uint32_t coverage)
{
    int right = rect.x + rect.w - 1 - x, bottom = rect.y + rect.h - 1 - y;
    put(raster, rect.x + x, rect.y + y, color, coverage);
    put(raster, right, rect.y + y, color, coverage);
    put(raster, rect.x + x, bottom, color, coverage);
    put(raster, right, bottom, color, coverage);
}

static void disc(struct raster *raster, SDL_Rect rect, int radius, uint32_t color)
{
    if (color >> 24 == 0 || rect.w <= 0 || rect.h <= 0) {
        return;
    }
    raster_fill(raster, (SDL_Rect){rect.x, rect.y + radius, rect.w, rect.h - 2 * radius}, color);
    if (radius <= 0) {
        return;
    }
    int inner_w = rect.w - 2 * radius;
    raster_fill(raster, (SDL_Rect){rect.x + radius, rect.y, inner_w, radius}, color);
    raster_fill(raster, (SDL_Rect){rect.x + radius, rect.y + rect.h - radius, inner_w, radius},
                color);
    const uint8_t *cover = corner(radius);
    for (int y = 0; y < radius; y++) {
        for (int x = 0; x < radius; x++) {
            put_corners(raster, rect, x, y, color, cover[y * radius + x]);
        }
    }
}

// A border alone: four bars, and corners where the outer disc is and the inner one is not.
static void ring(struct raster *raster, SDL_Rect rect, int radius, int w, uint32_t color)
{
    int side_h = rect.h - 2 * radius, side_w = rect.w - 2 * radius;
    raster_fill(raster, (SDL_Rect){rect.x + radius, rect.y, side_w, w}, color);
    raster_fill(raster, (SDL_Rect){rect.x + radius, rect.y + rect.h - w, side_w, w}, color);
    raster_fill(raster, (SDL_Rect){rect.x, rect.y + radius, w, side_h}, color);
    raster_fill(raster, (SDL_Rect){rect.x + rect.w - w, rect.y + radius, w, side_h}, color);
    int inner = radius - w;
    const uint8_t *outer = radius > 0 ? corner(radius) : NULL;
    const uint8_t *hole = inner > 0 ? corner(inner) : NULL;
    for (int y = 0; y < radius; y++) {
        for (int x = 0; x < radius; x++) {
            int gone = hole && x >= w && y >= w ? hole[(y - w) * inner + x - w] : 0;
            int cover = outer[y * radius + x] - gone;
            put_corners(raster, rect, x, y, color, cover > 0 ? (uint32_t)cover : 0);
        }
    }
}

void raster_box(struct raster *raster, SDL_Rect rect, int radius, int border_w, uint32_t fill,
                uint32_t border)
{
    int half = (rect.w < rect.h ? rect.w : rect.h) / 2;
    radius = radius > half ? half : radius;
    radius = radius > RASTER_RADIUS_MAX ? RASTER_RADIUS_MAX : radius;
    if (!SDL_HasIntersection(&rect, &raster->clip)) {
        return;
    }
    bool has_border = border_w > 0 && border >> 24;
    if (has_border && fill >> 24 != 255) {
        ring(raster, rect, radius, border_w, border);
    } else if (has_border) {
        disc(raster, rect, radius, border);
    }
    if (has_border) {
        rect = (SDL_Rect){rect.x + border_w, rect.y + border_w, rect.w - 2 * border_w,
                          rect.h - 2 * border_w};
        radius = radius > border_w ? radius - border_w : 0;
    }
    disc(raster, rect, radius, fill);
}

// Most of a line of letters is nothing: eight pixels of it at a stride.
static void cover_row(uint32_t *row, const uint8_t *cover, int w, uint32_t color)
{
    int i = 0;
    while (i < w) {
        uint64_t eight;
        if (w - i >= 8 && (memcpy(&eight, cover + i, sizeof eight), eight == 0)) {
            i += 8;
            continue;
        }
        int end = w - i >= 8 ? i + 8 : w;
        for (; i < end; i++) {
            if (cover[i] == 255) {
                row[i] = color | 0xff000000u;
            } else if (cover[i]) {
                row[i] = blend(row[i], color, cover[i]);
            }
        }
    }
}

void raster_cover(struct raster *raster, int x, int y, int w, int h, const uint8_t *coverage,
                  uint32_t color)
{
    SDL_Rect whole = {x, y, w, h}, part;
    if (!SDL_IntersectRect(&whole, &raster->clip, &part)) {
        return;
    }
    for (int row_y = part.y; row_y < part.y + part.h; row_y++) {
        uint32_t *row = row_at(raster, part.x, row_y);
        cover_row(row, coverage + (size_t)(row_y - y) * (size_t)w + (part.x - x), part.w, color);
    }
}

void raster_image(struct raster *raster, int x, int y, int w, int h, const uint32_t *pixels)
{
    SDL_Rect whole = {x, y, w, h}, part;
    if (!SDL_IntersectRect(&whole, &raster->clip, &part)) {
        return;
    }
    for (int row_y = part.y; row_y < part.y + part.h; row_y++) {
        memcpy(row_at(raster, part.x, row_y),
               pixels + (size_t)(row_y - y) * (size_t)w + (part.x - x), (size_t)part.w * 4);
    }
}
