// SPDX-License-Identifier: GPL-3.0-or-later
// Who works with the kiosk: one chooses a name here and types its PIN on the next page. Shows no
// more of anybody than a name and a role, which the village knows anyway.
#include "staff_parts.h"

#include "db/village/setup.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

enum { PEOPLE_BYTES_MAX = 1 << 17 };

struct in_page {
    struct arena arena; // owned
    uint64_t bell;
    bool is_read;
    struct staff_row rows[STAFF_MAX];
    size_t count;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    arena_init(&((struct in_page *)state)->arena, PEOPLE_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct in_page *)state)->arena);
}

static void read(struct app *app, struct in_page *page)
{
    if (page->is_read && page->bell == app_bell_count(app)) {
        return;
    }
    arena_reset(&page->arena);
    page->is_read = true;
    page->bell = app_bell_count(app);
    page->count = staff_list(app_village(app), &page->arena, STAFF_MAX, page->rows);
}

static void open_pin(struct app *app, const struct staff_row *row)
{
    struct staff_pin_arg arg = {.id = row->id, .role = row->role};
    (void)snprintf(arg.name, sizeof arg.name, "%s", row->name);
    app_push(app, &screen_staff_pin, &arg, sizeof arg);
}

static void show_name(struct app *app, struct ui *ui, const struct staff_row *row, size_t number)
{
    const char *second = row->state == STAFF_PENDING ? _("Menunggu diterima anggota lain") : "";
    if (staff_line(ui, ui_id(ui, "staff_in.%d", (int)number), UI_NONE, ICON_PERSON, row->name,
                   second)) {
        open_pin(app, row);
    }
}

// The names of one role under its word; two side by side where there is room.
static void show_role(struct app *app, struct ui *ui, const struct in_page *page, size_t first,
                      size_t end)
{
    ui_space(ui, DP_GAP_SMALL, 0);
    struct word role = words_role((int)page->rows[first].role);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui, role.icon, DP_ICON_LINE, UI_GREEN);
    ui_text(ui,
            (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true, .grow = 1},
            role.text);
    ui_end(ui);
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = ui_is_wide(ui) && !screens_is_tight(ui) ? 2 : 1,
                                 .gap = DP_GAP_SMALL});
    for (size_t i = first; i < end; i++) {
        show_name(app, ui, &page->rows[i], i);
    }
    ui_end(ui);
}

static void show_names(struct app *app, struct ui *ui, const struct in_page *page)
{
    for (size_t first = 0, end; first < page->count; first = end) {
        for (end = first; end < page->count && page->rows[end].role == page->rows[first].role;) {
            end++;
        }
        show_role(app, ui, page, first, end);
    }
}

// Also where the last one left, and no name is there to be touched.
static void show_lost(struct app *app, struct ui *ui)
{
    ui_space(ui, DP_GAP_SMALL, 0);
    if (ui_button(ui, "staff_in.lost", (struct ui_button){.icon = ICON_HELP, .is_snug = true},
                  _("Lupa PIN"))) {
        struct staff_code_arg arg = {0};
        app_push(app, &screen_staff_code, &arg, sizeof arg);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct in_page *page = state;
    read(app, page);
    if (app_session(app)) { // the PIN was right
        app_replace(app, &screen_staff, NULL, 0);
    }
    ui_page_begin(ui);
    screens_header_speak(app, ui, "staff_in.speak");
    ui_body_begin(ui, "staff_in");
    if (page->count == 0 && setup_may_begin(app_village(app))) {
        ui_question(ui, _("Untuk petugas"), NULL);
        screens_empty(ui, "staff_in.none", ICON_PEOPLE, _("Belum ada yang bisa masuk"),
                      _("Siapkan dulu: bahasa, jaringan, tiket dari kabupaten, dan siapa yang "
                        "pertama kali masuk."));
        screens_setup_button(app, ui, "staff_in.setup");
    } else if (page->count == 0) {
        ui_question(ui, _("Untuk petugas"), NULL);
        screens_empty(ui, "staff_in.none", ICON_PEOPLE, _("Belum ada yang bisa masuk"),
                      _("Yang merawat kios ini menambahkan anggota pertama di mesinnya, dengan "
                        "perintah: kentongan-sync staff add NAMA --role bpd"));
        show_lost(app, ui);
    } else {
        ui_question(ui, _("Siapa Anda?"),
                    _("Sentuh nama Anda, lalu ketik PIN. Halaman ini untuk "
                      "petugas desa."));
        show_names(app, ui, page);
        show_lost(app, ui);
    }
    ui_body_end(ui);
    ui_page_end(ui);
}

const struct screen screen_staff_in = {
    .name = "staff_in",
    .state_bytes = sizeof(struct in_page),
    .enter = enter,
    .build = build,
    .leave = leave,
};
