// SPDX-License-Identifier: GPL-3.0-or-later
// All that was announced, newest first, by shelf. A shelf without a notice is not offered. What one
// chose stays chosen until one goes home.
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
    int64_t hour; // of the wall; days begin and notices end with one of them
    enum i18n_lang lang;
    size_t page;
    bool is_stale; // something was chosen
    bool is_open;  // all kinds are shown, to choose from
    struct notice_row rows[ROWS_MAX];
    size_t row_count, total;
    size_t shelf_totals[SHELVES_MAX], bpd_total, archive_total, coming;
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
                    const char *slug, const char *publisher)
{
    size_t total;
    (void)notice_list(app_village(app), &list->arena, shelf, slug, publisher, i18n_code(list->lang),
                      0, 0, NULL, &total);
    return total;
}

static const char *publisher_of(const struct notices *list)
{
    return list->arg.is_bpd ? "BPD" : NULL;
}

static void read(struct app *app, struct notices *list)
{
    int64_t hour = (app_now_s(app) + app_offset_min(app) * 60) / 3600;
    if (!list->is_stale && list->bell == app_bell_count(app) && list->hour == hour &&
        list->lang == i18n_lang()) {
        return;
    }
    arena_reset(&list->arena);
    list->bell = app_bell_count(app);
    list->hour = hour;
    list->lang = i18n_lang();
    list->is_stale = false;
    for (size_t i = 0; i < slug_notice_category_count && i < SHELVES_MAX; i++) {
        list->shelf_totals[i] = count(app, list, NOTICE_CURRENT, slug_notice_categories[i], NULL);
    }
    list->bpd_total = count(app, list, NOTICE_CURRENT, NULL, "BPD");
    list->archive_total = count(app, list, NOTICE_ARCHIVE, NULL, NULL);
    list->coming = notice_agenda(app_village(app), &list->arena, i18n_code(list->lang),
                                 app_now_s(app), 1, list->rows);
    list->row_count = notice_list(app_village(app), &list->arena,
                                  list->arg.is_archive ? NOTICE_ARCHIVE : NOTICE_CURRENT,
                                  list->arg.slug, publisher_of(list), i18n_code(list->lang),
                                  list->page * ROWS_MAX, ROWS_MAX, list->rows, &list->total);
}

// ---- shelves

struct chip {
    const char *id, *text;
    enum ui_icon icon;
    struct notices_arg arg;
    bool is_agenda; // leads to a page of its own
};

static bool is_chosen(const struct notices *list, const struct chip *chip)
{
    return !chip->is_agenda && list->arg.is_archive == chip->arg.is_archive &&
           list->arg.is_bpd == chip->arg.is_bpd && str_equal(list->arg.slug, chip->arg.slug);
}

// The shelves that there is something on. Those that everybody wants come first; the kinds follow
// once they are asked for, so that the news begin high up.
static size_t chips_of(struct arena *arena, const struct notices *list, struct chip *chips)
{
    size_t n = 0;
    chips[n++] = (struct chip){"notices.all", _("Semua"), ICON_NEWS, {0}, false};
    if (list->coming > 0) {
        chips[n++] = (struct chip){"notices.agenda", _("Agenda"), ICON_CALENDAR, {0}, true};
    }
    if (list->bpd_total > 0 || list->arg.is_bpd) {
        chips[n++] = (struct chip){"notices.bpd", _("BPD"), ICON_PEOPLE, {.is_bpd = true}, false};
    }
    if (list->archive_total > 0 || list->arg.is_archive) {
        chips[n++] = (struct chip){
            "notices.archive", _("Kabar lama"), ICON_ARCHIVE, {.is_archive = true}, false};
    }
    for (size_t i = 0; i < slug_notice_category_count && i < SHELVES_MAX; i++) {
        const char *slug = slug_notice_categories[i];
        struct word word = words_shelf(slug);
        bool is_on = str_equal(slug, list->arg.slug);
        if (is_on || (list->is_open && list->shelf_totals[i] > 0)) {
            chips[n++] = (struct chip){arena_printf(arena, "notices.category.%s", slug),
                                       word.text,
                                       word.icon,
                                       {.slug = slug},
                                       false};
        }
    }
    return n;
}

static void choose(struct app *app, struct ui *ui, struct notices *list, const struct chip *chip)
{
    if (chip->is_agenda) {
        app_push(app, &screen_agenda, NULL, 0);
        return;
    }
    list->arg = chip->arg;
    list->page = 0;
    list->is_stale = true;
    list->is_open = false;
    ui_scroll_top(ui, "notices");
}

static void show_shelves(struct app *app, struct ui *ui, struct notices *list)
{
    struct chip chips[SHELVES_MAX + 4];
    size_t n = chips_of(ui_arena(ui), list, chips);
    bool is_open = list->is_open;
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .is_wrap = true, .gap = DP_GAP_SMALL});
    for (size_t i = 0; i < n; i++) {
        if (ui_filter(ui, chips[i].id, chips[i].icon, chips[i].text, is_chosen(list, &chips[i]))) {
            choose(app, ui, list, &chips[i]);
        }
    }
    if (!is_open && ui_filter(ui, "notices.more", ICON_FILTER, _("Pilih jenis"), false)) {
        list->is_open = true;
    }
    ui_end(ui);
}

// ---- rows

static void show_row(struct app *app, struct ui *ui, const struct notices_arg *shelf_arg,
                     const struct notice_row *row, int at)
{
    struct arena *arena = ui_arena(ui);
    bool is_urgent = row->urgency != KT__URGENCY__BIASA;
    bool is_bpd = words_is_bpd(row->publisher);
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
        struct notice_arg arg = {.shelf = *shelf_arg};
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
        show_row(app, ui, &list->arg, &list->rows[i], (int)i);
    }
    if (list->row_count == 0) {
        screens_empty(ui, "notices.none", ICON_NEWS, _("Belum ada kabar di sini"),
                      list->arg.is_archive ? _("Kabar yang sudah lewat akan disimpan di sini.")
                      : list->arg.slug     ? _("Coba sentuh Semua, atau lihat lagi lain hari.")
                                           : _("Kabar dari desa dan BPD akan tampil di sini."));
    }
    show_pages(ui, list);
}

static const char *title_of(const struct notices *list)
{
    return list->arg.is_archive ? _("Kabar lama")
           : list->arg.is_bpd   ? _("Kabar BPD")
           : list->arg.slug     ? words_shelf(list->arg.slug).text
                                : _("Kabar desa");
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
    ui_question(ui, title_of(list), NULL);
    show_shelves(app, ui, list);
    ui_split_next(ui);
    show_rows(app, ui, list);
    ui_split_end(ui);
    ui_body_end(ui);
    screens_bar_speak(app, ui, "notices.speak");
    ui_page_end(ui);
}

const struct screen screen_notices = {
    .name = "notices",
    .state_bytes = sizeof(struct notices),
    .enter = enter,
    .build = build,
    .leave = leave,
};
