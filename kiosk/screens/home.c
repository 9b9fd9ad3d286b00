// SPDX-License-Identifier: GPL-3.0-or-later
// What one sees from the street: who we are, what matters now, three things to do. Never blank, and
// never claims a link or a time that it does not have.
#include "screens.h"

#include "db/village/answer.h"
#include "db/village/aspiration.h"
#include "db/village/identity.h"
#include "db/village/notice.h"
#include "db/village/round.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

enum {
    PANEL_PAGES_MAX = 5,
    PANEL_TURN_MS = 12000,
    PANEL_ROUNDS = 2,         // then it rests: moving things stop by themselves
    LINK_NOW_S = 20 * 60,     // rounds come every 15 minutes when nothing waits
    HOME_BYTES_MAX = 4 << 20, // five notices of 256 KiB and what belongs to them
};

// What was read from the village file, and when that has to be done again.
struct home {
    struct arena arena; // owned
    uint64_t bell;
    int64_t minute;
    enum i18n_lang lang;
    const char *name, *place;
    struct notice_row rows[PANEL_PAGES_MAX];
    size_t row_count, total, today;
    int64_t waiting, unopened, last_ok_s;
    bool is_enrolled, is_clock_sure;
    // the panel that turns
    size_t at, turns;
    int64_t turned_ms;
    bool is_begun; // turned_ms counts
    bool is_still; // somebody touched it
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    struct home *home = state;
    arena_init(&home->arena, HOME_BYTES_MAX);
    home->minute = -1;
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct home *)state)->arena);
}

// "Kec. Cibadak · Kab. Mekarsari": what the regency did not fill in is left out, and a name that
// brings its own "Kabupaten" or "Kota" does not get it twice.
static const char *place_of(struct arena *arena, const Kt__Village *village)
{
    static const char kabupaten[] = "Kabupaten ";
    const char *name = village->regency;
    bool is_kota = str_starts(name, "Kota ");
    name += str_starts(name, kabupaten) ? strlen(kabupaten) : 0;
    const char *regency = !name[0] || is_kota ? name : arena_printf(arena, _("Kab. %s"), name);
    return village->kecamatan[0]
               ? words_join(arena, arena_printf(arena, _("Kec. %s"), village->kecamatan), regency)
               : arena_str(arena, regency);
}

static void read_identity(struct app *app, struct home *home)
{
    struct identity self;
    bool has = identity_get(app_village(app), &home->arena, &self) && self.village;
    home->is_enrolled = has && self.enrolled;
    home->name =
        has ? arena_printf(&home->arena, _("Desa %s"), self.village->name) : _("Kabar desa");
    home->place = has ? place_of(&home->arena, self.village) : _("Layar informasi warga");
}

static void read(struct app *app, struct home *home)
{
    struct village *village = app_village(app);
    int64_t minute = app_now_s(app) / 60, oldest_s;
    if (home->bell == app_bell_count(app) && home->minute == minute && home->lang == i18n_lang()) {
        return;
    }
    arena_reset(&home->arena);
    home->bell = app_bell_count(app);
    home->minute = minute;
    home->lang = i18n_lang();
    read_identity(app, home);
    const char *lang = i18n_code(home->lang);
    home->row_count = notice_list(village, &home->arena, NOTICE_CURRENT, NULL, NULL, lang, 0,
                                  PANEL_PAGES_MAX, home->rows, &home->total);
    home->today = notice_count_today(village);
    home->waiting = aspiration_waiting(village, &oldest_s);
    home->unopened = answer_unopened(village);
    home->last_ok_s = round_last_ok_s(village);
    home->is_clock_sure = village_clock_trusted(village);
    home->at = home->at < home->row_count ? home->at : 0;
}

// ---- the top: village, time, link

