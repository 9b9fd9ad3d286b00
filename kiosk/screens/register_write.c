// SPDX-License-Identifier: GPL-3.0-or-later
// Words of an office: an answer to one case, or what a musyawarah decided, once for all its cases.
// They stand in the locked draft until they are sealed.
#include "register_pages.h"

#include "db/village/register_group.h"
#include "words.h"

#include <string.h>

enum {
    LOW_DP = 800,
    TALL_DP = 1500, // room for the words and for those that they answer
    ASKED_BYTES = 400,
    NOTICE_BYTES_MAX = 1 << 20,
};

struct write_page {
    struct register_write_arg arg;
    bool is_told; // OUTCOME: a notice goes out with it
    bool is_missing, is_done, has_failed;
    bool waits; // OUTCOME: another member has to publish the notice
};

static void enter(struct app *app, void *state, const void *arg)
{
    struct write_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    page->is_told = true;
    app_draft_wipe(app);
}

static void leave(struct app *app, void *state)
{
    (void)state;
    app_draft_wipe(app);
}

static bool is_outcome(const struct write_page *page)
{
    return page->arg.what == KT__ACT__ACT_OUTCOME;
}

// ---- kept

static bool decide(struct app *app, struct write_page *page, const struct bytes *cases,
                   const char *text)
{
    const struct register_outcome outcome = {.cases = cases,
                                             .count = page->arg.count,
                                             .state = (Kt__State)page->arg.state,
                                             .text = text,
                                             .day = page->arg.day,
                                             .is_told = page->is_told};
    struct arena arena;
    struct register_told told;
    arena_init(&arena, NOTICE_BYTES_MAX);
    bool ok = register_decide(app_village(app), app_session(app), &arena, &outcome, &told);
    page->waits = told.waits;
    arena_finish(&arena);
    return ok;
}

static void keep(struct app *app, struct write_page *page)
{
    struct ui_field *text = &app_draft(app)->text;
    page->is_missing = !app_draft_has_text(app_draft(app));
    if (page->is_missing) {
        return;
    }
    struct bytes cases[REGISTER_GROUP_MAX];
    for (size_t i = 0; i < page->arg.count; i++) {
        cases[i] = bytes_of(page->arg.cases[i], RECEIPT_CASE_LEN);
    }
    const struct register_step step = {
        .what = (Kt__Act)page->arg.what, .state = (Kt__State)page->arg.state, .text = text->text};
    page->has_failed = !(is_outcome(page) ? decide(app, page, cases, text->text)
                                          : register_act(app_village(app), app_session(app), cases,
                                                         page->arg.count, &step));
    if (page->has_failed) {
        log_line("words of an office could not be kept: %s", fault_text());
        return;
    }
    page->is_done = true;
    app_draft_wipe(app);
    app_ring(app);
}

// ---- shown

static const char *question(const struct write_page *page)
{
    if (is_outcome(page)) {
        return _("Apa yang diputuskan?");
    }
    switch (page->arg.state) {
    case KT__STATE__BUTUH_KETERANGAN:
        return _("Apa yang perlu dijelaskan warga?");
    case KT__STATE__SELESAI:
        return _("Apa yang sudah dikerjakan?");
    case KT__STATE__DITOLAK:
        return _("Mengapa tidak bisa?");
    case KT__STATE__BUKAN_KEWENANGAN:
        return _("Siapa yang berwenang?");
    default:
        return _("Apa jawaban kita?");
    }
}

static void show_below(struct ui *ui, struct write_page *page)
{
    if (page->is_missing) {
        ui_banner(ui, "register.write.missing", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum ada tulisan. Ketik dulu yang ingin disampaikan."));
    } else if (page->has_failed) {
        ui_banner(ui, "register.write.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum bisa disimpan. Tulisan Anda masih ada di sini. Coba lagi."));
    } else {
        ui_note(ui, ICON_LOCK,
                is_outcome(page)
                    ? arena_printf(ui_arena(ui),
                                   i18n_count("Dibaca %d pengirim dengan kodenya masing-masing.",
                                              (int64_t)page->arg.count),
                                   (int)page->arg.count)
                    : _("Dibaca pengirimnya dengan kode tanda terima, dan oleh kabupaten."));
    }
}

