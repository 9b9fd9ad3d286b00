// SPDX-License-Identifier: GPL-3.0-or-later
// What was done with what the village said: pictures before and after, the cost, and the public
// number that it began from. Nothing here is promised: only notices of what has been finished.
#include "results.h"

#include "db/village/media.h"
#include "db/village/notice.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

enum {
    RESULTS_MAX = 4,              // of a page: eight pictures, as many as are kept at a time
    RESULTS_BYTES_MAX = 16 << 20, // four notices of 256 KiB with their translations, twice
    PAIR_MAX_DP = 600,            // height of a picture
    COST_DIGITS_MAX = 15,         // larger than any village's money
};

struct results {
    struct arena arena; // owned
    uint64_t bell;
    int64_t day;
    enum i18n_lang lang;
    bool is_stale;
    size_t page, count, total;
    struct notice_row rows[RESULTS_MAX];
    const Kt__Notice *notices[RESULTS_MAX];
    const char *zoom, *zoom_path; // the picture shown large; in the arena
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    struct results *results = state;
    arena_init(&results->arena, RESULTS_BYTES_MAX);
    results->is_stale = true;
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct results *)state)->arena);
}

static void read(struct app *app, struct results *results)
{
    int64_t day = moment_day(app_now_s(app), app_offset_min(app));
    if (!results->is_stale && results->bell == app_bell_count(app) && results->day == day &&
        results->lang == i18n_lang()) {
        return;
    }
    arena_reset(&results->arena);
    results->zoom = NULL;
    results->is_stale = false;
    results->bell = app_bell_count(app);
    results->day = day;
    results->lang = i18n_lang();
    results->count = notice_list(app_village(app), &results->arena, NOTICE_CURRENT, "capaian", NULL,
                                 i18n_code(results->lang), results->page * RESULTS_MAX, RESULTS_MAX,
                                 results->rows, &results->total);
    for (size_t i = 0; i < results->count; i++) {
        const char *gone;
        results->notices[i] =
            notice_get(app_village(app), &results->arena, results->rows[i].id, &gone);
    }
}

// ---- for notice.c as well

static const Kt__Picture *picture_of(const Kt__Notice *notice, const char *name)
{
    for (size_t i = 0; i < notice->n_pictures; i++) {
        if (str_equal(notice->pictures[i]->name, name)) {
            return notice->pictures[i];
        }
    }
    if (notice->before && str_equal(notice->before->name, name)) {
        return notice->before;
    }
    return notice->after && str_equal(notice->after->name, name) ? notice->after : NULL;
}

const char *results_find(void *ctx, const char *name)
{
    const struct results_finder *finder = ctx;
    const Kt__Picture *picture = picture_of(finder->notice, name);
    return picture ? notice_picture_path(app_village(finder->app), finder->arena, picture->hash)
                   : NULL;
}

const Kt__Picture *results_coming(void *ctx, const char *name)
{
    const struct results_finder *finder = ctx;
    const Kt__Picture *picture = picture_of(finder->notice, name);
    return picture && media_is_coming(app_village(finder->app), record_view(picture->hash))
               ? picture
               : NULL;
}

static void show_half(struct ui *ui, const Kt__Picture *picture, const char *word,
                      enum ui_color tint, enum ui_icon icon, struct markdown_pictures *pictures)
{
    if (!picture) {
        return;
    }
    ui_begin(ui, (struct ui_box){.gap = DP_GAP_SMALL});
    ui_chip(ui, NULL, tint, icon, word);
    markdown_show_picture(ui, pictures, picture->name, "", PAIR_MAX_DP);
    ui_end(ui);
}

void results_pair(struct ui *ui, const Kt__Notice *notice, struct markdown_pictures *pictures)
{
    if (!notice->before && !notice->after) {
        return;
    }
    bool is_pair = notice->before && notice->after;
    ui_begin(ui, (struct ui_box){
                     .flow = UI_GRID, .columns = is_pair && ui_is_wide(ui) ? 2 : 1, .gap = DP_GAP});
    pictures->columns = is_pair && ui_is_wide(ui) ? 2 : 1;
    show_half(ui, notice->before, _("Sebelum"), UI_TINT_GOLD, ICON_WAIT, pictures);
    show_half(ui, notice->after, _("Sesudah"), UI_TINT_GREEN, ICON_CHECK_CIRCLE, pictures);
    pictures->columns = 0;
    ui_end(ui);
}

