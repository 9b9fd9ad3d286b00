// SPDX-License-Identifier: GPL-3.0-or-later
// What app.c (clocks, loop), app_window.c and app_stack.c (screens, drafts) share. Nobody else
// includes it.
#ifndef APP_INSIDE_H
#define APP_INSIDE_H

#include "app.h"
#include "db/village/practice.h"
#include "hands/bell.h"
#include "hands/worker.h"
#include "ui/engine.h"

#include <SDL.h>

struct app_level {
    const struct screen *screen;
    void *state; // owned; state_bytes, NULL for none
    uint32_t serial;
};

enum app_move {
    APP_STAY,
    APP_PUSH,
    APP_REPLACE,
    APP_POP,
    APP_HOME,
    APP_PRACTICE,
    APP_PRACTICE_END,
};

struct app {
    struct app_options options;
    struct village *village;       // not owned; while practising, the practice's
    struct app_practice *practice; // owned by app_practice.c; NULL: nobody practises
    struct ui *ui;                 // owned
    SDL_Window *window;            // owned
    SDL_Surface *frame;            // the window's own, unless is_own_frame
    bool is_own_frame;             // the window is not of the size that was asked for
    struct bell *bell;             // owned
    struct worker *worker;         // owned
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
    struct staff_session *session; // owned, locked; NULL: nobody is signed in

    // clocks
    int64_t test_ms;    // the test clock, since the start
    int64_t start_ms;   // of the machine's clock at the start
    int64_t touched_ms; // when somebody last did something
    int64_t asked_ms;   // when "Masih di sini?" came up; 0: it has not
    bool was_touched;   // since the last idle end
    uint64_t bell_count;
    int64_t read_now_s, read_ms; // what the village's clock said, and when by SDL's
    int zone_min;
    uint64_t read_bell; // the bell's count then, and one
    int64_t turn_count;
    bool is_stale; // to be built again
    bool is_closed;
    enum theme theme; // asked for: day or contrast; night is the clock's (app_comfort.c)
    int text_percent;

    // what may interrupt, sound
    void (*overlay)(struct app *app, struct ui *ui); // NULL: none
    bool is_overlaid;                                // it showed a dialog in the last pass
    int busy;                                        // counted
    bool was_held;                                   // busy, speaking or overlaid, as last seen
    uint32_t wake_event;
    struct app_speech *speech; // owned by app_speech.c, made when first needed; NULL: none

    // comfort (app_comfort.c)
    int64_t night_from_min, night_to_min; // of the day; -1: no night
    uint64_t comfort_bell;                // of the settings read
    bool is_night;
};

// app_speech.c. These are called by the loop; app->speech may be NULL in all of them.
// An event whose type is speech's own: true when it was.
bool app_speech_event(struct app *app, const SDL_Event *event);
void app_speech_touched(struct app *app); // any touch or key: what is being said stops
void app_speech_finish(struct app *app);  // before the ui goes; frees app->speech
void app_speech_build(struct app *app);   // last in a pass: its bar, its question
void app_speech_built(struct app *app);   // after a pass: what was asked for is read

// app_practice.c
void app_practice_enter(struct app *app); // the made-up village in the place of the own one
void app_practice_leave(struct app *app); // and back; also where it was made and never entered
void app_practice_build(struct app *app); // its strip and its steps; above all but reading aloud

// app.c
// Waits for what runs on other threads, and ends it; other events stay in the queue.
void app_drain(struct app *app);
int64_t app_clock_ms(const struct app *app); // that moves things; never runs back

// app_comfort.c
void app_comfort_turn(struct app *app);  // before a build: settings, night, the picture's place
void app_comfort_reset(struct app *app); // language, letters and contrast as the village set them
int64_t app_comfort_due_ms(const struct app *app); // night begins or ends; INT64_MAX: never

// app_window.c
MUST_USE bool app_window_open(struct app *app);
// A picture of this size to draw into, and the ui told of it.
MUST_USE bool app_window_take(struct app *app, int w, int h);
void app_window_draw(struct app *app); // what changed
void app_window_close(struct app *app);

// app_stack.c
MUST_USE bool app_stack_open(struct app *app, const struct screen *home);
void app_stack_close(struct app *app);
// After the running build: into the practice, or out of it, and home.
void app_stack_swap(struct app *app, enum app_move move);
// Builds the screen on top: once for each event that waits, and once for the picture.
void app_stack_build(struct app *app);
int64_t app_stack_idle_due_ms(const struct app *app); // INT64_MAX: never
void app_stack_idle(struct app *app);                 // asks, or goes home
void app_stack_touched(struct app *app);
// Reading, recording, printing, a warning: nobody has left meanwhile.
// When the other side changed the file: who was made to leave meanwhile is signed out.
void app_session_check(struct app *app);
bool app_stack_is_held(const struct app *app);

#endif
