// SPDX-License-Identifier: GPL-3.0-or-later
// A PIN is chosen: for a new member (after the name), for one who forgot it, or one's own in place
// of the old. It is typed twice by who will use it, into locked memory; the slow closing of it is
// done on another thread, and only then is anything written.
#include "staff_parts.h"

#include "words.h"

#include <string.h>

enum step { STEP_NAME, STEP_OLD, STEP_FIRST, STEP_AGAIN, STEP_DONE };
enum said { SAID_NOTHING, SAID_NAME, SAID_OLD, SAID_EASY, SAID_DIFFERS, SAID_FAILED };

// One block of locked memory.
struct written {
    struct staff_digits old, first, again;
    char name[STAFF_NAME_BYTES];
};

struct new_page {
    struct staff_new_arg arg;
    struct written *written; // owned
    struct ui_field name;
    uint32_t serial;
    enum step step;
    enum said said;
    bool is_working;
    enum staff_state state; // as which they were added
};

struct job {
    struct staff_try try;
    struct staff_wrapped wrapped;
    char pin[STAFF_PIN_MAX + 1];
    bool ok;
    uint32_t serial;
};

static enum step first_step(enum staff_new_why why)
{
    return why == STAFF_NEW_RESET ? STEP_FIRST : why == STAFF_NEW_OWN ? STEP_OLD : STEP_NAME;
}

static void enter(struct app *app, void *state, const void *arg)
{
    struct new_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    page->serial = app_screen_serial(app);
    page->step = first_step(page->arg.why);
    page->written = secret_alloc(sizeof *page->written);
    memset(page->written, 0, sizeof *page->written);
    page->name = (struct ui_field){.text = page->written->name,
                                   .cap = sizeof page->written->name,
                                   .letters_max = STAFF_NAME_LETTERS_MAX};
}

static void leave(struct app *app, void *state)
{
    (void)app;
    secret_free(((struct new_page *)state)->written);
}

// ---- writing it down

static const char *name_of(const struct new_page *page)
{
    return page->arg.why == STAFF_NEW_RESET ? page->arg.name : page->written->name;
}

static bool write_down(struct app *app, struct new_page *page, const struct staff_wrapped *wrapped)
{
    struct village *village = app_village(app);
    struct staff_session *session = app_session(app);
    int64_t id;
    switch (page->arg.why) {
    case STAFF_NEW_RESET:
        return session && staff_reset(village, page->arg.id, wrapped, session);
    case STAFF_NEW_OWN:
        return session && staff_change_pin(village, wrapped, session);
    case STAFF_NEW_MEMBER:
        return session && staff_add(village, page->written->name, page->arg.role, wrapped, session,
                                    &id, &page->state);
    case STAFF_NEW_ANEW:
        return staff_anew_use(village, page->arg.key, page->written->name, wrapped, &id);
    case STAFF_NEW_FIRST:
        return staff_add(village, page->written->name, page->arg.role, wrapped, NULL, &id,
                         &page->state);
    }
    return false;
}

static void run_wrap(void *memory)
{
    struct job *job = memory;
    job->ok = staff_wrap_pin(job->pin, &job->wrapped);
}

static void wrapped(struct app *app, void *memory)
{
    struct job *job = memory;
    struct new_page *page = app_screen_state(app, job->serial);
    if (page) {
        bool ok = job->ok && write_down(app, page, &job->wrapped);
        page->is_working = false;
        page->step = ok ? STEP_DONE : STEP_FIRST;
        page->said = ok ? SAID_NOTHING : SAID_FAILED;
        if (ok) {
            app_ring(app);
        } else {
            log_line("a PIN could not be kept: %s", fault_text());
        }
    }
    secret_free(job);
}

static void run_try(void *memory)
{
    staff_try_run(&((struct job *)memory)->try);
}

static void tried(struct app *app, void *memory)
{
    struct job *job = memory;
    struct new_page *page = app_screen_state(app, job->serial);
    enum staff_end end = staff_try_end(app_village(app), &job->try, NULL);
    if (page) {
        page->is_working = false;
        page->step = end == STAFF_OK ? STEP_FIRST : STEP_OLD;
        page->said = end == STAFF_OK ? SAID_NOTHING : end == STAFF_WRONG ? SAID_OLD : SAID_FAILED;
    }
    secret_free(job);
}

