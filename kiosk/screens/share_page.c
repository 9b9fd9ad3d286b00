// SPDX-License-Identifier: GPL-3.0-or-later
// Sharing a notice: one touch puts cards and text onto the stick, and they are shown as they will
// be seen.
#include "staff_parts.h"

#include "db/village/notice.h"
#include "share.h"
#include "stick_pick.h"

#include <stdlib.h>
#include <string.h>

enum { SHARE_BYTES_MAX = 64 << 20, THUMB_DP = 760 };

// Made on this thread, written on another.
struct job {
    struct arena arena; // owned
    struct share_files files;
    char path[STICK_PATH_BYTES], id[SCREENS_ID_LEN_MAX];
    uint32_t serial;
    bool is_written;
};

struct page {
    struct notice_arg arg;
    struct stick_pick pick;
    struct job *done; // owned, NULL: not written yet
    bool is_writing, is_failed;
};

static void job_free(struct job *job)
{
    if (job) {
        arena_finish(&job->arena);
        free(job);
    }
}

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    job_free(((struct page *)state)->done);
}

// ---- onto the stick

static void run_write(void *memory)
{
    struct job *job = memory;
    job->is_written = share_put(&job->files, job->path);
    if (!job->is_written) {
        log_line("%s", fault_text());
    }
}

static void end_write(struct app *app, void *memory)
{
    struct job *job = memory;
    struct page *page = app_screen_state(app, job->serial);
    if (job->is_written && app_session(app) &&
        !staff_audit(app_village(app), app_session(app), "share", job->id)) {
        log_line("%s", fault_text()); // the cards are there all the same
    }
    if (page) {
        page->is_writing = false;
        page->is_failed = !job->is_written;
    }
    if (page && job->is_written) {
        page->done = job;
    } else {
        job_free(job);
    }
}

static void write_files(struct app *app, struct page *page, const struct stick_known *stick)
{
    struct job *job = die_if_null(calloc(1, sizeof *job));
    const char *gone;
    arena_init(&job->arena, SHARE_BYTES_MAX);
    memcpy(job->path, stick->path, sizeof job->path);
    memcpy(job->id, page->arg.id, sizeof job->id);
    job->serial = app_screen_serial(app);
    page->pick.eject = (struct keeper_task){0};
    const Kt__Notice *notice = notice_get(app_village(app), &job->arena, page->arg.id, &gone);
    page->is_writing = notice && !gone && share_make(app, &job->arena, notice, &job->files) &&
                       app_work(app, run_write, end_write, job);
    page->is_failed = !page->is_writing;
    if (page->is_failed) {
        log_line("%s", fault_text());
        job_free(job);
    }
}

// ---- the page

static void show_done(struct app *app, struct ui *ui, struct page *page)
{
    ui_banner(ui, "share.done", UI_TINT_GREEN, ICON_CHECK_CIRCLE, _("Sudah ada di stik."));
    stick_pick_written(app, ui, &page->pick);
    for (size_t i = 0; i < page->done->files.count; i++) {
        bool is_text = i + 1 == page->done->files.count;
        ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
        ui_icon(ui, is_text ? ICON_DOCUMENT : ICON_PICTURE, DP_ICON_TEXT, UI_GREEN);
        ui_text(
            ui,
            (struct ui_text){.id = ui_id(ui, "share.name.%d", (int)i), .size = UI_SMALL, .grow = 1},
            page->done->files.names[i]);
        ui_end(ui);
    }
    if (page->done->files.has_more) {
        ui_note(ui, ICON_INFO,
                _("Kabarnya panjang. Gambar terakhir menyebut bahwa lanjutannya ada di layar."));
    }
}

static void show_cards(struct ui *ui, const struct page *page)
{
    for (size_t i = 0; i + 1 < page->done->files.count; i++) {
        ui_begin(ui, (struct ui_box){.across = UI_CENTER});
        ui_begin(ui, (struct ui_box){.is_snug = true, .border = UI_LINE});
        ui_picture(
            ui, ui_id(ui, "share.card.%d", (int)i),
            arena_printf(ui_arena(ui), "%s/%s", page->done->path, page->done->files.names[i]),
            THUMB_DP, page->done->files.names[i]);
        ui_end(ui);
        ui_end(ui);
    }
}

static void show_left(struct app *app, struct ui *ui, struct page *page,
                      const struct stick_known *stick)
{
    ui_question(ui, _("Bagikan lewat stik"),
                _("Gambar dan teks untuk grup WA dan media sosial. Pindahkan dari stik ke HP, lalu "
                  "kirim."));
    if (page->is_failed) {
        ui_banner(ui, "share.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Stiknya penuh, terkunci, atau tercabut. Coba stik lain."));
    }
    if (page->done) {
        show_done(app, ui, page);
    } else if (page->is_writing) {
        ui_note(ui, ICON_WAIT, _("Menyimpan ke stik. Jangan dicabut dulu"));
    } else if (stick) {
        stick_pick_which(ui, &page->pick);
        if (page->pick.count == 1) {
            ui_note(ui, ICON_USB, stick->name);
        }
    } else {
        stick_pick_none(app, ui, &page->pick, _("Layar ini melihatnya sendiri."));
    }
}

static void show_foot(struct app *app, struct ui *ui, struct page *page,
                      const struct stick_known *stick)
{
    struct ui_button go = {.look = UI_BUTTON_GO, .icon = ICON_USB, .is_big = true};
    if (page->done && stick_pick_is_in(&page->pick)) {
        (void)stick_pick_eject(app, ui, &page->pick, false);
    } else if (page->done) {
        go.icon = ICON_CHECK;
        if (ui_button(ui, "share.close", go, _("Selesai"))) {
            app_pop(app);
        }
    } else {
        go.is_off = !stick || page->is_writing;
        if (ui_button(ui, "share.write", go, _("Simpan ke stik")) && !go.is_off) {
            write_files(app, page, stick);
        }
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
    screens_header_speak(app, ui, "share.speak");
    ui_body_begin(ui, "share");
    ui_split_begin(ui, 1, 1);
    show_left(app, ui, page, stick);
    ui_split_next(ui);
    if (page->done) {
        show_cards(ui, page);
    }
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    show_foot(app, ui, page, stick);
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_share = {
    .name = "share",
    .state_bytes = sizeof(struct page),
    .enter = enter,
    .build = build,
    .leave = leave,
};
