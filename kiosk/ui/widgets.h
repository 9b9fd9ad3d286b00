// SPDX-License-Identifier: GPL-3.0-or-later
// The pieces that screens are made of. Each looks and measures as the sketches show; each that can
// be touched answers true in the pass in which it was tapped.
#ifndef WIDGETS_H
#define WIDGETS_H

#include "ui.h"

// The whole window: paper. Inside: ui_header() or own top, ui_body_begin(), ui_foot_begin().
void ui_page_begin(struct ui *ui);
void ui_page_end(struct ui *ui);

// Back on the left (#nav.back) with its word, and *Bacakan* (#ID.speak) on the right.
enum ui_header_touch { UI_HEADER_NONE, UI_HEADER_BACK, UI_HEADER_SPEAK };
struct ui_header {
    const char *back;     // word beside the arrow; NULL: "Kembali"
    const char *speak_id; // e.g. "notice.speak"; NULL: no Bacakan
    int step, steps;      // progress bar below when steps > 0: step of them are filled
    bool has_no_back;     // there is nowhere to go back to
    bool has_home;        // a house on the right as well (#nav.home), answered by ui_header_home()
    bool is_signed_in;    // the way home is the way out: "Keluar" with its own icon
};
enum ui_header_touch ui_header(struct ui *ui, struct ui_header header);
bool ui_header_home(struct ui *ui);

// The part that scrolls and takes the height that is left, with the page's margins.
void ui_body_begin(struct ui *ui, const char *id);
void ui_body_end(struct ui *ui);
// In landscape two halves side by side, in portrait one column: begin, first half, ui_split_next,
// second half, end. Each half grows. weights are their shares in landscape.
void ui_split_begin(struct ui *ui, int first_weight, int second_weight);
void ui_split_next(struct ui *ui);
void ui_split_end(struct ui *ui);
// What stays at the bottom (the green button, the keyboard), with the page's margins.
void ui_foot_begin(struct ui *ui);
void ui_foot_end(struct ui *ui);
// A page on which one types: in landscape the words in the first half of a split and the keys in
// the second, in portrait the keys in the foot. ui_split_begin, words, ui_typing_next, keys, the
// button that ends it, ui_typing_end; a low window in landscape has no room for that button below
// the keys, there it goes under the words.
bool ui_typing_is_low(const struct ui *ui);
void ui_typing_next(struct ui *ui);
void ui_typing_keys(struct ui *ui);
void ui_typing_keys_lines(struct ui *ui); // ui_keyboard_lines()
void ui_typing_end(struct ui *ui);

// Headline of a page, with an optional second line in soft ink.
void ui_question(struct ui *ui, const char *text, const char *second);
// Small, soft, icon before it; left out where a page has no room for it (is_spare).
void ui_note(struct ui *ui, enum ui_icon icon, const char *text);

// One of the three large tiles of home. second may be NULL.
bool ui_tile(struct ui *ui, const char *id, enum ui_color fill, enum ui_icon icon, const char *text,
             const char *second);
// A small tile: icon over word, on a card. Put them into a grid.
bool ui_tile_small(struct ui *ui, const char *id, enum ui_icon icon, const char *text);
// A choice: large icon over a bold word. Put them into a grid of two (three in landscape).
bool ui_choice(struct ui *ui, const char *id, enum ui_icon icon, const char *text);
// A choice over the whole width: icon left, bold word and an explaining line. Shows whether it is
// the one chosen, by border, tint and a check mark.
bool ui_option(struct ui *ui, const char *id, enum ui_icon icon, const char *text,
               const char *second, bool is_on);
// A row of a list: mark colour at the left (UI_NONE: none), small line, bold title, second line.
struct ui_row {
    enum ui_color mark;
    enum ui_icon icon; // before `above`
    const char *above, *title, *below;
};
bool ui_row(struct ui *ui, const char *id, struct ui_row row);

// Buttons. Big ones stand at the bottom of a page: one a page. Off: drawn in soft line, no answer.
enum ui_button_look { UI_BUTTON_PLAIN, UI_BUTTON_GO, UI_BUTTON_ON, UI_BUTTON_STOP };
struct ui_button {
    enum ui_button_look look; // plain: card with edge; go: green; on: selected; stop: brick
    enum ui_icon icon, icon_after;
    bool is_big;
    bool is_off;
    int grow;
    bool is_snug;
};
bool ui_button(struct ui *ui, const char *id, struct ui_button look, const char *text);

// A rounded tint with an icon and a line: what the screen wants known. Chip: as wide as its words.
void ui_chip(struct ui *ui, const char *id, enum ui_color tint, enum ui_icon icon,
             const char *text);
void ui_banner(struct ui *ui, const char *id, enum ui_color tint, enum ui_icon icon,
               const char *text);
// The same in one line, whose letters shrink: above a keyboard.
void ui_banner_line(struct ui *ui, const char *id, enum ui_color tint, enum ui_icon icon,
                    const char *text);
// A white card with edge; mark UI_GOLD for BPD's and pinned things. Close with ui_end().
void ui_panel_begin(struct ui *ui, const char *id, enum ui_color mark);
// The same, to be touched (open what it shows). Close with ui_end().
bool ui_panel_button_begin(struct ui *ui, const char *id, enum ui_color mark);
void ui_dots(struct ui *ui, int count, int at); // which page of a thing that pages

