// SPDX-License-Identifier: GPL-3.0-or-later
// What keeper.c (all checks at a glance) and keeper_check.c (one of them) share. Nobody else
// includes it.
#ifndef KEEPER_INSIDE_H
#define KEEPER_INSIDE_H

#include "db/village/doctor.h"
#include "keeper_parts.h"
#include "keeper_print.h"

struct keeper {
    struct arena arena; // owned
    uint64_t bell;
    int64_t read_ms;
    bool is_read;
    struct doctor_row rows[DOCTOR_ROWS_MAX];
    size_t count;
    uint32_t serial;
    char open[32];        // the check whose card is open; "": none
    bool is_asking_sound; // over that card
    struct keeper_print print;
    struct keeper_task send, check, logs;
};

struct keeper_look {
    enum ui_icon icon;
    enum ui_color tint, ink;
    const char *word;
};
// How a state looks: never by its colour alone.
struct keeper_look keeper_look(enum doctor_state state);
// The picture that stands for a check.
enum ui_icon keeper_icon(const char *name);

// The card of the check that is open, and what it asks; nothing when none is. To be built last.
void keeper_check_show(struct app *app, struct ui *ui, struct keeper *page);
void keeper_send(struct app *app, struct keeper *page);

#endif
