// SPDX-License-Identifier: GPL-3.0-or-later
// The top of home: whose kiosk this is, what time it is and how sure that is, when it last spoke
// with the regency and how much waits, and what cannot wait. Never claims more than is known.
#include "home_inside.h"

#include "words.h"

#include <stdio.h>
#include <string.h>

enum {
    READING_MS = 60000, // home never idles: a warning left open closes by itself
    HOLD_MS = 3000,     // nobody rests a finger on a clock for so long by chance
};

static bool is_linked(struct app *app, const struct home *home)
{
    return home->is_enrolled && home->is_clock_sure && home->last_ok_s > 0 &&
           app_now_s(app) - home->last_ok_s < HOME_LINK_NOW_S;
}

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
    if (is_linked(app, home)) {
        return _("Tersambung");
    }
    return arena_printf(arena, _("Tersambung %s"), words_since(app, arena, home->last_ok_s));
}

static void show_link(struct app *app, struct ui *ui, const struct home *home)
{
    const char *waiting = "";
    if (home->waiting > 0) {
        const char *words = screens_is_tight(ui)
                                ? i18n_count("%d menunggu", home->waiting)
                                : i18n_count("%d pesan menunggu dikirim", home->waiting);
        waiting = arena_printf(ui_arena(ui), words, (int)home->waiting);
    }
    bool is_now = is_linked(app, home);
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
void home_top(struct app *app, struct ui *ui, const struct home *home)
{
    bool is_wide = ui_is_wide(ui);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = 2 * DP_GAP});
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true},
            home->name);
    if (is_wide && screens_is_tight(ui)) {
        show_link(app, ui, home);
    } else if (!screens_is_tight(ui)) {
        ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, home->place);
    }
    ui_end(ui);
    if (is_wide && !screens_is_tight(ui)) {
        show_link(app, ui, home);
    }
    // Who works with the kiosk holds the clock for a while. A tap does nothing: it is for visitors
    // a clock and nothing else.
    if (ui_held(ui, "home.staff")) {
        app_push(app, &screen_staff_in, NULL, 0);
    }
    (void)ui_begin_button(ui, (struct ui_box){.id = "home.staff",
                                              .role = UI_ROLE_GROUP,
                                              .across = UI_FINISH,
                                              .hold_ms = HOLD_MS});
    show_clock(app, ui, home);
    ui_end(ui);
    ui_end(ui);
    if (!is_wide) {
        show_link(app, ui, home);
    }
}

// ---- what cannot wait

// A brick band with one line: where it leads is shown by the arrow.
static bool show_banner(struct ui *ui, const char *id, enum ui_icon icon, const char *above,
                        const char *text)
{
    bool is_cramped = ui_is_cramped(ui);
    bool is_touched = ui_begin_button(ui, (struct ui_box){.id = id,
                                                          .flow = UI_ROW,
                                                          .across = UI_CENTER,
                                                          .gap = is_cramped ? DP_GAP_SMALL : DP_GAP,
                                                          .pad_x = is_cramped ? DP_GAP : 32,
                                                          .pad_y = is_cramped ? 4 : DP_GAP_SMALL,
                                                          .fill = UI_TINT_BRICK,
                                                          .border = UI_BRICK,
                                                          .mark = UI_BRICK,
                                                          .radius = DP_RADIUS});
    ui_icon(ui, icon, DP_ICON_LINE, UI_BRICK);
    ui_begin(ui, (struct ui_box){.grow = 1});
    if (!screens_is_tight(ui)) {
        ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .lines_max = 1}, above);
    }
    ui_text(ui,
            (struct ui_text){.size = is_cramped ? UI_SMALL : UI_SECOND,
                             .bold = true,
                             .lines_max = is_cramped ? 3 : 6},
            text);
    ui_end(ui);
    ui_icon(ui, ICON_RIGHT, DP_ICON_TEXT, UI_BRICK);
    ui_end(ui);
    return is_touched;
}

bool home_is_quiet(const struct alert_row *row)
{
    return row->alert->severity < KT__SEVERITY__SEVERE || row->acknowledged;
}

