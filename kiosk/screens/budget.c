// SPDX-License-Identifier: GPL-3.0-or-later
// The village's money (APBDes): planned against realised as bars, from the kinds down to the single
// line, years side by side. What does not add up is said, in rupiah, and never put right.
#include "budget_view.h"
#include "screens.h"

#include <stdio.h>
#include <string.h>

enum {
    ROWS_MAX = 10,   // on a page
    YEARS_SHOWN = 6, // to choose from
    YEARS_BESIDE = 4,
    SEN = 100,
    BUDGET_BYTES_MAX = 48 << 20,
};

struct budget_page {
    struct arena arena; // owned
    uint64_t bell;
    enum i18n_lang lang;
    bool is_known;
    int years[BUDGET_YEARS_MAX];
    size_t year_count, year; // the one shown
    const struct budget_line *lines;
    size_t line_count;
    struct budget_step steps[BUDGET_STEPS_MAX];
    size_t pages[BUDGET_STEPS_MAX];
    size_t depth; // 0: all three kinds
    // what is shown
    struct budget_view view;
    struct budget_sum row_sums[ROWS_MAX]; // of the rows on this page
    struct budget_sum beside[YEARS_BESIDE][BUDGET_KINDS];
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    arena_init(&((struct budget_page *)state)->arena, BUDGET_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct budget_page *)state)->arena);
}

// ---- what there is

static size_t page_of(const struct budget_page *page)
{
    return page->pages[page->depth ? page->depth - 1 : 0];
}

static void read_kinds(struct app *app, struct budget_page *page)
{
    for (size_t i = 0; i < page->year_count && i < YEARS_BESIDE; i++) {
        size_t count;
        const struct budget_line *lines =
            budget_lines(app_village(app), &page->arena, page->years[i], &count);
        for (int kind = 0; kind < BUDGET_KINDS; kind++) {
            page->beside[i][kind] = budget_sum_kind(lines, count, (enum budget_kind)kind);
        }
    }
    for (int kind = 0; kind < BUDGET_KINDS; kind++) {
        page->row_sums[kind] =
            budget_sum_kind(page->lines, page->line_count, (enum budget_kind)kind);
    }
}

static void read(struct app *app, struct budget_page *page)
{
    if (page->is_known && page->bell == app_bell_count(app) && page->lang == i18n_lang()) {
        return;
    }
    arena_reset(&page->arena);
    page->is_known = true;
    page->bell = app_bell_count(app);
    page->lang = i18n_lang();
    page->year_count = budget_years(app_village(app), page->years);
    page->year = page->year < page->year_count ? page->year : 0;
    page->line_count = 0;
    if (page->year_count == 0) {
        return;
    }
    page->lines =
        budget_lines(app_village(app), &page->arena, page->years[page->year], &page->line_count);
    if (page->depth == 0) {
        read_kinds(app, page);
        return;
    }
    page->view =
        budget_view_at(&page->arena, page->lines, page->line_count, &page->steps[page->depth - 1]);
    size_t from = page_of(page) * ROWS_MAX;
    for (size_t i = 0; i < ROWS_MAX && from + i < page->view.count; i++) {
        page->row_sums[i] = budget_view_sum(&page->arena, page->lines, page->line_count,
                                            &page->view.rows[from + i].step);
    }
}

static void go_down(struct ui *ui, struct budget_page *page, const struct budget_step *step)
{
    if (page->depth < BUDGET_STEPS_MAX) {
        page->steps[page->depth] = *step;
        page->pages[page->depth++] = 0;
        page->is_known = false;
        ui_scroll_top(ui, "budget");
    }
}

static void go_up(struct app *app, struct ui *ui, struct budget_page *page)
{
    if (page->depth == 0) {
        app_pop(app);
        return;
    }
    page->depth--;
    page->is_known = false;
    ui_scroll_top(ui, "budget");
}

// ---- figures in words

struct kind {
    enum ui_icon icon;
    const char *name, *about, *done;
};

static struct kind kind_of(enum budget_kind kind)
{
    static const struct kind rows[BUDGET_KINDS] = {
        [BUDGET_INCOME] = {ICON_PLUS, N_("Pendapatan"), N_("Uang yang masuk"),
                           N_("Sudah diterima")},
        [BUDGET_SPENDING] = {ICON_MINUS, N_("Belanja"), N_("Uang yang dipakai"),
                             N_("Sudah dipakai")},
        [BUDGET_FINANCING] = {ICON_ARCHIVE, N_("Pembiayaan"),
                              N_("Sisa tahun lalu, simpanan, dan pinjaman"),
                              N_("Sudah terlaksana")},
    };
    struct kind kind_row = rows[kind];
    return (struct kind){kind_row.icon, _(kind_row.name), _(kind_row.about), _(kind_row.done)};
}

