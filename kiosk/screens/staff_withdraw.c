// SPDX-License-Identifier: GPL-3.0-or-later
// Taking a notice down: the reason is what villagers read in its place, so there is no way around
// it.
#include "reason.h"

#include "db/village/publish.h"

#include <string.h>

struct withdraw {
    struct notice_arg arg;
    struct reason reason;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct withdraw *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    reason_begin(&page->reason);
}

static void withdraw(struct app *app, struct withdraw *page)
{
    if (reason_is_empty(&page->reason)) {
        page->reason.trouble = REASON_MISSING;
        return;
    }
    struct arena arena;
    arena_init(&arena, 8 << 20);
    if (publish_withdraw(app_village(app), &arena, app_session(app), page->arg.id,
                         page->reason.text)) {
        app_ring(app);
        app_pop(app);
    } else {
        page->reason.trouble = REASON_FAILED;
        log_line("%s", fault_text());
    }
    arena_finish(&arena);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct withdraw *page = state;
    const struct reason_words words = {
        .prefix = "withdraw",
        .question = _("Kenapa kabar ini ditarik?"),
        .note = _("Alasan ini dibaca warga di tempat kabarnya."),
        .hint = _("Tulis alasannya, atau pilih di bawah"),
        .hint_tight = _("Tulis alasannya"),
        // In Indonesian whatever the screen speaks: villagers read them where the notice stood.
        .usual = {"Tanggalnya keliru.", "Acaranya batal.", "Isinya keliru, sedang diperbaiki."},
        .failed = _("Belum bisa ditarik. Panggil penjaga kios."),
        .go = {.look = UI_BUTTON_STOP, .icon = ICON_TRASH, .is_big = true},
        .go_word = _("Tarik kabar ini"),
    };
    if (reason_page(app, ui, &page->reason, &words)) {
        withdraw(app, page);
    }
}

const struct screen screen_staff_withdraw = {
    .name = "staff.withdraw",
    .state_bytes = sizeof(struct withdraw),
    .enter = enter,
    .build = build,
};
