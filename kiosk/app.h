// SPDX-License-Identifier: GPL-3.0-or-later
// The event loop and the stack of screens: the only place that blocks. One thread owns everything
// here; other threads compute a value and push an event (app_work), nothing more.
#ifndef APP_H
#define APP_H

#include "guided.h"
#include "ui/i18n.h"
#include "ui/ui.h"

struct app;
struct village;

enum {
    APP_SCREENS_MAX = 16,        // on the stack
    APP_STATE_BYTES_MAX = 65536, // of one screen
    APP_IDLE_NEVER = -1,
    APP_IDLE_MS = 60000,          // reading
    APP_IDLE_WRITING_MS = 180000, // screens with an input
    APP_IDLE_RECEIPT_MS = 300000, // the code is being copied by hand
    APP_IDLE_ANSWER_MS = 20000,   // "Masih di sini?"
    APP_TEXT_LETTERS_MAX = 4000,  // of an aspiration
    APP_LINE_LETTERS_MAX = 80,    // of a name or a contact, as db/record/record.h has it
    APP_JOBS_MAX = 16,            // on other threads at a time
};

// A row of the screen table: `const struct screen screen_home = {.name = "home", ...}`.
// state is zeroed memory of state_bytes, made when the screen is pushed and wiped when it goes.
struct screen {
    const char *name;
    size_t state_bytes;
    // All but build may be NULL. enter: arg is what app_push was given, valid during the call only.
    void (*enter)(struct app *app, void *state, const void *arg);
    void (*build)(struct app *app, struct ui *ui, void *state);
    void (*leave)(struct app *app, void *state);
    int64_t idle_ms; // 0: APP_IDLE_MS; APP_IDLE_NEVER. Home has no idle.
    bool is_private; // shows what belongs to one person: letter caches are wiped when it goes
};

// Navigation. Takes effect after the running build; the last call of a build counts. arg is
// copied now (arg_bytes 0 with NULL).
void app_push(struct app *app, const struct screen *screen, const void *arg, size_t arg_bytes);
// Puts the screen in the place of the one on top.
void app_replace(struct app *app, const struct screen *screen, const void *arg, size_t arg_bytes);
void app_pop(struct app *app);  // on home: nothing
void app_home(struct app *app); // all screens go, drafts are wiped

// The village file, and its folder: while somebody practises, those of the practice. No screen is
// open when they change.
struct village *app_village(struct app *app);
const char *app_data(const struct app *app);
// The village's own file, also while somebody practises: for warnings alone, which are meant.
struct village *app_village_own(struct app *app);

// The display clock: seconds since 1970, UTC; the test clock when a script plays. Never for
// lock-outs or retention.
int64_t app_now_s(const struct app *app);
int app_offset_min(const struct app *app);    // the village's zone, WIB 420 by default
struct moment app_now(const struct app *app); // on the wall
struct moment app_moment(const struct app *app, int64_t utc_s);

void app_set_lang(struct app *app, enum i18n_lang lang);
void app_set_text_percent(struct app *app, int percent); // 100, 130, 160
int app_text_percent(const struct app *app);
void app_set_theme(struct app *app, enum theme theme); // day or contrast; night is the clock's
enum theme app_theme(const struct app *app);           // as it was set

// What is being written, in one locked block; wiped by app_home(), by idling, and by this.
struct app_draft {
    struct ui_field text, name, contact, code;
    // What was spoken instead, or beside it: Ogg Opus in locked memory, owned (secret_alloc).
    struct bytes voice;
    uint32_t voice_ms;
    // Small choices that go with them; free for the screens to use.
    int to, category, mode;
};
struct app_draft *app_draft(struct app *app);
void app_draft_wipe(struct app *app);
// The words of the draft hold more than white space.
bool app_draft_has_text(const struct app_draft *draft);

// Who of the staff is signed in, NULL: nobody. While somebody is, every screen idles after
// STAFF_SESSION_IDLE_MS without a question, and home signs out. app_sign_in takes the session over.
struct staff_session;
void app_sign_in(struct app *app, struct staff_session *session);
void app_sign_out(struct app *app);
struct staff_session *app_session(const struct app *app);

