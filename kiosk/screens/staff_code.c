// SPDX-License-Identifier: GPL-3.0-or-later
// Nobody of a role knows a PIN any more: what to do, and the code that the regency told somebody.
// Digits and what comes of them stand in locked memory. It looks and answers the same whether the
// regency has given its word or not.
#include "staff_parts.h"

#include "words.h"

#include <string.h>

enum said { SAID_NOTHING, SAID_SHORT, SAID_SLIP, SAID_WRONG, SAID_LATE, SAID_FAILED };

// One block of locked memory.
struct held {
    struct staff_digits digits;
    struct staff_anew_key key; // lent to the screen above while a name and a PIN are chosen
};

struct code_page {
    struct staff_code_arg arg;
    struct held *held; // owned
    uint32_t serial;
    bool is_trying;
    enum said said;
};

// In locked memory as a whole.
struct job {
    struct staff_anew_try try;
    struct staff_anew_key key;
    uint32_t serial;
};

static_assert((int)PERMIT_DIGITS <= (int)STAFF_PIN_MAX, "a code fits where a PIN is typed");

static void enter(struct app *app, void *state, const void *arg)
{
    struct code_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    page->serial = app_screen_serial(app);
    page->held = secret_alloc(sizeof *page->held);
    memset(page->held, 0, sizeof *page->held);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    secret_free(((struct code_page *)state)->held);
}

// ---- trying it

static void run(void *memory)
{
    staff_anew_try_run(&((struct job *)memory)->try);
}

static enum said said_of(enum staff_anew_end end)
{
    switch (end) {
    case STAFF_ANEW_WRONG:
        return SAID_WRONG;
    case STAFF_ANEW_LATE:
        return SAID_LATE;
    case STAFF_ANEW_FAILED:
        log_line("a code could not be tried: %s", fault_text());
        return SAID_FAILED;
    default:
        return SAID_NOTHING; // a wait shows itself
    }
}

// Who went away meanwhile begins nothing: the try only ends.
static void done(struct app *app, void *memory)
{
    struct job *job = memory;
    struct code_page *page = app_screen_state(app, job->serial);
    enum staff_anew_end end = staff_anew_try_end(app_village(app), &job->try, &job->key);
    if (page) {
        page->is_trying = false;
        page->said = said_of(end);
        if (end == STAFF_ANEW_RIGHT) {
            memset(&page->held->digits, 0, sizeof page->held->digits);
            page->held->key = job->key;
            struct staff_new_arg arg = {
                .why = STAFF_NEW_ANEW, .role = page->arg.role, .key = &page->held->key};
            app_push(app, &screen_staff_new, &arg, sizeof arg);
        }
    }
    secret_free(job);
}

static void begin_try(struct app *app, struct code_page *page, struct job *job)
{
    job->serial = page->serial;
    job->try.role = page->arg.role;
    enum staff_anew_end end = staff_anew_try_begin(app_village(app), &job->try);
    page->is_trying = end == STAFF_ANEW_RIGHT && app_work(app, run, done, job);
    page->said = said_of(end == STAFF_ANEW_RIGHT && !page->is_trying ? STAFF_ANEW_FAILED : end);
    if (!page->is_trying) {
        secret_free(job);
    }
}

// A slip of the finger is told at once, and costs no try.
static void try_code(struct app *app, struct code_page *page)
{
    static const enum said slips[] = {
        [CODE_OK] = SAID_NOTHING, [CODE_SHORT] = SAID_SHORT, [CODE_SLIP] = SAID_SLIP};
    if (page->is_trying) {
        return;
    }
    struct job *job = secret_alloc(sizeof *job);
    memset(job, 0, sizeof *job);
    page->said = slips[permit_code_check(page->held->digits.text, job->try.code)];
    if (page->said == SAID_NOTHING) {
        begin_try(app, page, job);
    } else {
        secret_free(job);
    }
}

// ---- which role

static void show_roles(struct ui *ui, struct code_page *page)
{
    static const struct {
        enum staff_role role;
        const char *id;
    } rows[] = {{STAFF_BPD, "staff_code.role.bpd"},
                {STAFF_DESA, "staff_code.role.desa"},
                {STAFF_YOUTH, "staff_code.role.youth"}};
    ui_split_begin(ui, 1, 1);
    ui_question(ui, _("Lupa PIN"),
                _("Anggota lain dari peran yang sama bisa memberi PIN baru: ia masuk, membuka "
                  "Anggota, menyentuh nama Anda, lalu Beri PIN baru."));
    ui_note(ui, ICON_PHONE,
            _("Kalau tidak ada lagi yang ingat PIN-nya, minta kode ke kabupaten, dengan surat atau "
              "telepon. Lalu sentuh peran Anda dan ketik kodenya."));
    ui_split_next(ui);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct word word = words_role((int)rows[i].role);
        if (staff_line(ui, rows[i].id, UI_NONE, word.icon, word.text, "")) {
            page->arg.role = rows[i].role;
            ui_scroll_top(ui, "staff_code");
        }
    }
    ui_split_end(ui);
}

