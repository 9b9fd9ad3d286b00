// SPDX-License-Identifier: GPL-3.0-or-later
// The clocks and the loop. Nothing else in the kiosk blocks, and this only where there is nothing
// to do: no tick, no polling. Must never touch a screen's state (app_stack.c does).
#include "app_inside.h"

#include "db/base/notify.h"
#include "db/village/village.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    ZONE_MIN = 420, // WIB, where there is no village file to ask
    READ_EVERY_MS = 30000,
};

// ---- clocks

int64_t app_clock_ms(const struct app *app)
{
    return app->options.is_test_clock ? app->test_ms : (int64_t)SDL_GetTicks64();
}

int64_t app_now_s(const struct app *app)
{
    if (app->options.now_s != INT64_MIN) {
        return app->options.now_s + (app_clock_ms(app) - app->start_ms) / 1000;
    }
    return app->read_now_s + ((int64_t)SDL_GetTicks64() - app->read_ms) / 1000;
}

int app_offset_min(const struct app *app)
{
    return app->zone_min;
}

// The village file knows what time it is, by several rows of it: asked when the bell rang, and
// every half minute, because the machine's own clock may have been set meanwhile.
static void read_time(struct app *app)
{
    int64_t ms = (int64_t)SDL_GetTicks64();
    if (app->read_bell == app->bell_count + 1 && ms - app->read_ms < READ_EVERY_MS) {
        return;
    }
    app->read_bell = app->bell_count + 1;
    app->read_ms = ms;
    if (app->village) {
        struct village_moment moment = village_moment(app->village);
        app->read_now_s = moment.now_s;
        app->zone_min = moment.zone_min;
    } else {
        app->read_now_s = (int64_t)time(NULL);
        app->zone_min = ZONE_MIN;
    }
}

struct moment app_moment(const struct app *app, int64_t utc_s)
{
    return moment_at(utc_s, app_offset_min(app));
}

struct moment app_now(const struct app *app)
{
    return app_moment(app, app_now_s(app));
}

// The village file has the same display clock as the screen.
static void tell_village(struct app *app)
{
    read_time(app);
    if (app->village && app->options.now_s != INT64_MIN) {
        app->village->test_now_s = app_village_own(app)->test_now_s = app_now_s(app);
    }
}

// ---- small faces

struct village *app_village(struct app *app)
{
    return app->village;
}

const char *app_data(const struct app *app)
{
    return app_is_practice(app) ? app->village->dir : app->options.data;
}

void app_set_lang(struct app *app, enum i18n_lang lang)
{
    i18n_set(lang);
    app->is_stale = true;
}

void app_set_text_percent(struct app *app, int percent)
{
    app->text_percent = percent;
    ui_set_text_percent(app->ui, percent);
    app->is_stale = true;
}

int app_text_percent(const struct app *app)
{
    return app->text_percent;
}

void app_set_overlay(struct app *app, void (*build)(struct app *app, struct ui *ui))
{
    app->overlay = build;
    app->is_stale = true;
}

void app_busy(struct app *app, bool is_busy)
{
    app->busy += is_busy ? 1 : -1;
    assert(app->busy >= 0);
}

uint32_t app_wake_event(const struct app *app)
{
    return app->wake_event;
}

uint64_t app_bell_count(const struct app *app)
{
    return app->bell_count;
}

void app_ring(struct app *app)
{
    app->bell_count++;
    app->is_stale = true;
    if (app->village) {
        village_ring(app->village);
    }
}

struct work {
    void (*run)(void *job);
    void (*done)(struct app *app, void *job);
    void *job;
};

static void work_run(void *ctx)
{
    struct work *work = ctx;
    work->run(work->job);
}

static void work_done(void *app, void *ctx)
{
    struct work *work = ctx;
    work->done(app, work->job);
    free(work);
}

bool app_work(struct app *app, void (*run)(void *job), void (*done)(struct app *app, void *job),
              void *job)
{
    struct work *work = die_if_null(malloc(sizeof *work));
    *work = (struct work){run, done, job};
    if (!worker_start(app->worker, work_run, work_done, app, work)) {
        free(work);
        return false;
    }
    return true;
}

struct ui *app_ui(struct app *app)
{
    return app->ui;
}

SDL_Surface *app_frame(struct app *app)
{
    return app->frame;
}

bool app_is_closed(const struct app *app)
{
    return app->is_closed;
}

int64_t app_turn_count(const struct app *app)
{
    return app->turn_count;
}

// ---- events

static void on_touch(struct app *app, enum ui_touch touch, int x, int y)
{
    app_stack_touched(app);
    ui_touch(app->ui, touch, x, y, app_clock_ms(app));
}

