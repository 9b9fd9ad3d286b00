// SPDX-License-Identifier: GPL-3.0-or-later
// What goes into a musyawarah, and when: several cases and a day. Those that are like the first one
// stand on top; nobody is put together with others by the machine alone.
#include "register_pages.h"

#include "db/base/moment.h"
#include "db/village/register_group.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_IN_DAYS = 7, AHEAD_DAYS_MAX = 366 };

struct table_page {
    struct register_table_arg arg;
    struct register_list list;
    struct register_choice choice;
    size_t *order; // owned; rows as they are shown
    size_t order_count, like_count, page;
    int64_t day;
    bool is_done, has_failed;
};

static void enter(struct app *app, void *state, const void *arg)
{
    struct table_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    register_list_open(&page->list);
    page->day = village_today(app_village(app)) + FIRST_IN_DAYS;
    if (page->arg.has_case) {
        (void)register_choose(&page->choice, page->arg.case_id);
    }
}

static void leave(struct app *app, void *state)
{
    (void)app;
    struct table_page *page = state;
    free(page->order);
    register_list_close(&page->list);
}

// ---- in which order

static void put(struct table_page *page, size_t row)
{
    for (size_t i = 0; i < page->order_count; i++) {
        if (page->order[i] == row) {
            return;
        }
    }
    page->order[page->order_count++] = row;
}

// The one that it began with, those like it, then all others that are not over.
static void read(struct app *app, struct table_page *page)
{
    if (!register_list_read(app, &page->list)) {
        return;
    }
    const struct register_list *list = &page->list;
    free(page->order);
    page->order = die_if_null(calloc(list->count + 1, sizeof *page->order));
    page->order_count = page->like_count = 0;
    for (size_t i = 0; page->arg.has_case && i < list->count; i++) {
        if (memcmp(list->rows[i].case_id, page->arg.case_id, RECEIPT_CASE_LEN) == 0) {
            put(page, i);
        }
    }
    if (page->arg.has_case) {
        size_t like[REGISTER_SIMILAR_MAX];
        size_t count = register_similar(app_village(app), app_session(app), page->arg.case_id,
                                        list->rows, list->count, REGISTER_SIMILAR_MAX, like);
        for (size_t i = 0; i < count; i++) {
            put(page, like[i]);
        }
        page->like_count = page->order_count;
    }
    size_t before = page->order_count;
    for (size_t i = 0; i < list->count; i++) {
        bool is_put = false;
        for (size_t k = 0; k < before; k++) {
            is_put = is_put || page->order[k] == i;
        }
        if (!is_put && list->rows[i].state < KT__STATE__SELESAI) {
            page->order[page->order_count++] = i;
        }
    }
}

// ---- kept

static void keep(struct app *app, struct table_page *page)
{
    struct bytes cases[REGISTER_GROUP_MAX];
    for (size_t i = 0; i < page->choice.count; i++) {
        cases[i] = bytes_of(page->choice.cases[i], RECEIPT_CASE_LEN);
    }
    const struct register_step step = {.what = KT__ACT__ACT_TABLE, .text = "", .day = page->day};
    page->has_failed =
        !register_act(app_village(app), app_session(app), cases, page->choice.count, &step);
    if (page->has_failed) {
        log_line("a musyawarah could not be kept: %s", fault_text());
        return;
    }
    page->is_done = true;
    app_ring(app);
}

// ---- shown

static void move_day(struct app *app, struct table_page *page, int days)
{
    int64_t today = village_today(app_village(app)), day = page->day + days;
    page->day = day < today ? today : day > today + AHEAD_DAYS_MAX ? today + AHEAD_DAYS_MAX : day;
}

