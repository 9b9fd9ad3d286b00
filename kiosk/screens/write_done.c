// SPDX-License-Identifier: GPL-3.0-or-later
// It is up: where it shows and when it goes further; or it waits for a second member. What one may
// want next is a touch away.
#include "staff_parts.h"
#include "write.h"

#include <string.h>

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    memcpy(state, arg, sizeof(struct notice_arg));
}

static void show_more(struct app *app, struct ui *ui, const struct notice_arg *arg)
{
    if (!arg->id[0]) {
        return;
    }
    if (ui_option(ui, "done.see", ICON_EYE, _("Lihat di layar warga"), NULL, false)) {
        app_push(app, &screen_notice, arg, sizeof *arg);
    }
    if (ui_option(ui, "done.share", ICON_USB, _("Bagikan lewat stik"),
                  _("Gambar dan teks untuk grup WA dan media sosial"), false)) {
        app_push(app, &screen_share, arg, sizeof *arg);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    const struct notice_arg *arg = state;
    bool is_up = arg->id[0] != '\0';
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    screens_header_speak(app, ui, "done.speak");
    ui_body_begin(ui, "done");
    ui_split_begin(ui, 1, 1);
    ui_icon(ui, is_up ? ICON_CHECK_CIRCLE : ICON_SEND, DP_ICON_TILE, UI_GREEN);
    ui_question(ui, is_up ? _("Sudah terpasang") : _("Menunggu persetujuan"), NULL);
    if (is_up) {
        ui_textf(ui, (struct ui_text){.id = "done.id", .color = UI_SOFT}, _("Nomor kabar: %s"),
                 arg->id);
    }
    ui_text(ui, (struct ui_text){0},
            is_up ? _("Warga melihatnya sekarang di layar ini. Ke kios lain di desa, dan ke "
                      "kabupaten, kabar ini berjalan sendiri begitu ada jaringan.")
                  : _("Anggota lain melihatnya di daftar begitu masuk. Sesudah disetujui, kabar "
                      "ini langsung tampil."));
    ui_split_next(ui);
    show_more(app, ui, arg);
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button done = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (ui_button(ui, "done.close", done, _("Selesai"))) {
        app_pop(app);
    }
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_write_done = {
    .name = "write.done",
    .state_bytes = sizeof(struct notice_arg),
    .enter = enter,
    .build = build,
};
