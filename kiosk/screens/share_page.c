// SPDX-License-Identifier: GPL-3.0-or-later
// Sharing a notice: one touch puts cards and text onto the stick, and they are shown as they will
// be seen.
#include "staff_parts.h"

#include "db/village/notice.h"
#include "share.h"
#include "stick_pick.h"

#include <stdio.h>
#include <string.h>

enum { SHARE_BYTES_MAX = 32 << 20, THUMB_DP = 760 };

struct page {
    struct notice_arg arg;
    struct arena arena; // owned
    struct share_done done;
    bool is_done, is_failed;
    char path[SCREENS_PATH_MAX];
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    arena_init(&page->arena, SHARE_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct page *)state)->arena);
}

static void write_files(struct app *app, struct page *page, const struct stick_pick *stick)
{
    const char *gone;
    arena_reset(&page->arena);
    (void)snprintf(page->path, sizeof page->path, "%s", stick->path);
    const Kt__Notice *notice = notice_get(app_village(app), &page->arena, page->arg.id, &gone);
    page->is_done =
        notice && !gone && share_write(app, &page->arena, notice, page->path, &page->done);
    if (page->is_done && !staff_audit(app_village(app), app_session(app), "share", page->arg.id)) {
        log_line("%s", fault_text()); // the cards are there all the same
    }
    page->is_failed = !page->is_done;
    if (page->is_failed) {
        log_line("%s", fault_text());
    }
}

static void show_done(struct ui *ui, const struct page *page)
{
    ui_banner(ui, "share.done", UI_TINT_GREEN, ICON_CHECK_CIRCLE,
              _("Sudah ada di stik. Stik boleh dicabut."));
    for (size_t i = 0; i < page->done.count; i++) {
        bool is_text = i + 1 == page->done.count;
        ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
        ui_icon(ui, is_text ? ICON_DOCUMENT : ICON_PICTURE, DP_ICON_TEXT, UI_GREEN);
        ui_text(
            ui,
            (struct ui_text){.id = ui_id(ui, "share.name.%d", (int)i), .size = UI_SMALL, .grow = 1},
            page->done.names[i]);
        ui_end(ui);
    }
    if (page->done.has_more) {
        ui_note(ui, ICON_INFO,
                _("Kabarnya panjang. Gambar terakhir menyebut bahwa lanjutannya ada di layar."));
    }
}

static void show_cards(struct ui *ui, const struct page *page)
{
    for (size_t i = 0; i + 1 < page->done.count; i++) {
        ui_begin(ui, (struct ui_box){.across = UI_CENTER});
        ui_begin(ui, (struct ui_box){.is_snug = true, .border = UI_LINE});
        ui_picture(ui, ui_id(ui, "share.card.%d", (int)i),
                   arena_printf(ui_arena(ui), "%s/%s", page->path, page->done.names[i]), THUMB_DP,
                   page->done.names[i]);
        ui_end(ui);
        ui_end(ui);
    }
}

static void show_left(struct ui *ui, struct page *page, bool has_stick)
{
    ui_question(ui, _("Bagikan lewat stik"),
                _("Gambar dan teks untuk grup WA dan media sosial. Pindahkan dari stik ke HP, lalu "
                  "kirim."));
    if (page->is_failed) {
        ui_banner(ui, "share.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Stiknya penuh, terkunci, atau tercabut. Coba stik lain."));
    }
    if (page->is_done) {
        show_done(ui, page);
    } else if (!has_stick) {
        stick_pick_none(ui, _("Layar ini melihatnya sendiri."));
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct page *page = state;
    struct stick_pick stick;
    bool has_stick = stick_pick(app, ui_arena(ui), NULL, &stick);
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    screens_header_speak(app, ui, "share.speak");
    ui_body_begin(ui, "share");
    ui_split_begin(ui, 1, 1);
    show_left(ui, page, has_stick);
    ui_split_next(ui);
    if (page->is_done) {
        show_cards(ui, page);
    }
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button go = {
        .look = UI_BUTTON_GO, .icon = ICON_USB, .is_big = true, .is_off = !has_stick};
    if (page->is_done) {
        go.icon = ICON_CHECK;
        go.is_off = false;
        if (ui_button(ui, "share.close", go, _("Selesai"))) {
            app_pop(app);
        }
    } else if (ui_button(ui, "share.write", go, _("Simpan ke stik"))) {
        write_files(app, page, &stick);
    }
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
