// SPDX-License-Identifier: GPL-3.0-or-later
// Sixteen digits in, the answer out. Digits stand in the locked draft; the keys that come of them
// in locked memory. Opening is never begun by itself: only #ticket.open does.
#include "screens.h"

#include "db/village/answer.h"
#include "db/village/identity.h"

#include <string.h>

enum said { SAID_NOTHING, SAID_SHORT, SAID_SLIP, SAID_UNKNOWN, SAID_FAILED };

struct ticket_page {
    struct receipt *receipt; // owned, locked memory
    uint32_t serial;
    bool is_opening;
    enum said said;
};

enum { WORK_BYTES_MAX = 16 << 20 };

// In locked memory as a whole.
struct job {
    struct receipt receipt;
    char code[RECEIPT_DIGITS + 1];
    uint8_t salt[RECEIPT_SALT_LEN];
    uint32_t serial;
    bool ok;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)arg;
    struct ticket_page *page = state;
    page->serial = app_screen_serial(app);
    page->receipt = secret_alloc(sizeof *page->receipt);
    app_draft_wipe(app);
}

static void leave(struct app *app, void *state)
{
    struct ticket_page *page = state;
    app_draft_wipe(app);
    secret_free(page->receipt);
}

static void run(void *memory)
{
    struct job *job = memory;
    job->ok = receipt_derive(&job->receipt, job->code, job->salt);
}

// Asks the file whether these keys open anything, and counts the try.
static bool opens(struct app *app, const struct receipt *receipt)
{
    struct arena arena;
    struct answer_view view;
    arena_init(&arena, WORK_BYTES_MAX);
    bool found = answer_open(app_village(app), &arena, receipt, &view) == ANSWER_FOUND;
    answer_tried(app_village(app), found);
    arena_finish(&arena);
    return found;
}

static void done(struct app *app, void *memory)
{
    struct job *job = memory;
    struct ticket_page *page = app_screen_state(app, job->serial);
    if (page) {
        page->is_opening = false;
        page->said = job->ok ? SAID_UNKNOWN : SAID_FAILED;
        if (job->ok && opens(app, &job->receipt)) {
            page->said = SAID_NOTHING;
            *page->receipt = job->receipt;
            app_draft_wipe(app);
            app_ring(app);
            struct answer_arg arg = {.receipt = page->receipt};
            app_push(app, &screen_answer, &arg, sizeof arg);
        }
    }
    secret_free(job);
}

static bool salt_of(struct app *app, uint8_t salt[static RECEIPT_SALT_LEN])
{
    struct arena arena;
    struct identity self;
    arena_init(&arena, WORK_BYTES_MAX);
    bool ok = identity_get(app_village(app), &arena, &self);
    // Before the enrolment no code opens anything, and the page says just that.
    if (ok && self.village && self.village->receipt_salt.len == RECEIPT_SALT_LEN) {
        memcpy(salt, self.village->receipt_salt.data, RECEIPT_SALT_LEN);
    }
    arena_finish(&arena);
    return ok;
}

static void open_code(struct app *app, struct ticket_page *page)
{
    if (page->is_opening || answer_wait_ms(app_village(app)) > 0) {
        page->said = SAID_NOTHING;
        return;
    }
    struct job *job = secret_alloc(sizeof *job);
    static const enum said said[] = {
        [RECEIPT_CODE_OK] = SAID_NOTHING,
        [RECEIPT_CODE_SHORT] = SAID_SHORT,
        [RECEIPT_CODE_SLIP] = SAID_SLIP,
    };
    page->said = said[receipt_code_check(app_draft(app)->code.text, job->code)];
    if (page->said == SAID_NOTHING) {
        job->serial = page->serial;
        page->is_opening = true;
        if (salt_of(app, job->salt) && app_work(app, run, done, job)) {
            return;
        }
        page->is_opening = false;
        page->said = SAID_FAILED;
    }
    secret_free(job);
}

static void take_key(struct ticket_page *page, struct ui_field *code, int key)
{
    if (key == UI_KEYPAD_NONE || page->is_opening) {
        return;
    }
    page->said = SAID_NOTHING;
    if (key == UI_KEYPAD_ERASE) {
        code->len -= code->len > 0;
    } else if (code->len < RECEIPT_DIGITS) {
        code->text[code->len++] = (char)('0' + key);
    }
    code->text[code->len] = '\0';
    code->cursor = code->len;
}

