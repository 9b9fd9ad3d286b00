// SPDX-License-Identifier: GPL-3.0-or-later
// A first time, step by step: what to touch next on which screen, and a sentence for it. Rows of a
// table; whoever goes elsewhere meanwhile finds their step again when they come back.
#ifndef GUIDED_H
#define GUIDED_H

#include "db/base/base.h"

enum guided_which { GUIDED_NONE, GUIDED_ASPIRATION, GUIDED_NOTICE, GUIDED_COUNT };

// What stands behind the sentence.
enum guided_with { GUIDED_ALONE, GUIDED_WITH_CODE, GUIDED_WITH_PIN };

struct guided_step {
    const char *screen;   // struct screen's name
    const char *id;       // what to touch or to write into, without '#'
    const char *sentence; // of the catalogue: show it through _()
    const char *by;       // what begins so takes the step too (days of a calendar); NULL: id alone
    bool is_closing;      // leaves a page: asked for only after another step on it
    enum guided_with with;
};

struct guided {
    enum guided_which which;
    size_t at;    // the step
    bool is_over; // all of them were taken
};

// count of them; none for GUIDED_NONE. praise: what is said at the end, of the catalogue.
const struct guided_step *guided_steps(enum guided_which which, size_t *count);
const char *guided_praise(enum guided_which which);

// Something was touched or written on this screen. The last step ends it.
void guided_event(struct guided *guided, const char *screen, const char *id);
// The step on this screen: of those whose element it has. has: whether it has this one. NULL where
// the way does not lead over the screen, and when there is none.
const struct guided_step *guided_now(struct guided *guided, const char *screen,
                                     bool (*has)(void *ctx, const char *id), void *ctx);

#endif
