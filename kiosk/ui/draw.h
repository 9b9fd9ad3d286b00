// SPDX-License-Identifier: GPL-3.0-or-later
// What a screen looks like, as a list of commands. Bands of the window whose commands are the same
// as last time are left alone; where nothing changed nothing is drawn at all.
#ifndef DRAW_H
#define DRAW_H

#include "db/base/base.h"
#include "text.h"

#include <SDL_rect.h>
#include <SDL_surface.h>

enum {
    DRAW_COMMANDS_MAX = 8192, // a full page of keys and letters has under 300
    DRAW_BAND_PX = 32,
    DRAW_BANDS_MAX = 256, // windows up to 8192 high
};

enum draw_kind { DRAW_BOX, DRAW_TEXT, DRAW_IMAGE, DRAW_QR };

struct draw_command {
    enum draw_kind kind;
    SDL_Rect rect, clip;
    uint32_t color, border; // 0xAARRGGBB
    int radius, border_w;
    struct text_font font;
    uint32_t len;     // bytes of text, modules along a QR's side
    uint64_t key;     // of what data points to: two commands with one key look the same
    const void *data; // letters, pixels (uint32_t), modules (a byte each): the caller's until drawn
};

struct draw;

struct draw *draw_create(void);
void draw_destroy(struct draw *draw); // takes NULL

// Begins an empty list for a window of this size; another size draws everything anew.
void draw_begin(struct draw *draw, int w, int h);
// What is added from now on stands so many pixels to the right and below its place.
void draw_shift(struct draw *draw, int x, int y);
// Adds a command; what does not touch its clip or the window is left out.
void draw_add(struct draw *draw, const struct draw_command *command);
// Draws the bands that changed onto a 32-bit surface of the size given. Rows y0 to y1 (y1
// exclusive) have changed; false when none did.
bool draw_finish(struct draw *draw, struct text *text, SDL_Surface *surface, int *y0, int *y1);
// All of it is drawn next time (the window was hidden, a picture came).
void draw_spoil(struct draw *draw);

#endif