// How far one is: step of steps filled.
void ui_progress(struct ui *ui, int step, int steps);

// A code of `count` digits in groups of four, large, tabular: 16 four by four, 12 in one row. Fewer
// digits leave open places (the keypad's page). Anything that is not a digit is skipped.
// is_private.
void ui_code(struct ui *ui, const char *id, const char *digits, int count);

// Keys 0 to 9 as #PREFIX.key.D and #PREFIX.erase.
enum { UI_KEYPAD_NONE = -1, UI_KEYPAD_ERASE = 10 };
int ui_keypad(struct ui *ui, const char *prefix);

// The bar of five at the bottom of home and lists, always at the same place.
enum ui_bar_touch {
    UI_BAR_NONE,
    UI_BAR_SPEAK,
    UI_BAR_TEXT_SIZE,
    UI_BAR_LANGUAGE,
    UI_BAR_SEARCH,
    UI_BAR_HELP
};
// speak_id: of *Bacakan*; NULL: not in the bar, where a header has it.
enum ui_bar_touch ui_bar(struct ui *ui, const char *speak_id);

// Rate 1 to 5: #PREFIX.1 .. #PREFIX.5, each a face, a word and a figure. Returns the one touched,
// or 0. ui_faces() is the same without touch: what was given, shown (as #ID).
int ui_rate(struct ui *ui, const char *prefix, int rating);
void ui_faces(struct ui *ui, const char *id, int rating);
const char *ui_rate_word(int rating); // "baik" ...; "" for anything but 1 to 5

// A chart of lying bars, one below the other: the label, the bar planned as an outline with the
// bar done inside it, and how much of it is done as a figure in percent. All bars have one scale.
struct ui_bar_row {
    const char *id;        // to be touched; NULL: only shown
    enum ui_icon icon;     // 0: none
    const char *label;     // "Pembangunan jalan"
    const char *below;     // figures in words under the bar, e.g. "Rp 412 juta dari Rp 640 juta"
    int64_t planned, done; // >= 0; done may be more than planned
    bool is_bare;          // stands in a panel already: no card of its own
    bool is_gain;          // money that comes in: more than planned is no fault
};
// The index of the row touched, or -1. id: of the whole, NULL: none.
int ui_bars(struct ui *ui, const char *id, const struct ui_bar_row *rows, size_t count);
// What the figure says: "64 %", "0,3 %" under one, "-" where nothing was planned.
const char *ui_percent(struct arena *arena, int64_t done, int64_t planned);

// A large figure over a small line; put several into a grid. number is text: "412", "Rp 1,2
// miliar".
void ui_stat(struct ui *ui, const char *id, enum ui_icon icon, const char *number,
             const char *text);

// Loudness while recording: level 0 to 100 as bars, elapsed and longest time as 0:23 / 1:30.
void ui_level(struct ui *ui, const char *id, int level, int elapsed_s, int longest_s);

// A picture over everything, as large as the window allows; a touch anywhere closes it (#ID.close).
// True when it was closed. A thumbnail below it stays as it is.
bool ui_zoom(struct ui *ui, const char *id, const char *path, const char *alt);
// A picture to be touched (#ID): then open ui_zoom(). As ui_picture() otherwise. A picture that
// cannot be shown is not to be touched.
bool ui_picture_button(struct ui *ui, const char *id, const char *path, int max_h_dp,
                       const char *alt);

// Backward and forward at the foot of what is one of several: #PREFIX.prev and #PREFIX.next.
// Returns -1, 1, or 0 for no touch. Where there is no other on a side that button is off.
int ui_prev_next(struct ui *ui, const char *prefix, bool has_prev, bool has_next);

// Buttons in one row of which one is chosen (years, speeds): #ID.0 ... Returns the index touched or
// -1. Where they do not fit side by side they go on in a next line.
int ui_segments(struct ui *ui, const char *id, const char *const *names, int count, int chosen);

// One of what a list may be narrowed to, marked while it is on.
bool ui_filter(struct ui *ui, const char *id, enum ui_icon icon, const char *text, bool is_on);

// A place in a timeline: dot and line at the left. is_done fills the dot; is_last ends the line.
void ui_timeline(struct ui *ui, const char *id, bool is_done, bool is_last, const char *title,
                 const char *second);

// A card over everything, which scrolls where there is no room; mark as of ui_row. Close with
// ui_end().
void ui_dialog_begin(struct ui *ui, const char *id, enum ui_color mark);

// A question over everything, with one or two answers. Returns 1 or 2 for the button touched
// (#ID.1, #ID.2), 0 for none. `no` may be NULL.
int ui_ask(struct ui *ui, const char *id, const char *title, const char *text, const char *yes,
           const char *no);

// A list of words to choose one from, over everything (language, text size): returns the index
// touched (#ID.0 ...), count when closed (#ID.close), -1 when nothing was.
int ui_menu(struct ui *ui, const char *id, const char *title, const char *const *names, int count,
            int chosen);

#endif
