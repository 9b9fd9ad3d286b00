// SPDX-License-Identifier: GPL-3.0-or-later
// Who is in today, a touch a person. Holds until the next sheet of the office comes.
#include "keeper_parts.h"

#include "db/village/office.h"
#include "words.h"

enum { OFFICE_BYTES_MAX = 4 << 20 };

struct office_page {
    struct arena arena; // owned
    uint64_t bell;
    bool is_read, has_failed;
    const Kt__Office *office;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    arena_init(&((struct office_page *)state)->arena, OFFICE_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct office_page *)state)->arena);
}

static void read(struct app *app, struct office_page *page)
{
    if (!page->is_read || page->bell != app_bell_count(app)) {
        arena_reset(&page->arena);
        page->is_read = true;
        page->bell = app_bell_count(app);
        page->office = office_get(app_village(app), &page->arena);
    }
}

static void mark(struct app *app, struct office_page *page, const Kt__Official *official)
{
    page->has_failed = !office_mark(app_village(app), official->name, !official->in_today) ||
                       !staff_audit(app_village(app), app_session(app), "office", official->name);
    if (page->has_failed) {
        log_fault();
    }
    app_ring(app);
}

static void show_people(struct app *app, struct ui *ui, struct office_page *page)
{
    const Kt__Office *office = page->office;
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = ui_is_wide(ui) && !screens_is_tight(ui) ? 2 : 1,
                                 .is_even = true,
                                 .gap = DP_GAP_SMALL});
    for (size_t i = 0; i < office->n_officials; i++) {
        const Kt__Official *official = office->officials[i];
        const char *second = words_join(
            ui_arena(ui), official->in_today ? _("Ada hari ini") : _("Tidak ada hari ini"),
            official->role);
        if (ui_option(ui, ui_id(ui, "office.%d", (int)i),
                      official->in_today ? ICON_PERSON_IN : ICON_PERSON, official->name, second,
                      official->in_today)) {
            mark(app, page, official);
        }
    }
    ui_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct office_page *page = state;
    ui_page_begin(ui);
    if (keeper_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    read(app, page);
    screens_header(app, ui);
    ui_body_begin(ui, "office");
    ui_question(ui, _("Siapa masuk hari ini?"),
                _("Sentuh nama untuk mengubahnya. Warga langsung melihatnya."));
    if (page->has_failed) {
        ui_banner(ui, "office.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum bisa disimpan. Coba sekali lagi."));
    }
    if (page->office && page->office->n_officials > 0) {
        show_people(app, ui, page);
    } else {
        screens_empty(ui, "office.none", ICON_PEOPLE, _("Daftarnya belum ada"),
                      _("Daftar petugas datang dari kabupaten, atau dari berkas office.json."));
    }
    ui_body_end(ui);
    ui_page_end(ui);
}

const struct screen screen_keeper_office = {
    .name = "keeper.office",
    .state_bytes = sizeof(struct office_page),
    .enter = enter,
    .build = build,
    .leave = leave,
};
