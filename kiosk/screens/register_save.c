// SPDX-License-Identifier: GPL-3.0-or-later
// The register onto a stick, with what it means to carry it: what will be in it and what will not.
// Read on this thread, written on another, because a stick may hang.
#include "register_pages.h"

#include "db/village/register_file.h"
#include "stick_pick.h"

#include <stdlib.h>
#include <string.h>

enum { SAVE_BYTES_MAX = 256 << 20, NAME_BYTES = 128 };

struct save_page {
    struct stick_pick pick;
    bool is_writing, is_done, has_failed;
    struct {
        char name[NAME_BYTES];
        bool is_page;
    } files[REGISTER_FILES_MAX];
    size_t count, cases;
};

struct job {
    struct arena arena; // owned
    struct register_files files;
    char path[STICK_PATH_BYTES];
    uint32_t serial;
    bool is_written;
};

static void job_free(struct job *job)
{
    register_files_finish(&job->files);
    arena_finish(&job->arena);
    free(job);
}

static void run_write(void *memory)
{
    struct job *job = memory;
    job->is_written = register_files_put(&job->files, job->path);
    if (!job->is_written) {
        log_line("the register could not be saved: %s", fault_text());
    }
}

static void end_write(struct app *app, void *memory)
{
    struct job *job = memory;
    struct save_page *page = app_screen_state(app, job->serial);
    if (page) {
        page->is_writing = false;
        page->is_done = job->is_written;
        page->has_failed = !job->is_written;
        page->cases = job->files.cases;
        page->count = job->files.count;
        for (size_t i = 0; i < page->count; i++) {
            const char *name = job->files.files[i].name;
            size_t have = strlen(name) + 1;
            memcpy(page->files[i].name, name, have < NAME_BYTES ? have : NAME_BYTES - 1);
            page->files[i].is_page = job->files.files[i].is_page;
        }
    }
    job_free(job);
}

static void save(struct app *app, struct save_page *page, const struct stick_known *stick)
{
    struct job *job = die_if_null(calloc(1, sizeof *job));
    arena_init(&job->arena, SAVE_BYTES_MAX);
    memcpy(job->path, stick->path, sizeof job->path);
    job->serial = app_screen_serial(app);
    page->pick.eject = (struct keeper_task){0};
    page->is_writing =
        register_export(app_village(app), app_session(app), &job->arena, &job->files) &&
        app_work(app, run_write, end_write, job);
    page->has_failed = !page->is_writing;
    if (page->has_failed) {
        log_line("the register could not be saved: %s", fault_text());
        job_free(job);
    }
    app_ring(app); // names that went into it were opened
}

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

static void show_done(struct app *app, struct ui *ui, struct save_page *page)
{
    ui_banner(ui, "save.done", UI_TINT_GREEN, ICON_CHECK_CIRCLE,
              arena_printf(ui_arena(ui),
                           i18n_count("%d usul sudah ada di stik.", (int64_t)page->cases),
                           (int)page->cases));
    stick_pick_written(app, ui, &page->pick);
    for (size_t i = 0; i < page->count; i++) {
        ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
        ui_icon(ui, page->files[i].is_page ? ICON_PRINT : ICON_DOCUMENT, DP_ICON_TEXT, UI_GREEN);
        ui_text(
            ui,
            (struct ui_text){.id = ui_id(ui, "save.name.%d", (int)i), .size = UI_SMALL, .grow = 1},
            page->files[i].name);
        ui_end(ui);
    }
}

static void show_stick(struct app *app, struct ui *ui, struct save_page *page,
                       const struct stick_known *stick)
{
    if (page->is_done) {
        show_done(app, ui, page);
    } else if (page->is_writing) {
        ui_note(ui, ICON_WAIT, _("Menyimpan ke stik. Jangan dicabut dulu"));
    } else if (stick) {
        stick_pick_which(ui, &page->pick);
    } else {
        stick_pick_none(app, ui, &page->pick, _("Layar ini melihatnya sendiri."));
    }
    if (page->has_failed) {
        ui_banner(ui, "save.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Stiknya penuh, terkunci, atau tercabut. Coba stik lain."));
    }
}

static void show_foot(struct app *app, struct ui *ui, struct save_page *page,
                      const struct stick_known *stick)
{
    struct ui_button look = {.look = stick ? UI_BUTTON_GO : UI_BUTTON_PLAIN,
                             .icon = ICON_USB,
                             .is_big = true,
                             .is_off = !stick || page->is_writing};
    if (page->is_done && stick_pick_is_in(&page->pick)) {
        (void)stick_pick_eject(app, ui, &page->pick, false);
    } else if (page->is_done) {
        if (ui_button(ui, "save.close", (struct ui_button){.look = UI_BUTTON_GO, .is_big = true},
                      _("Selesai"))) {
            app_pop(app);
        }
    } else if (ui_button(ui, "save.go", look, _("Simpan sekarang")) && !look.is_off) {
        save(app, page, stick);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct save_page *page = state;
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    (void)stick_pick_turn(app, ui, &page->pick);
    const struct stick_known *stick = stick_pick_get(&page->pick);
    screens_header_speak(app, ui, "save.speak");
    ui_body_begin(ui, "save");
    ui_split_begin(ui, 1, 1);
    ui_question(ui, _("Simpan ke stik"), stick ? stick->name : NULL);
    show_what(app, ui);
    ui_split_next(ui);
    show_stick(app, ui, page, stick);
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    show_foot(app, ui, page, stick);
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_register_save = {
    .name = "save",
    .state_bytes = sizeof(struct save_page),
    .build = build,
    .is_private = true,
};
