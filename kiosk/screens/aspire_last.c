// SPDX-License-Identifier: GPL-3.0-or-later
// Read again, what happens with the words, a name for who wants one, and send. Until the commit has
// come back the words stay where they are: a failure loses nothing and says so. Where there is a
// mirror, the receipt waits until the words lie there too, but not for long: they are filed.
#include "aspire.h"

#include "db/village/aspiration.h"
#include "db/village/mirror.h"
#include "db/village/setting.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct last_page {
    struct aspire_arg arg;
    bool is_sending; // pressed while the receipt was still being made
    bool has_failed;
    bool is_filed; // the receipt waits for the mirror: nothing else can be touched
    char number[sizeof((struct receipt_arg *)0)->number];
    struct aspire_similar similar;
};

enum { FILE_BYTES_MAX = 4 << 20, CONSENT_OWN = 1 };

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct last_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
}

static void leave(struct app *app, void *state)
{
    struct last_page *page = state;
    aspire_sound_stop(app, page->arg.flow);
    aspire_similar_finish(&page->similar);
}

// The regency's text when it has set one, else NULL: the built-in sentences, number 1.
static const char *consent_text(struct app *app, struct arena *arena)
{
    const char *text = setting_get(app_village(app), arena, "consent");
    return text && *text ? text : NULL;
}

static void show_receipt(struct app *app, struct last_page *page)
{
    struct receipt_arg arg = {.receipt = page->arg.flow->receipt};
    memcpy(arg.number, page->number, sizeof arg.number);
    app_draft_wipe(app);
    app_push(app, &screen_receipt, &arg, sizeof arg);
}

// What waits for the mirror is another thread; the mirror itself may take for ever.
struct wait {
    struct mirror_job *job;
    uint32_t serial;
};

static void wait_for_mirror(void *memory)
{
    struct wait *wait = memory;
    (void)mirror_job_wait(wait->job, MIRROR_WAIT_MS);
}

static void mirror_done(struct app *app, void *memory)
{
    struct wait *wait = memory;
    struct last_page *page = app_screen_state(app, wait->serial);
    app_ring(app); // the agent looks after what is not there yet
    if (page && page->is_filed) {
        show_receipt(app, page);
    }
    mirror_job_release(wait->job);
    free(wait);
}

// True: the receipt comes when the mirror has it, or has had its time.
static bool waits_for_mirror(struct app *app, struct mirror_job *job)
{
    if (!job || mirror_job_wait(job, MIRROR_AT_ONCE_MS)) {
        mirror_job_release(job);
        return false;
    }
    struct wait *wait = die_if_null(malloc(sizeof *wait));
    *wait = (struct wait){.job = job, .serial = app_screen_serial(app)};
    if (app_work(app, wait_for_mirror, mirror_done, wait)) {
        return true;
    }
    mirror_job_release(job);
    free(wait);
    return false;
}

static void file(struct app *app, struct last_page *page)
{
    aspire_sound_stop(app, page->arg.flow); // it plays the draft's own bytes
    const struct app_draft *draft = app_draft(app);
    struct arena arena;
    arena_init(&arena, FILE_BYTES_MAX);
    bool is_regencys = consent_text(app, &arena) != NULL;
    struct aspiration_draft words = {
        .text = draft->text.text,
        .name = draft->name.len > 0 ? draft->name.text : NULL,
        .contact = draft->contact.len > 0 ? draft->contact.text : NULL,
        .category = (Kt__Category)draft->category,
        .mode = (Kt__Mode)draft->mode,
        .to = (Kt__Addressee)draft->to,
        .consent =
            is_regencys ? (uint32_t)setting_int(app_village(app), "consent_version") : CONSENT_OWN,
        .voice = draft->voice,
        .voice_ms = draft->voice_ms,
    };
    const char *number;
    struct receipt *receipt = page->arg.flow->receipt;
    page->is_sending = false;
    page->has_failed = !aspiration_file(app_village(app), &arena, &words, receipt, &number);
    if (page->has_failed) {
        log_line("an aspiration could not be kept: %s", fault_text());
    } else {
        snprintf(page->number, sizeof page->number, "%s", number);
        page->is_filed = waits_for_mirror(app, mirror_begin(app_village(app)));
        if (!page->is_filed) {
            app_ring(app);
            show_receipt(app, page);
        }
    }
    arena_finish(&arena);
}

