// SPDX-License-Identifier: GPL-3.0-or-later
// The screens, in the order in which a visitor meets them, and what one hands to the next.
#ifndef SCREENS_H
#define SCREENS_H

#include "db/record/receipt.h"
#include "db/record/record.h"
#include "db/village/register_act.h"
#include "db/village/staff_anew.h"
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
extern const struct screen screen_closed;    // in the place of home when there is no village file
extern const struct screen screen_guide;     // arg: struct guide_arg
extern const struct screen screen_setup;     // the first start, which home opens while it is due
extern const struct screen screen_setup_own; // the same, begun by touch: it idles as others do
extern const struct screen screen_practice;  // what to try, where nothing is sent
extern const struct screen screen_staff_in;  // who works with the kiosk: a name, then
extern const struct screen screen_staff_pin; // its PIN; arg: struct staff_pin_arg
extern const struct screen screen_staff;     // what they can do; from here on somebody is signed in
extern const struct screen screen_staff_people; // of one's own role
extern const struct screen screen_staff_new;    // a PIN is chosen; arg: struct staff_new_arg
extern const struct screen screen_staff_code;   // a forgotten role: arg: struct staff_code_arg
extern const struct screen screen_staff_audit;  // who did what
// For whoever is signed in, without an arg:
extern const struct screen screen_learn; // guides of the role, practice, questions
extern const struct screen screen_quiz;  // twelve questions
extern const struct screen screen_certificate;

// Staff, signed in. Whoever is not is sent home.
extern const struct screen screen_staff_notices;  // notices of one's own office; no arg
extern const struct screen screen_staff_notice;   // arg: struct notice_arg
extern const struct screen screen_staff_withdraw; // arg: struct notice_arg
extern const struct screen screen_staff_files;
extern const struct screen screen_write;        // arg: struct write_arg
extern const struct screen screen_write_check;  // arg: struct write_check_arg
extern const struct screen screen_write_clash;  // arg: struct write_clash_arg
extern const struct screen screen_write_return; // arg: struct write_return_arg
extern const struct screen screen_write_done;   // arg: struct notice_arg
extern const struct screen screen_share;        // arg: struct notice_arg

// The register of BPD or desa, signed in.
extern const struct screen screen_staff_register;   // what is addressed to BPD or desa
extern const struct screen screen_register_item;    // arg: struct register_item_arg
extern const struct screen screen_register_write;   // arg: struct register_write_arg
extern const struct screen screen_register_talks;   // BPD: musyawarah, by day
extern const struct screen screen_register_table;   // what goes into one; arg: register_table_arg
extern const struct screen screen_register_outcome; // arg: struct register_outcome_arg
extern const struct screen screen_register_save;

// The keeper, signed in.
extern const struct screen screen_keeper; // how the machine is; who is signed in, from here on
extern const struct screen screen_keeper_settings;
extern const struct screen screen_keeper_clock;
extern const struct screen screen_keeper_ruler;
extern const struct screen screen_keeper_wifi;
extern const struct screen screen_keeper_touch;
extern const struct screen screen_keeper_office;
extern const struct screen screen_stick;

enum { SCREENS_ID_LEN_MAX = 32 }; // of a notice: "K4294967295-1234567890"

struct notices_arg {
    bool is_bpd;      // BPD's own shelf
    bool is_archive;  // what is over
    const char *slug; // a category; NULL: all. Lives as long as the program
};

struct notice_arg {
    char id[SCREENS_ID_LEN_MAX];
    struct notices_arg shelf; // where its neighbours are; zero: all that is current
    int64_t draft;            // not 0: as this draft would look, for its writer
};