static const char *link_words(struct app *app, struct ui *ui, const struct home *home)
{
    struct arena *arena = ui_arena(ui);
    if (!home->is_enrolled) {
        return _("Kios ini belum terdaftar di kabupaten");
    }
    if (home->last_ok_s == 0) {
        return _("Belum pernah tersambung");
    }
    if (!home->is_clock_sure) {
        return _("Sedang mencari sambungan");
    }
    if (app_now_s(app) - home->last_ok_s < LINK_NOW_S) {
        return _("Tersambung");
    }
    return arena_printf(arena, _("Tersambung %s"), words_since(app, arena, home->last_ok_s));
}

static void show_link(struct app *app, struct ui *ui, const struct home *home)
{
    const char *waiting = "";
    if (home->waiting > 0) {
        waiting = arena_printf(ui_arena(ui), i18n_count("%d pesan menunggu dikirim", home->waiting),
                               (int)home->waiting);
    }
    bool is_now = home->is_enrolled && home->is_clock_sure && home->last_ok_s > 0 &&
                  app_now_s(app) - home->last_ok_s < LINK_NOW_S;
    ui_chip(ui, "home.link", is_now ? UI_TINT_GREEN : UI_TINT_GOLD,
            is_now ? ICON_ONLINE : ICON_OFFLINE,
            words_join(ui_arena(ui), link_words(app, ui, home), waiting));
}

static void show_clock(struct app *app, struct ui *ui, const struct home *home)
{
    struct arena *arena = ui_arena(ui);
    struct moment now = app_now(app);
    if (!home->is_clock_sure) {
        ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
        ui_icon(ui, ICON_CLOCK, DP_ICON_TEXT, UI_SOFT);
        ui_text(ui, (struct ui_text){.id = "home.clock", .size = UI_SECOND, .color = UI_SOFT},
                _("jam belum pasti"));
        ui_end(ui);
        return;
    }
    ui_text(
        ui,
        (struct ui_text){.id = "home.clock", .size = UI_HEADLINE, .bold = true, .align = UI_FINISH},
        i18n_clock(arena, now));
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .align = UI_FINISH},
            screens_is_tight(ui) ? i18n_day_month(arena, now) : i18n_date_year(arena, now));
}

// The link stands below in portrait, in the middle in landscape, and where letters are large in
// place of what everybody here knows: the names of kecamatan and kabupaten.
static void show_top(struct app *app, struct ui *ui, const struct home *home)
{
    bool is_wide = ui_is_wide(ui);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = 2 * DP_GAP});
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true},
            home->name);
    if (is_wide && screens_is_tight(ui)) {
        show_link(app, ui, home);
    } else {
        ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, home->place);
    }
    ui_end(ui);
    if (is_wide && !screens_is_tight(ui)) {
        show_link(app, ui, home);
    }
    ui_begin(ui, (struct ui_box){.across = UI_FINISH});
    show_clock(app, ui, home);
    ui_end(ui);
    ui_end(ui);
    if (!is_wide) {
        show_link(app, ui, home);
    }
}

// ---- the panel

static void turn(struct home *home, int64_t now_ms)
{
    home->at = home->row_count ? (home->at + 1) % home->row_count : 0;
    home->turned_ms = now_ms;
    home->turns++;
}

static void turn_by_itself(struct ui *ui, struct home *home)
{
    int64_t now_ms = ui_now_ms(ui);
    if (home->is_still || home->row_count < 2 || home->turns >= PANEL_ROUNDS * home->row_count) {
        return;
    }
    if (!home->is_begun) {
        home->is_begun = true;
        home->turned_ms = now_ms;
    } else if (now_ms - home->turned_ms >= PANEL_TURN_MS) {
        turn(home, now_ms);
    }
    ui_wake_in(ui, PANEL_TURN_MS - (now_ms - home->turned_ms));
}

// Somebody goes away from here: when they are back, it turns again.
static void rest(struct home *home)
{
    home->at = home->turns = 0;
    home->is_begun = home->is_still = false;
}