static void on_finger(struct app *app, const SDL_Event *event)
{
    if (event->tfinger.touchId == SDL_MOUSE_TOUCHID) {
        return; // the mouse's own event comes as well
    }
    static const struct {
        uint32_t type;
        enum ui_touch touch;
    } rows[] = {
        {SDL_FINGERDOWN, UI_TOUCH_DOWN},
        {SDL_FINGERMOTION, UI_TOUCH_MOVE},
        {SDL_FINGERUP, UI_TOUCH_UP},
    };
    int x = (int)(event->tfinger.x * (float)app->frame->w + 0.5f);
    int y = (int)(event->tfinger.y * (float)app->frame->h + 0.5f);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (event->type == rows[i].type) {
            on_touch(app, rows[i].touch, x, y);
        }
    }
}

static void on_mouse(struct app *app, const SDL_Event *event)
{
    if (event->type == SDL_MOUSEWHEEL) {
        int x, y;
        SDL_GetMouseState(&x, &y);
        app_stack_touched(app);
        ui_wheel(app->ui, x, y, event->wheel.y);
    } else if (event->type == SDL_MOUSEMOTION) {
        if (event->motion.which != SDL_TOUCH_MOUSEID && event->motion.state & SDL_BUTTON_LMASK) {
            on_touch(app, UI_TOUCH_MOVE, event->motion.x, event->motion.y);
        }
    } else if (event->button.which != SDL_TOUCH_MOUSEID &&
               event->button.button == SDL_BUTTON_LEFT) {
        bool is_down = event->type == SDL_MOUSEBUTTONDOWN;
        on_touch(app, is_down ? UI_TOUCH_DOWN : UI_TOUCH_UP, event->button.x, event->button.y);
    }
}

static void on_key(struct app *app, const SDL_Event *event)
{
    static const struct {
        SDL_Keycode key;
        enum ui_press press;
    } rows[] = {
        {SDLK_BACKSPACE, UI_PRESS_ERASE}, {SDLK_DELETE, UI_PRESS_DELETE},
        {SDLK_LEFT, UI_PRESS_LEFT},       {SDLK_RIGHT, UI_PRESS_RIGHT},
        {SDLK_HOME, UI_PRESS_START},      {SDLK_END, UI_PRESS_FINISH},
        {SDLK_RETURN, UI_PRESS_ENTER},    {SDLK_KP_ENTER, UI_PRESS_ENTER},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (event->key.keysym.sym == rows[i].key) {
            app_stack_touched(app);
            ui_press(app->ui, rows[i].press);
        }
    }
}

static void on_window(struct app *app, const SDL_Event *event)
{
    switch (event->window.event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
        // A size that was asked for on the command line stays.
        if (app->options.w == 0) {
            app->is_closed = !app_window_take(app, event->window.data1, event->window.data2);
        } else {
            app->is_closed = !app_window_take(app, app->frame->w, app->frame->h);
        }
        break;
    case SDL_WINDOWEVENT_EXPOSED:
    case SDL_WINDOWEVENT_SHOWN:
    case SDL_WINDOWEVENT_RESTORED:
        ui_spoil(app->ui);
        break;
    default:
        break;
    }
}

static void take_event(struct app *app, const SDL_Event *event)
{
    switch (event->type) {
    case SDL_QUIT:
        app->is_closed = true;
        break;
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
        on_finger(app, event);
        break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
    case SDL_MOUSEMOTION:
    case SDL_MOUSEWHEEL:
        on_mouse(app, event);
        break;
    case SDL_TEXTINPUT:
        app_stack_touched(app);
        ui_type(app->ui, event->text.text);
        break;
    case SDL_KEYDOWN:
        on_key(app, event);
        break;
    case SDL_WINDOWEVENT:
        on_window(app, event);
        break;
    default:
        if (event->type == app->bell_event) {
            bell_heard(app->bell);
            app->bell_count++;
            app->is_stale = true;
            app_session_check(app);
        } else if (event->type == app->job_event) {
            worker_end(app->worker, event);
            app->is_stale = true;
        } else if (event->type == app->wake_event || app_speech_event(app, event)) {
            app->is_stale = true;
        }
        break;
    }
}

// ---- the loop

static int64_t due_ms(const struct app *app)
{
    int64_t ui_due = ui_due_ms(app->ui), idle_due = app_stack_idle_due_ms(app);
    int64_t night_due = app_comfort_due_ms(app), due = ui_due < idle_due ? ui_due : idle_due;
    due = due < night_due ? due : night_due;
    int64_t alive_in = notify_due_ms(); // the service manager wants a word now and then
    bool is_sooner = alive_in != INT64_MAX && app_clock_ms(app) + alive_in < due;
    return is_sooner ? app_clock_ms(app) + alive_in : due;
}