enum { SCREENS_SLUG_MAX = 64, SCREENS_PATH_MAX = 1024 };
// One of the three: a draft, the revision of a notice, a new one from a template ("": empty).
struct write_arg {
    int64_t draft;
    char notice[SCREENS_ID_LEN_MAX];
    char form[SCREENS_SLUG_MAX];
};
struct write_jump; // write.h: where in the writing below one is sent back to
struct write_check_arg {
    int64_t draft;
    struct write_jump *jump; // NULL: nobody is writing below
};
struct write_clash_arg {
    int64_t draft;
    struct write_jump *jump;
};
struct write_return_arg {
    int64_t draft;
    bool *is_over; // of the check below it: given back, there is nothing to check
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

struct guide_arg {
    const char *name; // a row of guides.h. Lives as long as the program
};

struct register_item_arg {
    uint8_t case_id[RECEIPT_CASE_LEN];
};

// Words for one case, or for all that a musyawarah decided.
struct register_write_arg {
    int what;  // Kt__Act: SAY, OUTCOME
    int state; // Kt__State that goes with them
    uint8_t cases[REGISTER_GROUP_MAX][RECEIPT_CASE_LEN];
    size_t count;
    int64_t day;     // OUTCOME: of the musyawarah
    bool has_closed; // OUTCOME: one of them is for officers only: telling all is not the usual way
};

struct register_table_arg {
    uint8_t case_id[RECEIPT_CASE_LEN]; // the first one to go in
    bool has_case;
};

struct register_outcome_arg {
    int64_t day; // of the musyawarah
};

struct board_visit; // board_visit.h: what was supported by who stands there
struct board_item_arg {
    uint8_t id[16];
    struct board_visit *visit; // of a screen below, NULL: the item's own
    bool is_instead;           // of sending what is being written: support ends the flow
};

enum { STAFF_NAME_BYTES = 4 * STAFF_NAME_LETTERS_MAX + 1 };

struct staff_pin_arg {
    int64_t id;
    enum staff_role role;
    char name[STAFF_NAME_BYTES];
};

// A code from the regency, for a role that nobody of can sign in to; 0: which one is asked first.
struct staff_code_arg {
    enum staff_role role;
};

// A PIN typed twice by who will use it. MEMBER, FIRST and ANEW ask for a name before; FIRST (the
// first start) and ANEW (a code from the regency) need nobody signed in. When it is over the screen
// pops itself, or after ANEW goes home.
enum staff_new_why {
    STAFF_NEW_MEMBER,
    STAFF_NEW_FIRST,
    STAFF_NEW_ANEW,
    STAFF_NEW_RESET,
    STAFF_NEW_OWN
};
struct staff_new_arg {
    enum staff_new_why why;
    enum staff_role role;             // MEMBER, FIRST, ANEW
    const struct staff_anew_key *key; // ANEW: stays its lender's, the screen below
    int64_t id;                       // RESET: whose
    char name[STAFF_NAME_BYTES];      // RESET
};

// Warnings that interrupt (alert_over.c): given to app_set_overlay once, at the start.
void screens_alert_over(struct app *app, struct ui *ui);

// Letters so large, or a window so small, that what is to be touched needs the room more than what
// is only to be read.
bool screens_is_tight(const struct ui *ui);

// The way into the first start by touch, as #ID; nothing where this kiosk is somebody's already.
void screens_setup_button(struct app *app, struct ui *ui, const char *id);

// The header with the way back and the way home; answers both touches.
void screens_header(struct app *app, struct ui *ui);
// The same with *Bacakan* as #speak_id, for a page that has it not in its bar.
void screens_header_speak(struct app *app, struct ui *ui, const char *speak_id);
// One's own, which goes back in its own way: true when that was touched. The rest is answered.
bool screens_header_back(struct app *app, struct ui *ui, struct ui_header header);

// The bar at the foot of home and of what one reads, always at the same place, and the menus that
// it opens: letters, language, search, help. Answers its own touches; to be built last.
void screens_bar(struct app *app, struct ui *ui);
// The same with *Bacakan* as #speak_id before them: the bar of five.
void screens_bar_speak(struct app *app, struct ui *ui, const char *speak_id);

// A very long text is shown in parts, blocks *from .. to-1 of count: on with the next, back to the
// first, as #PREFIX.on and #PREFIX.first. `prefix` is also the id of what scrolls.
void screens_parts(struct ui *ui, const char *prefix, size_t first, size_t *from, size_t to,
                   size_t count);

// Title, when, where, the first words, who says it, and the address: what is read on a telephone
// at home, without a network. In the arena. title and plain: in the language shown.
const char *screens_notice_words(struct app *app, struct arena *arena, const Kt__Notice *notice,
                                 const char *title, const char *plain);

// One thing to know, of several: an icon and a sentence.
void screens_point(struct ui *ui, enum ui_icon icon, const char *text);
// Nothing there yet, in kind words: a card with an icon, what it is, and what will come.
void screens_empty(struct ui *ui, const char *id, enum ui_icon icon, const char *title,
                   const char *text);
// The receipt's page before its code is there.
void screens_receipt_wait(struct ui *ui);
// A leaf of a calendar: the day as a large figure over its month.
void screens_date_leaf(struct ui *ui, struct moment at);

#endif
