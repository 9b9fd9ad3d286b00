// SPDX-License-Identifier: GPL-3.0-or-later
// A draft goes back to who wrote it, with a word that says why. Where nothing is written, it is to
// be looked over once more.
#include "reason.h"
#include "write.h"

#include <string.h>

_Static_assert(REASON_BYTES - 1 <= DRAFT_NOTE_BYTES_MAX, "what can be typed can be kept");

struct give_back {
    struct write_return_arg arg;
    struct reason reason;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct give_back *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    reason_begin(&page->reason);
}

static void give_back(struct app *app, struct give_back *page)
{
    const char *note =
        reason_is_empty(&page->reason) ? _("Tolong diperiksa lagi.") : page->reason.text;
    if (!draft_return(app_village(app), app_session(app), page->arg.draft, note)) {
        page->reason.trouble = REASON_FAILED;
        log_line("%s", fault_text());
        return;
    }
    *page->arg.is_over = true;
    app_ring(app);
    app_pop(app);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct give_back *page = state;
    const struct reason_words words = {
        .prefix = "return",
        .question = _("Apa pesannya?"),
        .note = _("Pesan ini dibaca penulisnya. Boleh juga langsung dikembalikan."),
        .hint = _("Tolong diperiksa lagi."),
        .hint_tight = _("Tolong diperiksa lagi."),
        .usual = {_("Tanggal atau jamnya keliru."), _("Tempatnya belum jelas."),
                  _("Isinya belum lengkap.")},
        .failed = _("Belum bisa dikembalikan. Panggil penjaga kios."),
        .go = {.look = UI_BUTTON_GO, .icon = ICON_UNDO, .is_big = true},
        .go_word = _("Kembalikan"),
    };
    if (reason_page(app, ui, &page->reason, &words)) {
        give_back(app, page);
    }
}

const struct screen screen_write_return = {
    .name = "write.return",
    .state_bytes = sizeof(struct give_back),
    .enter = enter,
    .build = build,
};
