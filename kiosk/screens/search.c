// SPDX-License-Identifier: GPL-3.0-or-later
// Finding a notice while one types: each letter asks the village file once, at once. What was
// typed stays while a hit is read and is gone with the way home; it is written nowhere.
#include "screens.h"

#include "db/village/search.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

enum {
    HITS_MAX = 10, // of a page; then "Berikutnya"
    QUERY_BYTES_MAX = SEARCH_LETTERS_MAX * 4 + 1,
    SEARCH_BYTES_MAX = 16 << 20, // ten notices of 256 KiB with their translations and marks
    LOW_DP = 1000,               // a window in which the keyboard takes a column by itself
    RUNS_MAX = 60,               // of a marked line; what comes after them is shown unmarked
};

struct search_page {
    struct arena arena; // owned
    char text[QUERY_BYTES_MAX];
    struct ui_field query; // text above
    uint64_t bell;
    enum i18n_lang lang;
    bool is_stale; // the query or the page changed
    size_t page;
    struct search_hit hits[HITS_MAX];
    size_t count, total;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    struct search_page *search = state;
    arena_init(&search->arena, SEARCH_BYTES_MAX);
    search->query = (struct ui_field){
        .text = search->text, .cap = sizeof search->text, .letters_max = SEARCH_LETTERS_MAX};
    search->is_stale = true;
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct search_page *)state)->arena);
}

static void read(struct app *app, struct search_page *search)
{
    if (!search->is_stale && search->bell == app_bell_count(app) && search->lang == i18n_lang()) {
        return;
    }
    arena_reset(&search->arena);
    search->is_stale = false;
    search->bell = app_bell_count(app);
    search->lang = i18n_lang();
    search->count =
        search_notices(app_village(app), &search->arena, search->text, i18n_code(search->lang),
                       search->page * HITS_MAX, HITS_MAX, search->hits, &search->total);
}

static bool has_query(const struct search_page *search)
{
    return search->text[strspn(search->text, " ")] != '\0';
}

static void look_for(struct ui *ui, struct search_page *search, size_t page)
{
    search->page = page;
    search->is_stale = true;
    ui_scroll_top(ui, "search");
}

// ---- hits

// Text with marks as runs: what matched is bold and green, the marks are gone.
static size_t runs_of(struct arena *arena, const char *marked, struct ui_run runs[static RUNS_MAX])
{
    size_t n = 0;
    bool is_on = false;
    while (*marked && n + 1 < RUNS_MAX) {
        size_t len = strcspn(marked, "\x01\x02");
        if (len > 0) {
            runs[n++] = (struct ui_run){.text = arena_str_of(arena, bytes_of(marked, len)),
                                        .bold = is_on,
                                        .color = is_on ? UI_GREEN : UI_NONE};
        }
        marked += len;
        is_on = *marked == SEARCH_MARK_ON || (is_on && *marked != SEARCH_MARK_OFF);
        marked += *marked != '\0';
    }
    if (*marked) { // control letters are blanks on the screen
        runs[n++] = (struct ui_run){.text = marked};
    }
    return n;
}

static void show_marked(struct ui *ui, struct ui_text style, const char *marked)
{
    struct ui_run runs[RUNS_MAX];
    size_t n = runs_of(ui_arena(ui), marked, runs);
    if (n > 0) {
        ui_rich(ui, style, runs, n);
    }
}

static void show_hit(struct app *app, struct ui *ui, const struct search_hit *hit, int at)
{
    struct arena *arena = ui_arena(ui);
    const struct notice_row *row = &hit->row;
    struct word shelf = words_shelf(row->category);
    int64_t at_s = row->start_s > row->posted_s ? row->start_s : row->posted_s;
    const char *when = row->event_start_s > 0 ? words_when(app, arena, row->event_start_s)
                                              : words_since(app, arena, at_s);
    bool is_touched = ui_begin_button(
        ui, (struct ui_box){.id = ui_id(ui, "search.%d", at),
                            .flow = UI_ROW,
                            .across = UI_CENTER,
                            .gap = DP_GAP,
                            .pad_x = 40,
                            .pad_y = DP_GAP_SMALL * 2,
                            .fill = UI_CARD,
                            .border = UI_EDGE,
                            .mark = words_is_bpd(row->publisher) ? UI_GOLD : UI_NONE,
                            .radius = DP_RADIUS});
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui, hit->is_archived ? ICON_ARCHIVE : shelf.icon, DP_ICON_TEXT * 4 / 5, UI_SOFT);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .grow = 1},
            words_join(arena, hit->is_archived ? _("Kabar lama") : shelf.text,
                       screens_is_tight(ui) ? when : words_join(arena, row->publisher, when)));
    ui_end(ui);
    show_marked(ui, (struct ui_text){.size = UI_LARGE, .lines_max = 3}, hit->title_marked);
    show_marked(ui, (struct ui_text){.size = UI_SECOND, .lines_max = 2}, hit->excerpt_marked);
    ui_end(ui);
    ui_icon(ui, ICON_RIGHT, DP_ICON_TEXT, UI_GREEN);
    ui_end(ui);
    if (is_touched) {
        struct notice_arg arg = {.shelf = {.is_archive = hit->is_archived}};
        (void)snprintf(arg.id, sizeof arg.id, "%s", row->id);
        ui_unfocus(ui);
        app_push(app, &screen_notice, &arg, sizeof arg);
    }
}

