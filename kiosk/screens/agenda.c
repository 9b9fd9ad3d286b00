// SPDX-License-Identifier: GPL-3.0-or-later
// Coming dates, the next one first, a group a day. What has begun today still stands here; what is
// over has gone. While the clock is not sure nothing is called today.
#include "screens.h"

#include "db/village/notice.h"
#include "words.h"

#include <stdio.h>

enum {
    AGENDA_ROWS_MAX = 40,
    AGENDA_BYTES_MAX = 32 << 20, // forty notices of 256 KiB with their translations
};

struct agenda {
    struct arena arena; // owned
    uint64_t bell;
    int64_t day; // of the wall
    enum i18n_lang lang;
    bool is_read, is_clock_sure;
    struct notice_row rows[AGENDA_ROWS_MAX];
    size_t count;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    arena_init(&((struct agenda *)state)->arena, AGENDA_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct agenda *)state)->arena);
}

static void read(struct app *app, struct agenda *agenda)
{
    int64_t day = moment_day(app_now_s(app), app_offset_min(app));
    if (agenda->is_read && agenda->bell == app_bell_count(app) && agenda->day == day &&
        agenda->lang == i18n_lang()) {
        return;
    }
    arena_reset(&agenda->arena);
    agenda->is_read = true;
    agenda->bell = app_bell_count(app);
    agenda->day = day;
    agenda->lang = i18n_lang();
    agenda->is_clock_sure = village_clock_trusted(app_village(app));
    int64_t from_s = agenda->is_clock_sure ? day * DAY_S - (int64_t)app_offset_min(app) * 60 : 0;
    agenda->count = notice_agenda(app_village(app), &agenda->arena, i18n_code(agenda->lang), from_s,
                                  AGENDA_ROWS_MAX, agenda->rows);
}

static int64_t day_of(struct app *app, const struct notice_row *row)
{
    return moment_day(row->event_start_s, app_offset_min(app));
}

// "Hari ini" and "besok" stand before the date, for who counts in days.
static void show_day(struct app *app, struct ui *ui, const struct agenda *agenda,
                     const struct notice_row *row)
{
    struct arena *arena = ui_arena(ui);
    struct moment at = app_moment(app, row->event_start_s), now = app_now(app);
    int64_t days = day_of(app, row) - agenda->day;
    const char *date = at.year == now.year ? i18n_date(arena, at) : i18n_date_year(arena, at);
    bool is_near = agenda->is_clock_sure && days >= 0 && days < 7;
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    screens_date_leaf(ui, at);
    ui_begin(ui, (struct ui_box){.grow = 1});
    if (is_near) {
        ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_GREEN, .bold = true},
                i18n_coming(arena, at, now));
    }
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true}, date);
    ui_end(ui);
    ui_end(ui);
}

static void show_row(struct app *app, struct ui *ui, const struct notice_row *row, int at)
{
    struct arena *arena = ui_arena(ui);
    struct moment start = app_moment(app, row->event_start_s);
    bool has_time = start.hour != 0 || start.minute != 0;
    const char *time = has_time ? arena_printf(arena, _("Pukul %s"), i18n_clock(arena, start)) : "";
    struct ui_row look = {
        .mark = row->urgency != KT__URGENCY__BIASA            ? UI_BRICK
                : row->pinned || words_is_bpd(row->publisher) ? UI_GOLD
                                                              : UI_NONE,
        .icon = words_shelf(row->category).icon,
        .above = words_join(arena, row->publisher, words_shelf(row->category).text),
        .title = row->title,
        .below = words_join(arena, time, row->place),
    };
    if (ui_row(ui, ui_id(ui, "agenda.%d", at), look)) {
        struct notice_arg arg = {0};
        (void)snprintf(arg.id, sizeof arg.id, "%s", row->id);
        app_push(app, &screen_notice, &arg, sizeof arg);
    }
}

static void show_days(struct app *app, struct ui *ui, const struct agenda *agenda)
{
    for (size_t i = 0; i < agenda->count; i++) {
        const struct notice_row *row = &agenda->rows[i];
        if (i == 0 || day_of(app, row) != day_of(app, row - 1)) {
            ui_space(ui, i > 0 ? DP_GAP_SMALL : 0, 0);
            show_day(app, ui, agenda, row);
        }
        show_row(app, ui, row, (int)i);
    }
    if (agenda->count == 0) {
        screens_empty(ui, "agenda.none", ICON_CALENDAR, _("Belum ada acara"),
                      _("Undangan dan kegiatan yang akan datang tampil di sini."));
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct agenda *agenda = state;
    read(app, agenda);
    ui_page_begin(ui);
    screens_header(app, ui);
    ui_body_begin(ui, "agenda");
    ui_split_begin(ui, 1, 2);
    ui_question(ui, _("Agenda"), _("Acara di desa, dari yang paling dekat"));
    if (!agenda->is_clock_sure) {
        ui_note(ui, ICON_CLOCK, _("Jam kios ini belum pasti, jadi acara lama ikut tampil."));
    }
    ui_split_next(ui);
    show_days(app, ui, agenda);
    ui_split_end(ui);
    ui_body_end(ui);
    screens_bar_speak(app, ui, "agenda.speak");
    ui_page_end(ui);
}

const struct screen screen_agenda = {
    .name = "agenda",
    .state_bytes = sizeof(struct agenda),
    .enter = enter,
    .build = build,
    .leave = leave,
};
