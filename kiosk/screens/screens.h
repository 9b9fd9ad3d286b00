// SPDX-License-Identifier: GPL-3.0-or-later
// The screens, in the order in which a visitor meets them, and what one hands to the next.
#ifndef SCREENS_H
#define SCREENS_H

#include "db/record/receipt.h"
#include "kiosk/app.h"
#include "kiosk/ui/widgets.h"

extern const struct screen screen_home;
extern const struct screen screen_notices;         // arg: struct notices_arg
extern const struct screen screen_notice;          // arg: struct notice_arg
extern const struct screen screen_aspire_closed;   // nothing can be accepted yet, and why
extern const struct screen screen_aspire_to;       // no arg: the flow begins here
extern const struct screen screen_aspire_category; // arg of these four: struct aspire_arg
extern const struct screen screen_aspire_text;
extern const struct screen screen_aspire_how;
extern const struct screen screen_aspire_last;
extern const struct screen screen_receipt; // arg: struct receipt_arg
extern const struct screen screen_ticket;
extern const struct screen screen_ticket_lost;  // what remains without the code
extern const struct screen screen_answer;       // arg: struct answer_arg
extern const struct screen screen_answer_write; // arg: struct answer_write_arg
extern const struct screen screen_search;
extern const struct screen screen_agenda;     // coming dates
extern const struct screen screen_services;   // the office: services, who is in, hours, emergency
extern const struct screen screen_budget;     // APBDes
extern const struct screen screen_results;    // Capaian
extern const struct screen screen_board;      // papan usul
extern const struct screen screen_board_item; // arg: struct board_item_arg
extern const struct screen screen_help;
extern const struct screen screen_closed; // in the place of home when there is no village file

enum { SCREENS_ID_LEN_MAX = 32 }; // of a notice: "K4294967295-1234567890"

struct notices_arg {
    bool is_bpd;      // BPD's own shelf
    bool is_archive;  // what is over
    const char *slug; // a category; NULL: all. Lives as long as the program
};

struct notice_arg {
    char id[SCREENS_ID_LEN_MAX];
    struct notices_arg shelf; // where its neighbours are; zero: all that is current
};

// The receipt stays its lender's, in locked memory; the screen that shows it wipes it on leaving.
struct receipt_arg {
    struct receipt *receipt;
    char number[SCREENS_ID_LEN_MAX]; // the public one
};

struct answer_arg {
    struct receipt *receipt;
};

// Words that go to a case that is here already. The receipt stays its lender's.
struct answer_write_arg {
    struct receipt *receipt;
    int what;   // Kt__Follow: ASK, REOPEN, RATE
    int rating; // RATE: the one that was given
};

struct board_visit; // board_visit.h: what was supported by who stands there
struct board_item_arg {
    uint8_t id[16];
    struct board_visit *visit; // of a screen below, NULL: the item's own
    bool is_instead;           // of sending what is being written: support ends the flow
};

// Warnings that interrupt (alert_over.c): given to app_set_overlay once, at the start.
void screens_alert_over(struct app *app, struct ui *ui);

// Letters so large, or a window so small, that what is to be touched needs the room more than what
// is only to be read.
bool screens_is_tight(const struct ui *ui);

// The header with the way back and the way home; answers both touches.
void screens_header(struct app *app, struct ui *ui);
// The same with *Bacakan* as #speak_id, for a page that has it not in its bar.
void screens_header_speak(struct app *app, struct ui *ui, const char *speak_id);

// The bar at the foot of home and of what one reads, always at the same place, and the menus that
// it opens: letters, language, search, help. Answers its own touches; to be built last.
void screens_bar(struct app *app, struct ui *ui);
// The same with *Bacakan* as #speak_id before them: the bar of five.
void screens_bar_speak(struct app *app, struct ui *ui, const char *speak_id);

// One thing to know, of several: an icon and a sentence.
void screens_point(struct ui *ui, enum ui_icon icon, const char *text);
// Nothing there yet, in kind words: a card with an icon, what it is, and what will come.
void screens_empty(struct ui *ui, const char *id, enum ui_icon icon, const char *title,
                   const char *text);
// A leaf of a calendar: the day as a large figure over its month.
void screens_date_leaf(struct ui *ui, struct moment at);

#endif
