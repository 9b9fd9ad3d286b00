// SPDX-License-Identifier: GPL-3.0-or-later
// The page may be gone by the time the stick answers: what is on its way belongs to nobody but the
// job.
#include "stick_put.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
    struct arena arena; // owned
    const struct stick_put_way *way;
    void *files; // in the arena
    char path[STICK_PATH_BYTES];
    uint32_t serial;
    bool is_put;
};

void stick_put_name(struct stick_put *put, const char *name, enum ui_icon icon)
{
    if (put->count < STICK_PUT_FILES_MAX) {
        (void)snprintf(put->files[put->count].name, STICK_PUT_NAME_BYTES, "%s", name);
        put->files[put->count++].icon = icon;
    }
}

// ---- onto the stick

static void log_failed(void)
{
    log_line("could not be put onto the stick: %s", fault_text());
}

static void run(void *memory)
{
    struct job *job = memory;
    job->is_put = job->way->put(job->files, job->path);
    if (!job->is_put) {
        log_failed();
    }
}

static void end(struct app *app, void *memory)
{
    struct job *job = memory;
    struct stick_put *put = app_screen_state(app, job->serial);
    if (put) {
        put->is_writing = false;
        put->is_done = job->is_put;
        put->has_failed = !job->is_put;
        memcpy(put->path, job->path, sizeof put->path);
    }
    job->way->end(app, put, job->files, job->is_put);
    arena_finish(&job->arena);
    free(job);
}

static void begin(struct app *app, struct stick_put *put, const struct stick_put_way *way)
{
    struct job *job = die_if_null(calloc(1, sizeof *job));
    arena_init(&job->arena, way->arena_bytes_max);
    job->way = way;
    job->files = arena_alloc(&job->arena, way->files_bytes);
    memcpy(job->path, stick_pick_get(&put->pick)->path, sizeof job->path);
    job->serial = app_screen_serial(app);
    put->pick.eject = (struct keeper_task){0};
    put->is_writing = way->make(app, &job->arena, put, job->files) && app_work(app, run, end, job);
    put->has_failed = !put->is_writing;
    if (put->has_failed) {
        log_failed();
        end(app, job);
    }
}

// ---- as it looks

static void show_done(struct app *app, struct ui *ui, struct stick_put *put,
                      const struct stick_put_words *words)
{
    ui_banner(ui, ui_id(ui, "%s.done", words->prefix), UI_TINT_GREEN, ICON_CHECK_CIRCLE,
              words->done);
    stick_pick_written(app, ui, &put->pick);
    for (size_t i = 0; i < put->count; i++) {
        struct ui_text text = {
            .id = ui_id(ui, "%s.name.%d", words->prefix, (int)i), .size = UI_SMALL, .grow = 1};
        ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
        ui_icon(ui, put->files[i].icon, DP_ICON_TEXT, UI_GREEN);
        ui_text(ui, text, put->files[i].name);
        ui_end(ui);
    }
}

void stick_put_show(struct app *app, struct ui *ui, struct stick_put *put,
                    const struct stick_put_words *words)
{
    if (put->has_failed) {
        ui_banner(ui, ui_id(ui, "%s.failed", words->prefix), UI_TINT_BRICK, ICON_WARNING,
                  _("Stiknya penuh, terkunci, atau tercabut. Coba stik lain."));
    }
    if (put->is_done) {
        show_done(app, ui, put, words);
    } else if (put->is_writing) {
        ui_note(ui, ICON_WAIT, _("Menyimpan ke stik. Jangan dicabut dulu"));
    } else if (stick_pick_get(&put->pick)) {
        stick_pick_which(ui, &put->pick);
    } else {
        stick_pick_none(app, ui, &put->pick, _("Layar ini melihatnya sendiri."));
    }
}

void stick_put_foot(struct app *app, struct ui *ui, struct stick_put *put,
                    const struct stick_put_words *words, const struct stick_put_way *way)
{
    struct ui_button go = {.look = UI_BUTTON_GO, .icon = ICON_USB, .is_big = true};
    if (put->is_done && stick_pick_is_in(&put->pick)) {
        (void)stick_pick_eject(app, ui, &put->pick, false);
    } else if (put->is_done) {
        go.icon = ICON_CHECK;
        if (ui_button(ui, ui_id(ui, "%s.close", words->prefix), go, _("Selesai"))) {
            app_pop(app);
        }
    } else {
        go.is_off = !stick_pick_get(&put->pick) || put->is_writing;
        if (ui_button(ui, words->go_id, go, words->go)) {
            begin(app, put, way);
        }
    }
}
