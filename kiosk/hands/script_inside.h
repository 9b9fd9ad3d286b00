// SPDX-License-Identifier: GPL-3.0-or-later
// What script.c (lines), script_step.c (steps) and script_bench.c (measuring) share.
#ifndef SCRIPT_INSIDE_H
#define SCRIPT_INSIDE_H

#include "kiosk/ui/engine.h"
#include "script.h"

enum { SCRIPT_FIND_BYTES_MAX = 64 << 20 }; // of all elements of a screen, as text

struct script {
    struct app *app;
    struct arena found; // elements of the step
    struct {
        char *name, *value; // owned
    } names[SCRIPT_NAMES_MAX];
    int name_count;
};

struct words {
    char *list[SCRIPT_WORDS_MAX];
    bool is_quoted[SCRIPT_WORDS_MAX];
    int count;
};

struct script_step {
    const char *name;
    int least, most; // words, its own included
    bool (*play)(struct script *script, const struct words *words);
};

extern const struct script_step script_steps[]; // ends with a row of zeroes
extern const struct script_step script_benches[];

// An element named by id or by label; false with a fault when word i of the line is neither.
struct target {
    const char *id, *label;
};
bool script_target(const struct words *words, int i, struct target *out);
// NULL when it is not on the laid-out screen. A label may be given by its beginning.
const struct ui_element *script_find(struct script *script, struct target target);
// Scrolled into view; NULL with a fault when a finger could not find or reach it.
const struct ui_element *script_find_to_touch(struct script *script, struct target target);
// Pushes a finger's event and lets the test clock move on a little.
void script_finger(struct script *script, uint32_t type, int x, int y);
bool script_number(const char *word, int max, int *out);

#endif
