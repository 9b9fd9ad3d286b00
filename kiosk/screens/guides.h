// SPDX-License-Identifier: GPL-3.0-or-later
// The guides that came with the program: which there are, for whom, and their words.
#ifndef GUIDES_H
#define GUIDES_H

#include "screens.h"

enum { GUIDES_BYTES_MAX = 64 << 10 }; // of one file

// For whom: bits, so that one guide may be for several.
enum { GUIDES_VILLAGER = 1, GUIDES_BPD = 2, GUIDES_DESA = 4, GUIDES_YOUTH = 8 };

struct guide {
    const char *name; // guides/NAME.md; "aturan-kabar" is what the editorial check refers to
    const char *title, *second; // of the catalogue
    enum ui_icon icon;
    int readers;
};
extern const struct guide guides[];
extern const size_t guide_count;

// Choices for the guides of these readers, as #PREFIX.guide.NAME; a touch opens one.
void guides_show(struct app *app, struct ui *ui, const char *prefix, int readers);

#endif
