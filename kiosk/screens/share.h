// SPDX-License-Identifier: GPL-3.0-or-later
// A notice for the groups and accounts where the village already talks: picture cards, and a text
// to put beside them, as files of a folder (a stick).
#ifndef SHARE_H
#define SHARE_H

#include "card.h"

enum {
    SHARE_CAPTION_BYTES_MAX = 8 * 1024
}; // messengers take some 60,000 letters; nobody reads them

struct share_files {
    const char *names[CARDS_MAX + 1]; // the text last
    struct bytes contents[CARDS_MAX + 1];
    size_t count;
    bool has_more; // not all of it is on the cards
};
// Draws and packs them, in the arena. False with a fault.
MUST_USE bool share_make(struct app *app, struct arena *arena, const Kt__Notice *notice,
                         struct share_files *out);
// All of the files into a folder, or none. On any thread. False with a fault: the folder is full,
// read-only, or gone.
MUST_USE bool share_put(const struct share_files *files, const char *dir);
// The text: title, when, where, the words in the marks that messengers know, who says it. In the
// arena, in the notice's own language.
char *share_caption(struct app *app, struct arena *arena, const Kt__Notice *notice);

#endif
