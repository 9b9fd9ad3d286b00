// SPDX-License-Identifier: GPL-3.0-or-later
// A notice as picture cards for the groups where a village talks: 1080 by 1350, the essential facts
// first, drawn by the engine that draws the screen. What does not fit one card goes on in the next.
#ifndef CARD_H
#define CARD_H

#include "screens.h"

#include <SDL_surface.h>

enum {
    CARD_PX_W = 1080,
    CARD_PX_H = 1350,
    CARDS_MAX = 4, // then it says where the rest is: nobody swipes further
    CARD_BYTES_MAX = 64 << 20,
};

struct card_set {
    SDL_Surface *cards[CARDS_MAX]; // owned
    size_t count;
    bool has_more; // the last one says that there is more on the screen
};

// Draws them, in the notice's own language. False with a fault. To be freed by card_finish().
MUST_USE bool card_draw(struct app *app, const Kt__Notice *notice, struct card_set *out);
void card_finish(struct card_set *set);

#endif
