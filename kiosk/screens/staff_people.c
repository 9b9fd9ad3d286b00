// SPDX-License-Identifier: GPL-3.0-or-later
// The members of one's own role: who waits is let in, who forgot gets a new PIN, who goes is let
// go. Nothing here is done by a single touch that cannot be taken back.
#include "staff_parts.h"

#include "words.h"

#include <stdio.h>
#include <string.h>

enum { PEOPLE_BYTES_MAX = 1 << 17 };

enum asked { ASKED_NOTHING, ASKED_REFUSE, ASKED_LEAVE };

struct people {
    struct arena arena; // owned
    uint64_t bell;
    bool is_read, has_failed;
    struct staff_row rows[STAFF_MAX]; // of this role
    size_t count;
    int64_t open; // the member shown; 0: the list
    int64_t about;
    enum asked asked; // about whom
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    arena_init(&((struct people *)state)->arena, PEOPLE_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct people *)state)->arena);
}

static const struct staff_row *row_of(const struct people *page, int64_t id)
{
    for (size_t i = 0; i < page->count; i++) {
        if (page->rows[i].id == id) {
            return &page->rows[i];
        }
    }
    return NULL;
}

// Oneself first, then the others by name.
static void read(struct app *app, struct people *page)
{
    if (page->is_read && page->bell == app_bell_count(app)) {
        return;
    }
    arena_reset(&page->arena);
    page->is_read = true;
    page->bell = app_bell_count(app);
    struct staff_row all[STAFF_MAX];
    size_t count = staff_list(app_village(app), &page->arena, STAFF_MAX, all);
    page->count = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < count; i++) {
            bool is_self = all[i].id == app_session(app)->id;
            if (all[i].role == app_session(app)->role && is_self == (pass == 0)) {
                page->rows[page->count++] = all[i];
            }
        }
    }
    if (!row_of(page, page->open)) {
        page->open = 0;
    }
    if (!row_of(page, page->about)) {
        page->asked = ASKED_NOTHING;
    }
}

static bool is_self(struct app *app, const struct staff_row *row)
{
    return row->id == app_session(app)->id;
}

static size_t members(const struct people *page)
{
    size_t count = 0;
    for (size_t i = 0; i < page->count; i++) {
        count += page->rows[i].state == STAFF_MEMBER;
    }
    return count;
}

// ---- what is done

static void tell(struct app *app, struct people *page, bool ok)
{
    page->has_failed = !ok;
    page->is_read = false;
    if (ok) {
        app_ring(app);
    } else {
        log_line("a member could not be changed: %s", fault_text());
    }
}

static void admit(struct app *app, struct people *page, int64_t id)
{
    tell(app, page, staff_admit(app_village(app), id, app_session(app)));
}

static void let_go(struct app *app, struct people *page, int64_t id)
{
    bool is_own = id == app_session(app)->id;
    tell(app, page, staff_leave(app_village(app), id, app_session(app)));
    page->open = 0;
    if (is_own && !page->has_failed) {
        app_home(app);
    }
}

static void open_new(struct app *app, enum staff_new_why why, const struct staff_row *row)
{
    struct staff_new_arg arg = {.why = why, .role = app_session(app)->role};
    if (row) {
        arg.id = row->id;
        (void)snprintf(arg.name, sizeof arg.name, "%s", row->name);
    }
    app_push(app, &screen_staff_new, &arg, sizeof arg);
}

// ---- the questions before

static void ask_leave(struct app *app, struct ui *ui, struct people *page,
                      const struct staff_row *row)
{
    struct arena *arena = ui_arena(ui);
    const char *role = words_role((int)row->role).text;
    bool has_key = row->role != STAFF_YOUTH, is_last = members(page) == 1;
    const char *what =
        !has_key  ? _("Namanya tidak bisa masuk lagi di layar ini.")
        : is_last ? arena_printf(arena,
                                 _("Anda anggota terakhir. Sesudah ini tidak ada yang bisa membaca "
                                   "usul warga untuk %s di sini, sampai ada anggota baru."),
                                 role)
                  : arena_printf(arena,
                                 _("Namanya tidak bisa masuk lagi di layar ini. Kunci %s diganti, "
                                   "jadi usul warga yang baru tidak bisa dibacanya."),
                                 role);
    const char *title =
        is_self(app, row) ? _("Anda berhenti?") : arena_printf(arena, _("%s berhenti?"), row->name);
    int touched =
        ui_ask(ui, "people.leaving", title, arena_printf(arena, "%s %s", what, _("Ini dicatat.")),
               _("Ya, berhenti"), _("Batal"));
    if (touched == 1) {
        let_go(app, page, row->id);
    }
    page->asked = touched ? ASKED_NOTHING : page->asked;
}

static void ask_refuse(struct app *app, struct ui *ui, struct people *page,
                       const struct staff_row *row)
{
    int touched =
        ui_ask(ui, "people.refusing", arena_printf(ui_arena(ui), _("Menolak %s?"), row->name),
               _("Namanya dihapus dari daftar ini. Kalau keliru, ia bisa ditambahkan lagi."),
               _("Ya, tolak"), _("Batal"));
    if (touched == 1) {
        let_go(app, page, row->id);
    }
    page->asked = touched ? ASKED_NOTHING : page->asked;
}

