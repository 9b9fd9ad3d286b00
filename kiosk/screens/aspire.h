// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages of an aspiration share: the words are in app_draft(), the receipt here. It is made
// on another thread while the person writes, so that sending costs nobody a wait.
#ifndef ASPIRE_H
#define ASPIRE_H

#include "screens.h"

enum aspire_made { ASPIRE_NOT_MADE, ASPIRE_MAKING, ASPIRE_MADE, ASPIRE_FAILED };

// The state of screen_aspire_to, which lies under all the others as long as the flow lasts.
struct aspire {
    uint32_t serial;         // of that screen
    struct receipt *receipt; // owned, locked memory; filled in once it is made
    enum aspire_made made;
    bool is_leaving; // asked whether the words may be thrown away
};

struct aspire_arg {
    struct aspire *flow;
    bool is_change; // the text page, come back to from the last one
};

enum { ASPIRE_STEPS = 5 };

// Starts making a receipt, unless one is made or being made. On failure flow->made says so.
void aspire_make(struct app *app, struct aspire *flow);

// Header with progress; answers a touch on back by going back, on home by asking first.
void aspire_header(struct app *app, struct ui *ui, struct aspire *flow, int step);
// A column of options, all of one height, that fills what room there is. Close with ui_end().
void aspire_options_begin(struct ui *ui);
// Goes on to a page of the flow.
void aspire_next(struct app *app, const struct screen *screen, struct aspire *flow);
// For .enter of the pages that keep nothing but what they were given.
void aspire_enter(struct app *app, void *state, const void *arg);

// The words of the draft hold at least one letter.
bool aspire_has_text(const struct app_draft *draft);

#endif
