// SPDX-License-Identifier: GPL-3.0-or-later
// What was addressed to those who are signed in: whose turn it is first, then newest first. Their
// first words are shown; what only officers may read, and every name, is a page further, on record.
#include "register_pages.h"

#include "words.h"

#include <string.h>

struct register_page {
    struct register_list list;
    size_t page;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    register_list_open(&((struct register_page *)state)->list);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    register_list_close(&((struct register_page *)state)->list);
}

// How it stands, with its icon; what was done here and has not arrived says so.
static void show_stand(struct ui *ui, const struct register_row *row)
{
    struct word word = row->is_asking ? (struct word){ICON_QUESTION, _("Warga bertanya"), NULL}
                                      : words_state((int)row->state);
    ui_note(ui, word.icon,
            words_join(ui_arena(ui), word.text, row->is_pending ? _("belum sampai") : NULL));
}

static void show_row(struct app *app, struct ui *ui, const struct register_row *row, size_t at)
{
    bool is_touched = ui_begin_button(ui, (struct ui_box){.id = ui_id(ui, "register.%d", (int)at),
                                                          .flow = UI_ROW,
                                                          .across = UI_CENTER,
                                                          .gap = DP_GAP,
                                                          .pad_x = 40,
                                                          .pad_y = 22,
                                                          .fill = UI_CARD,
                                                          .border = UI_EDGE,
                                                          .mark = row->waits ? UI_GOLD : UI_NONE,
                                                          .radius = DP_RADIUS,
                                                          .is_private = true});
    ui_icon(ui, words_category((int)row->category).icon, DP_ICON_SMALL, UI_GREEN);
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 6});
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, register_above(app, ui, row));
    ui_text(ui, (struct ui_text){.bold = true, .lines_max = 2}, register_title(app, ui, row));
    show_stand(ui, row);
    ui_end(ui);
    ui_icon(ui, ICON_RIGHT, DP_ICON_TEXT, UI_GREEN);
    ui_end(ui);
    if (is_touched) {
        struct register_item_arg arg;
        memcpy(arg.case_id, row->case_id, RECEIPT_CASE_LEN);
        app_push(app, &screen_register_item, &arg, sizeof arg);
    }
}

// A heading where what waits begins, and where the rest does.
static void show_heading(struct ui *ui, const struct register_list *list, size_t at, size_t first)
{
    const char *text = at < list->waits && at == first ? _("Menunggu kita")
                       : at == list->waits || (at == first && at > list->waits)
                           ? _("Sudah ditangani")
                           : NULL;
    if (text) {
        ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true}, text);
    }
}

static void show_rows(struct app *app, struct ui *ui, struct register_page *page)
{
    struct register_list *list = &page->list;
    size_t pages = (list->count + REGISTER_PAGE_ROWS - 1) / REGISTER_PAGE_ROWS;
    page->page = page->page < pages ? page->page : pages ? pages - 1 : 0;
    size_t from = page->page * REGISTER_PAGE_ROWS, to = from + REGISTER_PAGE_ROWS;
    for (size_t i = from; i < to && i < list->count; i++) {
        show_heading(ui, list, i, from);
        show_row(app, ui, &list->rows[i], i - from);
    }
    if (list->count == 0) {
        screens_empty(ui, "register.none", ICON_FOLDER, _("Belum ada usul untuk kita"),
                      _("Begitu ada warga yang menyampaikan, usulnya tampil di sini."));
    }
    if (pages > 1) {
        int turn = ui_prev_next(ui, "register", page->page > 0, page->page + 1 < pages);
        page->page += (size_t)turn;
        if (turn) {
            ui_scroll_top(ui, "register");
        }
    }
}

static void show_top(struct app *app, struct ui *ui, const struct register_list *list)
{
    struct arena *arena = ui_arena(ui);
    struct word role = words_role((int)app_session(app)->role);
    const char *waits =
        list->waits ? arena_printf(arena, i18n_count("%d usul menunggu kita", (int64_t)list->waits),
                                   (int)list->waits)
                    : _("Tidak ada yang menunggu kita");
    ui_question(ui, arena_printf(arena, _("Usul untuk %s"), role.text), waits);
    size_t closed = register_shelf_closed(list->shelf);
    if (closed > 0) {
        ui_banner(ui, "register.closed", UI_TINT_GOLD, ICON_LOCK,
                  arena_printf(arena,
                               i18n_count("%d usul belum bisa Anda buka. Kuncinya datang dari "
                                          "kabupaten begitu kios tersambung.",
                                          (int64_t)closed),
                               (int)closed));
    }
    if (list->has_failed) {
        ui_banner(ui, "register.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum bisa dibaca. Keluar, lalu masuk lagi."));
    }
    if (list->count > 0 &&
        ui_button(ui, "register.save", (struct ui_button){.icon = ICON_USB, .is_snug = true},
                  _("Simpan ke stik"))) {
        app_push(app, &screen_register_save, NULL, 0);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct register_page *page = state;
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    (void)register_list_read(app, &page->list);
    screens_header_speak(app, ui, "register.speak");
    ui_body_begin(ui, "register");
    ui_split_begin(ui, 2, 3);
    show_top(app, ui, &page->list);
    ui_split_next(ui);
    show_rows(app, ui, page);
    ui_split_end(ui);
    ui_body_end(ui);
    ui_page_end(ui);
}

const struct screen screen_staff_register = {
    .name = "register",
    .state_bytes = sizeof(struct register_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .is_private = true,
};
