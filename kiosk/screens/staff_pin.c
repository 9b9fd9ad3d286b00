// SPDX-License-Identifier: GPL-3.0-or-later
// The PIN of one member. Digits stand in locked memory and are shown as dots; the try is counted in
// the file before it is made on another thread. Says whether it was right, never how nearly.
#include "staff_parts.h"

#include "words.h"

#include <string.h>

enum said { SAID_NOTHING, SAID_WRONG, SAID_PENDING, SAID_ELSEWHERE, SAID_FAILED };

struct pin_page {
    struct staff_pin_arg arg;
    struct staff_digits *digits; // owned, locked memory
    uint32_t serial;
    bool is_trying, is_lost; // lost: what to do about a forgotten one is being read
    enum said said;
};

// In locked memory as a whole.
struct job {
    struct staff_try try;
    uint32_t serial;
};

static void enter(struct app *app, void *state, const void *arg)
{
    struct pin_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    page->serial = app_screen_serial(app);
    page->digits = secret_alloc(sizeof *page->digits);
    memset(page->digits, 0, sizeof *page->digits);
    // Before anybody types for nothing.
    page->said = staff_is_elsewhere(app_village(app), page->arg.id) ? SAID_ELSEWHERE : SAID_NOTHING;
}

static void leave(struct app *app, void *state)
{
    (void)app;
    secret_free(((struct pin_page *)state)->digits);
}

static void run(void *memory)
{
    staff_try_run(&((struct job *)memory)->try);
}

static enum said said_of(enum staff_end end)
{
    switch (end) {
    case STAFF_WRONG:
        return SAID_WRONG;
    case STAFF_IS_PENDING:
        return SAID_PENDING;
    case STAFF_ELSEWHERE:
        return SAID_ELSEWHERE;
    case STAFF_FAILED:
        log_line("a sign-in failed: %s", fault_text());
        return SAID_FAILED;
    default:
        return SAID_NOTHING; // a wait shows itself
    }
}

// Who went away meanwhile is not signed in: the try only ends.
static void done(struct app *app, void *memory)
{
    struct job *job = memory;
    struct pin_page *page = app_screen_state(app, job->serial);
    struct staff_session *session = NULL;
    enum staff_end end = staff_try_end(app_village(app), &job->try, page ? &session : NULL);
    if (page) {
        page->is_trying = false;
        page->said = said_of(end);
        if (end == STAFF_OK) {
            app_sign_in(app, session);
            app_ring(app); // a key may have been made
            app_pop(app);
        }
    }
    secret_free(job);
}

static void try_pin(struct app *app, struct pin_page *page)
{
    if (page->is_trying || !staff_is_pin(page->digits)) {
        return;
    }
    struct job *job = secret_alloc(sizeof *job);
    memset(job, 0, sizeof *job);
    job->serial = page->serial;
    job->try.id = page->arg.id;
    memcpy(job->try.pin, page->digits->text, sizeof job->try.pin);
    memset(page->digits, 0, sizeof *page->digits);
    enum staff_end end = staff_try_begin(app_village(app), &job->try);
    page->is_trying = end == STAFF_OK && app_work(app, run, done, job);
    page->said = said_of(end == STAFF_OK && !page->is_trying ? STAFF_FAILED : end);
    if (!page->is_trying) {
        secret_free(job);
    }
}

// ---- as it looks