static void show_said(struct ui *ui, const struct ticket_page *page, const struct ui_field *code,
                      int64_t wait_ms)
{
    struct arena *arena = ui_arena(ui);
    int left = RECEIPT_DIGITS - (int)code->len;
    if (wait_ms > 0) {
        int seconds = (int)((wait_ms + 999) / 1000);
        ui_wake_in(ui, 1000);
        ui_banner(ui, "ticket.wait", UI_TINT_GOLD, ICON_WAIT,
                  arena_printf(arena,
                               i18n_count("Sudah beberapa kali keliru. Tunggu %d detik, lalu coba "
                                          "lagi.",
                                          seconds),
                               seconds));
    } else if (page->said == SAID_SHORT) {
        ui_banner(ui, "ticket.short", UI_TINT_GOLD, ICON_INFO,
                  arena_printf(arena, i18n_count("Masih kurang %d angka.", left), left));
    } else if (page->said == SAID_SLIP) {
        ui_banner(ui, "ticket.slip", UI_TINT_GOLD, ICON_EDIT,
                  _("Sepertinya salah ketik satu angka. Cocokkan lagi pelan-pelan dengan catatan "
                    "Anda."));
    } else if (page->said == SAID_UNKNOWN) {
        ui_banner(ui, "ticket.unknown", UI_TINT_BRICK, ICON_QUESTION,
                  _("Kode ini belum membuka apa-apa di kios ini. Cocokkan lagi angkanya. Kalau "
                    "dulu ditulis di kios lain, jawabannya mungkin belum sampai."));
    } else if (page->said == SAID_FAILED) {
        ui_banner(ui, "ticket.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Kios sedang sibuk. Tunggu sebentar, lalu sentuh Buka lagi."));
    }
}

// What helps who reads; where the window is small it stands below the keys.
static void show_help(struct app *app, struct ui *ui, const struct ticket_page *page,
                      int64_t wait_ms)
{
    if (page->said == SAID_NOTHING && wait_ms == 0) {
        ui_note(ui, ICON_LOCK,
                _("Hanya kode ini yang membuka jawaban Anda. Petugas tidak pernah "
                  "memintanya."));
    }
    if (ui_button(ui, "ticket.lost", (struct ui_button){.icon = ICON_HELP, .is_snug = true},
                  _("Kode saya hilang"))) {
        app_push(app, &screen_ticket_lost, NULL, 0);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct ticket_page *page = state;
    struct ui_field *code = &app_draft(app)->code;
    int64_t wait_ms = answer_wait_ms(app_village(app));
    ui_page_begin(ui);
    screens_header_speak(app, ui, "ticket.speak");
    ui_body_begin(ui, "ticket");
    ui_split_begin(ui, 1, 1);
    bool is_told = page->said != SAID_NOTHING || wait_ms > 0;
    if (!is_told || !screens_is_tight(ui)) { // then the keys need the room
        ui_question(ui, _("Ketik kode Anda"),
                    screens_is_tight(ui) ? NULL : _("16 angka di catatan atau foto Anda"));
    }
    ui_code(ui, "ticket.code", code->text, RECEIPT_DIGITS);
    show_said(ui, page, code, wait_ms);
    bool is_below = !ui_is_wide(ui) && (is_told || screens_is_tight(ui));
    if (!is_below) {
        show_help(app, ui, page, wait_ms);
    }
    ui_split_next(ui);
    if (!ui_is_wide(ui)) { // within reach of the hand
        ui_space(ui, 0, 1);
    }
    take_key(page, code, ui_keypad(ui, "ticket"));
    if (is_below) {
        show_help(app, ui, page, wait_ms);
    }
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {
        .look = code->len == RECEIPT_DIGITS && wait_ms == 0 ? UI_BUTTON_GO : UI_BUTTON_PLAIN,
        .icon = ICON_ANSWER,
        .is_big = true,
    };
    if (ui_button(ui, "ticket.open", look, page->is_opening ? _("Sebentar...") : _("Buka"))) {
        open_code(app, page);
    }
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_ticket = {
    .name = "ticket",
    .state_bytes = sizeof(struct ticket_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .idle_ms = APP_IDLE_WRITING_MS,
    .is_private = true,
};