static void show_day(struct app *app, struct ui *ui, struct table_page *page)
{
    static const struct {
        const char *id, *word;
        enum ui_icon icon;
        int days;
    } steps[] = {
        {"table.day.less", N_("Sehari"), ICON_MINUS, -1},
        {"table.day.more", N_("Sehari"), ICON_PLUS, 1},
        {"table.week.less", N_("Seminggu"), ICON_MINUS, -7},
        {"table.week.more", N_("Seminggu"), ICON_PLUS, 7},
    };
    int64_t noon_s = moment_day_s(page->day) + DAY_S / 2 - (int64_t)app_offset_min(app) * 60;
    ui_panel_begin(ui, NULL, UI_NONE);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    screens_date_leaf(ui, app_moment(app, noon_s));
    ui_begin(ui, (struct ui_box){.grow = 1});
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT}, _("Hari musyawarah"));
    ui_text(ui, (struct ui_text){.id = "table.day", .size = UI_LARGE, .bold = true},
            register_date(app, ui_arena(ui), page->day));
    ui_end(ui);
    ui_end(ui);
    ui_begin(ui, (struct ui_box){.flow = UI_GRID, .columns = 2, .gap = DP_GAP_SMALL});
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        if (ui_button(ui, steps[i].id, (struct ui_button){.icon = steps[i].icon},
                      _(steps[i].word))) {
            move_day(app, page, steps[i].days);
        }
    }
    ui_end(ui);
    ui_end(ui);
}

static void show_rows(struct app *app, struct ui *ui, struct table_page *page)
{
    size_t pages = (page->order_count + REGISTER_PAGE_ROWS - 1) / REGISTER_PAGE_ROWS;
    page->page = page->page < pages ? page->page : pages ? pages - 1 : 0;
    size_t from = page->page * REGISTER_PAGE_ROWS, to = from + REGISTER_PAGE_ROWS;
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true},
            _("Pilih usul yang dibahas"));
    for (size_t i = from; i < to && i < page->order_count; i++) {
        const struct register_row *row = &page->list.rows[page->order[i]];
        bool is_like = i < page->like_count && page->like_count > 1;
        bool is_first =
            page->arg.has_case && memcmp(row->case_id, page->arg.case_id, RECEIPT_CASE_LEN) == 0;
        register_show_choice(app, ui, ui_id(ui, "table.%d", (int)(i - from)), row,
                             is_like && !is_first ? _("mirip") : NULL, &page->choice);
    }
    if (page->order_count == 0) {
        screens_empty(ui, "table.none", ICON_FOLDER, _("Belum ada usul untuk kita"),
                      _("Begitu ada warga yang menyampaikan, usulnya tampil di sini."));
    }
    if (pages > 1) {
        int turn = ui_prev_next(ui, "table", page->page > 0, page->page + 1 < pages);
        page->page += (size_t)turn;
        if (turn) {
            ui_scroll_top(ui, "table");
        }
    }
}

static void show_keep(struct app *app, struct ui *ui, struct table_page *page)
{
    int count = (int)page->choice.count;
    struct ui_button look = {.look = count ? UI_BUTTON_GO : UI_BUTTON_PLAIN,
                             .icon = ICON_TALK,
                             .is_big = true,
                             .is_off = count == 0};
    const char *text =
        count ? arena_printf(ui_arena(ui), i18n_count("Jadwalkan %d usul", count), count)
              : _("Pilih dulu usulnya");
    if (ui_button(ui, "table.keep", look, text) && count) {
        keep(app, page);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct table_page *page = state;
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    read(app, page);
    screens_header_speak(app, ui, "table.speak");
    ui_body_begin(ui, "table");
    ui_split_begin(ui, 2, 3);
    ui_question(ui, _("Bawa ke musyawarah"), NULL);
    show_day(app, ui, page);
    if (page->has_failed) {
        ui_banner(ui, "table.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum tersimpan. Coba sekali lagi."));
    }
    ui_split_next(ui);
    show_rows(app, ui, page);
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    show_keep(app, ui, page);
    ui_foot_end(ui);
    if (page->is_done &&
        ui_ask(ui, "table.done", _("Sudah dijadwalkan"),
               _("Pengirimnya bisa melihat harinya. Sesudah musyawarah, tulis hasilnya di sini."),
               _("Baik"), NULL)) {
        app_pop(app);
    }
    ui_page_end(ui);
}

const struct screen screen_register_table = {
    .name = "table",
    .state_bytes = sizeof(struct table_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .is_private = true,
};