static void show_said(struct ui *ui, const struct pin_page *page, int64_t wait_ms)
{
    const char *role = words_role((int)page->arg.role).text;
    if (wait_ms > 0 && !page->is_trying) {
        staff_wait(ui, "staff_pin.wait", wait_ms);
    } else if (page->said == SAID_WRONG) {
        ui_banner(ui, "staff_pin.wrong", UI_TINT_GOLD, ICON_QUESTION,
                  _("PIN ini belum cocok. Coba lagi pelan-pelan."));
    } else if (page->said == SAID_PENDING) {
        ui_banner(ui, "staff_pin.pending", UI_TINT_GOLD, ICON_WAIT,
                  arena_printf(ui_arena(ui),
                               _("PIN Anda benar, tetapi Anda belum diterima. Minta anggota lain "
                                 "(%s) masuk di sini dan menerima Anda di halaman Anggota."),
                               role));
    } else if (page->said == SAID_ELSEWHERE) {
        ui_banner(ui, "staff_pin.elsewhere", UI_TINT_GOLD, ICON_WARNING,
                  _("PIN ini milik mesin lain, jadi tidak bisa diperiksa di sini. Nyalakan ulang "
                    "kios. Masih begini? Minta penjaga kios: kentongan-sync staff pins."));
    } else if (page->said == SAID_FAILED) {
        ui_banner(ui, "staff_pin.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Kios belum bisa memeriksa PIN. Tunggu sebentar, lalu coba lagi."));
    }
}

static void show_lost(struct ui *ui, struct pin_page *page)
{
    if (ui_button(ui, "staff_pin.lost", (struct ui_button){.icon = ICON_HELP, .is_snug = true},
                  _("Lupa PIN"))) {
        page->is_lost = true;
    }
}

static void show_advice(struct app *app, struct ui *ui, struct pin_page *page)
{
    if (!page->is_lost) {
        return;
    }
    int touched = ui_ask(
        ui, "staff_pin.advice", _("Lupa PIN"),
        arena_printf(ui_arena(ui),
                     _("Anggota lain (%s) bisa memberi Anda PIN baru: ia masuk, membuka Anggota, "
                       "menyentuh nama Anda, lalu Beri PIN baru. Kalau tidak ada lagi yang ingat "
                       "PIN-nya, minta kode ke kabupaten, dengan surat atau telepon."),
                     words_role((int)page->arg.role).text),
        _("Baik"), _("Saya punya kode"));
    page->is_lost = touched == 0;
    if (touched == 2) {
        struct staff_code_arg arg = {.role = page->arg.role};
        app_push(app, &screen_staff_code, &arg, sizeof arg);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct pin_page *page = state;
    int64_t wait_ms = staff_wait_ms(app_village(app), page->arg.id);
    bool is_told = page->said != SAID_NOTHING || wait_ms > 0;
    ui_page_begin(ui);
    screens_header_speak(app, ui, "staff_pin.speak");
    ui_body_begin(ui, "staff_pin");
    ui_split_begin(ui, 1, 1);
    if (!is_told || !screens_is_tight(ui)) { // then the keys need the room
        ui_question(ui, page->arg.name, _("Ketik PIN Anda, 6 angka atau lebih"));
    }
    staff_dots(ui, "staff_pin.dots", page->digits);
    show_said(ui, page, wait_ms);
    bool is_below = !ui_is_wide(ui) && screens_is_tight(ui);
    if (!is_below) {
        show_lost(ui, page);
    }
    ui_split_next(ui);
    if (!ui_is_wide(ui)) { // within reach of the hand
        ui_space(ui, 0, 1);
    }
    if (staff_pad(ui, "staff_pin", page->digits)) {
        page->said = SAID_NOTHING;
        if (page->is_trying) { // the next one is typed after this one's answer
            memset(page->digits, 0, sizeof *page->digits);
        }
    }
    if (is_below) {
        show_lost(ui, page);
    }
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    bool is_ready = staff_is_pin(page->digits) && wait_ms == 0;
    struct ui_button look = {
        .look = is_ready ? UI_BUTTON_GO : UI_BUTTON_PLAIN, .icon = ICON_KEY, .is_big = true};
    if (ui_button(ui, "staff_pin.go", look, page->is_trying ? _("Sebentar...") : _("Masuk")) &&
        wait_ms == 0) {
        try_pin(app, page);
    }
    ui_foot_end(ui);
    show_advice(app, ui, page);
    ui_page_end(ui);
}

const struct screen screen_staff_pin = {
    .name = "staff_pin",
    .state_bytes = sizeof(struct pin_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .is_private = true,
};
