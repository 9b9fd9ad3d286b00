// SPDX-License-Identifier: GPL-3.0-or-later
// A trial page on the receipt printer, for the keeper's card and for the first start.
#ifndef KEEPER_PRINT_H
#define KEEPER_PRINT_H

#include "screens.h"

enum { KEEPER_PRINTERS = 3 };
extern const char *const keeper_printers[KEEPER_PRINTERS]; // where one that is plugged in appears

struct keeper_print {
    bool is_on, has_failed;
    bool is_asking; // it went out: can it be read? The screen asks, and sets it back
};
// Prints on another thread, on the printer that is set. `print` lies in the state of the screen on
// top, which is `state`.
void keeper_print_begin(struct app *app, const void *state, struct keeper_print *print);
// What a person heard or saw, kept for the next look: the probes "sound" and "printer".
void keeper_probe(struct app *app, const char *name, bool is_well);

#endif