// Money that goes out as a minus (a pinjaman paid back) is drawn as long as it is.
static int64_t bar_of(int64_t sen, bool is_minus)
{
    int64_t rupiah = is_minus ? -(sen / SEN) : sen / SEN;
    return rupiah < 0 ? 0 : rupiah;
}

// "Rp1,1 miliar dari Rp1,4 miliar", and below the same to the last rupiah.
static const char *figures(struct arena *arena, const struct budget_sum *sum)
{
    if (sum->is_too_large) {
        return _("Angkanya terlalu besar untuk dijumlahkan di sini.");
    }
    const char *shorter =
        arena_printf(arena, _("%s dari %s"), i18n_money_short(arena, sum->realised_sen),
                     i18n_money_short(arena, sum->planned_sen));
    const char *exact = arena_printf(arena, _("%s dari %s"), i18n_money(arena, sum->realised_sen),
                                     i18n_money(arena, sum->planned_sen));
    return str_equal(shorter, exact) ? shorter : arena_printf(arena, "%s\n%s", shorter, exact);
}

static struct ui_bar_row bar_row(struct arena *arena, const char *id, enum budget_kind kind,
                                 enum ui_icon icon, const char *label, const struct budget_sum *sum)
{
    return (struct ui_bar_row){
        .id = id,
        .is_gain = kind == BUDGET_INCOME,
        .icon = icon,
        .label = label,
        .below = figures(arena, sum),
        .planned = sum->is_too_large ? 0 : bar_of(sum->planned_sen, sum->planned_sen < 0),
        .done = sum->is_too_large ? 0 : bar_of(sum->realised_sen, sum->planned_sen < 0),
    };
}

static void show_off(struct ui *ui, const struct budget_sum *sum)
{
    if (sum->is_off) {
        int64_t off_sen = sum->off_by_sen < 0 ? -sum->off_by_sen : sum->off_by_sen;
        ui_banner(ui, "budget.off", UI_TINT_BRICK, ICON_WARNING,
                  arena_printf(ui_arena(ui),
                               _("Jumlahnya tidak cocok: selisih %s pada baris %s. Angkanya kami "
                                 "tampilkan apa adanya."),
                               i18n_money(ui_arena(ui), off_sen), sum->off_code));
    }
}

// ---- the three kinds

static void choose_year(struct ui *ui, struct budget_page *page)
{
    const char *names[YEARS_SHOWN];
    size_t count = page->year_count < YEARS_SHOWN ? page->year_count : YEARS_SHOWN;
    if (count < 2) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        names[i] = arena_printf(ui_arena(ui), "%d", page->years[i]);
    }
    int touched = ui_segments(ui, "budget.year", names, (int)count, (int)page->year);
    if (touched >= 0 && (size_t)touched != page->year) {
        page->year = (size_t)touched;
        page->is_known = false;
    }
}

static void show_kinds(struct ui *ui, struct budget_page *page)
{
    struct arena *arena = ui_arena(ui);
    struct ui_bar_row rows[BUDGET_KINDS];
    for (int i = 0; i < BUDGET_KINDS; i++) {
        struct kind kind = kind_of((enum budget_kind)i);
        rows[i] = bar_row(arena, ui_id(ui, "budget.%d", i), (enum budget_kind)i, kind.icon,
                          arena_printf(arena, "%s: %s", kind.name, kind.about), &page->row_sums[i]);
    }
    int touched = ui_bars(ui, NULL, rows, BUDGET_KINDS);
    for (int i = 0; i < BUDGET_KINDS; i++) {
        show_off(ui, &page->row_sums[i]);
    }
    if (touched >= 0) {
        struct budget_step step = {.kind = (enum budget_kind)touched};
        go_down(ui, page, &step);
    }
}

static void show_years(struct ui *ui, struct budget_page *page)
{
    struct arena *arena = ui_arena(ui);
    size_t count = page->year_count < YEARS_BESIDE ? page->year_count : YEARS_BESIDE;
    if (count < 2) {
        return;
    }
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true}, _("Dari tahun ke tahun"));
    for (int kind = 0; kind < BUDGET_KINDS; kind++) {
        struct ui_bar_row rows[YEARS_BESIDE];
        for (size_t i = 0; i < count; i++) {
            rows[i] = bar_row(
                arena, NULL, (enum budget_kind)kind, ICON_NONE,
                arena_printf(arena, "%s %d", kind_of((enum budget_kind)kind).name, page->years[i]),
                &page->beside[i][kind]);
        }
        (void)ui_bars(ui, ui_id(ui, "budget.years.%d", kind), rows, count);
    }
}

// ---- a branch, and a single line