static void show_asked(struct app *app, struct ui *ui, struct people *page)
{
    const struct staff_row *row = row_of(page, page->about);
    if (row && page->asked == ASKED_LEAVE) {
        ask_leave(app, ui, page, row);
    } else if (row && page->asked == ASKED_REFUSE) {
        ask_refuse(app, ui, page, row);
    }
}

// ---- one member

static void show_acts(struct app *app, struct ui *ui, struct people *page,
                      const struct staff_row *row)
{
    bool is_own = is_self(app, row);
    struct ui_button key = {.icon = ICON_KEY, .is_big = true};
    if (is_own) {
        if (ui_button(ui, "people.own", key, _("Ganti PIN saya"))) {
            open_new(app, STAFF_NEW_OWN, NULL);
        }
    } else if (ui_button(ui, "people.reset", key, _("Beri PIN baru"))) {
        open_new(app, STAFF_NEW_RESET, row);
    }
    if (!is_own) {
        ui_note(ui, ICON_INFO,
                _("Untuk yang lupa PIN. Ia sendiri yang mengetik PIN barunya. Ini dicatat."));
    }
    struct ui_button go = {.icon = ICON_PERSON_OUT, .is_big = true};
    if (ui_button(ui, "people.go", go,
                  is_own ? _("Saya berhenti jadi anggota") : _("Berhenti jadi anggota"))) {
        page->asked = ASKED_LEAVE;
        page->about = row->id;
    }
}

static void show_member(struct app *app, struct ui *ui, struct people *page,
                        const struct staff_row *row)
{
    const char *since = arena_printf(ui_arena(ui), _("sejak %s"),
                                     i18n_date_year(ui_arena(ui), app_moment(app, row->added_s)));
    ui_split_begin(ui, 1, 1);
    ui_question(ui, row->name, words_join(ui_arena(ui), words_role((int)row->role).text, since));
    ui_split_next(ui);
    show_acts(app, ui, page, row);
    ui_split_end(ui);
}

// ---- the list

static void show_pending(struct app *app, struct ui *ui, struct people *page,
                         const struct staff_row *row)
{
    ui_panel_begin(ui, ui_id(ui, "people.pending.%d", (int)row->id), UI_GOLD);
    ui_note(ui, ICON_WAIT, _("Menunggu diterima"));
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true}, row->name);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT},
            _("Terima hanya kalau Anda mengenalnya dan tahu ia memang anggota."));
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .gap = DP_GAP, .is_even = true});
    struct ui_button yes = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .grow = 1};
    struct ui_button no = {.icon = ICON_CLOSE, .grow = 1};
    if (ui_button(ui, ui_id(ui, "people.admit.%d", (int)row->id), yes, _("Terima"))) {
        admit(app, page, row->id);
    }
    if (ui_button(ui, ui_id(ui, "people.refuse.%d", (int)row->id), no, _("Tolak"))) {
        page->asked = ASKED_REFUSE;
        page->about = row->id;
    }
    ui_end(ui);
    ui_end(ui);
}

static void show_list(struct app *app, struct ui *ui, struct people *page)
{
    ui_split_begin(ui, 2, 3);
    ui_question(
        ui,
        arena_printf(ui_arena(ui), _("Anggota %s"), words_role((int)app_session(app)->role).text),
        _("Sentuh nama untuk mengganti PIN atau kalau ia berhenti."));
    if (page->has_failed) {
        ui_banner(ui, "people.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum tersimpan. Coba sekali lagi."));
    }
    if (ui_is_wide(ui)) {
        ui_space(ui, 0, 0);
    }
    ui_split_next(ui);
    for (size_t i = 0; i < page->count; i++) {
        if (page->rows[i].state == STAFF_PENDING) {
            show_pending(app, ui, page, &page->rows[i]);
        }
    }
    for (size_t i = 0; i < page->count; i++) {
        const struct staff_row *row = &page->rows[i];
        if (row->state == STAFF_MEMBER &&
            staff_line(ui, ui_id(ui, "people.%d", (int)row->id), UI_NONE, ICON_PERSON, row->name,
                       is_self(app, row) ? _("Anda") : "")) {
            page->open = row->id;
            ui_scroll_top(ui, "people");
        }
    }
    ui_split_end(ui);
}

static void show_header(struct app *app, struct ui *ui, struct people *page)
{
    struct ui_header header = {.has_home = true, .is_signed_in = true, .speak_id = "people.speak"};
    if (!screens_header_back(app, ui, header)) {
        return;
    }
    if (page->open == 0) {
        app_pop(app);
    }
    page->open = 0;
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct people *page = state;
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    read(app, page);
    show_header(app, ui, page);
    ui_body_begin(ui, "people");
    const struct staff_row *open = row_of(page, page->open);
    if (open) {
        show_member(app, ui, page, open);
    } else {
        show_list(app, ui, page);
    }
    ui_body_end(ui);
    if (!open) {
        ui_foot_begin(ui);
        struct ui_button add = {.look = UI_BUTTON_GO, .icon = ICON_PERSON_ADD, .is_big = true};
        if (ui_button(ui, "people.add", add, _("Tambah anggota"))) {
            open_new(app, STAFF_NEW_MEMBER, NULL);
        }
        ui_foot_end(ui);
    }
    show_asked(app, ui, page);
    ui_page_end(ui);
}

const struct screen screen_staff_people = {
    .name = "people",
    .state_bytes = sizeof(struct people),
    .enter = enter,
    .build = build,
    .leave = leave,
    .is_private = true,
};
