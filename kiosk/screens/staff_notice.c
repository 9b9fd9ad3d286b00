// SPDX-License-Identifier: GPL-3.0-or-later
// One notice that was put up here, for those whose it is: look at it, change it, share it, take it
// down.
#include "staff_parts.h"

#include "db/village/draft.h"
#include "db/village/notice.h"
#include "db/village/publish.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

enum { ONE_BYTES_MAX = 8 << 20 };

struct one {
    struct notice_arg arg;
    struct arena arena; // owned
    int64_t version;    // of the file
    bool is_read;
    const Kt__Notice *notice; // NULL: there is none
    const char *gone, *who;
    int64_t at_s;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct one *one = state;
    memcpy(&one->arg, arg, sizeof one->arg);
    arena_init(&one->arena, ONE_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct one *)state)->arena);
}

static void read(struct app *app, struct one *one)
{
    struct village *village = app_village(app);
    if (one->is_read && one->version == village_version(app_village(app))) {
        return;
    }
    arena_reset(&one->arena);
    one->is_read = true;
    one->version = village_version(app_village(app));
    one->notice = notice_get(village, &one->arena, one->arg.id, &one->gone);
    one->who = publish_hand(village, &one->arena, one->arg.id,
                            notice_revision(village, one->arg.id), &one->at_s);
}

static void show_head(struct app *app, struct ui *ui, const struct one *one)
{
    struct arena *arena = ui_arena(ui);
    ui_question(ui, one->notice->title, NULL);
    ui_text(ui, (struct ui_text){.color = UI_SOFT},
            words_join(arena, one->notice->publisher,
                       arena_printf(arena, _("Nomor kabar: %s"), one->arg.id)));
    if (*one->who) {
        ui_note(ui, ICON_PERSON,
                arena_printf(arena, one->gone ? _("Ditarik oleh %s, %s.") : _("Oleh %s, %s."),
                             one->who, words_since(app, arena, one->at_s)));
    }
    if (one->gone) {
        ui_banner(ui, "one.gone", UI_TINT_BRICK, ICON_WARNING,
                  arena_printf(arena, _("Alasannya: %s"), one->gone));
    }
}

static void go(struct app *app, const struct screen *screen, const struct one *one)
{
    struct notice_arg arg = {0};
    memcpy(arg.id, one->arg.id, sizeof arg.id);
    app_push(app, screen, &arg, sizeof arg);
}

static void revise(struct app *app, const struct one *one)
{
    struct write_arg arg = {0};
    memcpy(arg.notice, one->arg.id, sizeof arg.notice);
    app_push(app, &screen_write, &arg, sizeof arg);
}

static void show_acts(struct app *app, struct ui *ui, const struct one *one)
{
    if (ui_option(ui, "one.see", ICON_EYE, _("Lihat seperti warga"), NULL, false)) {
        go(app, &screen_notice, one);
    }
    if (one->gone) {
        return;
    }
    if (ui_option(ui, "one.revise", ICON_EDIT, _("Ubah"),
                  _("Yang lama tetap tampil sampai perubahannya dipasang"), false)) {
        revise(app, one);
    }
    if (ui_option(ui, "one.share", ICON_USB, _("Bagikan lewat stik"),
                  _("Gambar dan teks untuk grup WA dan media sosial"), false)) {
        go(app, &screen_share, one);
    }
    if (ui_option(ui, "one.withdraw", ICON_TRASH, _("Tarik"),
                  _("Tidak tampil lagi; alasannya dibaca warga"), false)) {
        go(app, &screen_staff_withdraw, one);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct one *one = state;
    read(app, one);
    const struct staff_session *session = app_session(app);
    bool is_ours = session && one->notice && publish_is_ours(session->role, one->notice->publisher);
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    screens_header_speak(app, ui, "one.speak");
    ui_body_begin(ui, "one");
    if (is_ours) {
        ui_split_begin(ui, 1, 1);
        show_head(app, ui, one);
        ui_split_next(ui);
        show_acts(app, ui, one);
        ui_split_end(ui);
    } else {
        screens_empty(ui, "one.none", ICON_INFO, _("Kabar ini tidak ada lagi"),
                      _("Kembali, lalu lihat daftarnya."));
    }
    ui_body_end(ui);
    ui_page_end(ui);
}

const struct screen screen_staff_notice = {
    .name = "staff.notice",
    .state_bytes = sizeof(struct one),
    .enter = enter,
    .build = build,
    .leave = leave,
};
