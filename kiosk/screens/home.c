// SPDX-License-Identifier: GPL-3.0-or-later
// What one sees from the street: who we are, what matters now, three things to do. Never blank,
// never claims a link or a time that it does not have, and reads the village file only when
// something in it, the language or the hour has changed: the minute only moves the clock.
#include "home_inside.h"

#include "db/village/aspiration.h"
#include "db/village/identity.h"
#include "db/village/round.h"
#include "db/village/setup.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

enum {
    HOME_BYTES_MAX = 8 << 20, // six notices of 256 KiB, sixteen warnings, what belongs to them
    STALE = -1,               // no hour of the wall
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    struct home *home = state;
    arena_init(&home->arena, HOME_BYTES_MAX);
    home->hour = STALE;
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct home *)state)->arena);
}

void home_rest(struct home *home)
{
    home->at = home->turns = 0;
    home->is_begun = home->is_still = false;
    home->hour = STALE;
}

// ---- reading

static void read_identity(struct app *app, struct home *home)
{
    struct identity self;
    bool has = identity_get(app_village(app), &home->arena, &self) && self.village;
    home->is_enrolled = has && self.enrolled;
    home->name =
        has ? arena_printf(&home->arena, _("Desa %s"), self.village->name) : _("Kabar desa");
    home->place = has ? words_place(&home->arena, self.village) : _("Layar informasi warga");
}

static void due_at(struct home *home, int64_t at_s)
{
    home->due_s = at_s < home->due_s ? at_s : home->due_s;
}

static void read_notices(struct app *app, struct home *home)
{
    struct village *village = app_village(app);
    int64_t now_s = app_now_s(app);
    home->row_count =
        notice_list(village, &home->arena, NOTICE_CURRENT, NULL, NULL, i18n_code(home->lang), 0,
                    HOME_ROWS_MAX, home->rows, &home->total);
    home->urgent_count = 0;
    for (size_t i = 0; i < home->row_count; i++) {
        bool is_urgent = home->rows[i].urgency == KT__URGENCY__DARURAT;
        home->urgent_count += is_urgent && i == home->urgent_count && i < HOME_BANNERS_MAX;
        if (home->rows[i].end_s > now_s) {
            due_at(home, home->rows[i].end_s);
        }
    }
    home->has_banner = home->urgent_count > 0;
    home->today = notice_count_today(village);
}

static void read_alerts(struct app *app, struct home *home)
{
    struct village *village = app_village(app);
    home->alert_count = alert_list(village, &home->arena, home->alerts);
    for (size_t i = 0; i < home->alert_count; i++) {
        home->has_banner = home->has_banner || home_is_quiet(&home->alerts[i]);
    }
    int64_t next_s = alert_next_s(village);
    if (next_s >= 0) {
        due_at(home, app_now_s(app) + (next_s > 0 ? next_s : 1));
    }
}

static void read(struct app *app, struct home *home)
{
    struct village *village = app_village(app);
    int64_t now_s = app_now_s(app), oldest_s;
    int64_t hour = (now_s + app_offset_min(app) * 60) / 3600;
    if (home->bell == app_bell_count(app) && home->hour == hour && home->lang == i18n_lang() &&
        now_s < home->due_s) {
        return;
    }
    arena_reset(&home->arena);
    home->bell = app_bell_count(app);
    home->hour = hour;
    home->lang = i18n_lang();
    home->due_s = INT64_MAX;
    read_identity(app, home);
    read_notices(app, home);
    read_alerts(app, home);
    home->waiting = aspiration_waiting(village, &oldest_s);
    home->unopened = answer_unopened(village);
    home->month_count = answer_unopened_months(village, HOME_MONTHS_MAX, home->months);
    home->last_ok_s = round_last_ok_s(village);
    home->is_clock_sure = village_clock_trusted(village);
    home->is_setup_due = setup_is_due(village);
}

// ---- what one can do

// "2 jawaban untuk yang ditulis bulan Oktober": by the month the writers know that it is theirs.
static const char *answers_in(struct arena *arena, const struct home *home)
{
    const struct answer_month *first = &home->months[0];
    if (home->month_count == 1 && first->month > 0 && first->count == home->unopened) {
        return arena_printf(arena, i18n_count("%d jawaban untuk tulisan bulan %s", home->unopened),
                            (int)home->unopened, i18n_month(first->month % 12 + 1));
    }
    const char *sum =
        arena_printf(arena, i18n_count("%d jawaban sudah datang, belum dibuka", home->unopened),
                     (int)home->unopened);
    const char *months = "";
    for (size_t i = 0; i < home->month_count; i++) {
        if (home->months[i].month > 0) {
            months = arena_printf(arena, "%s%s%s %d", months, *months ? ", " : "",
                                  i18n_month(home->months[i].month % 12 + 1),
                                  (int)home->months[i].count);
        }
    }
    return *months ? arena_printf(arena, "%s (%s)", sum, months) : sum;
}

static const char *news_in(struct arena *arena, const struct home *home)
{
    const char *news =
        arena_printf(arena, i18n_count("%d kabar", (int64_t)home->total), (int)home->total);
    if (home->today == 0 || !home->is_clock_sure) {
        return news;
    }
    return arena_printf(arena, "%s, %s", news,
                        arena_printf(arena, i18n_count("%d baru hari ini", (int64_t)home->today),
                                     (int)home->today));
}

