// SPDX-License-Identifier: GPL-3.0-or-later
// The window and what is shown in it. Drawing is done into plain memory and handed over by rows, so
// that a picture is the same bytes on every machine.
#include "app_inside.h"

#include "db/base/notify.h"

#include <stdlib.h>
#include <time.h>

// A window of another size than asked for (a desktop may be smaller) shows what fits of a frame of
// our own, so that a script and its pictures are the same everywhere.
bool app_window_take(struct app *app, int w, int h)
{
    if (app->is_own_frame) {
        SDL_FreeSurface(app->frame);
    }
    app->is_own_frame = false;
    app->frame = SDL_GetWindowSurface(app->window);
    bool fits = app->frame && app->frame->w == w && app->frame->h == h &&
                app->frame->format->BytesPerPixel == 4 && app->frame->format->Rmask == 0xff0000;
    if (!fits) {
        app->frame = SDL_CreateRGBSurfaceWithFormat(0, w, h, 32, SDL_PIXELFORMAT_RGB888);
        app->is_own_frame = true;
    }
    if (!app->frame) {
        fault_set("the window has no picture of %dx%d: %s", w, h, SDL_GetError());
        return false;
    }
    ui_resize(app->ui, w, h);
    ui_spoil(app->ui);
    app->is_stale = true;
    return true;
}

bool app_resize(struct app *app, int w, int h)
{
    SDL_SetWindowSize(app->window, w, h);
    SDL_PumpEvents();
    return app_window_take(app, w, h);
}

static void show(struct app *app, int y0, int y1)
{
    SDL_Rect rows = {0, y0, app->frame->w, y1 - y0};
    if (app->is_own_frame) {
        SDL_Surface *window = SDL_GetWindowSurface(app->window);
        if (!window) {
            return;
        }
        SDL_Rect at = rows;
        SDL_BlitSurface(app->frame, &rows, window, &at);
        rows = at;
        if (rows.w <= 0 || rows.h <= 0) {
            return;
        }
    }
    SDL_UpdateWindowSurfaceRects(app->window, &rows, 1);
}

void app_window_draw(struct app *app)
{
    int y0, y1;
    if (ui_draw(app->ui, app->frame, &y0, &y1)) {
        show(app, y0, y1);
    }
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

struct app_cost app_redraw(struct app *app)
{
    struct app_cost cost;
    int y0 = 0, y1 = 0;
    int64_t begin = now_ns();
    app->is_stale = true;
    app_stack_build(app);
    int64_t built = now_ns();
    ui_spoil(app->ui);
    ui_draw(app->ui, app->frame, &y0, &y1);
    int64_t drawn = now_ns();
    show(app, y0, y1);
    cost = (struct app_cost){built - begin, drawn - built, now_ns() - drawn};
    return cost;
}

// What SDL would do at its start for desktops alone, half of that start: X11's input method reads a
// table of 6,500 key sequences for letters that no keyboard sold in a village composes, and a
// session bus that is not there is looked for by starting a daemon. Whoever sets these keeps them.
static void spare_desktop(void)
{
    setenv("XCOMPOSEFILE", "/dev/null", 0);
    setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", 0);
}

bool app_window_open(struct app *app)
{
    spare_desktop();
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    // On an appliance no key and no window ends it, only who keeps it running.
    SDL_SetHint(SDL_HINT_QUIT_ON_LAST_WINDOW_CLOSE, notify_is_kept() ? "0" : "1");
    bool ok = SDL_Init(SDL_INIT_VIDEO) == 0;
    if (!ok && app->options.is_test_clock) { // a script needs no screen to play on
        SDL_SetHint(SDL_HINT_VIDEODRIVER, "dummy");
        ok = SDL_Init(SDL_INIT_VIDEO) == 0;
    }
    if (!ok) {
        fault_set("there is no screen to show on: %s", SDL_GetError());
        return false;
    }
    // These take pixels from plain memory; the others have them only by way of a texture, and that
    // one costs a GL library.
    static const char *const plain[] = {"x11", "dummy", "offscreen"};
    for (size_t i = 0; i < COUNT_OF(plain); i++) {
        if (str_equal(SDL_GetCurrentVideoDriver(), plain[i])) {
            SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
        }
    }
    bool is_whole = app->options.w == 0;
    // Where no window manager makes it fill the screen, it does so by where it is put.
    SDL_DisplayMode screen = {.w = app->options.w, .h = app->options.h};
    if (is_whole && SDL_GetDesktopDisplayMode(0, &screen) != 0) {
        fault_set("the screen does not tell its size: %s", SDL_GetError());
        return false;
    }
    int at = is_whole ? 0 : (int)SDL_WINDOWPOS_CENTERED;
    app->window = SDL_CreateWindow("Kentongan", at, at, screen.w, screen.h,
                                   is_whole ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
    if (!app->window) {
        fault_set("no window can be opened: %s", SDL_GetError());
        return false;
    }
    if (is_whole) {
        SDL_ShowCursor(SDL_DISABLE);
    }
    return true;
}

void app_window_close(struct app *app)
{
    if (app->is_own_frame) {
        SDL_FreeSurface(app->frame);
    }
    if (app->window) {
        SDL_DestroyWindow(app->window);
    }
    SDL_Quit();
}
