// SPDX-License-Identifier: GPL-3.0-or-later
// What a musyawarah decided: for which of its cases, and how. The words come on the next page, once
// for all of them; cases that were decided otherwise are taken out and done after.
#include "register_pages.h"

#include "words.h"

#include <string.h>

struct outcome_page {
    struct register_outcome_arg arg;
    struct register_list list;
    struct register_choice choice;
    size_t page, count; // cases of that day
    int state;          // Kt__State, STATE_NONE: not chosen yet
    bool was_read, is_missing;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct outcome_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    register_list_open(&page->list);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    register_list_close(&((struct outcome_page *)state)->list);
}

static bool is_of_day(const struct outcome_page *page, const struct register_row *row)
{
    return row->state == KT__STATE__DIBAHAS_BPD && row->talk_day == page->arg.day;
}

// All of the day are chosen at first; what is gone since is not.
static void read(struct app *app, struct outcome_page *page)
{
    if (!register_list_read(app, &page->list)) {
        return;
    }
    struct register_choice kept = page->choice;
    page->choice.count = 0;
    page->count = 0;
    for (size_t i = 0; i < page->list.count; i++) {
        const struct register_row *row = &page->list.rows[i];
        if (!is_of_day(page, row)) {
            continue;
        }
        page->count++;
        if (!page->was_read || register_is_chosen(&kept, row->case_id)) {
            (void)register_choose(&page->choice, row->case_id);
        }
    }
    page->was_read = true;
}

static void show_decisions(struct ui *ui, struct outcome_page *page)
{
    static const struct {
        const char *id, *word, *second;
        enum ui_icon icon;
        int state;
    } rows[] = {
        {"outcome.go", N_("Disetujui, akan dikerjakan"), NULL, ICON_ACTIVITY,
         KT__STATE__DITINDAKLANJUTI},
        {"outcome.done", N_("Sudah selesai"), NULL, ICON_CHECK_CIRCLE, KT__STATE__SELESAI},
        {"outcome.refuse", N_("Tidak bisa dikabulkan"), N_("Tulis alasannya di halaman berikut."),
         ICON_CLOSE, KT__STATE__DITOLAK},
        {"outcome.other", N_("Bukan wewenang desa"),
         N_("Kabupaten mencarikan siapa yang berwenang."), ICON_ROUTE, KT__STATE__BUKAN_KEWENANGAN},
    };
    ui_begin(ui, (struct ui_box){.gap = DP_GAP_SMALL});
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (ui_option(ui, rows[i].id, rows[i].icon, _(rows[i].word),
                      rows[i].second ? _(rows[i].second) : NULL, page->state == rows[i].state)) {
            page->state = rows[i].state;
            page->is_missing = false;
        }
    }
    ui_end(ui);
}

static void show_rows(struct app *app, struct ui *ui, struct outcome_page *page)
{
    size_t pages = (page->count + REGISTER_PAGE_ROWS - 1) / REGISTER_PAGE_ROWS, at = 0;
    page->page = page->page < pages ? page->page : pages ? pages - 1 : 0;
    size_t from = page->page * REGISTER_PAGE_ROWS, to = from + REGISTER_PAGE_ROWS;
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true},
            _("Berlaku untuk usul ini"));
    for (size_t i = 0; i < page->list.count; i++) {
        const struct register_row *row = &page->list.rows[i];
        if (!is_of_day(page, row)) {
            continue;
        }
        if (at >= from && at < to) {
            register_show_choice(app, ui, ui_id(ui, "outcome.%d", (int)(at - from)), row, NULL,
                                 &page->choice);
        }
        at++;
    }
    if (pages > 1) {
        int turn = ui_prev_next(ui, "outcome", page->page > 0, page->page + 1 < pages);
        page->page += (size_t)turn;
        if (turn) {
            ui_scroll_top(ui, "outcome");
        }
    }
}

static bool has_closed(const struct outcome_page *page)
{
    for (size_t i = 0; i < page->list.count; i++) {
        const struct register_row *row = &page->list.rows[i];
        if (row->mode == KT__MODE__RAHASIA && register_is_chosen(&page->choice, row->case_id)) {
            return true;
        }
    }
    return false;
}

static void go_on(struct app *app, struct outcome_page *page)
{
    page->is_missing = page->state == KT__STATE__STATE_NONE || page->choice.count == 0;
    if (page->is_missing) {
        return;
    }
    int64_t today = village_today(app_village(app));
    struct register_write_arg arg = {
        .what = KT__ACT__ACT_OUTCOME, .state = page->state, .has_closed = has_closed(page)};
    arg.day = page->arg.day > 0 ? page->arg.day : today;
    arg.count = page->choice.count;
    memcpy(arg.cases, page->choice.cases, sizeof arg.cases);
    app_push(app, &screen_register_write, &arg, sizeof arg);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct outcome_page *page = state;
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    read(app, page);
    if (page->count == 0) {
        app_pop(app); // all of them are decided
    }
    screens_header_speak(app, ui, "outcome.speak");
    ui_body_begin(ui, "outcome");
    ui_split_begin(ui, 1, 1);
    ui_question(ui, _("Hasil musyawarah"),
                page->arg.day > 0 ? register_date(app, ui_arena(ui), page->arg.day) : NULL);
    show_decisions(ui, page);
    ui_split_next(ui);
    show_rows(app, ui, page);
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    if (page->is_missing) {
        ui_banner(ui, "outcome.missing", UI_TINT_BRICK, ICON_WARNING,
                  _("Pilih dulu hasilnya, dan paling sedikit satu usul."));
    }
    bool is_ready = page->state != KT__STATE__STATE_NONE && page->choice.count > 0;
    struct ui_button look = {.look = is_ready ? UI_BUTTON_GO : UI_BUTTON_PLAIN,
                             .icon_after = ICON_FORWARD,
                             .is_big = true};
    if (ui_button(ui, "outcome.next", look, _("Lanjut"))) {
        go_on(app, page);
    }
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_register_outcome = {
    .name = "outcome",
    .state_bytes = sizeof(struct outcome_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .is_private = true,
};
