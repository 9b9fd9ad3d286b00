// SPDX-License-Identifier: GPL-3.0-or-later
// The stack of screens, their state, the words being written, and what happens when nobody is
// there. A screen asks to go elsewhere while it is built; it goes when its build has ended.
#include "app_inside.h"
#include "db/base/secret.h"
#include "db/village/staff.h"
#include "ui/widgets.h"

#include <assert.h>
#include <ctype.h>
#include <malloc.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    TEXT_BYTES = 15000, // with name and contact under WORDS_BYTES_MAX of db/record/record.h
    LINE_BYTES = 512,
    CODE_BYTES = 64,
    DRAFT_BYTES = TEXT_BYTES + 2 * LINE_BYTES + CODE_BYTES,
    PASSES_MAX = 32, // of one event and what its keys type
};

static struct app_level *top(struct app *app)
{
    return &app->levels[app->depth - 1];
}

// ---- drafts

static void draft_open(struct app *app)
{
    char *at = app->draft_memory;
    app->draft = (struct app_draft){
        .text = {at, 0, TEXT_BYTES, APP_TEXT_LETTERS_MAX, 0, false},
        .name = {at + TEXT_BYTES, 0, LINE_BYTES, APP_LINE_LETTERS_MAX, 0, false},
        .contact = {at + TEXT_BYTES + LINE_BYTES, 0, LINE_BYTES, APP_LINE_LETTERS_MAX, 0, false},
        .code = {at + TEXT_BYTES + 2 * LINE_BYTES, 0, CODE_BYTES, 0, 0, false},
    };
}

struct app_draft *app_draft(struct app *app)
{
    return &app->draft;
}

bool app_draft_has_text(const struct app_draft *draft)
{
    for (size_t i = 0; i < draft->text.len; i++) {
        if (!isspace((unsigned char)draft->text.text[i])) {
            return true;
        }
    }
    return false;
}

void app_draft_wipe(struct app *app)
{
    sodium_memzero(app->draft_memory, DRAFT_BYTES);
    secret_free((void *)(uintptr_t)app->draft.voice.data);
    draft_open(app);
    app->is_stale = true;
}

// ---- the stack

static void enter(struct app *app, const struct screen *screen, const void *arg)
{
    assert(app->depth < APP_SCREENS_MAX && screen->build);
    assert(screen->state_bytes <= APP_STATE_BYTES_MAX);
    struct app_level *level = &app->levels[app->depth++];
    *level = (struct app_level){
        .screen = screen,
        .state = screen->state_bytes ? die_if_null(calloc(1, screen->state_bytes)) : NULL,
        .serial = ++app->serial,
    };
    if (screen->enter) {
        screen->enter(app, level->state, arg);
    }
}

static void leave(struct app *app)
{
    struct app_level *level = top(app);
    if (level->screen->leave) {
        level->screen->leave(app, level->state);
    }
    if (level->state) {
        sodium_memzero(level->state, level->screen->state_bytes);
        free(level->state);
    }
    bool is_private = level->screen->is_private;
    app->depth--;
    ui_drop_scope(app->ui, (uint32_t)app->depth);
    if (is_private) {
        ui_forget(app->ui);
    }
}

// Back on home: nobody is signed in, and what the visit took goes back to the machine.
static void settle(struct app *app)
{
    if (app->depth == 1) {
        app_sign_out(app);
        ui_rest(app->ui);
        malloc_trim(0);
    }
}

// What a screen hands to the next may be a code.
static void drop_move_arg(struct app *app)
{
    if (app->move_arg) {
        sodium_memzero(app->move_arg, app->move_arg_bytes);
    }
    free(app->move_arg);
    app->move_arg = NULL;
}