static struct job *new_job(const struct new_page *page)
{
    struct job *job = secret_alloc(sizeof *job);
    memset(job, 0, sizeof *job);
    job->serial = page->serial;
    return job;
}

// ---- from step to step

static void clear(struct staff_digits *digits)
{
    memset(digits, 0, sizeof *digits);
}

static void end_name(struct app *app, struct new_page *page)
{
    char *name = page->written->name;
    size_t len = page->name.len, lead = strspn(name, " ");
    while (len > lead && name[len - 1] == ' ') {
        len--;
    }
    memmove(name, name + lead, len - lead);
    memset(name + len - lead, 0, sizeof page->written->name - (len - lead));
    page->name.len = page->name.cursor = len - lead;
    // Who begins a role anew may be called as one of those who go.
    bool ok = page->arg.why == STAFF_NEW_ANEW
                  ? staff_name_is_fit(name)
                  : staff_name_check(app_village(app), name, page->arg.role);
    page->said = ok ? SAID_NOTHING : SAID_NAME;
    page->step = ok ? STEP_FIRST : STEP_NAME;
}

static void end_old(struct app *app, struct new_page *page)
{
    struct job *job = new_job(page);
    job->try.id = app_session(app) ? app_session(app)->id : 0;
    memcpy(job->try.pin, page->written->old.text, sizeof job->try.pin);
    clear(&page->written->old);
    enum staff_end end = staff_try_begin(app_village(app), &job->try);
    page->is_working = end == STAFF_OK && app_work(app, run_try, tried, job);
    page->said = page->is_working || end == STAFF_WAIT ? SAID_NOTHING : SAID_FAILED;
    if (!page->is_working) {
        secret_free(job);
    }
}

static void end_first(struct new_page *page)
{
    bool ok = staff_pin_check(page->written->first.text);
    page->said = ok ? SAID_NOTHING : SAID_EASY;
    page->step = ok ? STEP_AGAIN : STEP_FIRST;
    clear(&page->written->again);
    if (!ok) {
        clear(&page->written->first);
    }
}

static void end_again(struct app *app, struct new_page *page)
{
    struct written *written = page->written;
    bool is_same =
        sodium_memcmp(written->first.text, written->again.text, sizeof written->first.text) == 0;
    if (is_same) {
        struct job *job = new_job(page);
        memcpy(job->pin, written->first.text, sizeof job->pin);
        page->is_working = app_work(app, run_wrap, wrapped, job);
        page->said = page->is_working ? SAID_NOTHING : SAID_FAILED;
        if (!page->is_working) {
            secret_free(job);
        }
    } else {
        page->said = SAID_DIFFERS;
    }
    page->step = is_same ? STEP_AGAIN : STEP_FIRST;
    clear(&written->first);
    clear(&written->again);
}

static void go_on(struct app *app, struct new_page *page)
{
    switch (page->step) {
    case STEP_NAME:
        end_name(app, page);
        break;
    case STEP_OLD:
        end_old(app, page);
        break;
    case STEP_FIRST:
        end_first(page);
        break;
    case STEP_AGAIN:
        end_again(app, page);
        break;
    case STEP_DONE:
        break;
    }
}

static void end_done(struct app *app, const struct new_page *page)
{
    if (page->arg.why == STAFF_NEW_ANEW) {
        app_home(app);
    } else {
        app_pop(app);
    }
}

// Nobody has to be signed in for it.
static bool is_for_nobody(const struct new_page *page)
{
    return page->arg.why == STAFF_NEW_FIRST || page->arg.why == STAFF_NEW_ANEW;
}

static void go_back(struct app *app, struct new_page *page)
{
    page->said = SAID_NOTHING;
    clear(&page->written->first);
    clear(&page->written->again);
    if (page->step == STEP_AGAIN) {
        page->step = STEP_FIRST;
    } else if (page->step == STEP_FIRST && first_step(page->arg.why) == STEP_NAME) {
        page->step = STEP_NAME;
    } else {
        app_pop(app);
    }
}

// ---- as it looks

