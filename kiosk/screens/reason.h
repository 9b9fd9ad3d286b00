// SPDX-License-Identifier: GPL-3.0-or-later
// A page of the staff that asks for one reason, which somebody else will read: a line that is
// typed, or a usual one by a touch.
#ifndef REASON_H
#define REASON_H

#include "screens.h"

enum {
    REASON_LETTERS_MAX = 200,
    REASON_BYTES = 4 * REASON_LETTERS_MAX + 1,
    REASON_USUAL_MAX = 3,
};

enum reason_trouble { REASON_FINE, REASON_MISSING, REASON_FAILED };

// Part of a page's state, which does not move while the page is there.
struct reason {
    char text[REASON_BYTES];
    struct ui_field field;
    enum reason_trouble trouble; // said until it is mended
};

// What such a page says, in the words to be shown. The parts are #PREFIX.speak, .missing, .failed,
// .reason, .usual.N and .go.
struct reason_words {
    const char *prefix, *question, *note;
    const char *hint, *hint_tight; // where the usual ones have no room
    const char *usual[REASON_USUAL_MAX];
    const char *failed;
    struct ui_button go;
    const char *go_word;
};

void reason_begin(struct reason *reason);
// Nothing but white space.
bool reason_is_empty(const struct reason *reason);
// The whole page. True: the button was touched.
bool reason_page(struct app *app, struct ui *ui, struct reason *reason,
                 const struct reason_words *words);

#endif