static void ask_move(struct app *app, enum app_move move, const struct screen *screen,
                     const void *arg, size_t arg_bytes)
{
    drop_move_arg(app);
    app->move = move;
    app->move_to = screen;
    app->move_arg_bytes = arg_bytes;
    app->move_arg = arg_bytes ? die_if_null(malloc(arg_bytes)) : NULL;
    if (arg_bytes) {
        memcpy(app->move_arg, arg, arg_bytes);
    }
    app->is_stale = true;
}

void app_push(struct app *app, const struct screen *screen, const void *arg, size_t arg_bytes)
{
    ask_move(app, APP_PUSH, screen, arg, arg_bytes);
}

void app_replace(struct app *app, const struct screen *screen, const void *arg, size_t arg_bytes)
{
    ask_move(app, APP_REPLACE, screen, arg, arg_bytes);
}

void app_stack_swap(struct app *app, enum app_move move)
{
    ask_move(app, move, NULL, NULL, 0);
}

void app_pop(struct app *app)
{
    ask_move(app, APP_POP, NULL, NULL, 0);
}

void app_home(struct app *app)
{
    ask_move(app, APP_HOME, NULL, NULL, 0);
}

// Nothing of anybody's is left, home included; enter() must follow.
static void leave_all(struct app *app)
{
    app_speak_stop(app);
    app_sign_out(app);
    while (app->depth > 0) {
        leave(app);
    }
    ui_forget(app->ui);
    app_draft_wipe(app);
}

// What still ran may have asked to go somewhere; there is no such place any more.
static void swap(struct app *app, bool is_in)
{
    const struct screen *home = app->levels[0].screen;
    app_drain(app);
    leave_all(app);
    drop_move_arg(app);
    app->move = APP_STAY;
    app->asked_ms = 0;
    (is_in ? app_practice_enter : app_practice_leave)(app);
    enter(app, home, NULL);
}

static void make_move(struct app *app)
{
    enum app_move move = app->move;
    app->move = APP_STAY;
    app->is_stale = app->is_stale || move != APP_STAY;
    switch (move) {
    case APP_STAY:
        return;
    case APP_PUSH:
        if (app->depth < APP_SCREENS_MAX) {
            enter(app, app->move_to, app->move_arg);
        }
        break;
    case APP_REPLACE:
        if (app->depth > 1) {
            leave(app);
        }
        enter(app, app->move_to, app->move_arg);
        break;
    case APP_POP:
        if (app->depth > 1) {
            leave(app);
            settle(app);
        }
        break;
    case APP_HOME:
        while (app->depth > 1) {
            leave(app);
        }
        app_draft_wipe(app);
        settle(app);
        break;
    case APP_PRACTICE:
    case APP_PRACTICE_END:
        swap(app, move == APP_PRACTICE);
        break;
    }
    drop_move_arg(app);
    if (app->practice && !app_is_practice(app)) {
        app_practice_leave(app); // the build that asked for it went elsewhere after all
    }
}

uint32_t app_screen_serial(const struct app *app)
{
    return app->levels[app->depth - 1].serial;
}

void *app_screen_state(struct app *app, uint32_t serial)
{
    for (int i = 0; i < app->depth; i++) {
        if (app->levels[i].serial == serial) {
            return app->levels[i].state;
        }
    }
    return NULL;
}

bool app_stack_open(struct app *app, const struct screen *home)
{
    app->draft_memory = sodium_malloc(DRAFT_BYTES);
    if (!app->draft_memory) {
        fault_set("no memory can be locked for what people write: allow the kiosk 64 KiB of it");
        return false;
    }
    app_draft_wipe(app);
    enter(app, home, NULL);
    return true;
}

void app_stack_close(struct app *app)
{
    app->move = APP_STAY;
    drop_move_arg(app);
    while (app->depth > 0) {
        leave(app);
    }
    app_sign_out(app);
    secret_free((void *)(uintptr_t)app->draft.voice.data);
    sodium_free(app->draft_memory);
    app->draft_memory = NULL;
}

// ---- building

