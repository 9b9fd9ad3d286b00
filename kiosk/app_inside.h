// SPDX-License-Identifier: GPL-3.0-or-later
// What app.c (clocks, loop), app_window.c and app_stack.c (screens, drafts) share. Nobody else
// includes it.
#ifndef APP_INSIDE_H
#define APP_INSIDE_H

#include "app.h"
#include "hands/bell.h"
#include "hands/worker.h"
#include "ui/engine.h"

#include <SDL.h>

struct app_level {
    const struct screen *screen;
    void *state; // owned; state_bytes, NULL for none
    uint32_t serial;
};

enum app_move { APP_STAY, APP_PUSH, APP_REPLACE, APP_POP, APP_HOME };

struct app {
    struct app_options options;
    struct village *village; // not owned
    struct ui *ui;           // owned
    SDL_Window *window;      // owned
    SDL_Surface *frame;      // the window's own, unless is_own_frame
    bool is_own_frame;       // the window is not of the size that was asked for
    struct bell *bell;       // owned
    struct worker *worker;   // owned
    uint32_t bell_event, job_event;

    // the stack
    struct app_level levels[APP_SCREENS_MAX];
    int depth; // how many; levels[0] is home
    uint32_t serial;
    enum app_move move; // asked for by the running build
    const struct screen *move_to;
    void *move_arg; // owned
    size_t move_arg_bytes;
    char *draft_memory; // locked, owned
    struct app_draft draft;

    // clocks
    int64_t test_ms;    // the test clock, since the start
    int64_t start_ms;   // of the machine's clock at the start
    int64_t touched_ms; // when somebody last did something
    int64_t asked_ms;   // when "Masih di sini?" came up; 0: it has not
    bool was_touched;   // since the last idle end
    uint64_t bell_count;
    int64_t turn_count;
    bool is_stale; // to be built again
    bool is_closed;
    enum theme theme;
    int text_percent;
};

// app.c
int64_t app_clock_ms(const struct app *app); // that moves things; never runs back

// app_window.c
MUST_USE bool app_window_open(struct app *app);
// A picture of this size to draw into, and the ui told of it.
MUST_USE bool app_window_take(struct app *app, int w, int h);
void app_window_draw(struct app *app); // what changed
void app_window_close(struct app *app);

// app_stack.c
MUST_USE bool app_stack_open(struct app *app, const struct screen *home);
void app_stack_close(struct app *app);
// Builds the screen on top: once for each event that waits, and once for the picture.
void app_stack_build(struct app *app);
int64_t app_stack_idle_due_ms(const struct app *app); // INT64_MAX: never
void app_stack_idle(struct app *app);                 // asks, or goes home
void app_stack_touched(struct app *app);

#endif
