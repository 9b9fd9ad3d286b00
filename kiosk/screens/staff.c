// SPDX-License-Identifier: GPL-3.0-or-later
// Who is signed in, what they can do here, and the way out. A room is a row of the table below:
// which roles may enter it is said there and nowhere else.
#include "staff_parts.h"

#include "words.h"

#include <stdio.h>

enum {
    BPD = 1 << STAFF_BPD,
    DESA = 1 << STAFF_DESA,
    YOUTH = 1 << STAFF_YOUTH,
    EVERYBODY = BPD | DESA | YOUTH,
    PEOPLE_BYTES_MAX = 1 << 17,
};

// In the order in which they stand: what is done every week before what is done once a year.
static const struct room {
    const char *id;
    enum ui_icon icon;
    const char *word;
    const struct screen *screen;
    unsigned roles;
} rooms[] = {
    {"staff.register", ICON_FOLDER, N_("Usul untuk kita"), &screen_staff_register, BPD | DESA},
    {"staff.talks", ICON_TALK, N_("Musyawarah"), &screen_register_talks, BPD},
    {"staff.notices", ICON_NEWS, N_("Kabar"), &screen_staff_notices, BPD | DESA},
    {"staff.people", ICON_PEOPLE, N_("Anggota"), &screen_staff_people, EVERYBODY},
    {"staff.keeper", ICON_PULSE, N_("Keadaan kios"), &screen_keeper, EVERYBODY},
    {"staff.stick", ICON_USB, N_("Stik USB"), &screen_stick, EVERYBODY},
    {"staff.learn", ICON_SCHOOL, N_("Belajar"), &screen_learn, EVERYBODY},
    {"staff.audit", ICON_HISTORY, N_("Catatan petugas"), &screen_staff_audit, EVERYBODY},
};

struct staff_page {
    uint64_t bell;
    bool is_read;
    int pending; // of one's own role
};

static void read(struct app *app, struct staff_page *page)
{
    if (page->is_read && page->bell == app_bell_count(app)) {
        return;
    }
    page->is_read = true;
    page->bell = app_bell_count(app);
    page->pending = 0;
    struct arena arena;
    arena_init(&arena, PEOPLE_BYTES_MAX);
    struct staff_row *rows = ARENA_ARRAY(&arena, struct staff_row, STAFF_MAX);
    size_t count = staff_list(app_village(app), &arena, STAFF_MAX, rows);
    for (size_t i = 0; i < count; i++) {
        page->pending += rows[i].state == STAFF_PENDING && rows[i].role == app_session(app)->role;
    }
    arena_finish(&arena);
}

static void show_who(struct app *app, struct ui *ui)
{
    const struct staff_session *session = app_session(app);
    struct word role = words_role((int)session->role);
    bool is_row = ui_is_wide(ui) ? false : !screens_is_tight(ui);
    ui_panel_begin(ui, "staff.who", UI_GREEN);
    ui_begin(ui, (struct ui_box){.flow = is_row ? UI_ROW : UI_COLUMN,
                                 .across = is_row ? UI_CENTER : UI_START,
                                 .gap = DP_GAP});
    ui_begin(ui, (struct ui_box){
                     .flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP, .grow = is_row ? 1 : 0});
    ui_icon(ui, role.icon, DP_ICON_SMALL, UI_GREEN);
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true},
            session->name);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT}, role.text);
    ui_end(ui);
    ui_end(ui);
    struct ui_button look = {.icon = ICON_SIGN_OUT, .is_snug = is_row};
    if (ui_button(ui, "staff.out", look, _("Keluar"))) {
        app_home(app);
    }
    ui_end(ui);
    ui_end(ui);
}

static void show_pending(struct app *app, struct ui *ui, const struct staff_page *page)
{
    if (page->pending == 0) {
        return;
    }
    const char *title = arena_printf(
        ui_arena(ui), i18n_count("%d orang menunggu diterima", page->pending), page->pending);
    if (staff_line(ui, "staff.pending", UI_GOLD, ICON_WAIT, title, "")) {
        app_push(app, &screen_staff_people, NULL, 0);
    }
}

static void show_rooms(struct app *app, struct ui *ui)
{
    unsigned role = 1U << app_session(app)->role;
    ui_begin(ui, (struct ui_box){.flow = UI_GRID, .columns = 2, .is_even = true, .gap = DP_GAP});
    for (size_t i = 0; i < COUNT_OF(rooms); i++) {
        if ((rooms[i].roles & role) &&
            ui_choice(ui, rooms[i].id, rooms[i].icon, _(rooms[i].word))) {
            app_push(app, rooms[i].screen, NULL, 0);
        }
    }
    ui_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    read(app, state);
    ui_space(ui, ui_margin(ui) / 2, 0);
    ui_body_begin(ui, "staff");
    ui_split_begin(ui, 2, 3);
    show_who(app, ui);
    show_pending(app, ui, state);
    ui_note(ui, ICON_CLOCK, _("Kalau dua menit tidak disentuh, layar keluar sendiri."));
    ui_split_next(ui);
    show_rooms(app, ui);
    ui_split_end(ui);
    ui_body_end(ui);
    screens_bar_speak(app, ui, "staff.speak");
    ui_page_end(ui);
}

const struct screen screen_staff = {
    .name = "staff",
    .state_bytes = sizeof(struct staff_page),
    .build = build,
    .is_private = true,
};