static void show_said(struct ui *ui, const struct new_page *page)
{
    static const struct {
        enum ui_color tint;
        enum ui_icon icon;
        const char *text;
    } rows[] = {
        [SAID_NAME] = {UI_TINT_GOLD, ICON_EDIT,
                       N_("Nama ini kosong, atau sudah dipakai anggota lain. Tulis yang berbeda.")},
        [SAID_OLD] = {UI_TINT_GOLD, ICON_QUESTION,
                      N_("PIN ini belum cocok. Coba lagi pelan-pelan.")},
        [SAID_EASY] = {UI_TINT_GOLD, ICON_LOCK, N_("PIN itu mudah ditebak. Pilih angka lain.")},
        [SAID_DIFFERS] = {UI_TINT_GOLD, ICON_EDIT,
                          N_("Kedua PIN tidak sama. Mulai lagi, ketik pelan-pelan.")},
        [SAID_FAILED] = {UI_TINT_BRICK, ICON_WARNING,
                         N_("Belum tersimpan. Tunggu sebentar, lalu coba lagi.")},
    };
    if (page->said != SAID_NOTHING) {
        ui_banner(ui, "staff_new.said", rows[page->said].tint, rows[page->said].icon,
                  _(rows[page->said].text));
    }
}

static const char *title_of(struct ui *ui, const struct new_page *page)
{
    switch (page->step) {
    case STEP_OLD:
        return _("PIN Anda yang sekarang");
    case STEP_AGAIN:
        return _("Ketik PIN sekali lagi");
    default:
        return page->arg.why == STAFF_NEW_OWN
                   ? _("Pilih PIN baru")
                   : arena_printf(ui_arena(ui), _("PIN untuk %s"), name_of(page));
    }
}

static const char *advice_of(struct ui *ui, const struct new_page *page)
{
    if (page->step == STEP_OLD) {
        return NULL;
    }
    if (page->step == STEP_AGAIN) {
        return _("Angka yang sama seperti tadi");
    }
    const char *rule = _("6 sampai 12 angka. Jangan tanggal lahir.");
    bool is_own = page->arg.why == STAFF_NEW_OWN || is_for_nobody(page);
    return is_own || screens_is_tight(ui)
               ? rule
               : arena_printf(ui_arena(ui), _("%s Biarkan %s sendiri yang mengetik."), rule,
                              name_of(page));
}

static struct staff_digits *digits_of(struct new_page *page)
{
    return page->step == STEP_OLD     ? &page->written->old
           : page->step == STEP_FIRST ? &page->written->first
                                      : &page->written->again;
}

static void show_go(struct app *app, struct ui *ui, struct new_page *page, bool is_ready)
{
    bool is_last = page->step == STEP_AGAIN;
    struct ui_button look = {
        .look = is_ready ? UI_BUTTON_GO : UI_BUTTON_PLAIN,
        .icon = is_last ? ICON_CHECK : ICON_NONE,
        .icon_after = is_last ? ICON_NONE : ICON_FORWARD,
        .is_big = true,
    };
    const char *word = page->is_working ? _("Sebentar...") : is_last ? _("Simpan") : _("Lanjut");
    if (ui_button(ui, "staff_new.go", look, word) && is_ready && !page->is_working) {
        go_on(app, page);
    }
}

static void show_pin(struct app *app, struct ui *ui, struct new_page *page)
{
    struct staff_digits *digits = digits_of(page);
    int64_t wait_ms =
        page->step == STEP_OLD ? staff_wait_ms(app_village(app), app_session(app)->id) : 0;
    ui_body_begin(ui, "staff_new");
    ui_split_begin(ui, 1, 1);
    bool is_told = page->said != SAID_NOTHING || wait_ms > 0;
    if (!is_told || !screens_is_tight(ui)) { // then the keys need the room
        ui_question(ui, title_of(ui, page), advice_of(ui, page));
    }
    staff_dots(ui, "staff_new.dots", digits);
    if (wait_ms > 0 && !page->is_working) {
        staff_wait(ui, "staff_new.wait", wait_ms);
    } else {
        show_said(ui, page);
    }
    ui_split_next(ui);
    if (!ui_is_wide(ui)) {
        ui_space(ui, 0, 1);
    }
    if (staff_pad(ui, "staff_new", digits)) {
        page->said = SAID_NOTHING;
        if (page->is_working) {
            clear(digits);
        }
    }
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    show_go(app, ui, page, staff_is_pin(digits) && wait_ms == 0);
    ui_foot_end(ui);
}

