// SPDX-License-Identifier: GPL-3.0-or-later
// The engine's other side: what the app and the hands (script, speech) need of it. Screens see ui.h
// alone. One turn is: events in; while ui_has_event() a pass for each; then one pass without an
// event, which is laid out; then ui_draw(). A pass is ui_pass_begin(), the screen's build,
// ui_pass_end().
#ifndef ENGINE_H
#define ENGINE_H

#include "ui.h"

#include <SDL_surface.h>

// How the engine gets work done on another thread: as app_work().
struct ui_worker {
    bool (*start)(void *ctx, void (*run)(void *job), void (*done)(void *ctx, void *job), void *job);
    void *ctx;
};

struct ui_setup {
    int w, h;         // pixels
    int dpi;          // 0: DP_PER_INCH
    int text_percent; // 100, 130, 160
    enum theme theme;
    struct ui_worker worker; // start NULL: pictures are read at once
};

// False with a fault (fonts missing). Owned by the caller.
MUST_USE bool ui_create(struct ui **out, const struct ui_setup *setup);
void ui_destroy(struct ui *ui); // takes NULL; wipes

void ui_resize(struct ui *ui, int w, int h);
void ui_set_dpi(struct ui *ui, int dpi);
void ui_set_text_percent(struct ui *ui, int percent);
void ui_set_theme(struct ui *ui, enum theme theme);
// All of it stands so many dp beside its place from now on: at rest, against burn-in. At most
// UI_SHIFT_DP each way, which the page's margins have to spare.
enum { UI_SHIFT_DP = 6 };
void ui_set_shift(struct ui *ui, int x_dp, int y_dp);

// Which screen is on top: scrolled places and the focus belong to it. A screen that comes back
// finds them again; ui_drop_scope() forgets those of a screen that is gone, and of all above it.
void ui_set_scope(struct ui *ui, uint32_t depth);
void ui_drop_scope(struct ui *ui, uint32_t depth);
// Wipes cached letters, the tree and what waits to be delivered.
void ui_forget(struct ui *ui);
// A visit is over: pictures that are not on the screen are given back.
void ui_rest(struct ui *ui);

// ---- events. now_ms: of the clock that moves things; never runs back.
enum ui_touch { UI_TOUCH_DOWN, UI_TOUCH_MOVE, UI_TOUCH_UP, UI_TOUCH_CANCEL };
void ui_touch(struct ui *ui, enum ui_touch touch, int x, int y, int64_t now_ms);
void ui_wheel(struct ui *ui, int x, int y, int steps);
enum ui_press {
    UI_PRESS_ERASE,
    UI_PRESS_DELETE,
    UI_PRESS_LEFT,
    UI_PRESS_RIGHT,
    UI_PRESS_START,
    UI_PRESS_FINISH,
    UI_PRESS_ENTER
};
void ui_press(struct ui *ui, enum ui_press press);
// UTF-8 for the input that has the focus; at most UI_TYPED_BYTES_MAX at a time.
enum { UI_TYPED_BYTES_MAX = 63 };
void ui_type(struct ui *ui, const char *str);

bool ui_has_event(const struct ui *ui);
// The next moment at which something is to be done, INT64_MAX: none. Then call ui_tick().
int64_t ui_due_ms(const struct ui *ui);
// Lets moving things move and held ones ripen. True when the screen is to be built again.
bool ui_tick(struct ui *ui, int64_t now_ms);
// A finger is on the screen, or something still moves.
bool ui_is_moving(const struct ui *ui);
bool ui_is_touched(const struct ui *ui); // a finger is on the screen
// The same, and it came down on the strip of the last build (ui_begin_strip).
bool ui_strip_is_touched(const struct ui *ui);

// ---- a pass
void ui_pass_begin(struct ui *ui, int64_t now_ms);
void ui_pass_end(struct ui *ui); // lays out
// Draws what changed; rows y0 to y1 of the surface are new. False: nothing is.
bool ui_draw(struct ui *ui, SDL_Surface *surface, int *y0, int *y1);
void ui_spoil(struct ui *ui); // draws all of it next time

// ---- what is laid out, in reading order; lives until the next pass
struct ui_element {
    const char *id; // NULL: none
    enum ui_role role;
    const char *label; // as shown; "" when it has no words
    SDL_Rect rect;     // pixels, as laid out, also outside the window
    SDL_Rect seen;     // the part of it in the window and in its scroll areas; w 0: none
    bool is_touch;     // answers a tap
    bool is_hold;      // answers a long touch
    bool is_covered;   // a tap in the middle of `seen` would reach something else
    bool is_small;     // under the least size of its kind
    bool is_clear;     // `seen` alone is of that size
    bool is_private;
};
// Elements in the arena given. A button is one element with the words inside; a box that only
// groups is one when it has an id or a role.
size_t ui_elements(struct ui *ui, struct arena *arena, struct ui_element **out);
// Scrolls so that this element is seen as far as its areas allow. Lays out again.
void ui_reveal(struct ui *ui, const char *id, const char *label);
const char *ui_role_name(enum ui_role role);
// Frames what has this id in the picture of this pass: the thing to touch next. It is scrolled into
// view once, when it is first marked; where there is none nothing happens.
void ui_mark(struct ui *ui, const char *id);
// Whether something with this id was built so far in the running pass.
bool ui_has(struct ui *ui, const char *id);
// Whom the event of the running pass is for (a tap, a letter); NULL: this pass has none.
const char *ui_event_id(const struct ui *ui);
int ui_layers(const struct ui *ui);      // of the running pass: the screen, and the dialogs over it
bool ui_is_writing(const struct ui *ui); // the screen has an input

#endif