static void open_notice(struct app *app, struct home *home, const char *id)
{
    struct notice_arg arg;
    (void)snprintf(arg.id, sizeof arg.id, "%s", id);
    rest(home);
    app_push(app, &screen_notice, &arg, sizeof arg);
}

static void show_notice(struct app *app, struct ui *ui, const struct notice_row *row)
{
    struct arena *arena = ui_arena(ui);
    struct word shelf = words_shelf(row->category);
    bool is_urgent = row->urgency != KT__URGENCY__BIASA;
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui, is_urgent ? ICON_WARNING : shelf.icon, DP_ICON_TEXT,
            is_urgent ? UI_BRICK : UI_SOFT);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .grow = 1, .lines_max = 2},
            words_join(arena, is_urgent ? _("Penting") : "",
                       words_join(arena, row->publisher, shelf.text)));
    ui_end(ui);
    ui_text(ui,
            (struct ui_text){.role = UI_ROLE_HEADING,
                             .size = UI_HEADLINE,
                             .bold = true,
                             .lines_max = ui_is_wide(ui)         ? 4
                                          : screens_is_tight(ui) ? 2
                                                                 : 3},
            row->title);
    if (row->event_start_s > 0) {
        ui_text(ui, (struct ui_text){.bold = true},
                words_join(arena, words_when(app, arena, row->event_start_s), row->place));
    }
    if (!screens_is_tight(ui)) {
        ui_text(ui, (struct ui_text){.lines_max = row->event_start_s > 0 ? 2 : 3}, row->excerpt);
    }
}

// Which page it is, and on to the next by a touch: then it turns no more by itself.
static void show_turner(struct ui *ui, struct home *home)
{
    bool is_tight = screens_is_tight(ui);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    if (is_tight && ui_is_wide(ui)) {
        ui_space(ui, 0, 1);
    } else {
        ui_textf(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .grow = 1},
                 _("%d dari %d"), (int)home->at + 1, (int)home->row_count);
    }
    if (!is_tight) {
        ui_dots(ui, (int)home->row_count, (int)home->at);
    }
    struct ui_button look = {.icon_after = ICON_FORWARD, .is_snug = true};
    if (ui_button(ui, "home.panel.next", look, _("Berikutnya"))) {
        home->is_still = true;
        turn(home, ui_now_ms(ui));
    }
    ui_end(ui);
}

static void show_panel(struct app *app, struct ui *ui, struct home *home)
{
    turn_by_itself(ui, home);
    if (home->row_count == 0) {
        ui_panel_begin(ui, "home.panel", UI_NONE);
        ui_text(ui, (struct ui_text){.size = UI_HEADLINE, .bold = true}, _("Belum ada kabar"));
        ui_text(ui, (struct ui_text){0}, _("Kabar dari desa dan BPD akan tampil di sini."));
        ui_end(ui);
        return;
    }
    const struct notice_row *row = &home->rows[home->at];
    bool is_marked = row->pinned || str_starts(row->publisher, "BPD");
    bool is_urgent = row->urgency != KT__URGENCY__BIASA;
    ui_panel_begin(ui, NULL, is_urgent ? UI_BRICK : is_marked ? UI_GOLD : UI_NONE);
    bool is_opened =
        ui_begin_button(ui, (struct ui_box){.id = "home.panel", .gap = DP_GAP_SMALL, .grow = 1});
    show_notice(app, ui, row);
    ui_space(ui, 0, 1);
    ui_end(ui);
    if (home->row_count > 1) {
        show_turner(ui, home);
    }
    ui_end(ui);
    if (is_opened) {
        open_notice(app, home, row->id);
    }
}

// ---- what one can do

