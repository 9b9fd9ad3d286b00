// SPDX-License-Identifier: GPL-3.0-or-later
// One notice: who says it, when and where, its words, its pictures, and the words as a QR code to
// take home. A withdrawn one says why and by that much less.
#include "screens.h"

#include "db/village/notice.h"
#include "markdown.h"
#include "words.h"

#include <string.h>

enum {
    NOTICE_SHOWN_BYTES_MAX = 96 << 20, // a body of 256 KiB as blocks, at its very worst
    QR_WORDS_BYTES_MAX = 500,          // more makes squares too fine for a cheap camera
    QR_DP = 380,
};

struct notice_page {
    char id[SCREENS_ID_LEN_MAX];
    struct arena arena; // owned
    uint64_t bell;
    enum i18n_lang lang;
    bool is_read;
    const Kt__Notice *notice; // NULL: there is none
    const char *gone, *title, *plain;
    struct markdown md;
    size_t from; // the first block shown
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct notice_page *page = state;
    memcpy(page->id, ((const struct notice_arg *)arg)->id, sizeof page->id);
    arena_init(&page->arena, NOTICE_SHOWN_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct notice_page *)state)->arena);
}

static void read(struct app *app, struct notice_page *page)
{
    if (page->is_read && page->bell == app_bell_count(app) && page->lang == i18n_lang()) {
        return;
    }
    arena_reset(&page->arena);
    page->is_read = true;
    page->bell = app_bell_count(app);
    page->lang = i18n_lang();
    page->md = (struct markdown){0};
    page->notice = notice_get(app_village(app), &page->arena, page->id, &page->gone);
    if (!page->notice) {
        return;
    }
    const char *body = page->notice->body;
    page->title = page->notice->title;
    for (size_t i = 0; i < page->notice->n_translations; i++) {
        if (str_equal(page->notice->translations[i]->lang, i18n_code(page->lang))) {
            page->title = page->notice->translations[i]->title;
            body = page->notice->translations[i]->body;
        }
    }
    page->md = markdown_parse(&page->arena, body);
    page->plain = markdown_plain(&page->arena, &page->md, QR_WORDS_BYTES_MAX);
    page->from = page->from < page->md.count ? page->from : 0;
}

// ---- facts

static void show_fact(struct ui *ui, enum ui_icon icon, const char *text)
{
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui, icon, DP_ICON_TEXT, UI_GREEN);
    ui_text(ui, (struct ui_text){.bold = true, .grow = 1}, text);
    ui_end(ui);
}

static void show_event(struct app *app, struct ui *ui, const Kt__Notice *notice)
{
    struct arena *arena = ui_arena(ui);
    if (notice->event_start_s > 0) {
        const char *when = words_when(app, arena, notice->event_start_s);
        if (notice->event_end_s > notice->event_start_s) {
            struct moment from = app_moment(app, notice->event_start_s);
            struct moment to = app_moment(app, notice->event_end_s);
            bool is_one_day = from.year == to.year && from.month == to.month && from.day == to.day;
            when = arena_printf(arena, _("%s sampai %s"), when,
                                is_one_day ? i18n_clock(arena, to)
                                           : words_when(app, arena, notice->event_end_s));
        }
        show_fact(ui, ICON_CALENDAR, when);
    }
    if (notice->place[0]) {
        show_fact(ui, ICON_PLACE, notice->place);
    }
}

static void show_head(struct app *app, struct ui *ui, const struct notice_page *page)
{
    const Kt__Notice *notice = page->notice;
    struct arena *arena = ui_arena(ui);
    struct word shelf = words_shelf(notice->category);
    if (notice->urgency != KT__URGENCY__BIASA && !page->gone) {
        ui_chip(ui, "notice.urgent", UI_TINT_BRICK, ICON_WARNING,
                notice->urgency == KT__URGENCY__DARURAT ? _("Darurat") : _("Penting"));
    }
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui, shelf.icon, DP_ICON_TEXT, UI_SOFT);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT, .grow = 1},
            words_join(arena, notice->publisher, shelf.text));
    ui_end(ui);
    ui_text(ui,
            (struct ui_text){
                .id = "notice.title", .role = UI_ROLE_HEADING, .size = UI_HEADLINE, .bold = true},
            page->title);
    show_event(app, ui, notice);
    int64_t since_s = notice->start_s > notice->posted_s ? notice->start_s : notice->posted_s;
    const char *since =
        arena_printf(arena, _("Diumumkan %s"), i18n_date_year(arena, app_moment(app, since_s)));
    if (notice->end_s > 0) {
        since = words_join(arena, since,
                           arena_printf(arena, _("berlaku sampai %s"),
                                        i18n_day_month(arena, app_moment(app, notice->end_s))));
    }
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, since);
}

// ---- body

struct finder {
    struct app *app;
    struct arena *arena;
    const Kt__Notice *notice;
};

static const char *picture_path(struct finder *finder, const Kt__Picture *picture)
{
    return notice_picture_path(app_village(finder->app), finder->arena, picture->hash);
}

static const char *find_picture(void *ctx, const char *name)
{
    struct finder *finder = ctx;
    for (size_t i = 0; i < finder->notice->n_pictures; i++) {
        if (str_equal(finder->notice->pictures[i]->name, name)) {
            return picture_path(finder, finder->notice->pictures[i]);
        }
    }
    return NULL;
}