// ---- practising (app_practice.c)
// From the end of the running build on the kiosk is at home in a made-up village from which nothing
// leaves (db/village/practice.h); every screen says so and has a button that ends it. So does
// idling. which: the steps that are shown, GUIDED_NONE for none. False with a fault: it could not
// be made, and nothing has changed.
MUST_USE bool app_practice_begin(struct app *app, enum guided_which which);
void app_practice_end(struct app *app);
bool app_is_practice(const struct app *app);
// A receipt was made: its code stands beside the step that asks for it. Only while practising.
void app_practice_code(struct app *app, const char *code);

// Counts up whenever the other side rang the bell or this side changed the file; a screen that
// keeps what it read compares it.
uint64_t app_bell_count(const struct app *app);
// After a commit of our own: lets the other side know, by touching the bell.
void app_ring(struct app *app);

// Runs run(job) on another thread, then done(app, job) on this one, and builds again. job stays the
// caller's: done() wipes and frees it, and is always called, also when the screen has gone.
// False (fault set) when no thread could be started; then neither is called.
MUST_USE bool app_work(struct app *app, void (*run)(void *job),
                       void (*done)(struct app *app, void *job), void *job);
// The number of the screen on top, and its state while it is still on the stack (else NULL): for
// done() above.
uint32_t app_screen_serial(const struct app *app);
void *app_screen_state(struct app *app, uint32_t serial);

// ---- reading aloud (app_speech.c)
// *Bacakan*: reads the screen on top in its order, marking the sentence; called again, or at any
// touch, it stops. What is private is asked for first.
void app_speak_screen(struct app *app);
// One text at once, in place of what is being said (a warning, the idle question).
void app_speak_text(struct app *app, const char *text);
void app_speak_stop(struct app *app);
bool app_is_speaking(const struct app *app);
void app_chime(struct app *app); // before a warning

// What may interrupt: built after the screen on top, which stays as it is, drafts and all. The
// function opens a dialog, or shows nothing. NULL: none.
void app_set_overlay(struct app *app, void (*build)(struct app *app, struct ui *ui));
// Sound or a printer at work, a recording: no idling meanwhile. Counted: every true needs a false.
void app_busy(struct app *app, bool is_busy);
// The event type that wakes the loop and builds again: for recorder, player and the like.
uint32_t app_wake_event(const struct app *app);

// How the program is started (main.c) and played (hands/script.c).
struct app_options {
    const char *data;
    int w, h;          // pixels; 0: the whole screen
    int dpi;           // 0: DP_PER_INCH
    bool is_dpi_given; // by the command line: the village's setting gives way
    enum i18n_lang lang;
    int text_percent;
    enum theme theme;                  // day or contrast
    bool is_lang_given, is_text_given; // by the command line: the village's setting gives way
    int64_t now_s;                     // of the display clock at the start; INT64_MIN: the real one
    bool is_test_clock;                // it moves only by app_advance()
};

// Makes the window and shows the first screen. village may be NULL for a screen that needs none;
// it stays its owner's. False with a fault set.
MUST_USE bool app_start(struct app **out, const struct app_options *options,
                        struct village *village, const struct screen *home);
// Takes events until the window is closed.
void app_run(struct app *app);
// The same, but for as long as run_ms at the most.
void app_run_for(struct app *app, int64_t run_ms);
void app_stop(struct app *app); // takes NULL; waits for what runs on other threads

// ---- for the hands that play a script (hands/script.c)
struct SDL_Surface;
struct ui *app_ui(struct app *app);
struct SDL_Surface *app_frame(struct app *app); // what is shown; 32 bits a pixel
// Takes the events that wait, does what is due, and draws.
void app_turn(struct app *app);
// Moves the test clock, doing on the way what becomes due; waits for other threads first.
void app_advance(struct app *app, int64_t advance_ms);
MUST_USE bool app_resize(struct app *app, int w, int h);
bool app_is_closed(const struct app *app); // the window is gone, or the program was told to end
// Draws all of it once more; nanoseconds for laying out and drawing, and for handing over.
struct app_cost {
    int64_t build_ns, draw_ns, show_ns;
};
struct app_cost app_redraw(struct app *app);
int64_t app_turn_count(const struct app *app); // how often the loop woke up

#endif
