// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages of the register share: how a case looks in a list, and which ones are chosen.
#ifndef REGISTER_PAGES_H
#define REGISTER_PAGES_H

#include "staff_parts.h"

#include "db/village/register.h"
#include "db/village/register_act.h"

enum { REGISTER_PAGE_ROWS = 6, REGISTER_EXCERPT_BYTES = 120 };

// The list as it was read last; read again when the bell rang. Part of a page's state.
struct register_list {
    struct register_shelf *shelf; // owned
    uint64_t bell;
    bool is_read, has_failed;
    const struct register_row *rows; // the shelf's
    size_t count, waits;
};
void register_list_open(struct register_list *list);
void register_list_close(struct register_list *list);
// True when it was read anew just now: rows that somebody kept are others.
bool register_list_read(struct app *app, struct register_list *list);

// "2005-0042 · Kamis, 12 November", in the ui's arena.
const char *register_above(struct app *app, struct ui *ui, const struct register_row *row);
// The first words, or what stands for them.
const char *register_title(struct app *app, struct ui *ui, const struct register_row *row);

// Cases that are chosen, by their ids.
struct register_choice {
    uint8_t cases[REGISTER_GROUP_MAX][RECEIPT_CASE_LEN];
    size_t count;
};
bool register_is_chosen(const struct register_choice *choice, const uint8_t *case_id);
// Puts it in or takes it out. False: there is no room for more.
bool register_choose(struct register_choice *choice, const uint8_t *case_id);
// A case that may be chosen: touched, it goes in or out.
void register_show_choice(struct app *app, struct ui *ui, const char *id,
                          const struct register_row *row, const char *second,
                          struct register_choice *choice);

// "Sabtu, 28 November" of a day of the village's zone.
const char *register_date(struct app *app, struct arena *arena, int64_t day);

#endif
