// SPDX-License-Identifier: GPL-3.0-or-later
// A draft goes back to who wrote it, with a word that says why. The usual ones are a touch; where
// nothing is written, it is to be looked over once more.
#include "staff_parts.h"
#include "write.h"

#include <stdio.h>
#include <string.h>

enum { REASON_LETTERS_MAX = 200, REASON_BYTES = 4 * REASON_LETTERS_MAX + 1, LOW_DP = 800 };
_Static_assert(REASON_BYTES - 1 <= DRAFT_NOTE_BYTES_MAX, "what can be typed can be kept");

struct give_back {
    struct write_return_arg arg;
    char reason[REASON_BYTES];
    struct ui_field field;
    bool is_failed;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct give_back *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    page->field = (struct ui_field){
        .text = page->reason, .cap = sizeof page->reason, .letters_max = REASON_LETTERS_MAX};
}

static void give_back(struct app *app, struct give_back *page)
{
    bool is_empty = page->reason[strspn(page->reason, " \n")] == '\0';
    page->is_failed = !draft_return(app_village(app), app_session(app), page->arg.draft,
                                    is_empty ? _("Tolong diperiksa lagi.") : page->reason);
    if (page->is_failed) {
        log_line("%s", fault_text());
        return;
    }
    *page->arg.is_over = true;
    app_ring(app);
    app_pop(app);
}

static void take(struct give_back *page, const char *reason)
{
    memset(page->reason, 0, sizeof page->reason);
    (void)snprintf(page->reason, sizeof page->reason, "%s", reason);
    page->field.len = page->field.cursor = strlen(page->reason);
    page->field.is_full = false;
}

static void show_usual(struct ui *ui, struct give_back *page)
{
    static const char *const usual[] = {N_("Tanggal atau jamnya keliru."),
                                        N_("Tempatnya belum jelas."), N_("Isinya belum lengkap.")};
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .is_wrap = true, .gap = DP_GAP_SMALL});
    for (size_t i = 0; i < COUNT_OF(usual); i++) {
        struct ui_button look = {.is_snug = true};
        if (ui_button(ui, ui_id(ui, "return.usual.%d", (int)i), look, _(usual[i]))) {
            take(page, _(usual[i]));
        }
    }
    ui_end(ui);
}

// Where letters are large, what went wrong stands in the place of the question.
static void show_words(struct ui *ui, struct give_back *page)
{
    bool is_tight = screens_is_tight(ui);
    if (!is_tight || !page->is_failed) {
        ui_question(ui, _("Apa pesannya?"),
                    is_tight ? NULL
                             : _("Pesan ini dibaca penulisnya. Boleh juga langsung dikembalikan."));
    }
    if (page->is_failed) {
        ui_banner(ui, "return.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum bisa dikembalikan. Panggil penjaga kios."));
    }
    struct ui_input input = {.id = "return.reason",
                             .hint = _("Tolong diperiksa lagi."),
                             .lines_min = is_tight ? 1 : 2,
                             .grow = 1,
                             .is_first = true,
                             .is_line = true};
    (void)ui_input(ui, input, &page->field);
    if (!is_tight) {
        show_usual(ui, page);
    }
}

static void show_go(struct app *app, struct ui *ui, struct give_back *page)
{
    struct ui_button go = {.look = UI_BUTTON_GO, .icon = ICON_UNDO, .is_big = true};
    if (ui_button(ui, "return.go", go, _("Kembalikan"))) {
        give_back(app, page);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct give_back *page = state;
    bool is_wide = ui_is_wide(ui), is_low = ui_height(ui) < LOW_DP;
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    screens_header_speak(app, ui, "return.speak");
    ui_split_begin(ui, 1, 1);
    show_words(ui, page);
    if (is_wide) {
        if (is_low) {
            show_go(app, ui, page);
        }
        ui_split_next(ui);
        ui_space(ui, 0, 1);
        ui_keyboard(ui);
        if (!is_low) {
            show_go(app, ui, page);
        }
        ui_space(ui, 0, 0);
    }
    ui_split_end(ui);
    if (!is_wide) {
        ui_foot_begin(ui);
        ui_keyboard(ui);
        show_go(app, ui, page);
        ui_foot_end(ui);
    }
    ui_page_end(ui);
}

const struct screen screen_write_return = {
    .name = "write.return",
    .state_bytes = sizeof(struct give_back),
    .enter = enter,
    .build = build,
};
