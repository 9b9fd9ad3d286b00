// SPDX-License-Identifier: GPL-3.0-or-later
// What a screen says when it is read aloud, in the order in which it stands there, and the mark
// behind the sentence being read. Used by app_speech.c and by tests of the reading order.
#ifndef UI_READING_H
#define UI_READING_H

#include "ui.h"

enum { UI_SPOKEN_NONE = -1 };

// One thing to be read: a heading, a paragraph, a button with all its words, an input, a picture
// by its description.
struct ui_spoken {
    int node;         // its number in this order, from 0; for ui_spoken_mark()
    const char *text; // in the arena given; never empty. A text cut on the screen is whole here
    enum ui_role role;
    bool is_private; // belongs to one person: asked for before it is read
};

// What is laid out now, the parts scrolled out of sight included; where a dialog veils the screen,
// the dialog alone. Left out: keys, what has no words, and boxes with is_mute. At most max are
// written to out (NULL with max 0: count alone); returns how many there are. After a build.
size_t ui_reading(struct ui *ui, struct arena *arena, size_t max, struct ui_spoken *out);

// Marks bytes from to to (exclusive) of that thing's text, and scrolls them into view; a thing
// whose words are not on the screen gets a frame instead. UI_SPOKEN_NONE takes the mark away. It
// lasts over builds: the thing is found again by its words, near where it was; where they are gone,
// or another screen is on top, nothing is marked. Draw afterwards (app: is_stale).
void ui_spoken_mark(struct ui *ui, int node, size_t from, size_t to);
// The number of the thing marked, as of the last build, UI_SPOKEN_NONE: none, or its words are
// gone.
int ui_spoken_marked(const struct ui *ui);

#endif
