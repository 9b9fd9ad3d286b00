// SPDX-License-Identifier: GPL-3.0-or-later
// The board (papan usul): what moderation released, by category and state, and how the offices do
// in figures. Shows no more of anybody than they chose to show.
#include "board_visit.h"

#include "db/record/slug.h"
#include "words.h"

#include <string.h>

enum { ROWS_MAX = 10, BOARD_BYTES_MAX = 8 << 20 };

struct board_page {
    struct arena arena; // owned
    uint64_t bell;
    int64_t day;
    enum i18n_lang lang;
    bool is_known;
    // what is asked for
    int category; // Kt__Category, 0: all
    enum board_state state;
    size_t page;
    bool is_choosing; // the list of categories is open
    // what there is
    Kt__BoardItem *items[ROWS_MAX];
    size_t count, total, whole;
    Kt__BoardTotals *totals;
    struct board_visit visit;
    bool has_failed;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    arena_init(&((struct board_page *)state)->arena, BOARD_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct board_page *)state)->arena);
}

static void read(struct app *app, struct board_page *board)
{
    struct village *village = app_village(app);
    int64_t day = app_now_s(app) / DAY_S;
    if (board->is_known && board->bell == app_bell_count(app) && board->day == day &&
        board->lang == i18n_lang()) {
        return;
    }
    arena_reset(&board->arena);
    board->is_known = true;
    board->bell = app_bell_count(app);
    board->day = day;
    board->lang = i18n_lang();
    board->totals = board_totals(village, &board->arena);
    board->count = board_list(village, &board->arena, (Kt__Category)board->category, board->state,
                              board->page * ROWS_MAX, ROWS_MAX, board->items, &board->total);
    board->whole = board->total;
    if (board->category || board->state != BOARD_ALL) {
        Kt__BoardItem *one[1];
        (void)board_list(village, &board->arena, KT__CATEGORY__CATEGORY_NONE, BOARD_ALL, 0, 1, one,
                         &board->whole);
    }
    if (board->count == 0 && board->page > 0) { // some have gone since
        board->page = 0;
        board->is_known = false;
    }
}

static void ask_for(struct ui *ui, struct board_page *board, int category, enum board_state state,
                    size_t page)
{
    board->category = category;
    board->state = state;
    board->page = page;
    board->is_known = false;
    ui_scroll_top(ui, "board");
}

// ---- figures

static void show_totals(struct ui *ui, const struct board_page *board)
{
    const Kt__BoardTotals *totals = board->totals;
    struct arena *arena = ui_arena(ui);
    if (!totals || totals->received == 0) {
        return;
    }
    ui_begin(ui, (struct ui_box){.id = "board.totals", .gap = DP_GAP_SMALL});
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true},
            _("Semua usul di desa ini"));
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = screens_is_tight(ui) ? 2 : 4,
                                 .gap = DP_GAP_SMALL});
    ui_stat(ui, "board.totals.received", ICON_ASPIRE, i18n_number(arena, totals->received),
            _("masuk"));
    ui_stat(ui, "board.totals.answered", ICON_ANSWER, i18n_number(arena, totals->answered),
            _("dijawab"));
    ui_stat(ui, "board.totals.late", ICON_WARNING, i18n_number(arena, totals->late),
            _("terlambat"));
    ui_stat(ui, "board.totals.days", ICON_CLOCK,
            totals->days_known > 0 ? i18n_number(arena, totals->median_days) : "-",
            _("hari tunggu"));
    ui_end(ui);
    struct ui_bar_row rows[] = {
        {.label = _("Sudah dijawab"), .planned = totals->received, .done = totals->answered},
        {.label = _("Terlambat dijawab"), .planned = totals->received, .done = totals->late},
    };
    (void)ui_bars(ui, "board.totals.bars", rows, COUNT_OF(rows));
    ui_end(ui);
}

// ---- what to see of it

static void show_chips(struct ui *ui, struct board_page *board)
{
    static const struct {
        const char *id, *text;
        enum ui_icon icon;
        enum board_state state;
    } rows[] = {
        {"board.all", N_("Semua"), ICON_CHART, BOARD_ALL},
        {"board.open", N_("Masih berjalan"), ICON_WAIT, BOARD_OPEN},
        {"board.done", N_("Sudah selesai"), ICON_CHECK_CIRCLE, BOARD_DONE},
    };
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .is_wrap = true, .gap = DP_GAP_SMALL});
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (ui_filter(ui, rows[i].id, rows[i].icon, _(rows[i].text),
                      board->state == rows[i].state)) {
            ask_for(ui, board, board->category, rows[i].state, 0);
        }
    }
    struct word about = words_category(board->category);
    if (ui_filter(ui, "board.category", board->category ? about.icon : ICON_FILTER,
                  board->category ? about.text : _("Tentang apa?"), board->category != 0)) {
        board->is_choosing = true;
    }
    ui_end(ui);
}

