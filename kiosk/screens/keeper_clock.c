// SPDX-License-Identifier: GPL-3.0-or-later
// Setting the clock by touch, on the record. A time that cannot be is refused with the reason, one
// that is far from what the kiosk believes is asked about once more. The village's time is set
// here; the machine's own clock is the agent's to set.
#include "keeper_parts.h"

#include "db/base/moment.h"

#include <stdio.h>
#include <string.h>

enum {
    AHEAD_YEARS = 10, // after the program was made: nobody sets a kiosk further
    ASK_FROM_S = DAY_S,
    YEAR_MIN = 1970, // so that what is refused can be chosen, and its reason read
    YEAR_MAX = 2100,
};

enum said { SAID_NOTHING, SAID_IMPOSSIBLE, SAID_SET, SAID_FAILED };

struct clock_page {
    struct moment at;
    bool is_asking;
    enum said said;
    struct keeper_task task;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)arg;
    struct clock_page *page = state;
    page->at = app_now(app);
    page->at.second = 0;
}

static int days_in(int year, int month)
{
    struct moment first = {
        .year = month == 12 ? year + 1 : year, .month = month == 12 ? 1 : month + 1, .day = 1};
    return moment_at(moment_unix_s(first, 0) - DAY_S, 0).day;
}

// Round and round within least..most.
static int turned(int value, int by, int least, int most)
{
    value += by;
    return value < least ? most : value > most ? least : value;
}

static int64_t chosen_s(struct app *app, const struct clock_page *page)
{
    return moment_unix_s(page->at, app_offset_min(app));
}

// ---- setting it

static void set(struct app *app, struct clock_page *page)
{
    struct village *village = app_village(app);
    int64_t unix_s = chosen_s(app, page);
    char iso[MOMENT_ISO_LEN];
    moment_iso(unix_s, app_offset_min(app), iso);
    page->is_asking = false;
    bool ok = village_time_learn(village, unix_s, VILLAGE_TIME_SET) &&
              staff_audit(village, app_session(app), "set-clock", iso);
    page->said = ok ? SAID_SET : SAID_FAILED;
    if (!ok) {
        log_fault();
        return;
    }
    app_ring(app);
    keeper_task_ask(app, &page->task, "clock", iso, NULL);
}

static void use(struct app *app, struct clock_page *page)
{
    int64_t unix_s = chosen_s(app, page), off_s = unix_s - app_now_s(app);
    struct moment made = moment_at(VILLAGE_RELEASED_S, app_offset_min(app));
    bool is_possible = unix_s >= VILLAGE_RELEASED_S && page->at.year <= made.year + AHEAD_YEARS;
    if (!is_possible) {
        page->said = SAID_IMPOSSIBLE;
    } else if (off_s <= -ASK_FROM_S || off_s >= ASK_FROM_S) {
        page->is_asking = true;
    } else {
        set(app, page);
    }
}

// ---- building

static void turn(struct clock_page *page, int way, int *value, int least, int most)
{
    if (way == 0) {
        return;
    }
    *value = turned(*value, way, least, most);
    int days = days_in(page->at.year, page->at.month);
    page->at.day = page->at.day > days ? days : page->at.day;
    page->said = SAID_NOTHING;
    page->task = (struct keeper_task){0};
}

static void columns_begin(struct ui *ui)
{
    ui_begin(ui, (struct ui_box){.flow = UI_GRID, .columns = 3, .gap = DP_GAP});
}

static void show_date(struct ui *ui, struct clock_page *page)
{
    struct arena *arena = ui_arena(ui);
    struct moment *at = &page->at;
    columns_begin(ui);
    turn(page, keeper_stepper(ui, "clock.day", _("Tanggal"), arena_printf(arena, "%d", at->day)),
         &at->day, 1, days_in(at->year, at->month));
    turn(page, keeper_stepper(ui, "clock.month", _("Bulan"), i18n_month(at->month)), &at->month, 1,
         12);
    turn(page, keeper_stepper(ui, "clock.year", _("Tahun"), arena_printf(arena, "%d", at->year)),
         &at->year, YEAR_MIN, YEAR_MAX);
    ui_end(ui);
}

