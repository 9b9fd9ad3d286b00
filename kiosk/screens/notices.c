// SPDX-License-Identifier: GPL-3.0-or-later
// All that was announced, newest first, by shelf. A shelf without a notice is not offered.
#include "screens.h"

#include "db/record/slug.h"
#include "db/village/notice.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

enum {
    ROWS_MAX = 20,             // of a page; then "Berikutnya"
    SHELVES_MAX = 16,          // categories that there are, with room for more
    LIST_BYTES_MAX = 16 << 20, // twenty notices of 256 KiB with their translations
};

struct notices {
    struct notices_arg arg;
    struct arena arena; // owned
    uint64_t bell;
    int64_t minute;
    enum i18n_lang lang;
    size_t page;
    bool is_stale; // something was chosen
    struct notice_row rows[ROWS_MAX];
    size_t row_count, total;
    size_t shelf_totals[SHELVES_MAX], current_total, archive_total;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct notices *list = state;
    memcpy(&list->arg, arg, sizeof list->arg);
    arena_init(&list->arena, LIST_BYTES_MAX);
    list->is_stale = true;
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct notices *)state)->arena);
}

static size_t count(struct app *app, struct notices *list, enum notice_shelf shelf,
                    const char *slug)
{
    size_t total;
    (void)notice_list(app_village(app), &list->arena, shelf, slug, list->arg.is_bpd ? "BPD" : NULL,
                      i18n_code(list->lang), 0, 0, NULL, &total);
    return total;
}

static void read(struct app *app, struct notices *list)
{
    int64_t minute = app_now_s(app) / 60;
    if (!list->is_stale && list->bell == app_bell_count(app) && list->minute == minute &&
        list->lang == i18n_lang()) {
        return;
    }
    arena_reset(&list->arena);
    list->bell = app_bell_count(app);
    list->minute = minute;
    list->lang = i18n_lang();
    list->is_stale = false;
    for (size_t i = 0; i < slug_notice_category_count && i < SHELVES_MAX; i++) {
        list->shelf_totals[i] = count(app, list, NOTICE_CURRENT, slug_notice_categories[i]);
    }
    list->current_total = count(app, list, NOTICE_CURRENT, NULL);
    list->archive_total = count(app, list, NOTICE_ARCHIVE, NULL);
    list->row_count = notice_list(
        app_village(app), &list->arena, list->arg.is_archive ? NOTICE_ARCHIVE : NOTICE_CURRENT,
        list->arg.slug, list->arg.is_bpd ? "BPD" : NULL, i18n_code(list->lang),
        list->page * ROWS_MAX, ROWS_MAX, list->rows, &list->total);
}

// ---- shelves

static void show_shelf(struct ui *ui, struct notices *list, const char *id, struct word word,
                       const char *slug, bool is_archive)
{
    bool is_on = list->arg.is_archive == is_archive && str_equal(list->arg.slug, slug);
    bool is_touched = ui_begin_button(ui, (struct ui_box){
                                              .id = id,
                                              .role = UI_ROLE_CHOICE,
                                              .flow = UI_ROW,
                                              .across = UI_CENTER,
                                              .gap = DP_GAP_SMALL,
                                              .pad_x = DP_GAP,
                                              .fill = is_on ? UI_TINT_GREEN : UI_CARD,
                                              .border = is_on ? UI_GREEN : UI_EDGE,
                                              .border_w = is_on ? DP_BORDER_STRONG : DP_BORDER,
                                              .radius = DP_TARGET / 2,
                                              .is_snug = true,
                                          });
    ui_icon(ui, word.icon, DP_ICON_TEXT, UI_GREEN);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .bold = is_on}, word.text);
    ui_end(ui);
    if (is_touched) {
        list->arg.slug = slug;
        list->arg.is_archive = is_archive;
        list->page = 0;
        list->is_stale = true;
        ui_scroll_top(ui, "notices");
    }
}

static void show_shelves(struct ui *ui, struct notices *list)
{
    struct arena *arena = ui_arena(ui);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .is_wrap = true, .gap = DP_GAP_SMALL});
    show_shelf(ui, list, "notices.all", (struct word){ICON_NEWS, _("Semua"), NULL}, NULL, false);
    for (size_t i = 0; i < slug_notice_category_count && i < SHELVES_MAX; i++) {
        const char *slug = slug_notice_categories[i];
        if (list->shelf_totals[i] > 0 || str_equal(slug, list->arg.slug)) {
            show_shelf(ui, list, arena_printf(arena, "notices.category.%s", slug),
                       words_shelf(slug), slug, false);
        }
    }
    if (list->archive_total > 0 || list->arg.is_archive) {
        show_shelf(ui, list, "notices.archive", (struct word){ICON_DOCUMENT, _("Kabar lama"), NULL},
                   NULL, true);
    }
    ui_end(ui);
}