static void show_told(struct ui *ui, struct write_page *page)
{
    struct ui_button look = {.look = page->is_told ? UI_BUTTON_ON : UI_BUTTON_PLAIN,
                             .icon = page->is_told ? ICON_CHECK_CIRCLE : ICON_ANNOUNCE};
    if (is_outcome(page) && ui_button(ui, "register.write.told", look,
                                      page->is_told ? _("Diumumkan juga ke semua warga")
                                                    : _("Umumkan juga ke semua warga"))) {
        page->is_told = !page->is_told;
    }
}

// What is being answered, as far as there is room for it; what only officers may read stays closed.
static void show_asked(struct app *app, struct ui *ui, const struct write_page *page, int lines)
{
    const char *text = page->arg.count == 1
                           ? register_excerpt(app_village(app), app_session(app), ui_arena(ui),
                                              page->arg.cases[0], ASKED_BYTES)
                           : "";
    if (!text[0]) {
        return;
    }
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .gap = DP_GAP, .is_spare = true});
    ui_icon(ui, ICON_ASPIRE, DP_ICON_TEXT, UI_SOFT);
    ui_text(ui,
            (struct ui_text){.id = "register.write.asked",
                             .size = UI_SECOND,
                             .color = UI_SOFT,
                             .grow = 1,
                             .lines_max = lines,
                             .is_private = true},
            text);
    ui_end(ui);
}

static void show_words(struct app *app, struct ui *ui, struct write_page *page)
{
    struct ui_input input = {
        .id = "register.write",
        .hint = _("Tulis di sini"),
        .lines_min = screens_is_tight(ui) ? 1 : 2,
        .grow = 1,
        .is_first = true,
    };
    if (!screens_is_tight(ui) || !is_outcome(page)) {
        ui_question(ui, question(page), NULL);
    }
    if (!ui_is_wide(ui) && ui_height(ui) >= TALL_DP && !screens_is_tight(ui)) {
        show_asked(app, ui, page, 3);
    }
    if (ui_input(ui, input, &app_draft(app)->text)) {
        page->is_missing = false;
    }
    show_told(ui, page);
    if (page->is_missing || page->has_failed || !screens_is_tight(ui)) {
        show_below(ui, page);
    }
}

static void show_keep(struct app *app, struct ui *ui, struct write_page *page)
{
    bool is_ready = app_draft_has_text(app_draft(app));
    struct ui_button look = {
        .look = is_ready ? UI_BUTTON_GO : UI_BUTTON_PLAIN, .icon = ICON_SEND, .is_big = true};
    if (ui_button(ui, "register.write.send", look, _("Kirim"))) {
        keep(app, page);
    }
}

static void show_done(struct app *app, struct ui *ui, const struct write_page *page)
{
    const char *text =
        page->waits
            ? _("Pengirimnya sudah bisa membacanya di kios ini. Kabarnya tampil sesudah disetujui "
                "anggota lain.")
        : is_outcome(page) && page->is_told
            ? _("Pengirimnya sudah bisa membacanya di kios ini, dan kabarnya sudah terpasang. "
                "Kabupaten menerimanya begitu ada jaringan.")
            : _("Pengirimnya sudah bisa membacanya di kios ini. Kabupaten menerimanya begitu ada "
                "jaringan.");
    if (page->is_done &&
        ui_ask(ui, "register.write.done", _("Sudah tersimpan"), text, _("Baik"), NULL)) {
        app_pop(app);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct write_page *page = state;
    bool is_wide = ui_is_wide(ui), is_low = ui_height(ui) < LOW_DP;
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    screens_header_speak(app, ui, "register.write.speak");
    ui_split_begin(ui, 1, 1);
    show_words(app, ui, page);
    if (is_wide) {
        if (is_low) {
            show_keep(app, ui, page);
        }
        ui_space(ui, 0, 0); // the gap before it is the page's margin below
        ui_split_next(ui);
        if (!is_low && !screens_is_tight(ui)) {
            show_asked(app, ui, page, 5);
        }
        ui_space(ui, 0, 1);
        ui_keyboard(ui);
        if (!is_low) {
            show_keep(app, ui, page);
        }
        ui_space(ui, 0, 0);
    }
    ui_split_end(ui);
    if (!is_wide) {
        ui_foot_begin(ui);
        ui_keyboard(ui);
        show_keep(app, ui, page);
        ui_foot_end(ui);
    }
    show_done(app, ui, page);
    ui_page_end(ui);
}

const struct screen screen_register_write = {
    .name = "register.write",
    .state_bytes = sizeof(struct write_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .idle_ms = APP_IDLE_WRITING_MS,
    .is_private = true,
};