static const char *kind_of(const Kt__Alert *alert)
{
    return alert->status == KT__ALERT_STATUS__EXERCISE ? _("Latihan")
           : alert->status == KT__ALERT_STATUS__TEST   ? _("Uji coba")
                                                       : _("Peringatan");
}

static const char *headline_of(const Kt__Alert *alert)
{
    return alert->headline[0] ? alert->headline : alert->event;
}

static const char *until(struct app *app, struct arena *arena, const Kt__Alert *alert)
{
    struct moment to = app_moment(app, alert->expires_s), now = app_now(app);
    bool is_today = to.year == now.year && to.month == now.month && to.day == now.day;
    return arena_printf(arena, _("sampai %s"),
                        is_today ? arena_printf(arena, _("pukul %s"), i18n_clock(arena, to))
                                 : words_when(app, arena, alert->expires_s));
}

static void show_alert_text(struct ui *ui, const char *text)
{
    ui_text(ui, (struct ui_text){0}, text);
}

// All of it, over everything, until it is touched away.
static void show_alert(struct app *app, struct ui *ui, struct home *home, const Kt__Alert *alert)
{
    struct arena *arena = ui_arena(ui);
    ui_dialog_begin(ui, "home.alert.text", UI_BRICK);
    ui_chip(ui, NULL, UI_TINT_BRICK, ICON_WARNING,
            words_join(arena, kind_of(alert), until(app, arena, alert)));
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_HEADLINE, .bold = true},
            headline_of(alert));
    ui_text(ui, (struct ui_text){.bold = true}, alert->area);
    show_alert_text(ui, alert->description);
    show_alert_text(ui, alert->instruction);
    ui_text(
        ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT},
        words_join(arena, alert->sender,
                   arena_printf(arena, _("data per %s"), words_when(app, arena, alert->sent_s))));
    struct ui_button done = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (ui_button(ui, "home.alert.close", done, _("Saya sudah baca"))) {
        home->alert_open[0] = '\0';
    }
    ui_end(ui);
}

static void show_open_alert(struct app *app, struct ui *ui, struct home *home)
{
    int64_t open_ms = ui_now_ms(ui) - home->alert_open_ms;
    if (!home->alert_open[0] || open_ms < 0 || open_ms >= READING_MS) {
        home->alert_open[0] = '\0';
        return;
    }
    ui_wake_in(ui, READING_MS - open_ms);
    for (size_t i = 0; i < home->alert_count; i++) {
        if (str_equal(home->alerts[i].alert->id, home->alert_open)) {
            show_alert(app, ui, home, home->alerts[i].alert);
            return;
        }
    }
}

void home_banners(struct app *app, struct ui *ui, struct home *home)
{
    struct arena *arena = ui_arena(ui);
    size_t shown = 0;
    for (size_t i = 0; i < home->alert_count && shown < HOME_BANNERS_MAX; i++) {
        const Kt__Alert *alert = home->alerts[i].alert;
        if (!home_is_quiet(&home->alerts[i])) {
            continue;
        }
        const char *id = shown == 0 ? "home.alert" : ui_id(ui, "home.alert.%d", (int)shown);
        shown++;
        const char *above = words_join(arena, kind_of(alert),
                                       words_join(arena, alert->sender, until(app, arena, alert)));
        if (show_banner(ui, id, ICON_WARNING, above, headline_of(alert))) {
            (void)snprintf(home->alert_open, sizeof home->alert_open, "%s", alert->id);
            home->alert_open_ms = ui_now_ms(ui);
        }
    }
    for (size_t i = 0; i < home->urgent_count && shown < HOME_BANNERS_MAX; i++, shown++) {
        const struct notice_row *row = &home->rows[i];
        const char *id = i == 0 ? "home.urgent" : ui_id(ui, "home.urgent.%d", (int)i);
        const char *above = words_join(arena, _("Darurat"), row->publisher);
        if (show_banner(ui, id, ICON_DANGER, above, row->title)) {
            home_open_notice(app, home, row->id);
        }
    }
    show_open_alert(app, ui, home);
}
