// SPDX-License-Identifier: GPL-3.0-or-later
// The stick that a screen reads from or writes to: the one it was given, else the first that is
// plugged in.
#ifndef STICK_PICK_H
#define STICK_PICK_H

#include "screens.h"

enum { STICK_PICK_MS = 1000 }; // how often a screen looks whether one was plugged in

// False: there is none. name: its label, or the folder's. Texts in the arena. Never touches the
// stick itself.
struct stick_pick {
    const char *path, *name;
    bool is_read_only;
};
bool stick_pick(struct app *app, struct arena *arena, const char *given, struct stick_pick *out);
// "Plug one in", in kind words; looks again by itself.
void stick_pick_none(struct ui *ui, const char *text);

#endif
