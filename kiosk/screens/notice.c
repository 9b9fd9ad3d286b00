// SPDX-License-Identifier: GPL-3.0-or-later
// One notice: who says it, when and where, its words, its pictures, and the words as a QR code to
// take home. A withdrawn one says why, one that is over says so, and both by that much less.
#include "screens.h"

#include "db/village/draft.h"
#include "db/village/notice.h"
#include "markdown.h"
#include "results.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

enum {
    NOTICE_SHOWN_BYTES_MAX = 96 << 20, // a body of 256 KiB as blocks, at its very worst
    QR_BYTES_MAX = 1000,               // more makes squares too fine for a cheap camera
    QR_WORDS_BYTES_MAX = 400,          // of the body
    QR_LINE_BYTES_MAX = 240,           // of title, place, publisher and address each
    QR_DP = 420,
};

struct notice_page {
    struct notice_arg arg;
    struct arena arena; // owned
    uint64_t bell;
    int64_t hour; // of the wall
    enum i18n_lang lang;
    bool is_read;
    const Kt__Notice *notice; // NULL: there is none
    const char *gone, *title, *plain, *qr;
    struct markdown md;
    struct notice_beside beside;
    bool is_over;                 // its last day has gone by
    bool is_foreign;              // not in the language set
    size_t from;                  // the first block shown
    const char *zoom, *zoom_path; // the picture shown large; in the arena
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct notice_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    arena_init(&page->arena, NOTICE_SHOWN_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct notice_page *)state)->arena);
}

// ---- reading

// The words in the language set, where the notice has them.
static const char *body_of(struct notice_page *page)
{
    const Kt__Notice *notice = page->notice;
    const char *code = i18n_code(page->lang);
    page->title = notice->title;
    page->is_foreign = !str_equal(notice->lang[0] ? notice->lang : "id", code);
    for (size_t i = 0; i < notice->n_translations; i++) {
        if (str_equal(notice->translations[i]->lang, code)) {
            page->title = notice->translations[i]->title;
            page->is_foreign = false;
            return notice->translations[i]->body;
        }
    }
    return notice->body;
}

// At most max bytes of a line, ended at a letter's edge.
static const char *clipped(struct arena *arena, const char *text, size_t max)
{
    size_t len = strlen(text);
    if (len <= max) {
        return text;
    }
    for (len = max; len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80; len--) {
    }
    return arena_printf(arena, "%.*s...", (int)len, text);
}

