// SPDX-License-Identifier: GPL-3.0-or-later
// Colours put onto 32-bit pixels in plain memory: rectangles with round corners, coverage, images.
// Knows no text and no screen. The same input gives the same bytes on every machine.
#ifndef RASTER_H
#define RASTER_H

#include "db/base/base.h"

#include <SDL_rect.h>

enum { RASTER_RADIUS_MAX = 256 };

// What is drawn on: pixels of 0xXXRRGGBB, rows `stride` pixels apart. Owned by the caller.
struct raster {
    uint32_t *pixels;
    int w, h, stride;
    SDL_Rect clip; // nothing outside is touched; lies inside w and h
};

void raster_clip(struct raster *raster, SDL_Rect clip);
// color: 0xAARRGGBB, blended over what is there.
void raster_fill(struct raster *raster, SDL_Rect rect, uint32_t color);
// A rounded rectangle: `border` of border_w pixels around `fill`; either may be 0 (transparent).
void raster_box(struct raster *raster, SDL_Rect rect, int radius, int border_w, uint32_t fill,
                uint32_t border);
// Coverage of w * h bytes in one colour, its top left corner at x, y.
void raster_cover(struct raster *raster, int x, int y, int w, int h, const uint8_t *coverage,
                  uint32_t color);
// w * h opaque pixels.
void raster_image(struct raster *raster, int x, int y, int w, int h, const uint32_t *pixels);

#endif
