// SPDX-License-Identifier: GPL-3.0-or-later
// The register onto a stick, with what it means to carry it: what will be in it and what will not.
// The stick is the one that the page was given, else the one that is plugged in.
#include "register_pages.h"

#include "db/village/register_file.h"
#include "stick_pick.h"

#include <string.h>

enum { SAVE_BYTES_MAX = 256 << 20 };

struct save_page {
    struct stick_arg arg;
    bool is_done, has_failed;
    char csv[128], page[128];
    size_t cases;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct save_page *page = state;
    if (arg) {
        memcpy(&page->arg, arg, sizeof page->arg);
    }
}

static void note(char *out, size_t len, const char *name)
{
    size_t have = strlen(name);
    memcpy(out, name, have < len ? have : len - 1);
}

static void save(struct app *app, struct save_page *page, const char *dir)
{
    struct arena arena;
    struct register_files files;
    arena_init(&arena, SAVE_BYTES_MAX);
    page->is_done = register_export(app_village(app), app_session(app), &arena, dir, &files);
    page->has_failed = !page->is_done;
    if (page->is_done) {
        note(page->csv, sizeof page->csv, files.csv);
        note(page->page, sizeof page->page, files.page);
        page->cases = files.cases;
    } else {
        log_line("the register could not be saved: %s", fault_text());
    }
    arena_finish(&arena);
    app_ring(app); // names that went into it were opened
}

static void show_what(struct ui *ui)
{
    screens_point(ui, ICON_DOCUMENT,
                  _("Satu tabel untuk dibuka di komputer, dan satu halaman untuk dicetak."));
    screens_point(
        ui, ICON_PERSON,
        _("Nama hanya dari pengirim yang memilih pakai nama. Itu dicatat, dan mereka bisa "
          "melihatnya."));
    screens_point(
        ui, ICON_LOCK,
        _("Isi dan jawaban yang hanya boleh dibaca petugas tidak ikut, nomor HP juga tidak."));
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct save_page *page = state;
    struct stick_pick stick;
    bool has_stick = stick_pick(app, ui_arena(ui), page->arg.path, &stick);
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    screens_header_speak(app, ui, "save.speak");
    ui_body_begin(ui, "save");
    ui_split_begin(ui, 1, 1);
    ui_question(ui, _("Simpan ke stik"), has_stick ? stick.name : NULL);
    show_what(ui);
    ui_split_next(ui);
    if (page->is_done) {
        ui_banner(ui, "save.done", UI_TINT_GREEN, ICON_CHECK_CIRCLE,
                  arena_printf(ui_arena(ui),
                               i18n_count("%d usul sudah ada di stik.", (int64_t)page->cases),
                               (int)page->cases));
        ui_note(ui, ICON_DOCUMENT, page->csv);
        ui_note(ui, ICON_PRINT, page->page);
    } else if (!has_stick) {
        stick_pick_none(ui, _("Layar ini melihatnya sendiri."));
    }
    if (page->has_failed) {
        ui_banner(ui, "save.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Stiknya penuh, terkunci, atau tercabut. Coba stik lain."));
    }
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {.look = has_stick ? UI_BUTTON_GO : UI_BUTTON_PLAIN,
                             .icon = ICON_USB,
                             .is_big = true,
                             .is_off = !has_stick};
    if (page->is_done) {
        if (ui_button(ui, "save.close", (struct ui_button){.look = UI_BUTTON_GO, .is_big = true},
                      _("Selesai"))) {
            app_pop(app);
        }
    } else if (ui_button(ui, "save.go", look, _("Simpan sekarang")) && has_stick) {
        save(app, page, stick.path);
    }
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_register_save = {
    .name = "save",
    .state_bytes = sizeof(struct save_page),
    .enter = enter,
    .build = build,
    .is_private = true,
};
