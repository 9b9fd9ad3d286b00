// SPDX-License-Identifier: GPL-3.0-or-later
// What makes the screen bearable to live with: dim at night, high contrast where the village set
// it, a picture that does not stand still for years. Must never wake the machine for it: only when
// night begins or ends.
#include "app_inside.h"

#include "db/village/setting.h"
#include "db/village/village.h"

enum {
    NEVER_MIN = -1,
    DAY_MIN = 24 * 60,
    SHIFT_EVERY_MS = 10 * 60 * 1000, // at rest
    READ_BYTES_MAX = 1 << 16,
};

// What the command line said stays.
static void read_own(struct app *app, struct arena *arena)
{
    struct app_options *options = &app->options;
    struct village *village = app->village;
    bool is_high = str_equal(setting_get(village, arena, "contrast"), "high");
    options->theme = is_high ? THEME_CONTRAST : THEME_DAY;
    if (!options->is_lang_given) {
        i18n_parse(setting_get(village, arena, "language"), &options->lang);
    }
    int dpi = (int)setting_int(village, "dpi");
    if (!options->is_dpi_given && options->dpi != dpi) {
        options->dpi = dpi;
        ui_set_dpi(app->ui, dpi);
        ui_spoil(app->ui);
        app->is_stale = true; // what is laid out holds the old size
    }
    if (!options->is_text_given) {
        options->text_percent = (int)setting_int(village, "text_size");
    }
}

// Whoever stands before the screen keeps what they chose until they leave.
void app_comfort_reset(struct app *app)
{
    app->theme = app->options.theme;
    i18n_set(app->options.lang);
    app_set_text_percent(app, app->options.text_percent);
    app_set_theme(app, app->theme);
}

static void read_settings(struct app *app)
{
    struct arena arena;
    arena_init(&arena, READ_BYTES_MAX);
    const char *from = setting_get(app->village, &arena, "night_from");
    const char *to = setting_get(app->village, &arena, "night_to");
    app->night_from_min = setting_minute(from);
    app->night_to_min = setting_minute(to);
    if (village_sure_now_s(app->village) == 0 || app->night_to_min == NEVER_MIN) {
        app->night_from_min = NEVER_MIN; // a clock in 1970 knows of no night
    }
    read_own(app, &arena);
    arena_finish(&arena);
    if (!app->was_touched) {
        app_comfort_reset(app);
    }
}

static int64_t second_of_day(const struct app *app)
{
    const int64_t day_s = DAY_MIN * 60;
    int64_t s = (app_now_s(app) + (int64_t)app_offset_min(app) * 60) % day_s;
    return s < 0 ? s + day_s : s;
}

static bool is_between(int64_t minute, int64_t from, int64_t to)
{
    return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

// Round a square, a few dp each way, one step in ten minutes: the letters' edges wander.
static void shift(struct app *app)
{
    static const struct {
        int x, y;
    } places[] = {{0, 0}, {3, 0}, {3, 3}, {0, 3}, {-3, 3}, {-3, 0}, {-3, -3}, {0, -3}, {3, -3}};
    if (!app->was_touched && app->depth == 1) {
        int64_t rest_ms = app_clock_ms(app) - app->touched_ms;
        size_t at = (size_t)(rest_ms / SHIFT_EVERY_MS) % COUNT_OF(places);
        ui_set_shift(app->ui, places[at].x, places[at].y);
    }
}

void app_comfort_turn(struct app *app)
{
    if (!app->village) {
        return;
    }
    if (app->comfort_bell != app->bell_count + 1) {
        app->comfort_bell = app->bell_count + 1;
        read_settings(app);
    }
    bool is_night = app->night_from_min != NEVER_MIN &&
                    is_between(second_of_day(app) / 60, app->night_from_min, app->night_to_min);
    if (is_night != app->is_night) {
        app->is_night = is_night;
        app_set_theme(app, app->theme);
    }
    shift(app);
}

void app_set_theme(struct app *app, enum theme theme)
{
    bool is_high = theme == THEME_CONTRAST || theme == THEME_CONTRAST_NIGHT;
    app->theme = is_high ? THEME_CONTRAST : THEME_DAY;
    enum theme night = is_high ? THEME_CONTRAST_NIGHT : THEME_NIGHT;
    ui_set_theme(app->ui, app->is_night ? night : app->theme);
    app->is_stale = true;
}

enum theme app_theme(const struct app *app)
{
    return app->theme;
}

int64_t app_comfort_due_ms(const struct app *app)
{
    if (!app->village || app->night_from_min == NEVER_MIN) {
        return INT64_MAX;
    }
    int64_t next_s = (app->is_night ? app->night_to_min : app->night_from_min) * 60;
    int64_t wait_s = next_s - second_of_day(app);
    wait_s += wait_s <= 0 ? DAY_MIN * 60 : 0;
    return app_clock_ms(app) + wait_s * 1000;
}
