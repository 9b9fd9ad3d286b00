// SPDX-License-Identifier: GPL-3.0-or-later
// What was done, as results.c and notice.c show it: before and after, what it cost, and the public
// number that it began from.
#ifndef RESULTS_H
#define RESULTS_H

#include "markdown.h"

#include "db/record/record.h"

struct app;

// Where the pictures of a notice are: `find` of struct markdown_pictures, with a struct
// results_finder as ctx. Names are those of its pictures, and of before and after.
struct results_finder {
    struct app *app;
    struct arena *arena;
    const Kt__Notice *notice;
};
const char *results_find(void *ctx, const char *name);
// And `coming`: one that is missing here and on its way.
const Kt__Picture *results_coming(void *ctx, const char *name);

// Side by side in landscape, one over the other in portrait, each under its word. Nothing where
// the notice has neither.
void results_pair(struct ui *ui, const Kt__Notice *notice, struct markdown_pictures *pictures);
// Cost and public number, where there are any.
void results_facts(struct ui *ui, const Kt__Notice *notice);

#endif