static void choose_category(struct ui *ui, struct board_page *board)
{
    int touched = -1;
    ui_begin_dialog(ui, (struct ui_box){.id = "board.category.menu",
                                        .max_w = 900,
                                        .pad = ui_is_narrow(ui) ? DP_GAP : 2 * DP_GAP,
                                        .gap = DP_GAP,
                                        .fill = UI_CARD,
                                        .border = UI_EDGE,
                                        .radius = DP_RADIUS_LARGE,
                                        .is_scroll = true});
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_HEADLINE, .bold = true},
            _("Tentang apa?"));
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .is_wrap = true, .gap = DP_GAP_SMALL});
    for (int i = 0; i <= KT__CATEGORY__LAINNYA; i++) {
        struct word word = words_category(i);
        const char *slug = i ? slug_of(SLUG_CATEGORY, i) : "all";
        if (ui_filter(ui, ui_id(ui, "board.category.%s", slug), i ? word.icon : ICON_CHART,
                      i ? word.text : _("Semua"), board->category == i)) {
            touched = i;
        }
    }
    ui_end(ui);
    bool is_closed =
        ui_button(ui, "board.category.close", (struct ui_button){.icon = ICON_CLOSE}, _("Tutup"));
    ui_end(ui);
    board->is_choosing = touched < 0 && !is_closed;
    if (touched >= 0) {
        ask_for(ui, board, touched, board->state, 0);
    }
}

// ---- rows

static bool show_words(struct app *app, struct ui *ui, const Kt__BoardItem *item, int at)
{
    struct word word = words_state((int)item->state);
    bool is_touched = ui_begin_button(ui, (struct ui_box){.id = ui_id(ui, "board.%d", at),
                                                          .flow = UI_ROW,
                                                          .across = UI_CENTER,
                                                          .gap = DP_GAP,
                                                          .radius = DP_RADIUS});
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = DP_GAP_SMALL / 2});
    ui_note(ui, words_category((int)item->category).icon,
            board_item_about(app, ui_arena(ui), item));
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true, .lines_max = 4}, item->text);
    ui_note(ui, word.icon, word.text);
    ui_end(ui);
    ui_icon(ui, ICON_RIGHT, DP_ICON_TEXT, UI_GREEN);
    ui_end(ui);
    return is_touched;
}

static void show_item(struct app *app, struct ui *ui, struct board_page *board, int at)
{
    const Kt__BoardItem *item = board->items[at];
    ui_begin(ui, (struct ui_box){.gap = DP_GAP,
                                 .pad = DP_GAP,
                                 .pad_x = DP_GAP_SMALL,
                                 .fill = UI_CARD,
                                 .border = UI_EDGE,
                                 .mark = board_item_is_done(item) ? UI_GREEN : UI_GOLD,
                                 .radius = DP_RADIUS_LARGE});
    if (show_words(app, ui, item, at) && item->id.len == BOARD_ID_LEN) {
        struct board_item_arg arg = {.visit = &board->visit};
        memcpy(arg.id, item->id.data, BOARD_ID_LEN);
        app_push(app, &screen_board_item, &arg, sizeof arg);
    }
    ui_rule(ui, 0, DP_BORDER, UI_LINE, 0);
    switch (
        board_visit_show(app, ui, ui_id(ui, "board.support.%d", at), &board->visit, item, false)) {
    case BOARD_TOUCH_NONE:
        break;
    case BOARD_TOUCH_DONE:
        board->is_known = false;
        break;
    case BOARD_TOUCH_FAILED:
        board->has_failed = true;
        break;
    }
    ui_end(ui);
}

static void show_none(struct app *app, struct ui *ui, const struct board_page *board)
{
    bool is_empty = board->whole == 0;
    ui_panel_begin(ui, "board.none", UI_NONE);
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true},
            is_empty ? _("Belum ada usul yang ditampilkan") : _("Tidak ada yang seperti itu"));
    ui_text(ui, (struct ui_text){0},
            is_empty ? _("Usul warga tampil di sini setelah diperiksa petugas. Usul yang rahasia "
                         "tidak pernah tampil.")
                     : _("Coba sentuh Semua, atau lihat lagi lain hari."));
    if (is_empty &&
        ui_button(ui, "board.aspire", (struct ui_button){.icon = ICON_ASPIRE, .is_snug = true},
                  _("Sampaikan usul"))) {
        app_push(app, &screen_aspire_to, NULL, 0);
    }
    ui_end(ui);
}

static void show_items(struct app *app, struct ui *ui, struct board_page *board)
{
    for (size_t i = 0; i < board->count; i++) {
        show_item(app, ui, board, (int)i);
    }
    if (board->count == 0) {
        show_none(app, ui, board);
    }
    size_t pages = (board->total + ROWS_MAX - 1) / ROWS_MAX;
    if (pages > 1) {
        int turn = ui_prev_next(ui, "board", board->page > 0, board->page + 1 < pages);
        if (turn) {
            ask_for(ui, board, board->category, board->state, board->page + (size_t)turn);
        }
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct board_page *board = state;
    read(app, board);
    if (!board->is_known) {
        read(app, board);
    }
    ui_page_begin(ui);
    screens_header(app, ui);
    ui_body_begin(ui, "board");
    ui_split_begin(ui, 1, 1);
    ui_question(ui, _("Papan usul"), _("Yang diusulkan warga, dan apa jawabannya"));
    show_chips(ui, board);
    show_totals(ui, board);
    ui_split_next(ui);
    show_items(app, ui, board);
    ui_split_end(ui);
    ui_body_end(ui);
    screens_bar_speak(app, ui, "board.speak");
    if (board->is_choosing) {
        choose_category(ui, board);
    }
    if (board->has_failed && ui_ask(ui, "board.failed", _("Belum bisa dicatat"),
                                    _("Coba sekali lagi. Kalau tetap tidak bisa, beri tahu "
                                      "penjaga kios."),
                                    _("Mengerti"), NULL)) {
        board->has_failed = false;
    }
    ui_page_end(ui);
}

const struct screen screen_board = {
    .name = "board",
    .state_bytes = sizeof(struct board_page),
    .enter = enter,
    .build = build,
    .leave = leave,
};