const char *screens_notice_words(struct app *app, struct arena *arena, const Kt__Notice *notice,
                                 const char *title, const char *plain)
{
    const char *when =
        notice->event_start_s > 0 ? words_when(app, arena, notice->event_start_s) : "";
    // An address that was cut leads nowhere.
    const char *source = strlen(notice->source_url) <= QR_LINE_BYTES_MAX ? notice->source_url : "";
    const char *parts[] = {
        clipped(arena, title, QR_LINE_BYTES_MAX),
        when,
        clipped(arena, notice->place, QR_LINE_BYTES_MAX / 2),
        plain,
        clipped(arena, notice->publisher, QR_LINE_BYTES_MAX / 2),
        source,
    };
    struct buf buf;
    buf_init(&buf, QR_BYTES_MAX);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (*parts[i]) { // one that does not fit is left out whole
            buf_printf(&buf, "%s%s", buf.len > 0 ? "\n" : "", parts[i]);
        }
    }
    const char *text = arena_str(arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

// As it would stand here if it were put up now.
static const Kt__Notice *read_draft(struct app *app, struct notice_page *page)
{
    struct draft draft;
    if (!draft_get(app_village(app), &page->arena, app_session(app), page->arg.draft, &draft)) {
        return NULL;
    }
    Kt__Notice *notice = draft_notice(&page->arena, &draft);
    notice->posted_s = app_now_s(app);
    return notice;
}

static void read(struct app *app, struct notice_page *page)
{
    struct village *village = app_village(app);
    int64_t now_s = app_now_s(app), hour = now_s / 3600;
    if (page->is_read && page->bell == app_bell_count(app) && page->lang == i18n_lang() &&
        page->hour == hour) {
        return;
    }
    arena_reset(&page->arena);
    page->is_read = true;
    page->bell = app_bell_count(app);
    page->lang = i18n_lang();
    page->hour = hour;
    page->zoom = NULL;
    page->md = (struct markdown){0};
    page->gone = NULL;
    page->notice = page->arg.draft ? read_draft(app, page)
                                   : notice_get(village, &page->arena, page->arg.id, &page->gone);
    page->beside = (struct notice_beside){0};
    if (!page->notice) {
        return;
    }
    const struct notices_arg *shelf = &page->arg.shelf;
    if (!page->arg.draft) {
        page->beside = notice_beside(village, &page->arena, page->arg.id,
                                     shelf->is_archive ? NOTICE_ARCHIVE : NOTICE_CURRENT,
                                     shelf->slug, shelf->is_bpd ? "BPD" : NULL);
    }
    page->is_over = !page->gone && page->notice->end_s > 0 && page->notice->end_s <= now_s &&
                    village_clock_trusted(village);
    page->md = markdown_parse(&page->arena, body_of(page));
    page->plain = markdown_plain(&page->arena, &page->md, QR_WORDS_BYTES_MAX);
    page->qr = screens_notice_words(app, &page->arena, page->notice, page->title, page->plain);
    page->from = page->from < page->md.count ? page->from : 0;
}

// ---- head: what it is, who says it, when, where

static void show_place(struct ui *ui, const char *place)
{
    if (*place) {
        ui_begin(ui, (struct ui_box){.flow = UI_ROW, .gap = DP_GAP_SMALL});
        ui_icon(ui, ICON_PLACE, DP_ICON_TEXT, UI_GREEN);
        ui_text(ui, (struct ui_text){.grow = 1}, place);
        ui_end(ui);
    }
}

// The card that one would copy onto the calendar at home.
static void show_event(struct app *app, struct ui *ui, const Kt__Notice *notice)
{
    if (notice->event_start_s == 0) {
        show_place(ui, notice->place);
        return;
    }
    struct moment at = app_moment(app, notice->event_start_s);
    bool is_cramped = ui_is_cramped(ui);
    ui_begin(ui, (struct ui_box){.id = "notice.when",
                                 .flow = is_cramped ? UI_COLUMN : UI_ROW,
                                 .across = is_cramped ? UI_START : UI_CENTER,
                                 .gap = DP_GAP,
                                 .pad = DP_GAP,
                                 .fill = UI_CARD,
                                 .border = UI_LINE,
                                 .radius = DP_RADIUS});
    if (!is_cramped) { // the words say the same, and need the width
        screens_date_leaf(ui, at);
    }
    ui_begin(ui, (struct ui_box){.grow = is_cramped ? 0 : 1, .gap = 4});
    ui_text(ui, (struct ui_text){.bold = true},
            words_span(app, ui_arena(ui), notice->event_start_s, notice->event_end_s));
    show_place(ui, notice->place);
    ui_end(ui);
    ui_end(ui);
}

static void show_since(struct app *app, struct ui *ui, const Kt__Notice *notice)
{
    struct arena *arena = ui_arena(ui);
    int64_t since_s = notice->start_s > notice->posted_s ? notice->start_s : notice->posted_s;
    struct moment said = app_moment(app, since_s);
    const char *since = arena_printf(arena, _("Diumumkan %s"), i18n_date_year(arena, said));
    if (notice->end_s > 0) {
        struct moment last = app_moment(app, notice->end_s - 1);
        since = words_join(
            arena, since,
            arena_printf(arena, _("berlaku sampai %s"), i18n_day_near(arena, last, said)));
    }
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, since);
    if (notice->source_url[0]) {
        ui_textf(ui, (struct ui_text){.id = "notice.source", .size = UI_SMALL, .color = UI_SOFT},
                 _("Sumber: %s"), notice->source_url);
    }
}

static void show_head(struct app *app, struct ui *ui, const struct notice_page *page)
{
    const Kt__Notice *notice = page->notice;
    struct word shelf = words_shelf(notice->category);
    bool is_urgent = notice->urgency != KT__URGENCY__BIASA && !page->gone && !page->is_over;
    if (is_urgent) {
        ui_chip(ui, "notice.urgent", UI_TINT_BRICK, ICON_WARNING,
                notice->urgency == KT__URGENCY__DARURAT ? _("Darurat") : _("Penting"));
    }
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui, shelf.icon, DP_ICON_TEXT, UI_SOFT);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT, .grow = 1},
            words_join(ui_arena(ui), notice->publisher, shelf.text));
    ui_end(ui);
    ui_text(ui,
            (struct ui_text){
                .id = "notice.title", .role = UI_ROLE_HEADING, .size = UI_HEADLINE, .bold = true},
            page->title);
    show_event(app, ui, notice);
    show_since(app, ui, notice);
}

// ---- body

