// SPDX-License-Identifier: GPL-3.0-or-later
// A screen is built from boxes, top to bottom, each time an event arrived or something is due:
//
//     ui_begin(ui, (struct ui_box){.gap = DP_GAP, .grow = 1});
//     ui_text(ui, (struct ui_text){.size = UI_QUESTION, .bold = true}, _("Tentang apa?"));
//     if (ui_button(ui, "aspire.next", ...)) { app_push(app, &screen_how, NULL); }
//     ui_end(ui);
//
// A touch is delivered while the screen is built: the element that it hit answers true, once. Then
// the screen is built again, so that the picture is of the new state. All lengths are in dp
// (theme.h). All text is copied; the screen may free its own at once (fields of ui_input excepted).
// Widgets made from these boxes are in widgets.h.
#ifndef UI_H
#define UI_H

#include "db/base/arena.h"
#include "icon.h"
#include "theme.h"

struct ui;

enum {
    UI_ID_LEN_MAX = 63,
    UI_DEPTH_MAX = 32,         // boxes in boxes
    UI_NODES_MAX = 6000,       // of one screen
    UI_COLUMNS_MAX = 12,       // of a grid
    UI_RUNS_MAX = 400,         // of one rich paragraph
    UI_TEXT_BYTES_MAX = 65536, // of one paragraph
};

enum ui_role {
    UI_ROLE_NONE, // structure only: not an element, not in a dump, unless it has an id
    UI_ROLE_GROUP,
    UI_ROLE_TEXT,
    UI_ROLE_HEADING,
    UI_ROLE_BUTTON,
    UI_ROLE_TILE,
    UI_ROLE_CHOICE,
    UI_ROLE_KEY,
    UI_ROLE_INPUT,
    UI_ROLE_IMAGE,
    UI_ROLE_DIALOG,
    UI_ROLE_COUNT,
};

enum ui_flow {
    UI_COLUMN,
    UI_ROW,  // children that do not grow take their own width; those that do share the rest
    UI_GRID, // `columns` of equal width; a row's cells have one height
};

enum ui_align {
    UI_START,
    UI_CENTER,
    UI_FINISH,
    UI_SPREAD, // along the flow only: the space goes between the children
};

// A box, in dp. Zero of everything is a plain column as wide as its parent and as tall as needed.
struct ui_box {
    const char *id; // what scripts and dumps call it, without '#'; NULL: none
    enum ui_role role;
    const char *label; // read aloud and dumped; NULL: the texts inside, joined by spaces
    enum ui_flow flow;
    int columns;         // of a grid
    enum ui_align along; // where children stand along the flow when there is room left
    enum ui_align across;
    bool is_snug; // in a column: as wide as its content, not stretched; placed by `across`
    bool is_wrap; // of a row: what does not fit goes to a next line
    bool is_even; // of a grid: all rows as tall as the tallest; of a row: as its siblings
    int grow;     // share of the parent's spare length along its flow
    int gap;
    int pad, pad_x, pad_y;            // pad on all sides, and more on these
    int w, h;                         // exact, 0: free
    int min_w, min_h, max_w, max_h;   // 0: none
    enum ui_color fill, border, mark; // mark: a broad bar at the left edge
    int border_w;                     // 0: DP_BORDER when there is a border colour
    int radius;
    bool is_scroll;  // taller content is moved by the finger; needs an id
    bool is_private; // belongs to one person: asked before it is read aloud
    bool is_mute;    // not read aloud, nor what is in it
    bool is_spare;   // in a column: left out where there is no room for all
    bool is_pliant;  // in a column: gives way where there is too little, as what grows does
    int hold_ms;     // a long touch of this length answers ui_held(); 0: never
};

void ui_begin(struct ui *ui, struct ui_box box);
void ui_end(struct ui *ui);

// A box that can be touched; close it with ui_end(). True when it was tapped. id is required.
// Its size is at least DP_TARGET both ways (keys: see widgets). Without role it is a button; as a
// group its parts stay elements of their own.
bool ui_begin_button(struct ui *ui, struct ui_box box);
// True when the finger stayed on it for its hold_ms. A held button does not answer a tap as well.
bool ui_held(struct ui *ui, const char *id);

// What covers the rest: the screen below is veiled and takes no touch. One at a time; box is the
// card in the middle. Close with ui_end().
void ui_begin_dialog(struct ui *ui, struct ui_box box);
// What lies at the bottom edge and takes its height from all that was begun before it, dialogs too:
// that is laid out in the room above it. Not read aloud. Close with ui_end(). For the app's own
// use: a second one stands below the first.
void ui_begin_strip(struct ui *ui, struct ui_box box);

struct ui_text {
    const char *id;
    enum ui_role role; // 0: text; UI_ROLE_HEADING
    enum ui_size size;
    enum ui_color color; // 0: ink
    bool bold, italic;
    bool is_private;
    bool is_mute; // not read aloud
    enum ui_align align;
    int lines_max;    // 0: all of it; else the last line ends in an ellipsis
    int grow;         // as of a box
    int max_w;        // dp, 0: none
    bool is_balanced; // lines of like length: for headlines and labels of a few words
    bool is_fit;      // one line; where it is too long its letters shrink, down to UI_SMALL
    int size_dp;      // letters of exactly this size, at every text size: code, keys. 0: `size`
};

