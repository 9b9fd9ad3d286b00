// SPDX-License-Identifier: GPL-3.0-or-later
// The engine's own parts: the tree of a pass and what outlives a pass. Included by kiosk/ui alone.
#ifndef NODE_H
#define NODE_H

#include "draw.h"
#include "engine.h"
#include "picture.h"
#include "ui_reading.h"
#include "wrap.h"

enum {
    UI_LAYERS_MAX = 6,  // the screen, its dialog, a warning, a question, practice, reading aloud
    UI_KEEPS_MAX = 64,  // scrolled places remembered
    UI_EVENTS_MAX = 16, // waiting for their pass
    UI_FRAME_BYTES_MAX = 64 << 20, // a tree of a notice of 2 MB with room to spare
    UI_DRAG_DP = 22,               // further than this a touch is a drag and no tap
    UI_KEY_HOLD_MS = 500,
    UI_QR_BYTES_MAX = 2000,
    UI_QR_SIDE_MAX = 177, // version 40
    UI_NEVER = INT32_MAX,
};

enum node_kind {
    NODE_BOX,
    NODE_TEXT,
    NODE_ICON,
    NODE_RULE,
    NODE_SPACE,
    NODE_QR,
    NODE_PICTURE,
    NODE_INPUT,
    NODE_FACE,
};

// Lengths in a node, its box's included, are pixels.
struct node {
    enum node_kind kind;
    bool is_button;
    bool is_dialog; // the root of a layer that veils what is below
    bool is_float;  // stands at the foot of its scroll area while there is more below
    bool is_cut;    // a text that ends in an ellipsis
    struct ui_box box;
    struct node *parent, *first, *last, *next;
    int want_w, want_h; // as measured
    int content_h;      // of a scroll area or an input, as measured
    int x, y, w, h;     // as placed
    SDL_Rect seen;      // the part that is in the window and in all areas around it
    struct keep *keep;  // of a scroll area or an input
    // text, icon, input
    struct ui_text style;
    struct text_font font;
    int line_h;
    struct wrap_run *runs;
    enum ui_color *run_colors; // as many as runs
    size_t run_count;
    struct wrap wrap;
    // what of a text is being read aloud: bytes of its runs, one after the other
    size_t spoken_from, spoken_to;
    bool is_framed; // being read aloud, and its words are not on the screen
    bool is_marked; // what ui_mark() named
    // rule, QR, picture, input, face
    enum ui_color color;
    const uint8_t *modules;
    int side; // modules along a QR's side; of a face: 1 (sad) to 5
    struct picture *picture;
    const char *alt;
    struct ui_field *field;
    const struct ui_input *input;
};

// What a scroll area or an input remembers between passes.
struct keep {
    char id[UI_ID_LEN_MAX + 1]; // "" free
    uint32_t scope, used;
    int offset;     // pixels scrolled
    int offset_max; // as of the last layout, with
    int view;       // so many of them seen
    bool to_cursor; // an input: bring its cursor into view at the next layout
};

enum event_kind { EVENT_TAP, EVENT_HOLD, EVENT_TYPE, EVENT_PRESS };

struct event {
    enum event_kind kind;
    char id[UI_ID_LEN_MAX + 1]; // of what it is for
    char typed[UI_TYPED_BYTES_MAX + 1];
    enum ui_press press;
    size_t offset; // a tap on an input: the byte under it
    bool is_taken;
};

struct touch {
    bool is_on_strip;                // it came down there
    bool is_down, is_drag, is_spent; // spent: what comes of it has come already
    int x, y, start_x, start_y;
    int64_t down_ms, last_ms;
    char id[UI_ID_LEN_MAX + 1];        // the button or input under it
    char scroll_id[UI_ID_LEN_MAX + 1]; // the area it moves
    int hold_ms;
    float speed; // pixels a ms, smoothed
};

struct glide {
    char id[UI_ID_LEN_MAX + 1]; // "": none
    float speed, rest;
    int64_t last_ms;
};

// The thing being read aloud, found again in each pass by its words.
struct spoken {
    int node; // UI_SPOKEN_NONE: none
    uint64_t key;
    size_t from, to;
    uint32_t scope;
    bool is_found;
};

