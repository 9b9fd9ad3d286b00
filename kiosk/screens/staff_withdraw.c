// SPDX-License-Identifier: GPL-3.0-or-later
// Taking a notice down: the reason is what villagers read in its place, so there is no way around
// it. The usual ones are a touch.
#include "staff_parts.h"

#include "db/village/notice.h"
#include "db/village/publish.h"

#include <stdio.h>
#include <string.h>

enum { REASON_LETTERS_MAX = 200, REASON_BYTES = 4 * REASON_LETTERS_MAX + 1, LOW_DP = 800 };

struct withdraw {
    struct notice_arg arg;
    char reason[REASON_BYTES];
    struct ui_field field;
    bool is_missing, is_failed;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct withdraw *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    page->field = (struct ui_field){
        .text = page->reason, .cap = sizeof page->reason, .letters_max = REASON_LETTERS_MAX};
}

static void withdraw(struct app *app, struct withdraw *page)
{
    page->is_missing = page->reason[strspn(page->reason, " \n")] == '\0';
    if (page->is_missing) {
        return;
    }
    struct arena arena;
    arena_init(&arena, 8 << 20);
    page->is_failed =
        !publish_withdraw(app_village(app), &arena, app_session(app), page->arg.id, page->reason);
    if (page->is_failed) {
        log_line("%s", fault_text());
    } else {
        app_ring(app);
        app_pop(app);
    }
    arena_finish(&arena);
}

static void take(struct withdraw *page, const char *reason)
{
    memset(page->reason, 0, sizeof page->reason);
    (void)snprintf(page->reason, sizeof page->reason, "%s", reason);
    page->field.len = page->field.cursor = strlen(page->reason);
    page->field.is_full = false;
    page->is_missing = false;
}

// In Indonesian whatever the screen speaks: villagers read them where the notice stood.
static void show_usual(struct ui *ui, struct withdraw *page)
{
    static const char *const usual[] = {"Tanggalnya keliru.", "Acaranya batal.",
                                        "Isinya keliru, sedang diperbaiki."};
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .is_wrap = true, .gap = DP_GAP_SMALL});
    for (size_t i = 0; i < COUNT_OF(usual); i++) {
        struct ui_button look = {.is_snug = true};
        if (ui_button(ui, ui_id(ui, "withdraw.usual.%d", (int)i), look, usual[i])) {
            take(page, usual[i]);
        }
    }
    ui_end(ui);
}

// Where letters are large, what is missing stands in the place of the question.
static void show_words(struct ui *ui, struct withdraw *page)
{
    bool is_tight = screens_is_tight(ui);
    if (!is_tight || !page->is_missing) {
        ui_question(ui, _("Kenapa kabar ini ditarik?"),
                    is_tight ? NULL : _("Alasan ini dibaca warga di tempat kabarnya."));
    }
    if (page->is_missing) {
        ui_banner(ui, "withdraw.missing", UI_TINT_BRICK, ICON_WARNING,
                  is_tight ? _("Tulis dulu alasannya.") : _("Pilih atau tulis dulu alasannya."));
    }
    if (page->is_failed) {
        ui_banner(ui, "withdraw.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum bisa ditarik. Panggil penjaga kios."));
    }
    struct ui_input input = {.id = "withdraw.reason",
                             .hint = is_tight ? _("Tulis alasannya")
                                              : _("Tulis alasannya, atau pilih di bawah"),
                             .lines_min = is_tight ? 1 : 2,
                             .grow = 1,
                             .is_first = true,
                             .is_line = true};
    if (ui_input(ui, input, &page->field)) {
        page->is_missing = false;
    }
    if (!is_tight) {
        show_usual(ui, page);
    }
}

static void show_go(struct app *app, struct ui *ui, struct withdraw *page)
{
    struct ui_button go = {.look = UI_BUTTON_STOP, .icon = ICON_TRASH, .is_big = true};
    if (ui_button(ui, "withdraw.go", go, _("Tarik kabar ini"))) {
        withdraw(app, page);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct withdraw *page = state;
    bool is_wide = ui_is_wide(ui), is_low = ui_height(ui) < LOW_DP;
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    screens_header_speak(app, ui, "withdraw.speak");
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

const struct screen screen_staff_withdraw = {
    .name = "staff.withdraw",
    .state_bytes = sizeof(struct withdraw),
    .enter = enter,
    .build = build,
};
