// SPDX-License-Identifier: GPL-3.0-or-later
// How the kiosk is: one table of checks for the keeper's screen and for `kentongan-sync doctor`.
// Looks at the village file and at what the kernel tells; never waits, never reaches out: what must
// be tried (the link, the whole file, the touch of the screen) was tried before, and is read here.
#ifndef DOCTOR_H
#define DOCTOR_H

#include "db/base/phrase.h"
#include "village.h"

enum { DOCTOR_ROWS_MAX = 20 };

enum doctor_state { DOCTOR_OK, DOCTOR_WARN, DOCTOR_BAD };

struct doctor_row {
    const char *name;  // a slug: "disk", "queue"
    const char *title; // what it is about, in the catalogue
    enum doctor_state state;
    struct phrase text;   // how it is
    struct phrase advice; // what to do next; text NULL where all is well
    const char *detail;   // a technical line for whom one calls; NULL: none
};

// Where the machine tells of itself; NULL in a field is the machine's own.
struct doctor_places {
    const char *proc, *sys; // /proc, /sys
    const char *voice;      // the program that speaks: /usr/bin/espeak-ng
    int64_t free_bytes;     // on the disk; 0: asked
};

// The worst first, else in the order of the table. All in the arena. Returns how many.
size_t doctor_look(struct village *village, struct arena *arena, const struct doctor_places *places,
                   struct doctor_row out[static DOCTOR_ROWS_MAX]);
// "ok", "warn", "bad".
const char *doctor_state_name(enum doctor_state state);

#endif