// The receipt is there long before anybody has written a sentence; on a machine out of memory it
// may not be, and then pressing again tries again.
static void send(struct app *app, struct last_page *page)
{
    switch (page->arg.flow->made) {
    case ASPIRE_MADE:
        file(app, page);
        break;
    case ASPIRE_MAKING:
        page->is_sending = true;
        break;
    case ASPIRE_NOT_MADE:
    case ASPIRE_FAILED:
        page->has_failed = page->is_sending;
        page->is_sending = !page->is_sending;
        if (page->is_sending) {
            aspire_make(app, page->arg.flow);
        }
        break;
    }
}

static void show_words(struct app *app, struct ui *ui, struct last_page *page)
{
    const struct app_draft *draft = app_draft(app);
    struct word about = words_category(draft->category), mode = words_mode(draft->mode);
    ui_panel_begin(ui, "aspire.again", UI_NONE);
    ui_note(ui, about.icon, words_join(ui_arena(ui), words_to(draft->to).text, about.text));
    ui_note(ui, mode.icon, mode.text);
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .is_private = true}, draft->text.text);
    aspire_sound_show_again(app, ui, page->arg.flow);
    ui_begin(ui, (struct ui_box){.across = UI_FINISH});
    struct ui_button look = {.icon = ICON_EDIT, .is_snug = true};
    if (ui_button(ui, "aspire.change", look,
                  draft->voice.len > 0 ? _("Ubah") : _("Ubah tulisan"))) {
        struct aspire_arg arg = {.flow = page->arg.flow, .is_change = true};
        aspire_sound_stop(app, page->arg.flow);
        page->similar.is_known = false;
        app_push(app, &screen_aspire_text, &arg, sizeof arg);
    }
    ui_end(ui);
    ui_end(ui);
}

// For what, and who reads it.
static const char *who_reads(int to)
{
    switch (to) {
    case KT__ADDRESSEE__BPD:
        return _("Hanya dipakai untuk menindaklanjuti usul ini. Yang membaca: BPD dan petugas "
                 "kabupaten.");
    case KT__ADDRESSEE__DESA:
        return _("Hanya dipakai untuk menindaklanjuti usul ini. Yang membaca: pemerintah desa dan "
                 "petugas kabupaten.");
    default:
        return _("Hanya dipakai untuk menindaklanjuti usul ini. Yang membaca: petugas kabupaten.");
    }
}

// What others get to see of it.
static const char *who_sees(int mode)
{
    switch (mode) {
    case KT__MODE__TERBUKA:
        return _("Setelah diperiksa, isi dan nama tampil di papan usul.");
    case KT__MODE__ANONIM:
        return _("Setelah diperiksa, isinya tampil di papan usul, tanpa nama.");
    default:
        return _("Tidak pernah tampil di papan usul.");
    }
}

// What happens with the words, before they are sent (Law 27/2022): the regency's text when it has
// set one, else three points.
static void show_consent(struct app *app, struct ui *ui)
{
    const struct app_draft *draft = app_draft(app);
    struct arena *arena = ui_arena(ui);
    const char *text = consent_text(app, arena);
    ui_begin(ui, (struct ui_box){.id = "aspire.consent", .gap = DP_GAP_SMALL});
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true},
            _("Dengan mengirim, Anda setuju"));
    if (text) {
        screens_point(ui, ICON_INFO, text);
    } else {
        int years = (int)setting_int(app_village(app), "keep_years");
        bool is_heard = draft->voice.len > 0 && draft->mode != KT__MODE__RAHASIA;
        screens_point(ui, ICON_PEOPLE,
                      arena_printf(arena, "%s %s%s%s", who_reads(draft->to), who_sees(draft->mode),
                                   is_heard ? " " : "",
                                   is_heard ? _("Suaranya tidak pernah diputar di sana.") : ""));
        screens_point(
            ui, ICON_CALENDAR,
            arena_printf(arena, i18n_count("Disimpan paling lama %d tahun, lalu dihapus.", years),
                         years));
        screens_point(ui, ICON_TRASH,
                      _("Bisa dihapus kapan saja: buka Lihat jawaban saya dengan kode Anda, lalu "
                        "sentuh Hapus data saya."));
    }
    ui_end(ui);
}