// A figure as money, words as they are.
static const char *cost_of(struct arena *arena, const char *cost)
{
    size_t digits = strspn(cost, "0123456789");
    if (digits == 0 || cost[digits] || digits > COST_DIGITS_MAX) {
        return cost;
    }
    int64_t rupiah = 0;
    for (const char *p = cost; *p; p++) {
        rupiah = rupiah * 10 + (*p - '0');
    }
    return i18n_money(arena, rupiah * 100);
}

static void show_fact(struct ui *ui, enum ui_icon icon, const char *word, const char *text)
{
    if (!*text) {
        return;
    }
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui, icon, DP_ICON_TEXT, UI_GREEN);
    ui_begin(ui, (struct ui_box){.grow = 1});
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, word);
    ui_text(ui, (struct ui_text){.bold = true}, text);
    ui_end(ui);
    ui_end(ui);
}

void results_facts(struct ui *ui, const Kt__Notice *notice)
{
    if (!notice->cost[0] && !notice->case_number[0]) {
        return;
    }
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = screens_is_tight(ui) ? 1 : 2,
                                 .gap = DP_GAP_SMALL});
    show_fact(ui, ICON_MONEY, _("Biaya"), cost_of(ui_arena(ui), notice->cost));
    show_fact(ui, ICON_ASPIRE, _("Berawal dari usul nomor"), notice->case_number);
    ui_end(ui);
}

// ---- the page

static void show_result(struct app *app, struct ui *ui, struct results *results, int at)
{
    const struct notice_row *row = &results->rows[at];
    const Kt__Notice *notice = results->notices[at];
    struct results_finder finder = {.app = app, .arena = &results->arena, .notice = notice};
    struct markdown_pictures pictures = {.find = results_find,
                                         .coming = results_coming,
                                         .ctx = &finder,
                                         .id = ui_id(ui, "results.picture.%d", at)};
    ui_panel_begin(ui, NULL, UI_NONE);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT},
            words_join(ui_arena(ui), row->place,
                       words_since(app, ui_arena(ui),
                                   row->start_s > row->posted_s ? row->start_s : row->posted_s)));
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true},
            row->title);
    results_pair(ui, notice, &pictures);
    results_facts(ui, notice);
    struct ui_button look = {.icon = ICON_NEWS, .icon_after = ICON_RIGHT};
    if (ui_button(ui, ui_id(ui, "results.%d", at), look, _("Baca ceritanya"))) {
        struct notice_arg arg = {.shelf = {.slug = "capaian"}};
        (void)snprintf(arg.id, sizeof arg.id, "%s", row->id);
        app_push(app, &screen_notice, &arg, sizeof arg);
    }
    ui_end(ui);
    if (pictures.touched) {
        results->zoom = pictures.touched;
        results->zoom_path = results_find(&finder, pictures.touched);
    }
}

static void show_results(struct app *app, struct ui *ui, struct results *results)
{
    for (size_t i = 0; i < results->count; i++) {
        if (results->notices[i]) {
            show_result(app, ui, results, (int)i);
        }
    }
    if (results->count == 0) {
        screens_empty(ui, "results.none", ICON_TROPHY, _("Belum ada yang ditampilkan"),
                      _("Yang selesai dikerjakan tampil di sini, dengan foto dan biayanya."));
    }
    size_t pages = (results->total + RESULTS_MAX - 1) / RESULTS_MAX;
    if (pages > 1) {
        int step = ui_prev_next(ui, "results", results->page > 0, results->page + 1 < pages);
        if (step != 0) {
            results->page = step < 0 ? results->page - 1 : results->page + 1;
            results->is_stale = true;
            ui_scroll_top(ui, "results");
        }
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct results *results = state;
    read(app, results);
    if (results->count == 0 && results->page > 0) { // some have gone since
        results->page = 0;
        results->is_stale = true;
        read(app, results);
    }
    ui_page_begin(ui);
    screens_header(app, ui);
    ui_body_begin(ui, "results");
    ui_question(ui, _("Sudah dikerjakan"),
                _("Apa yang selesai, berapa biayanya, dan dari usul mana mulanya"));
    show_results(app, ui, results);
    ui_body_end(ui);
    screens_bar_speak(app, ui, "results.speak");
    ui_page_end(ui);
    if (results->zoom && results->zoom_path &&
        ui_zoom(ui, "results.zoom", results->zoom_path, "")) {
        results->zoom = NULL;
    }
}

const struct screen screen_results = {
    .name = "results",
    .state_bytes = sizeof(struct results),
    .enter = enter,
    .build = build,
    .leave = leave,
};
