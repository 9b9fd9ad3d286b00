// SPDX-License-Identifier: GPL-3.0-or-later
// Words of an office: an answer to one case, or what a musyawarah decided, once for all its cases.
// They stand in the locked draft; at each pause of typing they are sealed to the role and kept, and
// are there again when somebody of the role comes back to them.
#include "register_pages.h"

#include "db/village/register_group.h"
#include "db/village/register_unsent.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

enum {
    TALL_DP = 1500, // room for the words and for those that they answer
    ASKED_BYTES = 400,
    NOTICE_BYTES_MAX = 1 << 20,
    UNSENT_BYTES_MAX = 16 << 20,
    PAUSE_MS = 600, // of typing: then it is kept
    LONGEST_MS = 5000,
};

struct write_page {
    struct register_write_arg arg;
    bool is_told; // OUTCOME: a notice goes out with it
    bool is_missing, is_done, has_failed;
    bool waits; // OUTCOME: another member has to publish the notice
    bool is_dirty;
    int64_t changed_ms, dirty_ms; // the last letter, the first that is not kept
    char found[4 * STAFF_NAME_LETTERS_MAX +
               1]; // who wrote what was found here, until it is changed; or ""
};

static bool is_outcome(const struct write_page *page)
{
    return page->arg.what == KT__ACT__ACT_OUTCOME;
}

// ---- not sent yet

static struct register_place place_of(const struct write_page *page)
{
    return (struct register_place){.what = (Kt__Act)page->arg.what,
                                   .case_id = bytes_of(page->arg.cases[0], RECEIPT_CASE_LEN),
                                   .day = page->arg.day};
}

static void find_unsent(struct app *app, struct write_page *page)
{
    struct arena arena;
    arena_init(&arena, UNSENT_BYTES_MAX);
    struct register_place place = place_of(page);
    struct ui_field *field = &app_draft(app)->text;
    const char *by = "", *text = register_unsent_read(app_village(app), app_session(app), &arena,
                                                      &place, &by);
    size_t len = text ? strlen(text) : 0;
    if (len > 0 && len < field->cap) {
        memcpy(field->text, text, len + 1);
        field->len = field->cursor = len;
        (void)snprintf(page->found, sizeof page->found, "%s", by);
    }
    arena_finish(&arena);
}

static void keep_unsent(struct app *app, struct write_page *page)
{
    struct register_place place = place_of(page);
    page->is_dirty = false;
    if (!register_unsent_keep(app_village(app), app_session(app), &place,
                              app_draft(app)->text.text)) {
        log_line("unsent words of an office could not be kept: %s", fault_text());
    }
}

static void keep_when_due(struct app *app, struct ui *ui, struct write_page *page)
{
    int64_t now_ms = ui_now_ms(ui);
    if (page->is_dirty &&
        (now_ms - page->changed_ms >= PAUSE_MS || now_ms - page->dirty_ms >= LONGEST_MS)) {
        keep_unsent(app, page);
    }
    if (page->is_dirty) {
        ui_wake_in(ui, PAUSE_MS);
    }
}

static void changed(struct ui *ui, struct write_page *page)
{
    page->changed_ms = ui_now_ms(ui);
    page->dirty_ms = page->is_dirty ? page->dirty_ms : page->changed_ms;
    page->is_dirty = true;
    page->is_missing = false;
    page->found[0] = '\0';
}

// ---- opened, left

static void enter(struct app *app, void *state, const void *arg)
{
    struct write_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    page->is_told = !page->arg.has_closed;
    app_draft_wipe(app);
    find_unsent(app, page);
}

static void leave(struct app *app, void *state)
{
    struct write_page *page = state;
    if (page->is_dirty && app_session(app)) {
        keep_unsent(app, page);
    }
    app_draft_wipe(app);
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
    page->is_dirty = false;
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
    } else if (page->found[0]) {
        ui_banner(ui, "register.write.found", UI_TINT_GOLD, ICON_EDIT,
                  arena_printf(ui_arena(ui),
                               _("Tulisan %s yang belum dikirim. Silakan diteruskan."),
                               page->found));
    } else if (page->arg.has_closed && page->is_told) {
        ui_banner(ui, "register.write.closed", UI_TINT_GOLD, ICON_LOCK,
                  _("Ada usul yang hanya boleh dibaca petugas. Jangan tulis isinya di kabar ini."));
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

// Where letters are large, what has to be said stands in the place of the question, or of the
// choice to tell it to all, which then stands still.
static void show_words(struct app *app, struct ui *ui, struct write_page *page)
{
    bool is_tight = screens_is_tight(ui);
    bool is_stopped = page->is_missing || page->has_failed;
    bool has_news = is_stopped || (page->found[0] && !is_outcome(page));
    struct ui_input input = {
        .id = "register.write",
        .hint = _("Tulis di sini"),
        .lines_min = is_tight ? 1 : 2,
        .grow = 1,
        .is_first = true,
    };
    if (is_tight && has_news) {
        show_below(ui, page);
    } else if (!is_tight || !is_outcome(page)) {
        ui_question(ui, question(page), NULL);
    }
    if (!ui_is_wide(ui) && ui_height(ui) >= TALL_DP && !is_tight) {
        show_asked(app, ui, page, 3);
    }
    if (ui_input(ui, input, &app_draft(app)->text)) {
        changed(ui, page);
    }
    if (!is_tight || !is_stopped) {
        show_told(ui, page);
    }
    if (!is_tight) {
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
    bool is_wide = ui_is_wide(ui), is_low = ui_typing_is_low(ui);
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    keep_when_due(app, ui, page);
    screens_header_speak(app, ui, "register.write.speak");
    ui_split_begin(ui, 1, 1);
    show_words(app, ui, page);
    if (is_low) {
        show_keep(app, ui, page);
    }
    ui_typing_next(ui);
    if (is_wide && !is_low && !screens_is_tight(ui)) {
        show_asked(app, ui, page, 5);
    }
    ui_typing_keys(ui);
    if (!is_low) {
        show_keep(app, ui, page);
    }
    ui_typing_end(ui);
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