static void show_fields(struct ui *ui, struct app_draft *draft)
{
    (void)ui_input(
        ui,
        (struct ui_input){.id = "aspire.name", .hint = _("Nama, boleh kosong"), .is_line = true},
        &draft->name);
    (void)ui_input(ui,
                   (struct ui_input){.id = "aspire.contact",
                                     .hint = _("Nomor HP, boleh kosong"),
                                     .is_line = true},
                   &draft->contact);
    bool is_cramped = ui_focus(ui) && screens_is_tight(ui);
    if (draft->mode != KT__MODE__TERBUKA && !is_cramped) {
        ui_note(ui, ICON_EYE_OFF, _("Nama dan nomor hanya dilihat petugas, tidak ditampilkan."));
    }
}

static void show_send(struct app *app, struct ui *ui, struct last_page *page)
{
    if (page->has_failed) {
        ui_banner(ui, "aspire.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum bisa disimpan. Tulisan Anda masih ada di sini. Coba sentuh Kirim lagi; "
                    "kalau tetap tidak bisa, beri tahu penjaga kios."));
    }
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_SEND, .is_big = true};
    const char *label = page->is_sending ? _("Sebentar...") : _("Kirim");
    if (ui_button(ui, "aspire.send", look, label) ||
        (page->is_sending && page->arg.flow->made != ASPIRE_MAKING)) {
        send(app, page);
    }
}

static void show_named(struct ui *ui)
{
    if (ui_button(ui, "aspire.named", (struct ui_button){.icon = ICON_CHECK},
                  _("Selesai menulis"))) {
        ui_unfocus(ui);
    }
}

// In landscape, while a name is being written: fields left, keys right, the rest steps aside.
static void build_named_wide(struct app *app, struct ui *ui, struct last_page *page)
{
    ui_split_begin(ui, 1, 1);
    show_fields(ui, app_draft(app));
    ui_space(ui, 0, 1);
    show_named(ui);
    show_send(app, ui, page);
    ui_space(ui, 0, 0); // the gap before it is the page's margin below
    ui_split_next(ui);
    ui_begin(ui, (struct ui_box){.grow = 1, .along = UI_FINISH});
    ui_keyboard(ui);
    ui_end(ui);
    ui_space(ui, 0, 0);
    ui_split_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct last_page *page = state;
    if (page->is_filed) {
        screens_receipt_wait(ui); // two seconds at the most, and only where a card is slow
        return;
    }
    aspire_sound_turn(app, page->arg.flow);
    ui_page_begin(ui);
    aspire_header(app, ui, page->arg.flow, 5, "aspire.last.speak");
    if (ui_focus(ui) && ui_is_wide(ui)) {
        build_named_wide(app, ui, page);
        ui_page_end(ui);
        return;
    }
    ui_body_begin(ui, "aspire.last");
    ui_split_begin(ui, 1, 1);
    ui_question(ui, _("Baca lagi, lalu kirim"), NULL);
    show_words(app, ui, page);
    aspire_similar_show(app, ui, page->arg.flow, &page->similar, ASPIRE_SIMILAR_MAX);
    ui_split_next(ui);
    show_consent(app, ui);
    show_fields(ui, app_draft(app));
    if (ui_focus(ui)) {
        show_named(ui);
    }
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    if (ui_focus(ui)) { // most people write none: keys only then
        ui_keyboard(ui);
    }
    show_send(app, ui, page);
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_aspire_last = {
    .name = "aspire.last",
    .state_bytes = sizeof(struct last_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .idle_ms = APP_IDLE_WRITING_MS,
    .is_private = true,
};
