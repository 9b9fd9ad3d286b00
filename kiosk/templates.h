// SPDX-License-Identifier: GPL-3.0-or-later
// The templates of notices: those that came with the program, as its files have them; the village's
// own in DATA/templates, which go before those of the same name. One that was broken by hand is
// said, and the one below it taken: the last of them is inside the program.
#ifndef TEMPLATES_H
#define TEMPLATES_H

#include "db/record/template_file.h"

enum { TEMPLATES_MAX = 24 }; // a page of tiles

struct templates_shipped {
    const char *slug;
    struct bytes file;
};
extern const struct templates_shipped templates_shipped[]; // made by the Makefile
extern const size_t templates_shipped_count;

struct templates_row {
    const struct template_file *form; // in the arena
    const char *broken;               // the file that was passed over, by name; NULL: none
};
// In the order in which they are offered. data: the village's folder. Returns how many.
size_t templates_list(struct arena *arena, const char *data,
                      struct templates_row rows[static TEMPLATES_MAX]);
// The one of that slug; NULL when there is none.
const struct template_file *templates_find(struct arena *arena, const char *data, const char *slug);

#endif