// The code made last. It may picture a receipt: ui_forget() wipes it.
struct qr {
    uint64_t key; // 0: none
    int side;
    uint8_t modules[UI_QR_SIDE_MAX * UI_QR_SIDE_MAX];
};

enum keyboard_page { KEYBOARD_LETTERS, KEYBOARD_SIGNS };

struct ui {
    int w, h, dpi, text_percent;
    enum theme theme;
    struct ui_worker worker;
    struct text *text;         // owned
    struct draw *draw;         // owned
    struct pictures *pictures; // owned
    struct arena frame;        // the tree

    struct node *layers[UI_LAYERS_MAX];
    int layer_count;
    struct node *open[UI_DEPTH_MAX]; // the boxes not yet ended
    int depth;
    int node_count;
    bool has_input;
    char first_input[UI_ID_LEN_MAX + 1];
    char mark[UI_ID_LEN_MAX + 1];       // asked for in this pass, "": none
    char shown_mark[UI_ID_LEN_MAX + 1]; // was scrolled into view when it was first marked
    uint32_t mark_scope;                // on which screen that was

    int64_t now_ms, wake_ms; // wake_ms INT64_MAX: nothing asked
    uint32_t scope, uses;
    char focus[UI_ID_LEN_MAX + 1];
    char shown_focus[UI_ID_LEN_MAX + 1]; // was scrolled into view when it got the focus
    struct keep keeps[UI_KEEPS_MAX];
    struct event events[UI_EVENTS_MAX];
    int event_count;
    struct event *event; // of the running pass, NULL: none
    struct touch touch;
    struct glide glide;
    char spoil_top[UI_ID_LEN_MAX + 1]; // area to scroll to its top
    bool is_home_touched;              // the house in this pass's header
    int split_weight;                  // of the second half of the split that is open
    bool is_split;                     // inside one, side by side

    enum keyboard_page page;
    bool is_shift, is_grid; // is_grid: ABC though QWERTY would fit, or the other way
    uint32_t accent_of;     // code point whose accents are shown, 0: none

    struct qr qr;
    struct spoken spoken;
    int shift_x, shift_y; // pixels by which all stands beside its place (burn-in)
};

// node.c
struct node *node_add(struct ui *ui, enum node_kind kind);
struct node *node_find(struct ui *ui, const char *id); // of any layer, the uppermost first
struct keep *node_keep(struct ui *ui, const char *id);
int ui_px(const struct ui *ui, int dp);
int ui_font_px(const struct ui *ui, enum ui_size size);
int ui_line_px(const struct ui *ui, enum ui_size size);
// The event of the running pass when it is this kind and for this id; it is then taken.
const struct event *ui_take(struct ui *ui, enum event_kind kind, const char *id);
void ui_queue(struct ui *ui, const struct event *event);
// A text node of these runs; widgets use it for what ui_text() does not offer.
struct node *node_text(struct ui *ui, struct ui_text style, const struct ui_run *runs,
                       size_t count);
void ui_copy_id(char out[static UI_ID_LEN_MAX + 1], const char *id);

// layout.c: measures and places a tree in the window.
void layout_all(struct ui *ui);
// Moves what stands in scroll areas after an offset changed; nothing is measured again.
void layout_again(struct ui *ui);

// paint.c: commands of a placed tree.
void paint_tree(struct ui *ui, const struct node *root);

// element.c: the words of a node and of all in it, joined by blanks; cut texts as shown, or whole
// and without what is mute.
void node_label(struct buf *buf, const struct node *node, bool is_whole);
// Scrolls the areas around a node so that these of its rows are seen.
void node_reveal(struct ui *ui, const struct node *node, int y, int h);

// ui_reading.c: finds what is being read in the tree of this pass.
void spoken_find(struct ui *ui);

// touch.c
struct node *touch_hit(struct ui *ui, int x, int y); // the button or input there, NULL: none

// edit.c (also used by tests): changes to a field; false when nothing changed.
bool edit_insert(struct ui_field *field, const char *str);
bool edit_press(struct ui_field *field, enum ui_press press);

// input.c
size_t input_offset_at(struct ui *ui, const struct node *input, int x, int y);
void input_cursor(struct ui *ui, const struct node *input, int *x, int *y); // in its content

#endif
