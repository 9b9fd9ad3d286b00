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
extern const struct screen screen_answer; // arg: struct answer_arg

enum { SCREENS_ID_LEN_MAX = 32 }; // of a notice: "K4294967295-1234567890"

struct notices_arg {
    bool is_bpd;      // BPD's own shelf
    bool is_archive;  // what is over
    const char *slug; // a category; NULL: all. Lives as long as the program
};

struct notice_arg {
    char id[SCREENS_ID_LEN_MAX];
};

// The receipt stays its lender's, in locked memory; the screen that shows it wipes it on leaving.
struct receipt_arg {
    struct receipt *receipt;
    char number[SCREENS_ID_LEN_MAX]; // the public one
};

struct answer_arg {
    struct receipt *receipt;
};

// Letters so large, or a window so small, that what is to be touched needs the room more than what
// is only to be read.
bool screens_is_tight(const struct ui *ui);

// The header with the way back and the way home; answers both touches.
void screens_header(struct app *app, struct ui *ui);

// The bar at the foot of home and of what one reads: letter size and language, always at the same
// place. Answers its own touches.
void screens_bar(struct app *app, struct ui *ui);
// One thing to know, of several: an icon and a sentence.
void screens_point(struct ui *ui, enum ui_icon icon, const char *text);

#endif