// Words that many look for, to be touched instead of typed.
static void show_tries(struct ui *ui, struct search_page *search)
{
    static const char *const tries[] = {N_("posyandu"), N_("bantuan"), N_("surat"), N_("jalan")};
    ui_text(ui, (struct ui_text){.color = UI_SOFT}, _("Ketik satu kata, atau sentuh salah satu:"));
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .is_wrap = true, .gap = DP_GAP_SMALL});
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        struct ui_button look = {.icon = ICON_SEARCH, .is_snug = true};
        if (ui_button(ui, ui_id(ui, "search.try.%d", (int)i), look, _(tries[i]))) {
            (void)snprintf(search->text, sizeof search->text, "%s", _(tries[i]));
            search->query.len = search->query.cursor = strlen(search->text);
            look_for(ui, search, 0);
        }
    }
    ui_end(ui);
}

static void show_none(struct app *app, struct ui *ui)
{
    screens_empty(ui, "search.none", ICON_SEARCH, _("Tidak ada yang cocok"),
                  _("Coba kata lain yang lebih pendek, atau lihat semua kabar."));
    if (ui_button(ui, "search.all", (struct ui_button){.icon = ICON_NEWS},
                  _("Lihat semua kabar"))) {
        app_replace(app, &screen_notices, &(struct notices_arg){0}, sizeof(struct notices_arg));
    }
}

static void show_hits(struct app *app, struct ui *ui, struct search_page *search)
{
    if (!has_query(search)) {
        show_tries(ui, search);
        return;
    }
    if (search->count == 0) {
        show_none(app, ui);
        return;
    }
    ui_textf(ui, (struct ui_text){.id = "search.total", .size = UI_SMALL, .color = UI_SOFT},
             i18n_count("%d kabar cocok", (int64_t)search->total), (int)search->total);
    for (size_t i = 0; i < search->count; i++) {
        show_hit(app, ui, &search->hits[i], (int)i);
    }
    size_t pages = (search->total + HITS_MAX - 1) / HITS_MAX;
    if (pages > 1) {
        int step = ui_prev_next(ui, "search", search->page > 0, search->page + 1 < pages);
        if (step != 0) {
            look_for(ui, search, step < 0 ? search->page - 1 : search->page + 1);
        }
    }
}

// ---- the page

static void show_query(struct ui *ui, struct search_page *search)
{
    struct ui_input input = {
        .id = "search.text",
        .hint = _("Apa yang dicari?"),
        .is_first = true,
        .is_line = true,
    };
    if (ui_input(ui, input, &search->query)) {
        look_for(ui, search, 0);
    }
}

static void show_keyboard(struct ui *ui)
{
    ui_foot_begin(ui);
    ui_keyboard(ui);
    ui_foot_end(ui);
}

// In landscape the keyboard left and what was found right; the words above the one that leaves
// them room.
static void build_wide(struct app *app, struct ui *ui, struct search_page *search)
{
    bool is_low = ui_height(ui) < LOW_DP;
    ui_split_begin(ui, 1, 1);
    if (!is_low) {
        show_query(ui, search);
        ui_space(ui, 0, 1);
    }
    ui_keyboard(ui);
    ui_space(ui, 0, 0);
    ui_split_next(ui);
    if (is_low) {
        show_query(ui, search);
    }
    read(app, search);
    ui_begin(ui,
             (struct ui_box){.id = "search", .is_scroll = true, .grow = 1, .gap = DP_GAP_SMALL});
    show_hits(app, ui, search);
    ui_space(ui, 0, 0);
    ui_end(ui);
    ui_split_end(ui);
}

static void build_high(struct app *app, struct ui *ui, struct search_page *search)
{
    ui_begin(ui, (struct ui_box){.pad_x = ui_margin(ui)});
    show_query(ui, search);
    ui_end(ui);
    read(app, search);
    ui_body_begin(ui, "search");
    show_hits(app, ui, search);
    ui_body_end(ui);
    show_keyboard(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct search_page *search = state;
    ui_page_begin(ui);
    screens_header_speak(app, ui, "search.speak");
    (ui_is_wide(ui) ? build_wide : build_high)(app, ui, search);
    ui_page_end(ui);
}

const struct screen screen_search = {
    .name = "search",
    .state_bytes = sizeof(struct search_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .idle_ms = APP_IDLE_WRITING_MS,
};
