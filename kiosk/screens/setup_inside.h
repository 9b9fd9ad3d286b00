// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages of the first start share (setup.c and setup_*.c). Nobody else includes it.
#ifndef SETUP_INSIDE_H
#define SETUP_INSIDE_H

#include "db/record/trust.h"
#include "db/village/setup.h"
#include "keeper_parts.h"
#include "keeper_print.h"
#include "stick_pick.h"

enum {
    SETUP_LOOK_MS = 2000, // for a cable, an agent: nobody rings for those
    SETUP_FOUND_MAX = 6,
    SETUP_NAME_BYTES = 128,
};

// A ticket found on a stick.
struct setup_found {
    char text[TICKET_TEXT_MAX + 1], name[SETUP_NAME_BYTES], host[SETUP_NAME_BYTES];
    enum trust_ticket how;
};
struct setup_finds { // in locked memory
    struct setup_found rows[SETUP_FOUND_MAX];
    size_t count;
    bool is_cut; // more files than are looked at
};

enum setup_way { SETUP_WAY_OPEN, SETUP_WAY_TYPED, SETUP_WAY_STICK };

struct setup {
    enum setup_step step;
    uint32_t serial;
    bool has_failed; // something could not be kept

    // what was read, anew when the bell rang or a while has passed
    struct arena arena; // owned
    uint64_t bell;
    enum i18n_lang lang;
    int64_t read_ms;
    bool is_read, is_agent, is_clock_sure, is_enrolled, may_leave;
    bool has_ticket;          // taken, and no regency answered yet
    const char *desa, *place; // once it is enrolled
    struct doctor_row rows[DOCTOR_ROWS_MAX];
    size_t row_count;
    struct staff_row people[STAFF_MAX];
    size_t people_count;

    // network
    bool is_cable;
    struct keeper_task wifi;

    // ticket
    enum setup_way way;
    enum trust_ticket said; // of what was typed or chosen
    struct keeper_task enrol;
    struct setup_finds *finds; // owned; NULL: not looked yet
    bool is_looking;
    struct stick_pick pick;
    char stick[STICK_PATH_BYTES]; // that was looked at

    // self-test
    bool is_asking_sound;
    struct keeper_print print;
};

// The page after, and before, skipping what needs no asking.
void setup_next(struct app *app, struct ui *ui, struct setup *setup);
// The check of this name, NULL when there is none.
const struct doctor_row *setup_row(const struct setup *setup, const char *name);
// A question with its body, in landscape the question at the left: between begin and end stand what
// is to be chosen.
void setup_page_begin(struct ui *ui, const char *question, const char *second);
void setup_page_next(struct ui *ui);
void setup_page_end(struct ui *ui);
// The button at the foot, #setup.next. is_ready false: drawn off, no answer.
bool setup_foot(struct ui *ui, bool is_ready, const char *word);

// One page each.
void setup_show_network(struct app *app, struct ui *ui, struct setup *setup);
void setup_show_clock(struct app *app, struct ui *ui, struct setup *setup);
void setup_show_ticket(struct app *app, struct ui *ui, struct setup *setup);
void setup_show_people(struct app *app, struct ui *ui, struct setup *setup);
void setup_show_test(struct app *app, struct ui *ui, struct setup *setup);
void setup_show_done(struct app *app, struct ui *ui, struct setup *setup);

// The stick's part of the ticket page: looks for one, and what it found.
void setup_stick_turn(struct app *app, struct ui *ui, struct setup *setup);
// The row that was touched, or NULL.
const struct setup_found *setup_stick_show(struct app *app, struct ui *ui, struct setup *setup);

#endif