// ---- the code

static void show_said(struct ui *ui, const struct code_page *page, int64_t wait_ms)
{
    static const struct {
        enum ui_color tint;
        enum ui_icon icon;
        const char *text;
    } rows[] = {
        [SAID_SHORT] = {UI_TINT_GOLD, ICON_INFO, N_("Kodenya 12 angka. Lanjutkan mengetik.")},
        [SAID_SLIP] = {UI_TINT_GOLD, ICON_EDIT,
                       N_("Sepertinya salah ketik satu angka. Cocokkan lagi pelan-pelan.")},
        [SAID_WRONG] = {UI_TINT_GOLD, ICON_QUESTION,
                        N_("Kode ini belum cocok di kios ini. Cocokkan lagi angkanya, dan pastikan "
                           "kabar terbaru dari kabupaten sudah sampai, lewat jaringan atau stik.")},
        [SAID_LATE] = {UI_TINT_GOLD, ICON_CLOCK,
                       N_("Kode ini sudah lewat waktunya. Minta kode baru ke kabupaten.")},
        [SAID_FAILED] = {UI_TINT_BRICK, ICON_WARNING,
                         N_("Kios belum bisa memeriksa kode. Tunggu sebentar, lalu coba lagi.")},
    };
    if (wait_ms > 0 && !page->is_trying) {
        staff_wait(ui, "staff_code.wait", wait_ms);
    } else if (page->said != SAID_NOTHING) {
        ui_banner(ui, "staff_code.said", rows[page->said].tint, rows[page->said].icon,
                  _(rows[page->said].text));
    }
}

static void show_what(struct ui *ui, const struct code_page *page)
{
    ui_note(ui, ICON_INFO,
            arena_printf(ui_arena(ui),
                         _("Dengan kode ini %s dimulai dari awal: semua anggotanya yang lama tidak "
                           "bisa masuk lagi. Ini dicatat, dan kabupaten diberi tahu."),
                         words_role((int)page->arg.role).text));
}

static void show_code(struct ui *ui, struct code_page *page, int64_t wait_ms)
{
    struct staff_digits *digits = &page->held->digits;
    bool is_told = page->said != SAID_NOTHING || wait_ms > 0, is_tight = screens_is_tight(ui);
    ui_split_begin(ui, 1, 1);
    if (!is_told || !is_tight) { // then the keys need the room
        ui_question(ui, _("Kode dari kabupaten"),
                    is_tight ? NULL
                             : arena_printf(ui_arena(ui), _("12 angka untuk %s"),
                                            words_role((int)page->arg.role).text));
    }
    ui_code(ui, "staff_code.code", digits->text, PERMIT_DIGITS);
    show_said(ui, page, wait_ms);
    bool is_below = !ui_is_wide(ui) && is_tight;
    if (!is_below && !is_told) {
        show_what(ui, page);
    }
    ui_split_next(ui);
    if (!ui_is_wide(ui)) { // within reach of the hand
        ui_space(ui, 0, 1);
    }
    struct staff_digits aside = *digits; // while one is tried, keys do nothing
    if (staff_pad(ui, "staff_code", page->is_trying ? &aside : digits)) {
        page->said = SAID_NOTHING;
        sodium_memzero(&page->held->key, sizeof page->held->key); // back from choosing a name
    }
    sodium_memzero(&aside, sizeof aside);
    if (is_below) {
        show_what(ui, page);
    }
    ui_split_end(ui);
}

static void show_go(struct app *app, struct ui *ui, struct code_page *page, int64_t wait_ms)
{
    bool is_ready = page->held->digits.len == PERMIT_DIGITS && wait_ms == 0;
    struct ui_button look = {
        .look = is_ready ? UI_BUTTON_GO : UI_BUTTON_PLAIN, .icon = ICON_KEY, .is_big = true};
    ui_foot_begin(ui);
    if (ui_button(ui, "staff_code.go", look, page->is_trying ? _("Sebentar...") : _("Lanjut")) &&
        wait_ms == 0) {
        try_code(app, page);
    }
    ui_foot_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct code_page *page = state;
    ui_page_begin(ui);
    screens_header_speak(app, ui, "staff_code.speak");
    ui_body_begin(ui, "staff_code");
    if (page->arg.role == 0) {
        show_roles(ui, page);
        ui_body_end(ui);
    } else {
        int64_t wait_ms = staff_anew_wait_ms(app_village(app), page->arg.role);
        show_code(ui, page, wait_ms);
        ui_body_end(ui);
        show_go(app, ui, page, wait_ms);
    }
    ui_page_end(ui);
}

const struct screen screen_staff_code = {
    .name = "staff_code",
    .state_bytes = sizeof(struct code_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .idle_ms = APP_IDLE_WRITING_MS,
    .is_private = true,
};