static void show_tiles(struct app *app, struct ui *ui, struct home *home)
{
    struct arena *arena = ui_arena(ui);
    const char *news =
        arena_printf(arena, i18n_count("%d kabar", (int64_t)home->total), (int)home->total);
    if (home->today > 0 && home->is_clock_sure) {
        news =
            arena_printf(arena, "%s, %s", news,
                         arena_printf(arena, i18n_count("%d baru hari ini", (int64_t)home->today),
                                      (int)home->today));
    }
    const char *answers =
        home->unopened > 0
            ? arena_printf(arena,
                           i18n_count("%d jawaban sudah datang, belum dibuka", home->unopened),
                           (int)home->unopened)
        : screens_is_tight(ui) ? NULL
                               : _("Dengan 16 angka dari catatan Anda");
    if (ui_tile(ui, "home.notices", UI_GREEN, ICON_NEWS, _("Kabar desa"), news)) {
        rest(home);
        app_push(app, &screen_notices, &(struct notices_arg){0}, sizeof(struct notices_arg));
    }
    if (ui_tile(ui, "home.aspire", UI_BRICK, ICON_ASPIRE, _("Sampaikan usul atau keluhan"),
                screens_is_tight(ui) ? NULL : _("Tanpa KTP, tanpa nomor HP"))) {
        rest(home);
        bool is_ready = aspiration_ready(app_village(app)) == ASPIRATION_READY;
        app_push(app, is_ready ? &screen_aspire_to : &screen_aspire_closed, NULL, 0);
    }
    if (ui_tile(ui, "home.ticket", UI_BLUE, ICON_ANSWER, _("Lihat jawaban saya"), answers)) {
        rest(home);
        app_push(app, &screen_ticket, NULL, 0);
    }
}

static void show_shelves(struct app *app, struct ui *ui, struct home *home)
{
    static const struct {
        const char *id, *text;
        enum ui_icon icon;
        struct notices_arg arg;
    } rows[] = {
        {"home.bpd", N_("Kabar BPD"), ICON_PEOPLE, {.is_bpd = true}},
        {"home.invitations", N_("Undangan"), ICON_INVITE, {.slug = "undangan"}},
        {"home.archive", N_("Kabar lama"), ICON_DOCUMENT, {.is_archive = true}},
    };
    ui_begin(ui, (struct ui_box){
                     .flow = UI_GRID, .columns = COUNT_OF(rows), .is_even = true, .gap = DP_GAP});
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct ui_button low = {.icon = rows[i].icon};
        if (ui_is_wide(ui) ? ui_button(ui, rows[i].id, low, _(rows[i].text))
                           : ui_tile_small(ui, rows[i].id, rows[i].icon, _(rows[i].text))) {
            rest(home);
            app_push(app, &screen_notices, &rows[i].arg, sizeof rows[i].arg);
        }
    }
    ui_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct home *home = state;
    read(app, home);
    ui_wake_in(ui, 60000 - app_now_s(app) % 60 * 1000);
    ui_page_begin(ui);
    ui_space(ui, ui_is_wide(ui) ? DP_GAP_SMALL : DP_GAP + DP_GAP_SMALL, 0);
    ui_body_begin(ui, "home");
    show_top(app, ui, home);
    // A grid of one column: what stands in it fills it, the tiles evenly.
    struct ui_box fill = {
        .flow = UI_GRID,
        .columns = 1,
        .is_even = !screens_is_tight(ui),
        .gap = DP_GAP,
        .grow = 1,
    };
    ui_split_begin(ui, screens_is_tight(ui) ? 5 : 1, screens_is_tight(ui) ? 7 : 1);
    ui_begin(ui, fill);
    show_panel(app, ui, home);
    ui_end(ui);
    ui_split_next(ui);
    ui_begin(ui, fill);
    show_tiles(app, ui, home);
    ui_end(ui);
    ui_split_end(ui);
    show_shelves(app, ui, home);
    ui_body_end(ui);
    screens_bar(app, ui);
    ui_page_end(ui);
}

const struct screen screen_home = {
    .name = "home",
    .state_bytes = sizeof(struct home),
    .enter = enter,
    .build = build,
    .leave = leave,
};
