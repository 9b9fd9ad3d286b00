// SPDX-License-Identifier: GPL-3.0-or-later
// The register onto a stick, with what it means to carry it: what will be in it and what will not.
#include "register_pages.h"

#include "db/village/register_file.h"
#include "stick_put.h"

struct save_page {
    struct stick_put put;
    size_t cases;
};

// ---- onto the stick

static bool make(struct app *app, struct arena *arena, void *page, void *files)
{
    (void)page;
    bool is_made = register_export(app_village(app), app_session(app), arena, files);
    app_ring(app); // names that went into it were opened
    return is_made;
}

static bool put(const void *files, const char *dir)
{
    return register_files_put(files, dir);
}

static void end(struct app *app, void *state, void *memory, bool is_put)
{
    (void)app;
    struct save_page *page = state;
    struct register_files *files = memory;
    for (size_t i = 0; page && is_put && i < files->count; i++) {
        stick_put_name(&page->put, files->files[i].name,
                       files->files[i].is_page ? ICON_PRINT : ICON_DOCUMENT);
    }
    if (page) {
        page->cases = files->cases;
    }
    register_files_finish(files);
}

static const struct stick_put_way way = {.files_bytes = sizeof(struct register_files),
                                         .arena_bytes_max = 256 << 20,
                                         .make = make,
                                         .put = put,
                                         .end = end};

// ---- the page

static void show_what(struct app *app, struct ui *ui)
{
    screens_point(ui, ICON_DOCUMENT,
                  _("Satu tabel untuk dibuka di komputer, dan satu halaman untuk dicetak."));
    if (app_session(app)->role == STAFF_BPD) {
        screens_point(ui, ICON_PEOPLE, _("Hasil musyawarah ikut, di tabel tersendiri."));
    }
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
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    const struct stick_put_words words = {
        .prefix = "save",
        .done = arena_printf(ui_arena(ui),
                             i18n_count("%d usul sudah ada di stik.", (int64_t)page->cases),
                             (int)page->cases),
        .go_id = "save.go",
        .go = _("Simpan sekarang"),
    };
    (void)stick_pick_turn(app, ui, &page->put.pick);
    const struct stick_known *stick = stick_pick_get(&page->put.pick);
    screens_header_speak(app, ui, "save.speak");
    ui_body_begin(ui, "save");
    ui_split_begin(ui, 1, 1);
    ui_question(ui, _("Simpan ke stik"), stick ? stick->name : NULL);
    show_what(app, ui);
    ui_split_next(ui);
    stick_put_show(app, ui, &page->put, &words);
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    stick_put_foot(app, ui, &page->put, &words, &way);
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_register_save = {
    .name = "save",
    .state_bytes = sizeof(struct save_page),
    .build = build,
    .is_private = true,
};