static void show_sum(struct ui *ui, const struct budget_page *page)
{
    struct arena *arena = ui_arena(ui);
    const struct budget_sum *sum = &page->view.sum;
    struct kind kind = kind_of(page->steps[page->depth - 1].kind);
    ui_panel_begin(ui, "budget.sum", UI_NONE);
    if (sum->is_too_large) {
        ui_text(ui, (struct ui_text){0}, figures(arena, sum));
        ui_end(ui);
        return;
    }
    const struct {
        const char *name;
        int64_t sen;
    } rows[] = {{kind.done, sum->realised_sen}, {_("Direncanakan"), sum->planned_sen}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *shorter = i18n_money_short(arena, rows[i].sen);
        const char *exact = i18n_money(arena, rows[i].sen);
        ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT}, rows[i].name);
        ui_text(ui, (struct ui_text){.size = i == 0 ? UI_QUESTION : UI_LARGE, .bold = true},
                shorter);
        ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT},
                str_equal(shorter, exact) ? "" : exact);
    }
    struct ui_bar_row bar = {
        .label = _("Dari rencana"),
        .is_bare = true,
        .is_gain = page->steps[0].kind == BUDGET_INCOME,
        .planned = bar_of(sum->planned_sen, sum->planned_sen < 0),
        .done = bar_of(sum->realised_sen, sum->planned_sen < 0),
    };
    (void)ui_bars(ui, NULL, &bar, 1);
    ui_end(ui);
    show_off(ui, sum);
}

static void show_rows(struct ui *ui, struct budget_page *page)
{
    struct arena *arena = ui_arena(ui);
    struct ui_bar_row rows[ROWS_MAX];
    size_t from = page_of(page) * ROWS_MAX, count = 0;
    for (; count < ROWS_MAX && from + count < page->view.count; count++) {
        rows[count] =
            bar_row(arena, ui_id(ui, "budget.%d", (int)count), page->steps[0].kind, ICON_NONE,
                    page->view.rows[from + count].title, &page->row_sums[count]);
    }
    int touched = ui_bars(ui, NULL, rows, count);
    if (touched >= 0) {
        go_down(ui, page, &page->view.rows[from + (size_t)touched].step);
    }
    size_t pages = (page->view.count + ROWS_MAX - 1) / ROWS_MAX;
    if (pages > 1) {
        int turn = ui_prev_next(ui, "budget", page_of(page) > 0, page_of(page) + 1 < pages);
        if (turn) {
            page->pages[page->depth - 1] += (size_t)turn;
            page->is_known = false;
            ui_scroll_top(ui, "budget");
        }
    }
}

// Where one is: "Belanja 2026 · Pembangunan desa · 2.3.01".
static const char *place_of(struct arena *arena, const struct budget_page *page)
{
    const struct budget_step *step = &page->steps[page->depth - 1];
    const char *place =
        arena_printf(arena, "%s %d", kind_of(step->kind).name, page->years[page->year]);
    if (step->field[0] && page->view.line) {
        place = arena_printf(arena, "%s · %s", place, step->field);
    }
    return step->code[0] ? arena_printf(arena, "%s · %s", place, step->code) : place;
}

static void show_branch(struct ui *ui, struct budget_page *page)
{
    const struct budget_step *step = &page->steps[page->depth - 1];
    struct kind kind = kind_of(step->kind);
    ui_split_begin(ui, 2, 3);
    ui_note(ui, kind.icon, place_of(ui_arena(ui), page));
    ui_question(ui, page->view.title ? page->view.title : kind.name,
                page->view.title ? NULL : kind.about);
    show_sum(ui, page);
    ui_split_next(ui);
    if (page->view.count > 0) {
        show_rows(ui, page);
    }
    ui_split_end(ui);
}

static void show_none(struct ui *ui)
{
    ui_question(ui, _("Uang desa"), NULL);
    ui_panel_begin(ui, "budget.none", UI_NONE);
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true},
            _("Catatan uang desa belum ada di sini"));
    ui_text(ui, (struct ui_text){0},
            _("Setiap warga boleh menanyakannya di kantor desa atau kepada BPD."));
    ui_end(ui);
}

static void show_overview(struct ui *ui, struct budget_page *page)
{
    ui_split_begin(ui, 1, 1);
    ui_question(ui, arena_printf(ui_arena(ui), _("Uang desa tahun %d"), page->years[page->year]),
                _("Garis tepi: rencana. Yang terisi: sudah terlaksana. Sentuh untuk melihat "
                  "isinya."));
    choose_year(ui, page);
    show_kinds(ui, page);
    ui_split_next(ui);
    show_years(ui, page);
    ui_split_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct budget_page *page = state;
    read(app, page);
    ui_page_begin(ui);
    if (screens_header_back(app, ui, (struct ui_header){.has_home = true})) {
        go_up(app, ui, page);
    }
    read(app, page);
    ui_body_begin(ui, "budget");
    if (page->year_count == 0) {
        show_none(ui);
    } else if (page->depth == 0) {
        show_overview(ui, page);
    } else {
        show_branch(ui, page);
    }
    ui_body_end(ui);
    screens_bar_speak(app, ui, "budget.speak");
    ui_page_end(ui);
}

const struct screen screen_budget = {
    .name = "budget",
    .state_bytes = sizeof(struct budget_page),
    .enter = enter,
    .build = build,
    .leave = leave,
};