// A paragraph, wrapped at the width there is. '\n' breaks a line. NULL and "" take no room.
void ui_text(struct ui *ui, struct ui_text style, const char *text);
void ui_textf(struct ui *ui, struct ui_text style, const char *fmt, ...) PRINTF(3, 4);

// A paragraph in which letters change. Runs stand side by side without a space between them.
struct ui_run {
    const char *text;
    bool bold, italic;
    enum ui_color color; // 0: the style's
};
void ui_rich(struct ui *ui, struct ui_text style, const struct ui_run *runs, size_t count);

// A small one (DP_ICON_LINE) is as tall as the text size has it, a larger one always the same.
void ui_icon(struct ui *ui, enum ui_icon icon, int size_dp, enum ui_color color);
// Empty room along the flow: dp, and a share of what is spare.
void ui_space(struct ui *ui, int dp, int grow);
// A plain filled rectangle (a rule, a bar): w 0 stretches.
void ui_rule(struct ui *ui, int w_dp, int h_dp, enum ui_color color, int radius_dp);

// A QR code of text, size_dp square with its quiet zone, black on white in every theme. Falls to
// nothing when text is too long for a code (2,000 bytes).
void ui_qr(struct ui *ui, const char *id, const char *text, int size_dp);

// A picture file (PNG or JPEG), as wide as its place, in its own proportions, at most max_h_dp
// tall. Read on another thread: until it is there its place is empty. What is not a picture, or
// too large (picture.h), shows `alt` and an icon. path may be gone later.
void ui_picture(struct ui *ui, const char *id, const char *path, int max_h_dp, const char *alt);

// Words being written. The caller owns the text (app_draft() is the locked place for it).
struct ui_field {
    char *text;         // cap bytes, always ended by a zero byte
    size_t len, cap;    // in bytes; len < cap
    size_t letters_max; // graphemes; 0: as cap allows
    size_t cursor;      // byte offset, at a grapheme's edge
    bool is_full;       // the last thing typed did not fit and is not in it: say so
};

struct ui_input {
    const char *id;   // required
    const char *hint; // shown in soft ink while it is empty
    int lines_min;    // height of an empty one; 0: 1
    int grow;
    enum ui_size size; // UI_BODY means UI_LARGE here: own words are large
    bool is_first;     // has the focus when no other input of the screen has it
    bool is_line;      // one line: enter does nothing
    bool is_hidden;    // a dot for each letter, the cursor at the end: a password
};
// Shows and edits the field. Letters come from ui_keyboard() and from a real keyboard, to the
// input that has the focus. True in a pass in which the text changed.
bool ui_input(struct ui *ui, struct ui_input input, struct ui_field *field);
// Somebody with a real keyboard ended the line that this input is: on with what comes next. To be
// asked before ui_input() in the same pass.
bool ui_input_ended(struct ui *ui, const char *id);

// The on-screen keyboard. Types into the input that has the focus.
void ui_keyboard(struct ui *ui);
// The same with a key that ends a line, for words of several.
void ui_keyboard_lines(struct ui *ui);
// The id of the input that has the focus, NULL: none.
const char *ui_focus(const struct ui *ui);
// Takes it away: done with writing. An input that is_first has it again at once.
void ui_unfocus(struct ui *ui);

// The room there is. Wide means landscape.
int ui_width(const struct ui *ui);
int ui_height(const struct ui *ui);
bool ui_is_wide(const struct ui *ui);
bool ui_is_narrow(const struct ui *ui); // under DP_NARROW
int ui_gap(const struct ui *ui);        // between things: DP_GAP, less where it is cramped
// So narrow for its letters that all that stands beside them must give way.
bool ui_is_cramped(const struct ui *ui);
int ui_margin(const struct ui *ui);       // DP_MARGIN or DP_MARGIN_NARROW
int ui_text_percent(const struct ui *ui); // 100, 130, 160
// This many pixels as dp, whatever the screen's dots per inch are thought to be: for a ruler.
int ui_dp_of_px(const struct ui *ui, int px);
// Height of n lines of this size, in dp.
int ui_lines(const struct ui *ui, enum ui_size size, int n);

// An id with a number in it: ui_id(ui, "notices.%d", i). Lives until the next build.
const char *ui_id(struct ui *ui, const char *fmt, ...) PRINTF(2, 3);
// Memory that lives until the next build, wiped then: for what a screen reads from the db.
struct arena *ui_arena(struct ui *ui);

// Asks for another build in so many ms of the display clock (a page that turns, a minute).
void ui_wake_in(struct ui *ui, int64_t wake_ms);
// Milliseconds of the clock that moves things; only differences mean something.
int64_t ui_now_ms(const struct ui *ui);
// Scrolls the box with this id to its top at the next layout (a new page in the same place).
void ui_scroll_top(struct ui *ui, const char *id);

#endif
