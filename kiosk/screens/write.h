// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages of screen_write share: the draft, what there is to fill in, and the words being
// typed. Everything is saved at each pause and each turn of a page; there is no "save".
#ifndef WRITE_H
#define WRITE_H

#include "screens.h"

#include "db/record/editorial.h"
#include "db/village/draft.h"

enum {
    WRITE_BYTES_MAX = 16 << 20,       // a draft of 256 KiB, packed and unpacked a few times
    WRITE_BODY_BYTES_MAX = 32 * 1024, // what is changed by touch; longer words come as a file
    WRITE_ITEMS_MAX = BLANKS_MAX + 8,
    WRITE_PAUSE_MS = 600, // of typing: then it is saved
    WRITE_LONGEST_MS = 5000,
    WRITE_PLACES_MAX = 3,
    WRITE_CALENDAR_YEARS = 3, // ahead and back
};

enum write_kind {
    WRITE_OVERVIEW, // no item: the list of them
    WRITE_TITLE,
    WRITE_BLANK,
    WRITE_WHEN,
    WRITE_PLACE,
    WRITE_BODY,
    WRITE_PICTURES,
    WRITE_SHELF,
    WRITE_SHOWN,
    WRITE_PINNED,
};

struct write_item {
    enum write_kind kind;
    const char *blank;    // of WRITE_BLANK, else ""
    const char *question; // in the language set
    const char *example;  // "": none
    const char *value;    // as far as it goes; "": nothing yet
    enum ui_icon icon;
    bool is_asked;  // of a new one, in its turn
    bool is_needed; // and not filled: the guided way stops there
    bool is_lines;  // words of several lines
};

// Where the check sends one back to; lies in screen_write, which is below it on the stack.
struct write_jump {
    bool is_set, is_over; // is_over: published or deleted, there is nothing to go back to
    enum editorial_field field;
    char blank[BLANK_NAME_BYTES_MAX + 1]; // of the template; "": none, then the field
};

// Two moments that belong together, chosen on one calendar (write_when.c).
struct write_when {
    bool is_until;   // the second of the two is being chosen
    int year, month; // on the leaf
};

struct write_pictures; // write_pictures.c

struct write {
    struct write_arg arg;
    struct arena made, kept;          // owned: the template; the draft
    const struct template_file *form; // NULL: none
    struct draft draft;
    bool is_lost;             // it could not be opened: somebody else's, or gone
    bool is_guided;           // one question after the other, until all that is needed is there
    bool is_checked;          // came back from the check, and returns to it
    bool is_dirty, is_failed; // not saved yet; could not be
    bool is_untouched;        // made just now, nothing filled in
    bool is_begun;            // the first question was looked for
    bool asks_drop;           // whether the draft is to go
    bool is_too_long;         // its body, to be changed by touch
    char places[WRITE_PLACES_MAX][4 * APP_LINE_LETTERS_MAX + 1]; // to be chosen by a touch
    size_t place_count;
    int64_t changed_ms, dirty_ms;
    enum write_kind page;
    char blank[BLANK_NAME_BYTES_MAX + 1]; // of the page, WRITE_BLANK
    struct ui_field field;                // owned text
    struct write_when when;
    struct write_pictures *pictures; // owned, NULL: not looked for yet
    struct write_jump jump;
};

// Items in the order in which they are asked for, in the arena. Returns how many.
size_t write_items(struct app *app, struct arena *arena, const struct write *write,
                   struct write_item items[static WRITE_ITEMS_MAX]);
// The page of an item; its words are taken into the field.
void write_open(struct app *app, struct write *write, const struct write_item *item);
void write_changed(struct app *app, struct ui *ui, struct write *write); // the field
// Puts the field into the draft, and the draft on the disk, if anything was changed. False: it
// could not be saved. What was read from the draft before is gone.
bool write_save(struct app *app, struct write *write);
void write_keep(struct app *app, struct write *write); // after a change to the draft itself
// On with what is needed next, else to the check or back to the list.
void write_next(struct app *app, struct write *write);

// ---- the field (write_field.c)
void write_field_take(struct write *write, const char *words, size_t letters_max); // 0: as it holds
void write_field_take_body(struct write *write); // the body, as one would have typed it
// What was typed, without the blanks at its ends; in write->kept.
char *write_field_typed(struct write *write);
// Where they met before: the places of what was announced here, each once.
void write_field_places(struct app *app, struct write *write);

// ---- pages
void write_text_page(struct app *app, struct ui *ui, struct write *write,
                     const struct write_item *item);
void write_when_page(struct app *app, struct ui *ui, struct write *write,
                     const struct write_item *item);
void write_shelf_page(struct app *app, struct ui *ui, struct write *write,
                      const struct write_item *item);
void write_pictures_page(struct app *app, struct ui *ui, struct write *write,
                         const struct write_item *item);
void write_pictures_finish(struct write *write);
// The end of being shown that follows from an event: the midnight after it; 0 without one.
int64_t write_end_after(struct app *app, const Kt__Notice *notice);

// The foot of a page: saved or not, and the green button.
void write_foot(struct app *app, struct ui *ui, struct write *write);

#endif