// A warning comes before the question whether someone is there: who reads it is.
static void build_overlay(struct app *app)
{
    int before = ui_layers(app->ui);
    if (app->overlay) {
        app->overlay(app, app->ui);
    }
    app->is_overlaid = ui_layers(app->ui) > before;
    if (app->is_overlaid) {
        app->asked_ms = 0;
    }
}

static void one_pass(struct app *app)
{
    struct app_level *level = top(app);
    ui_set_scope(app->ui, (uint32_t)app->depth - 1);
    ui_pass_begin(app->ui, app_clock_ms(app));
    level->screen->build(app, app->ui, level->state);
    build_overlay(app);
    if (app->asked_ms) {
        ui_ask(app->ui, "idle", _("Masih di sini?"),
               _("Kalau tidak, layar kembali ke awal dan tulisan yang belum dikirim dihapus."),
               _("Ya, saya masih di sini"), NULL); // any touch is a yes: app_stack_touched()
    }
    app_practice_build(app);
    app_speech_build(app);
    ui_pass_end(app->ui);
    app_speech_built(app);
    make_move(app);
}

void app_stack_build(struct app *app)
{
    for (int i = 0; i < PASSES_MAX && (app->is_stale || ui_has_event(app->ui)); i++) {
        bool had_event = ui_has_event(app->ui);
        app->is_stale = false;
        one_pass(app);
        app->is_stale = app->is_stale || had_event;
    }
}

// ---- nobody there

static int64_t idle_ms(const struct app *app)
{
    int64_t screen_ms = app->levels[app->depth - 1].screen->idle_ms;
    if (app->session) {
        return STAFF_SESSION_IDLE_MS;
    }
    if (screen_ms) {
        return screen_ms;
    }
    return ui_is_writing(app->ui) ? APP_IDLE_WRITING_MS : APP_IDLE_MS;
}

bool app_stack_is_held(const struct app *app)
{
    if (app->session) {
        return false; // it ends without a touch, whatever goes on: nobody may come upon it
    }
    bool is_reading = app_is_speaking(app) && !app->asked_ms; // the question itself is spoken too
    return app->busy > 0 || app->is_overlaid || is_reading;
}

int64_t app_stack_idle_due_ms(const struct app *app)
{
    if (!app->was_touched || app_stack_is_held(app) || idle_ms(app) == APP_IDLE_NEVER) {
        return INT64_MAX;
    }
    return app->asked_ms ? app->asked_ms + APP_IDLE_ANSWER_MS : app->touched_ms + idle_ms(app);
}

// The next person finds the screen as it is meant to be found: language and letters too.
static void begin_anew(struct app *app)
{
    const struct screen *home = app->levels[0].screen;
    app->asked_ms = 0;
    app->was_touched = false;
    if (app->practice) {
        swap(app, false);
        app_comfort_reset(app);
        return;
    }
    app_comfort_reset(app);
    leave_all(app);
    enter(app, home, NULL);
}

// Home itself asks nothing: whatever was opened over it goes.
void app_stack_idle(struct app *app)
{
    int64_t now_ms = app_clock_ms(app);
    bool is_held = app_stack_is_held(app);
    if (is_held || app->was_held) {
        app->touched_ms = now_ms; // the time begins when it ends
    }
    app->was_held = is_held;
    if (app_stack_idle_due_ms(app) > now_ms) {
        return;
    }
    if (app->asked_ms || app->depth == 1 || app->session) {
        begin_anew(app);
    } else {
        app->asked_ms = now_ms;
        app_speak_text(app, _("Masih di sini? Kalau ya, sentuh layar."));
    }
    app->is_stale = true;
}

// One touch anywhere says that somebody is there; what lies under the question does not feel it.
void app_stack_touched(struct app *app)
{
    app->touched_ms = app_clock_ms(app);
    app->was_touched = true;
    app_speech_touched(app);
    if (app->asked_ms) {
        app->asked_ms = 0;
        app->is_stale = true;
    }
}