// Minutes by tens and ones: no more than a handful of touches to any time.
static void show_time(struct ui *ui, struct clock_page *page)
{
    struct arena *arena = ui_arena(ui);
    struct moment *at = &page->at;
    int tens = at->minute / 10, ones = at->minute % 10;
    columns_begin(ui);
    turn(page, keeper_stepper(ui, "clock.hour", _("Jam"), arena_printf(arena, "%02d", at->hour)),
         &at->hour, 0, 23);
    turn(page,
         keeper_stepper(ui, "clock.tens", _("Tiap 10 menit"), arena_printf(arena, "%d", tens)),
         &tens, 0, 5);
    turn(page, keeper_stepper(ui, "clock.ones", _("Tiap 1 menit"), arena_printf(arena, "%d", ones)),
         &ones, 0, 9);
    at->minute = 10 * tens + ones;
    ui_end(ui);
}

static const char *chosen_words(struct ui *ui, const struct clock_page *page)
{
    struct arena *arena = ui_arena(ui);
    struct moment at = moment_at(moment_unix_s(page->at, 0), 0); // with its weekday
    return arena_printf(arena, _("%s, pukul %s"), i18n_date_year(arena, at), i18n_clock(arena, at));
}

static void show_said(struct app *app, struct ui *ui, struct clock_page *page)
{
    struct moment made = moment_at(VILLAGE_RELEASED_S, app_offset_min(app));
    switch (page->said) {
    case SAID_NOTHING:
        break;
    case SAID_IMPOSSIBLE:
        ui_banner(ui, "clock.impossible", UI_TINT_BRICK, ICON_WARNING,
                  arena_printf(ui_arena(ui),
                               _("Tahun ini tidak mungkin. Pilih tahun antara %d dan %d."),
                               made.year, made.year + AHEAD_YEARS));
        break;
    case SAID_SET:
        ui_banner(ui, "clock.set", UI_TINT_GREEN, ICON_CHECK_CIRCLE, _("Jam layar sudah diatur."));
        break;
    case SAID_FAILED:
        ui_banner(ui, "clock.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Jam belum bisa disimpan. Coba sekali lagi."));
        break;
    }
    if (page->task.state == KEEPER_TASK_ON || page->task.state == KEEPER_TASK_FAILED) {
        keeper_task_show(app, ui, "clock.machine", &page->task, _("Mengatur jam mesin"));
    }
}

static void show_ask(struct app *app, struct ui *ui, struct clock_page *page)
{
    if (!page->is_asking) {
        return;
    }
    switch (ui_ask(ui, "clock.ask", _("Betul hari ini tanggal itu?"),
                   arena_printf(ui_arena(ui),
                                _("%s. Itu jauh dari jam kios sekarang. Kabar yang sudah lewat "
                                  "waktunya ikut disembunyikan menurut jam ini."),
                                chosen_words(ui, page)),
                   _("Ya, betul"), _("Tidak, periksa lagi"))) {
    case 1:
        set(app, page);
        break;
    case 2:
        page->is_asking = false;
        break;
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct clock_page *page = state;
    ui_page_begin(ui);
    if (keeper_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    keeper_task_turn(app, &page->task);
    screens_header(app, ui);
    ui_body_begin(ui, "clock");
    ui_question(ui, _("Atur jam"), chosen_words(ui, page));
    ui_split_begin(ui, 1, 1);
    show_date(ui, page);
    ui_split_next(ui);
    show_time(ui, page);
    ui_split_end(ui);
    show_said(app, ui, page);
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (ui_button(ui, "clock.use", look, _("Pakai jam ini"))) {
        use(app, page);
    }
    ui_foot_end(ui);
    show_ask(app, ui, page);
    ui_page_end(ui);
}

const struct screen screen_keeper_clock = {
    .name = "keeper.clock",
    .state_bytes = sizeof(struct clock_page),
    .enter = enter,
    .build = build,
};
