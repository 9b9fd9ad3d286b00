// SPDX-License-Identifier: GPL-3.0-or-later
// The stick that a page reads from or writes to, the same on every page that needs one: seen when
// it is plugged in, mounted by the agent, chosen where there are several, and let go. Kept in the
// page's state; zeroed memory is one that has not looked yet.
#ifndef STICK_PICK_H
#define STICK_PICK_H

#include "db/village/stick.h"
#include "keeper_parts.h"

enum {
    STICK_PICK_MS = 1500, // how often it looks for one that is plugged in or pulled: nobody rings
    STICK_PATH_BYTES = 512,
    STICK_DEVICE_BYTES = 64,
};

struct stick_known {
    char path[STICK_PATH_BYTES]; // "": not mounted
    char name[STICK_NAME_MAX + 8], device[STICK_DEVICE_BYTES];
    uint64_t plug;
    bool is_read_only;
};

struct stick_pick {
    struct stick_known sticks[STICKS_MAX];
    size_t count;
    int at; // which of them
    int64_t looked_ms;
    bool is_begun;
    uint64_t bell;
    struct stick_known tried, let_go; // to be mounted, once; safe to pull, until it was
    struct keeper_task mount, eject;
};

// Before a build: looks when it is time, and asks for one that is new. Never touches a stick
// itself. True in the pass in which an errand ended.
bool stick_pick_turn(struct app *app, struct ui *ui, struct stick_pick *pick);
// The one that is chosen and can be used; NULL: none, or none yet. Until the next turn.
const struct stick_known *stick_pick_get(const struct stick_pick *pick);
// Which one, where there are several (#stick.which).
void stick_pick_which(struct ui *ui, struct stick_pick *pick);
// None yet (#stick.none), or one that is being mounted or cannot be (#stick.mount, #stick.again).
void stick_pick_none(struct app *app, struct ui *ui, struct stick_pick *pick, const char *text);

// "Done, let it go" (#stick.eject), big: what may stand in a foot. True: it was asked for.
bool stick_pick_eject(struct app *app, struct ui *ui, struct stick_pick *pick, bool is_off);
// How that goes, and when it is safe to pull (#stick.ejected).
void stick_pick_ejected(struct app *app, struct ui *ui, struct stick_pick *pick);
// A page has written onto it: to be let go before it is pulled, or how that goes.
void stick_pick_written(struct app *app, struct ui *ui, struct stick_pick *pick);
// There is one, and nobody was told since it was opened that it is safe to pull.
bool stick_pick_is_in(const struct stick_pick *pick);

#endif
