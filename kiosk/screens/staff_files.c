// SPDX-License-Identifier: GPL-3.0-or-later
// Notices that were written elsewhere: the .md files of a stick, which of them are fine and what is
// the matter with the others, and those that are chosen put up like any written here. What was put
// up before is not put up again.
#include "staff_parts.h"

#include "staff_files.h"
#include "stick_pick.h"
#include "words.h"

#include "db/base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    struct stick_pick pick;
    struct staff_files *files; // owned, NULL: not looked at yet
    char path[SCREENS_PATH_MAX];
    bool is_looking, is_fetching; // then another thread has the files
};

static void leave(struct app *app, void *state)
{
    (void)app;
    staff_files_free(((struct page *)state)->files);
}

// ---- looking, on another thread

struct look {
    uint32_t serial;
    struct staff_files *files;
};

static void run_look(void *job)
{
    staff_files_look(((struct look *)job)->files);
}

static void end_look(struct app *app, void *job)
{
    struct look *look = job;
    struct page *page = app_screen_state(app, look->serial);
    if (page) {
        page->is_looking = false;
        staff_files_free(page->files);
        page->files = look->files;
        staff_files_judge(app, page->files);
    } else {
        staff_files_free(look->files);
    }
    free(look);
}

static void look_at(struct app *app, struct page *page, const char *path)
{
    struct look *look = die_if_null(calloc(1, sizeof *look));
    look->serial = app_screen_serial(app);
    look->files = staff_files_new(path, app_offset_min(app));
    (void)snprintf(page->path, sizeof page->path, "%s", path);
    page->is_looking = app_work(app, run_look, end_look, look);
    if (!page->is_looking) {
        staff_files_free(look->files);
        free(look);
    }
}

// ---- their pictures, on another thread: each may take a second

struct fetch {
    uint32_t serial;
    struct staff_files *files;
    char data[FILE_PATH_MAX];
};

static void run_fetch(void *job)
{
    struct fetch *fetch = job;
    staff_files_fetch(fetch->files, fetch->data);
}

static void end_fetch(struct app *app, void *job)
{
    struct fetch *fetch = job;
    struct page *page = app_screen_state(app, fetch->serial);
    if (page) {
        page->is_fetching = false;
        page->files = fetch->files;
        staff_files_post(app, page->files);
        app_ring(app);
    }
    staff_files_forget(fetch->files, fetch->data);
    if (!page) { // who asked for it has left: nothing is put up
        staff_files_free(fetch->files);
    }
    free(fetch);
}

static void post(struct app *app, struct page *page)
{
    struct fetch *fetch = die_if_null(calloc(1, sizeof *fetch));
    fetch->serial = app_screen_serial(app);
    fetch->files = page->files;
    (void)snprintf(fetch->data, sizeof fetch->data, "%s", app_data(app));
    page->is_fetching = app_work(app, run_fetch, end_fetch, fetch);
    if (page->is_fetching) {
        page->files = NULL;
    } else {
        log_fault();
        free(fetch);
    }
}

// ---- the page

static void show_one(struct ui *ui, struct staff_file *file, int at)
{
    const char *id = ui_id(ui, "files.%d", at);
    if (file->state == STAFF_FILE_FINE) {
        if (ui_option(ui, id, words_shelf(file->category).icon, file->title, file->name,
                      file->is_chosen)) {
            file->is_chosen = !file->is_chosen;
        }
        return;
    }
    bool is_bad = file->state == STAFF_FILE_BAD;
    ui_begin(ui, (struct ui_box){.id = id,
                                 .role = UI_ROLE_GROUP,
                                 .flow = UI_ROW,
                                 .gap = DP_GAP,
                                 .pad_x = 36,
                                 .pad_y = DP_GAP,
                                 .fill = is_bad ? UI_TINT_BRICK : UI_TINT_GREEN,
                                 .radius = DP_RADIUS});
    ui_icon(ui, is_bad ? ICON_WARNING : ICON_CHECK_CIRCLE, DP_ICON_TEXT, UI_INK);
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_text(ui, (struct ui_text){.bold = true}, file->title[0] ? file->title : file->name);
    ui_text(ui, (struct ui_text){.size = UI_SECOND},
            is_bad         ? staff_files_why(ui_arena(ui), file)
            : !file->id[0] ? _("Menunggu persetujuan")
                           : arena_printf(ui_arena(ui), _("Sudah terpasang, nomor %s"), file->id));
    ui_end(ui);
    ui_end(ui);
}