// ---- rows

static void show_row(struct app *app, struct ui *ui, const struct notice_row *row, int at)
{
    struct arena *arena = ui_arena(ui);
    bool is_urgent = row->urgency != KT__URGENCY__BIASA;
    bool is_bpd = str_starts(row->publisher, "BPD");
    struct word shelf = words_shelf(row->category);
    const char *above = words_join(arena, row->publisher, shelf.text);
    const char *event =
        row->event_start_s > 0
            ? words_join(arena, words_when(app, arena, row->event_start_s), row->place)
            : words_since(app, arena, row->start_s > row->posted_s ? row->start_s : row->posted_s);
    struct ui_row look = {
        .mark = is_urgent               ? UI_BRICK
                : is_bpd || row->pinned ? UI_GOLD
                                        : UI_NONE,
        .icon = is_urgent     ? ICON_WARNING
                : row->pinned ? ICON_PIN
                              : shelf.icon,
        .above = is_urgent ? words_join(arena, _("Penting"), above) : above,
        .title = row->title,
        .below = event,
    };
    if (ui_row(ui, ui_id(ui, "notices.%d", at), look)) {
        struct notice_arg arg;
        (void)snprintf(arg.id, sizeof arg.id, "%s", row->id);
        app_push(app, &screen_notice, &arg, sizeof arg);
    }
}

static void turn_page(struct ui *ui, struct notices *list, size_t page)
{
    list->page = page;
    list->is_stale = true;
    ui_scroll_top(ui, "notices");
}

static void show_pages(struct ui *ui, struct notices *list)
{
    size_t pages = (list->total + ROWS_MAX - 1) / ROWS_MAX;
    if (pages < 2) {
        return;
    }
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    struct ui_button before = {.icon = ICON_LEFT, .is_snug = true, .is_off = list->page == 0};
    if (ui_button(ui, "notices.before", before, _("Sebelumnya"))) {
        turn_page(ui, list, list->page - 1);
    }
    ui_textf(ui, (struct ui_text){.size = UI_SECOND, .grow = 1, .align = UI_CENTER},
             _("%d dari %d"), (int)list->page + 1, (int)pages);
    struct ui_button next = {
        .icon_after = ICON_RIGHT, .is_snug = true, .is_off = list->page + 1 >= pages};
    if (ui_button(ui, "notices.next", next, _("Berikutnya"))) {
        turn_page(ui, list, list->page + 1);
    }
    ui_end(ui);
}

static void show_rows(struct app *app, struct ui *ui, struct notices *list)
{
    for (size_t i = 0; i < list->row_count; i++) {
        show_row(app, ui, &list->rows[i], (int)i);
    }
    if (list->row_count == 0) {
        ui_panel_begin(ui, "notices.none", UI_NONE);
        ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true}, _("Belum ada kabar di sini"));
        ui_text(ui, (struct ui_text){0},
                list->arg.is_archive ? _("Kabar yang sudah lewat akan disimpan di sini.")
                : list->arg.slug     ? _("Coba sentuh Semua, atau lihat lagi lain hari.")
                                     : _("Kabar dari desa dan BPD akan tampil di sini."));
        ui_end(ui);
    }
    show_pages(ui, list);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct notices *list = state;
    read(app, list);
    if (list->row_count == 0 && list->page > 0) { // some have gone since
        list->page = 0;
        list->is_stale = true;
        read(app, list);
    }
    ui_page_begin(ui);
    screens_header(app, ui);
    ui_body_begin(ui, "notices");
    ui_split_begin(ui, 1, 2);
    ui_question(ui, list->arg.is_bpd ? _("Kabar BPD") : _("Kabar desa"), NULL);
    show_shelves(ui, list);
    ui_split_next(ui);
    show_rows(app, ui, list);
    ui_split_end(ui);
    ui_body_end(ui);
    screens_bar(app, ui);
    ui_page_end(ui);
}

const struct screen screen_notices = {
    .name = "notices",
    .state_bytes = sizeof(struct notices),
    .enter = enter,
    .build = build,
    .leave = leave,
};
