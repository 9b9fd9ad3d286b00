// SPDX-License-Identifier: GPL-3.0-or-later
// BPD's musyawarah by day: those to come, and those whose outcome nobody wrote down yet. A day is
// here for as long as a case waits for it.
#include "register_pages.h"

#include "db/base/moment.h"
#include "words.h"

enum { DAYS_MAX = 40 };

struct talk {
    int64_t day; // 0: nobody said which
    int count;
};

struct talks_page {
    struct register_list list;
    struct talk talks[DAYS_MAX]; // the earliest first
    size_t count;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    register_list_open(&((struct talks_page *)state)->list);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    register_list_close(&((struct talks_page *)state)->list);
}

static void count_in(struct talks_page *page, int64_t day)
{
    size_t at = 0;
    while (at < page->count && page->talks[at].day < day) {
        at++;
    }
    if (at < page->count && page->talks[at].day == day) {
        page->talks[at].count++;
        return;
    }
    if (page->count == DAYS_MAX) {
        return; // more days than a council meets in a year: the last ones come when others are done
    }
    for (size_t i = page->count++; i > at; i--) {
        page->talks[i] = page->talks[i - 1];
    }
    page->talks[at] = (struct talk){day, 1};
}

static void read(struct app *app, struct talks_page *page)
{
    if (!register_list_read(app, &page->list)) {
        return;
    }
    page->count = 0;
    for (size_t i = 0; i < page->list.count; i++) {
        if (page->list.rows[i].state == KT__STATE__DIBAHAS_BPD) {
            count_in(page, page->list.rows[i].talk_day);
        }
    }
}

static void show_talk(struct app *app, struct ui *ui, const struct talk *talk, size_t at)
{
    struct arena *arena = ui_arena(ui);
    int64_t today = village_today(app_village(app));
    bool is_past = talk->day > 0 && talk->day <= today;
    struct ui_row row = {
        .mark = is_past ? UI_GOLD : UI_GREEN,
        .icon = is_past ? ICON_EDIT : ICON_CALENDAR,
        .above = is_past ? _("Tulis hasilnya") : _("Akan datang"),
        .title = talk->day > 0 ? register_date(app, arena, talk->day) : _("Belum ada tanggalnya"),
        .below = arena_printf(arena, i18n_count("%d usul dibahas", talk->count), talk->count),
    };
    if (ui_row(ui, ui_id(ui, "talks.%d", (int)at), row)) {
        struct register_outcome_arg arg = {.day = talk->day};
        app_push(app, &screen_register_outcome, &arg, sizeof arg);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct talks_page *page = state;
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    read(app, page);
    screens_header_speak(app, ui, "talks.speak");
    ui_body_begin(ui, "talks");
    ui_split_begin(ui, 2, 3);
    ui_question(ui, _("Musyawarah"),
                _("Kumpulkan usul yang mirip, tentukan harinya, lalu tulis hasilnya sekali untuk "
                  "semuanya."));
    if (ui_is_wide(ui)) {
        ui_space(ui, 0, 0);
    }
    ui_split_next(ui);
    for (size_t i = 0; i < page->count; i++) {
        show_talk(app, ui, &page->talks[i], i);
    }
    if (page->count == 0) {
        screens_empty(ui, "talks.none", ICON_TALK, _("Belum ada yang dijadwalkan"),
                      _("Sentuh Jadwalkan musyawarah, lalu pilih usul yang mau dibahas."));
    }
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button add = {.look = UI_BUTTON_GO, .icon = ICON_CALENDAR, .is_big = true};
    if (ui_button(ui, "talks.add", add, _("Jadwalkan musyawarah"))) {
        struct register_table_arg arg = {0};
        app_push(app, &screen_register_table, &arg, sizeof arg);
    }
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_register_talks = {
    .name = "talks",
    .state_bytes = sizeof(struct talks_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .is_private = true,
};
