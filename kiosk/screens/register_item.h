// SPDX-License-Identifier: GPL-3.0-or-later
// What register_item.c (the page), register_item_way.c (timeline) and register_item_act.c (what can
// be done) share. Nobody else includes it.
#ifndef REGISTER_ITEM_H
#define REGISTER_ITEM_H

#include "register_pages.h"

#include "recording.h"

enum item_ask {
    ITEM_ASK_NOTHING,
    ITEM_ASK_REVEAL, // on record: sure?
    ITEM_ASK_VOICE,  // may it be played aloud?
    ITEM_ASK_NO_SOUND,
    ITEM_ASK_FAILED,
};

struct item_page {
    struct register_item_arg arg;
    struct arena arena; // owned
    struct register_item item;
    uint64_t bell;
    bool is_found, is_revealed;
    enum item_ask ask;
    struct recording recording;
    int64_t version; // of the file, when unsent words were looked for
    char unsent_by[4 * STAFF_NAME_LETTERS_MAX + 1]; // who began an answer; "": nobody
};

// Words and keys of it for everything below.
void item_show_way(struct app *app, struct ui *ui, const struct item_page *page);
void item_show_acts(struct app *app, struct ui *ui, struct item_page *page);
void item_show_ask(struct app *app, struct ui *ui, struct item_page *page);
void item_show_voice(struct app *app, struct ui *ui, struct item_page *page);

#endif