static void show_name_words(struct ui *ui, struct new_page *page)
{
    const char *second =
        screens_is_tight(ui)
            ? NULL
            : arena_printf(ui_arena(ui), _("Anggota baru %s, seperti orang mengenalnya"),
                           words_role((int)page->arg.role).text);
    ui_question(ui, _("Siapa namanya?"), second);
    if (ui_input(ui,
                 (struct ui_input){.id = "staff_new.name",
                                   .hint = _("Nama atau jabatan"),
                                   .is_first = true,
                                   .is_line = true},
                 &page->name)) {
        page->said = SAID_NOTHING;
    }
    show_said(ui, page);
}

// The keyboard in reach of the hand; in landscape beside the words.
static void show_name(struct app *app, struct ui *ui, struct new_page *page)
{
    bool is_wide = ui_is_wide(ui);
    ui_split_begin(ui, 1, 1);
    show_name_words(ui, page);
    if (is_wide) {
        show_go(app, ui, page, page->name.len > 0);
        ui_space(ui, 0, 0);
        ui_split_next(ui);
        ui_space(ui, 0, 1);
        ui_keyboard(ui);
        ui_space(ui, 0, 0);
    }
    ui_split_end(ui);
    if (!is_wide) {
        ui_foot_begin(ui);
        ui_keyboard(ui);
        show_go(app, ui, page, page->name.len > 0);
        ui_foot_end(ui);
    }
}

static void show_done(struct app *app, struct ui *ui, struct new_page *page)
{
    struct arena *arena = ui_arena(ui);
    const char *name = name_of(page);
    const char *title = _("PIN sudah disimpan");
    const char *text =
        page->arg.why == STAFF_NEW_OWN ? _("Mulai sekarang Anda masuk dengan PIN yang baru.")
        : page->arg.why == STAFF_NEW_RESET
            ? arena_printf(arena, _("%s sekarang masuk dengan PIN yang baru. Ini dicatat."), name)
            : arena_printf(arena,
                           _("%s sekarang bisa masuk: tahan jam di halaman awal tiga detik, "
                             "sentuh namanya, lalu ketik PIN."),
                           name);
    ui_body_begin(ui, "staff_new");
    ui_question(ui, title, NULL);
    ui_panel_begin(ui, "staff_new.done", UI_GREEN);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = 2 * DP_GAP});
    ui_icon(ui, ICON_CHECK_CIRCLE, DP_ICON_CHOICE, UI_GREEN);
    ui_text(ui, (struct ui_text){.grow = 1}, text);
    ui_end(ui);
    ui_end(ui);
    ui_note(ui, ICON_LOCK,
            _("PIN tidak ditulis di mana-mana. Jangan memberitahukannya kepada "
              "siapa pun, juga tidak kepada kabupaten."));
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (ui_button(ui, "staff_new.done.go", look, _("Selesai"))) {
        end_done(app, page);
    }
    ui_foot_end(ui);
}

static void show_header(struct app *app, struct ui *ui, struct new_page *page)
{
    struct ui_header header = {.has_home = page->arg.why != STAFF_NEW_FIRST, // it is not there yet
                               .is_signed_in = app_session(app) != NULL,
                               .speak_id = "staff_new.speak"};
    if (screens_header_back(app, ui, header) && !page->is_working) {
        go_back(app, page);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct new_page *page = state;
    ui_page_begin(ui);
    if (!is_for_nobody(page) && staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    show_header(app, ui, page);
    if (page->step == STEP_DONE) {
        show_done(app, ui, page);
    } else if (page->step == STEP_NAME) {
        show_name(app, ui, page);
    } else {
        show_pin(app, ui, page);
    }
    ui_page_end(ui);
}

const struct screen screen_staff_new = {
    .name = "staff_new",
    .state_bytes = sizeof(struct new_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .idle_ms = APP_IDLE_WRITING_MS,
    .is_private = true,
};