static bool is_in_body(const struct markdown *md, const char *name)
{
    for (size_t i = 0; i < md->count; i++) {
        if (md->blocks[i].kind == MARKDOWN_PICTURE && str_equal(md->blocks[i].text, name)) {
            return true;
        }
    }
    return false;
}

// Pictures that came with the notice and that its words do not place.
static void show_pictures(struct ui *ui, const struct notice_page *page, struct finder *finder)
{
    for (size_t i = 0; i < page->notice->n_pictures; i++) {
        const Kt__Picture *picture = page->notice->pictures[i];
        if (!is_in_body(&page->md, picture->name)) {
            struct ui_run none = {.text = ""};
            struct markdown_block block = {
                .kind = MARKDOWN_PICTURE, .runs = &none, .run_count = 1, .text = picture->name};
            struct markdown one = {.blocks = &block, .count = 1};
            markdown_show(ui, &one, 0, 1, find_picture, finder);
        }
    }
}

// A very long notice is shown in parts: on with the next, back with the one before.
static void show_parts(struct ui *ui, struct notice_page *page, size_t to)
{
    if (page->from == 0 && to == page->md.count) {
        return;
    }
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .along = UI_SPREAD, .gap = DP_GAP});
    struct ui_button first = {.icon = ICON_UP, .is_snug = true, .is_off = page->from == 0};
    if (ui_button(ui, "notice.first", first, _("Dari awal"))) {
        page->from = 0;
        ui_scroll_top(ui, "notice");
    }
    struct ui_button next = {
        .icon_after = ICON_FORWARD, .is_snug = true, .is_off = to == page->md.count};
    if (ui_button(ui, "notice.next", next, _("Lanjutannya"))) {
        page->from = to;
        ui_scroll_top(ui, "notice");
    }
    ui_end(ui);
}

static void show_body(struct app *app, struct ui *ui, struct notice_page *page)
{
    struct finder finder = {.app = app, .arena = ui_arena(ui), .notice = page->notice};
    size_t to = markdown_part(&page->md, page->from);
    ui_begin(ui, (struct ui_box){.id = "notice.body", .role = UI_ROLE_GROUP, .gap = DP_GAP});
    markdown_show(ui, &page->md, page->from, to, find_picture, &finder);
    if (to == page->md.count) {
        show_pictures(ui, page, &finder);
    }
    ui_end(ui);
    show_parts(ui, page, to);
}

static void show_qr(struct app *app, struct ui *ui, const struct notice_page *page)
{
    const Kt__Notice *notice = page->notice;
    struct arena *arena = ui_arena(ui);
    const char *when =
        notice->event_start_s > 0
            ? words_join(arena, words_when(app, arena, notice->event_start_s), notice->place)
            : "";
    const char *text =
        arena_printf(arena, "%s\n%s%s%s%s%s%s", page->title, when, *when ? "\n" : "", page->plain,
                     notice->publisher[0] ? "\n" : "", notice->publisher,
                     notice->source_url[0] ? arena_printf(arena, "\n%s", notice->source_url) : "");
    ui_begin(ui, (struct ui_box){.flow = ui_is_wide(ui) ? UI_COLUMN : UI_ROW,
                                 .across = ui_is_wide(ui) ? UI_START : UI_CENTER,
                                 .gap = DP_GAP});
    ui_qr(ui, "notice.qr", text, QR_DP);
    ui_begin(ui, (struct ui_box){.grow = ui_is_wide(ui) ? 0 : 1});
    ui_text(ui, (struct ui_text){.bold = true}, _("Bawa pulang kabar ini"));
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT},
            _("Arahkan kamera HP ke kotak ini. Tidak perlu internet."));
    if (notice->source_url[0]) {
        ui_textf(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, _("Sumber: %s"),
                 notice->source_url);
    }
    ui_end(ui);
    ui_end(ui);
}

static void show_gone(struct ui *ui, const struct notice_page *page)
{
    const char *why = page->gone && *page->gone ? page->gone : _("Kabar ini sudah tidak ada.");
    ui_banner(ui, "notice.gone", UI_TINT_BRICK, ICON_WARNING,
              arena_printf(ui_arena(ui), "%s\n%s", _("Kabar ini ditarik."), why));
}

// In landscape facts and code stand left of the words, in portrait around them.
static void show(struct app *app, struct ui *ui, struct notice_page *page)
{
    ui_split_begin(ui, 2, 3);
    show_head(app, ui, page);
    if (ui_is_wide(ui)) {
        show_qr(app, ui, page);
    }
    ui_split_next(ui);
    if (page->gone) {
        show_gone(ui, page);
    }
    show_body(app, ui, page);
    if (!ui_is_wide(ui)) {
        show_qr(app, ui, page);
    }
    ui_split_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct notice_page *page = state;
    read(app, page);
    ui_page_begin(ui);
    screens_header(app, ui);
    ui_body_begin(ui, "notice");
    if (page->notice) {
        show(app, ui, page);
    } else {
        show_gone(ui, page);
    }
    ui_body_end(ui);
    screens_bar(app, ui);
    ui_page_end(ui);
}

const struct screen screen_notice = {
    .name = "notice",
    .state_bytes = sizeof(struct notice_page),
    .enter = enter,
    .build = build,
    .leave = leave,
};