// After each event the screen is built, so that the next one meets what is there by then; it is
// drawn once, when all have been taken.
static void take_and_draw(struct app *app, SDL_Event *first)
{
    app->turn_count++;
    notify_alive();
    SDL_Event event;
    for (bool has = first || SDL_PollEvent(&event); has; has = SDL_PollEvent(&event)) {
        take_event(app, first ? first : &event);
        first = NULL;
        tell_village(app);
        app_comfort_turn(app);
        app_stack_build(app);
    }
    if (ui_tick(app->ui, app_clock_ms(app))) {
        app->is_stale = true;
    }
    app_stack_idle(app);
    tell_village(app);
    app_comfort_turn(app);
    app_stack_build(app);
    app_window_draw(app);
}

void app_turn(struct app *app)
{
    take_and_draw(app, NULL);
}

static void wait_and_turn(struct app *app, int64_t until_ms)
{
    SDL_Event event;
    int64_t due = due_ms(app), now = app_clock_ms(app);
    due = until_ms < due ? until_ms : due;
    bool has = false;
    if (due == INT64_MAX) {
        has = SDL_WaitEvent(&event);
    } else if (due > now) {
        int64_t wait_ms = due - now < INT32_MAX ? due - now : INT32_MAX;
        has = SDL_WaitEventTimeout(&event, (int)wait_ms);
    }
    take_and_draw(app, has ? &event : NULL);
}

void app_run(struct app *app)
{
    app_turn(app);
    while (!app->is_closed) {
        wait_and_turn(app, INT64_MAX);
    }
}

void app_run_for(struct app *app, int64_t run_ms)
{
    int64_t until_ms = app_clock_ms(app) + run_ms;
    while (!app->is_closed && app_clock_ms(app) < until_ms) {
        wait_and_turn(app, until_ms);
    }
}

// Other threads are real: the test clock stands still until they have come back.
static void settle(struct app *app)
{
    app_turn(app);
    while (worker_count(app->worker) > 0 && !app->is_closed) {
        SDL_Event event;
        if (SDL_WaitEventTimeout(&event, 1000)) {
            take_and_draw(app, &event);
        }
    }
}

void app_advance(struct app *app, int64_t advance_ms)
{
    int64_t until_ms = app->test_ms + advance_ms;
    settle(app);
    while (app->test_ms < until_ms && !app->is_closed) {
        int64_t due = due_ms(app);
        app->test_ms = due > app->test_ms && due < until_ms ? due : until_ms;
        settle(app);
    }
}

// ---- beginning and end

static bool start_for_pictures(void *ctx, void (*run)(void *job),
                               void (*done)(void *ctx, void *job), void *job)
{
    struct app *app = ctx;
    return worker_start(app->worker, run, done, app, job);
}

static bool open_parts(struct app *app, const struct screen *home)
{
    bell_block_signals();
    if (!app_window_open(app)) {
        return false;
    }
    app->bell_event = SDL_RegisterEvents(3);
    app->job_event = app->bell_event + 1;
    app->wake_event = app->bell_event + 2;
    app->worker = worker_create(app->job_event, APP_JOBS_MAX);
    int w = app->options.w, h = app->options.h;
    if (w == 0) {
        SDL_GetWindowSize(app->window, &w, &h);
    }
    struct ui_setup setup = {
        .w = w,
        .h = h,
        .dpi = app->options.dpi,
        .text_percent = app->options.text_percent,
        .theme = app->options.theme,
        .worker = {start_for_pictures, app},
    };
    app->bell = bell_open(app->village ? app->options.data : NULL, app->bell_event);
    return app->bell && ui_create(&app->ui, &setup) && app_window_take(app, w, h) &&
           app_stack_open(app, home);
}

bool app_start(struct app **out, const struct app_options *options, struct village *village,
               const struct screen *home)
{
    struct app *app = die_if_null(calloc(1, sizeof *app));
    *out = NULL;
    app->options = *options;
    app->village = village;
    app->text_percent = options->text_percent;
    app->theme = options->theme;
    read_time(app);
    app->night_from_min = app->night_to_min = -1;
    i18n_set(options->lang);
    if (!open_parts(app, home)) {
        app_stop(app);
        return false;
    }
    app->start_ms = app_clock_ms(app);
    tell_village(app);
    app_turn(app);
    *out = app;
    return true;
}

void app_drain(struct app *app)
{
    while (worker_count(app->worker) > 0) {
        SDL_Event event;
        SDL_PumpEvents();
        uint32_t type = app->job_event;
        bool is_done = SDL_PeepEvents(&event, 1, SDL_GETEVENT, type, type) > 0;
        is_done ? worker_end(app->worker, &event) : SDL_Delay(1);
    }
}

void app_stop(struct app *app)
{
    if (!app) {
        return;
    }
    app_speech_finish(app);
    if (app->worker) {
        app_drain(app);
    }
    if (app->ui) {
        app_stack_close(app);
    }
    app_practice_leave(app);
    ui_destroy(app->ui);
    bell_close(app->bell);
    worker_destroy(app->worker);
    app_window_close(app);
    free(app);
}
