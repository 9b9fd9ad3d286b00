// SPDX-License-Identifier: GPL-3.0-or-later
// Words that go to a case that is here already: a question, why it is not finished, a word beside a
// rating. They stand in the locked draft until they are sealed.
#include "screens.h"

#include "db/village/follow.h"

#include <string.h>

struct write_page {
    struct answer_write_arg arg;
    bool is_missing, is_done, has_failed;
};

static void enter(struct app *app, void *state, const void *arg)
{
    struct write_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    app_draft_wipe(app);
}

static void leave(struct app *app, void *state)
{
    (void)state;
    app_draft_wipe(app);
}

static void send(struct app *app, struct write_page *page)
{
    struct ui_field *text = &app_draft(app)->text;
    page->is_missing = !app_draft_has_text(app_draft(app));
    if (page->is_missing) {
        return;
    }
    page->has_failed = !follow_file(app_village(app), page->arg.receipt, (Kt__Follow)page->arg.what,
                                    (uint32_t)page->arg.rating, text->text);
    if (page->has_failed) {
        log_line("words to a case could not be kept: %s", fault_text());
        return;
    }
    page->is_done = true;
    app_draft_wipe(app);
    app_ring(app);
}

static const char *question(int what)
{
    switch (what) {
    case KT__FOLLOW__REOPEN:
        return _("Apa yang belum selesai?");
    case KT__FOLLOW__RATE:
        return _("Mengapa nilainya begitu?");
    default:
        return _("Apa yang ingin Anda tanyakan?");
    }
}

static void show_words(struct app *app, struct ui *ui, struct write_page *page)
{
    struct ui_input input = {
        .id = "answer.write",
        .hint = _("Tulis di sini"),
        .lines_min = 2,
        .grow = 1,
        .is_first = true,
    };
    ui_question(ui, question(page->arg.what), NULL);
    if (ui_input(ui, input, &app_draft(app)->text)) {
        page->is_missing = false;
    }
    if (page->is_missing) {
        ui_banner(ui, "answer.missing", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum ada tulisan. Ketik dulu yang ingin disampaikan."));
    } else if (page->has_failed) {
        ui_banner(ui, "answer.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum bisa disimpan. Tulisan Anda masih ada di sini. Coba lagi."));
    } else {
        ui_note(ui, ICON_LOCK, _("Dikunci begitu dikirim. Dibaca petugas yang menjawab Anda."));
    }
}

static void show_send(struct app *app, struct ui *ui, struct write_page *page)
{
    bool is_ready = app_draft_has_text(app_draft(app));
    struct ui_button look = {
        .look = is_ready ? UI_BUTTON_GO : UI_BUTTON_PLAIN, .icon = ICON_SEND, .is_big = true};
    if (ui_button(ui, "answer.send", look, _("Kirim"))) {
        send(app, page);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct write_page *page = state;
    bool is_low = ui_typing_is_low(ui);
    ui_page_begin(ui);
    screens_header_speak(app, ui, "answer.write.speak");
    ui_split_begin(ui, 1, 1);
    show_words(app, ui, page);
    if (is_low) {
        show_send(app, ui, page);
    }
    ui_typing_next(ui);
    ui_typing_keys(ui);
    if (!is_low) {
        show_send(app, ui, page);
    }
    ui_typing_end(ui);
    if (page->is_done &&
        ui_ask(ui, "answer.write.done", _("Sudah tersimpan dan dikunci"),
               _("Akan dikirim begitu ada jaringan. Kabarnya tampil di sini, dengan kode yang "
                 "sama."),
               _("Mengerti"), NULL)) {
        app_pop(app);
    }
    ui_page_end(ui);
}

const struct screen screen_answer_write = {
    .name = "answer.write",
    .state_bytes = sizeof(struct write_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .idle_ms = APP_IDLE_WRITING_MS,
    .is_private = true,
};