static void show_foot(struct app *app, struct ui *ui, struct page *page)
{
    int left = 0, chosen = 0;
    for (size_t i = 0; i < page->files->count; i++) {
        const struct staff_file *file = &page->files->list[i];
        left += file->state == STAFF_FILE_FINE;
        chosen += file->state == STAFF_FILE_FINE && file->is_chosen;
    }
    if (page->files->asked > 0) {
        ui_note(ui, ICON_PEOPLE,
                arena_printf(
                    ui_arena(ui),
                    i18n_count("%d kabar menunggu persetujuan anggota lain.", page->files->asked),
                    page->files->asked));
    }
    struct ui_button go = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (left == 0) {
        if (ui_button(ui, "files.done", go, _("Selesai"))) {
            app_pop(app);
        }
        return;
    }
    go.is_off = chosen == 0;
    const char *word =
        chosen == 0 ? _("Pilih yang mau dipasang")
                    : arena_printf(ui_arena(ui), i18n_count("Pasang %d kabar", chosen), chosen);
    if (ui_button(ui, "files.post", go, word)) {
        post(app, page);
    }
}

static void show(struct ui *ui, struct page *page)
{
    struct staff_files *files = page->files;
    if (page->is_fetching) {
        ui_note(ui, ICON_WAIT, _("Mengambil foto dari stik. Jangan dicabut dulu."));
        return;
    }
    if (!files || page->is_looking) {
        ui_note(ui, ICON_WAIT, _("Melihat isi stik..."));
        return;
    }
    for (size_t i = 0; i < files->count; i++) {
        show_one(ui, &files->list[i], (int)i);
    }
    if (files->count == 0) {
        screens_empty(ui, "files.none", ICON_DOCUMENT, _("Tidak ada kabar di stik ini"),
                      _("Yang dicari: berkas .md, langsung di stik atau di dalam satu folder. Cara "
                        "menulisnya ada di panduan BPD."));
    }
    if (files->has_more) {
        ui_note(ui, ICON_INFO, _("Masih ada berkas lain. Yang tampil hanya sebagian."));
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct page *page = state;
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    (void)stick_pick_turn(app, ui, &page->pick);
    const struct stick_known *stick = stick_pick_get(&page->pick);
    if (stick && !page->is_looking && !page->is_fetching && !str_equal(page->path, stick->path)) {
        look_at(app, page, stick->path);
    }
    screens_header_speak(app, ui, "files.speak");
    ui_body_begin(ui, "files");
    ui_split_begin(ui, 2, 3);
    ui_question(ui, _("Kabar dari stik"),
                stick ? arena_printf(ui_arena(ui), _("Berkas .md di %s"), stick->name) : NULL);
    ui_split_next(ui);
    if (stick) {
        stick_pick_which(ui, &page->pick);
        show(ui, page);
    } else {
        page->path[0] = '\0';
        stick_pick_none(app, ui, &page->pick,
                        _("Tancapkan stik yang berisi berkas kabar. Layar ini melihatnya "
                          "sendiri."));
    }
    ui_split_end(ui);
    ui_body_end(ui);
    if (stick && page->files && !page->is_looking && page->files->count > 0) {
        ui_foot_begin(ui);
        show_foot(app, ui, page);
        ui_foot_end(ui);
    }
    ui_page_end(ui);
}

const struct screen screen_staff_files = {
    .name = "staff.files",
    .state_bytes = sizeof(struct page),
    .build = build,
    .leave = leave,
};