static void show_state(struct app *app, struct ui *ui, const struct notice_page *page)
{
    struct arena *arena = ui_arena(ui);
    if (!page->notice || page->gone) {
        const char *why = page->gone && *page->gone ? page->gone : _("Kabar ini sudah tidak ada.");
        ui_banner(ui, "notice.gone", UI_TINT_BRICK, ICON_WARNING,
                  arena_printf(arena, "%s\n%s", _("Kabar ini ditarik."), why));
    } else if (page->is_over) {
        ui_banner(ui, "notice.over", UI_TINT_GOLD, ICON_ARCHIVE,
                  arena_printf(arena, _("Kabar ini sudah lewat. Berlaku sampai %s."),
                               i18n_date_year(arena, app_moment(app, page->notice->end_s - 1))));
    }
    if (page->notice && page->is_foreign) {
        ui_note(ui, ICON_LANGUAGE, _("Kabar ini belum ada dalam bahasa yang Anda pilih."));
    }
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
static void show_pictures(struct ui *ui, const struct notice_page *page,
                          struct markdown_pictures *pictures)
{
    enum { MAX_DP = 720 };
    for (size_t i = 0; i < page->notice->n_pictures; i++) {
        const char *name = page->notice->pictures[i]->name;
        if (!is_in_body(&page->md, name)) {
            markdown_show_picture(ui, pictures, name, "", MAX_DP);
        }
    }
}

static void show_body(struct app *app, struct ui *ui, struct notice_page *page)
{
    struct results_finder finder = {.app = app, .arena = ui_arena(ui), .notice = page->notice};
    struct markdown_pictures pictures = {
        .find = results_find, .coming = results_coming, .ctx = &finder, .id = "notice.picture"};
    size_t to = markdown_part(&page->md, page->from);
    if (page->from == 0) {
        results_pair(ui, page->notice, &pictures);
        results_facts(ui, page->notice);
    }
    ui_begin(ui, (struct ui_box){.id = "notice.body", .role = UI_ROLE_GROUP, .gap = DP_GAP});
    markdown_show(ui, &page->md, page->from, to, &pictures);
    if (to == page->md.count) {
        show_pictures(ui, page, &pictures);
    }
    ui_end(ui);
    screens_parts(ui, "notice", 0, &page->from, to, page->md.count);
    if (pictures.touched) {
        page->zoom = pictures.touched;
        page->zoom_path = arena_str(&page->arena, results_find(&finder, page->zoom));
    }
}

// ---- foot

static void show_qr(struct ui *ui, const struct notice_page *page)
{
    bool is_row = !ui_is_wide(ui) && !screens_is_tight(ui);
    ui_begin(ui, (struct ui_box){.flow = is_row ? UI_ROW : UI_COLUMN,
                                 .across = is_row ? UI_CENTER : UI_START,
                                 .gap = DP_GAP});
    ui_qr(ui, "notice.qr", page->qr, QR_DP);
    ui_begin(ui, (struct ui_box){.grow = is_row ? 1 : 0});
    ui_text(ui, (struct ui_text){.bold = true}, _("Bawa pulang kabar ini"));
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT},
            _("Arahkan kamera HP ke kotak ini. Tidak perlu internet."));
    ui_end(ui);
    ui_end(ui);
}

static void show_beside(struct app *app, struct ui *ui, const struct notice_page *page)
{
    const struct notice_beside *beside = &page->beside;
    if (!beside->before && !beside->after) {
        return;
    }
    int step = ui_prev_next(ui, "notice", beside->before != NULL, beside->after != NULL);
    const char *id = step < 0 ? beside->before : step > 0 ? beside->after : NULL;
    if (id) {
        struct notice_arg arg = {.shelf = page->arg.shelf};
        (void)snprintf(arg.id, sizeof arg.id, "%s", id);
        app_replace(app, &screen_notice, &arg, sizeof arg);
    }
}

// In landscape facts and code stand left of the words, in portrait around them.
static void show(struct app *app, struct ui *ui, struct notice_page *page)
{
    ui_split_begin(ui, 2, 3);
    show_head(app, ui, page);
    if (ui_is_wide(ui)) {
        show_qr(ui, page);
    }
    ui_split_next(ui);
    show_state(app, ui, page);
    show_body(app, ui, page);
    if (!ui_is_wide(ui)) {
        show_qr(ui, page);
    }
    show_beside(app, ui, page);
    ui_split_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct notice_page *page = state;
    read(app, page);
    ui_page_begin(ui);
    screens_header(app, ui);
    ui_body_begin(ui, "notice");
    if (page->notice && page->arg.draft) {
        ui_banner(ui, "notice.draft", UI_TINT_GOLD, ICON_EYE,
                  _("Belum dipasang. Beginilah warga akan melihatnya."));
    }
    if (page->notice) {
        show(app, ui, page);
    } else {
        show_state(app, ui, page);
    }
    ui_body_end(ui);
    screens_bar_speak(app, ui, "notice.speak");
    ui_page_end(ui);
    if (page->zoom && page->zoom_path && ui_zoom(ui, "notice.zoom", page->zoom_path, "")) {
        page->zoom = NULL;
    }
}

const struct screen screen_notice = {
    .name = "notice",
    .state_bytes = sizeof(struct notice_page),
    .enter = enter,
    .build = build,
    .leave = leave,
};