static void show_tiles(struct app *app, struct ui *ui, struct home *home)
{
    struct arena *arena = ui_arena(ui);
    bool is_tight = screens_is_tight(ui) || home->has_banner;
    if (ui_tile(ui, "home.notices", UI_GREEN, ICON_NEWS, _("Kabar desa"),
                screens_is_tight(ui) ? NULL : news_in(arena, home))) {
        home_rest(home);
        app_push(app, &screen_notices, &(struct notices_arg){0}, sizeof(struct notices_arg));
    }
    if (ui_tile(ui, "home.aspire", UI_BRICK, ICON_ASPIRE, _("Sampaikan usul atau keluhan"),
                is_tight ? NULL : _("Tanpa KTP, tanpa nomor HP"))) {
        home_rest(home);
        bool is_ready = aspiration_ready(app_village(app)) == ASPIRATION_READY;
        app_push(app, is_ready ? &screen_aspire_to : &screen_aspire_closed, NULL, 0);
    }
    const char *answers = home->unopened > 0 ? answers_in(arena, home)
                          : is_tight         ? NULL
                                             : _("Dengan 16 angka dari catatan Anda");
    if (ui_tile(ui, "home.ticket", UI_BLUE, ICON_ANSWER, _("Lihat jawaban saya"), answers)) {
        home_rest(home);
        app_push(app, &screen_ticket, NULL, 0);
    }
}

static const struct small_tile {
    const char *id, *text;
    enum ui_icon icon;
    const struct screen *screen;
    struct notices_arg arg; // of screen_notices
} small_tiles[] = {
    {"home.bpd", N_("Kabar BPD"), ICON_PEOPLE, &screen_notices, {.is_bpd = true}},
    {"home.agenda", N_("Agenda"), ICON_CALENDAR, &screen_agenda, {0}},
    {"home.board", N_("Papan usul"), ICON_CHART, &screen_board, {0}},
    {"home.budget", N_("Uang desa"), ICON_MONEY, &screen_budget, {0}},
    {"home.results", N_("Sudah dikerjakan"), ICON_TROPHY, &screen_results, {0}},
    {"home.services", N_("Layanan"), ICON_OFFICE, &screen_services, {0}},
};

// Icon and word side by side, as low as a finger allows, so that the three large ones stay large.
static bool show_small_tile(struct ui *ui, const struct small_tile *tile)
{
    bool is_touched = ui_begin_button(ui, (struct ui_box){.id = tile->id,
                                                          .role = UI_ROLE_TILE,
                                                          .flow = UI_ROW,
                                                          .across = UI_CENTER,
                                                          .gap = 14,
                                                          .pad_x = 18,
                                                          .pad_y = 6,
                                                          .min_h = 104,
                                                          .fill = UI_CARD,
                                                          .border = UI_EDGE,
                                                          .radius = DP_RADIUS});
    ui_icon(ui, tile->icon, DP_ICON_LINE, UI_GREEN);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .grow = 1, .is_balanced = true}, _(tile->text));
    ui_end(ui);
    return is_touched;
}

static void show_small_tiles(struct app *app, struct ui *ui, struct home *home)
{
    bool is_wide = ui_is_wide(ui), is_tight = screens_is_tight(ui);
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = is_wide && !is_tight   ? 6
                                            : is_wide || !is_tight ? 3
                                                                   : 2,
                                 .is_even = true,
                                 .gap = is_wide || is_tight ? DP_GAP_SMALL : DP_GAP});
    for (size_t i = 0; i < COUNT_OF(small_tiles); i++) {
        const struct small_tile *tile = &small_tiles[i];
        if (show_small_tile(ui, tile)) {
            bool is_shelf = tile->screen == &screen_notices;
            home_rest(home);
            app_push(app, tile->screen, is_shelf ? &tile->arg : NULL,
                     is_shelf ? sizeof tile->arg : 0);
        }
    }
    ui_end(ui);
}

// A grid of one column: what stands in it fills it, the tiles evenly.
static void show_half(struct app *app, struct ui *ui, struct home *home,
                      void (*show)(struct app *app, struct ui *ui, struct home *home))
{
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = 1,
                                 .is_even = !screens_is_tight(ui),
                                 .gap = ui_gap(ui),
                                 .grow = 1});
    show(app, ui, home);
    ui_end(ui);
}

// What matters now stands first; where letters are large, what one can do comes before the panel,
// so that all three are seen without scrolling.
static void build(struct app *app, struct ui *ui, void *state)
{
    struct home *home = state;
    read(app, home);
    if (home->is_setup_due) { // before anybody sees a village that is not there yet
        app_push(app, &screen_setup, NULL, 0);
        ui_page_begin(ui);
        ui_page_end(ui);
        return;
    }
    ui_wake_in(ui, 60000 - app_now_s(app) % 60 * 1000);
    ui_page_begin(ui);
    ui_space(ui, ui_is_wide(ui) || ui_is_cramped(ui) ? DP_GAP_SMALL : DP_GAP, 0);
    ui_body_begin(ui, "home");
    home_top(app, ui, home);
    bool is_tight = screens_is_tight(ui);
    if (!ui_is_wide(ui)) {
        home_banners(app, ui, home);
    }
    bool is_panel_last = !ui_is_wide(ui) && is_tight;
    ui_split_begin(ui, 5, is_tight ? 7 : 6);
    if (ui_is_wide(ui)) {
        home_banners(app, ui, home);
    }
    show_half(app, ui, home, is_panel_last ? show_tiles : home_panel);
    ui_split_next(ui);
    show_half(app, ui, home, is_panel_last ? home_panel : show_tiles);
    ui_split_end(ui);
    show_small_tiles(app, ui, home);
    ui_body_end(ui);
    screens_bar_speak(app, ui, "home.speak");
    ui_page_end(ui);
}

const struct screen screen_home = {
    .name = "home",
    .state_bytes = sizeof(struct home),
    .enter = enter,
    .build = build,
    .leave = leave,
};
