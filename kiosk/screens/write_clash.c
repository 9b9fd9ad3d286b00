// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody else was quicker: the notice that is being revised was changed, or withdrawn, meanwhile.
// Says who and when, shows both, and lets the writer decide. Nothing is put over anything unseen.
#include "staff_parts.h"
#include "write.h"

#include "db/village/notice.h"
#include "db/village/publish.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

struct clash {
    struct write_clash_arg arg;
    struct arena arena; // owned
    int64_t version;    // of the file
    bool is_read, is_there, is_failed;
    const char *base, *gone, *who;
    uint32_t revision;
    int64_t at_s;
    bool is_far;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct clash *clash = state;
    memcpy(&clash->arg, arg, sizeof clash->arg);
    arena_init(&clash->arena, WRITE_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct clash *)state)->arena);
}

static void read(struct app *app, struct clash *clash)
{
    struct village *village = app_village(app);
    struct draft draft;
    if (clash->is_read && clash->version == village_version(app_village(app))) {
        return;
    }
    arena_reset(&clash->arena);
    clash->is_read = true;
    clash->version = village_version(app_village(app));
    clash->is_there =
        draft_get(village, &clash->arena, app_session(app), clash->arg.draft, &draft) &&
        draft.base && notice_get(village, &clash->arena, draft.base, &clash->gone);
    if (clash->is_there) {
        clash->base = draft.base;
        clash->revision = notice_revision(village, draft.base);
        clash->who =
            publish_hand(village, &clash->arena, draft.base, clash->revision, &clash->at_s);
        clash->is_far = notice_is_far_gone(village, draft.base);
    }
}

// Who did it, as far as that is known here.
static const char *hand(struct app *app, struct ui *ui, const struct clash *clash)
{
    struct arena *arena = ui_arena(ui);
    if (clash->is_far) {
        return _("Oleh kabupaten.");
    }
    return *clash->who ? arena_printf(arena, _("Oleh %s, %s."), clash->who,
                                      words_since(app, arena, clash->at_s))
                       : _("Lewat perintah di komputer.");
}

static void show_what(struct app *app, struct ui *ui, const struct clash *clash)
{
    struct arena *arena = ui_arena(ui);
    if (clash->gone) {
        ui_question(ui, _("Kabar ini sudah ditarik"), hand(app, ui, clash));
        ui_banner(ui, "clash.gone", UI_TINT_BRICK, ICON_WARNING,
                  arena_printf(arena, _("Alasannya: %s"), clash->gone));
    } else {
        ui_question(ui, _("Kabar ini sudah diubah sementara Anda menulis"), hand(app, ui, clash));
    }
    ui_note(ui, ICON_CHECK, _("Tulisan Anda tersimpan. Belum ada yang berubah di layar warga."));
}

static void show_both(struct app *app, struct ui *ui, const struct clash *clash)
{
    struct ui_row there = {.icon = ICON_NEWS,
                           .above = clash->gone ? _("Yang ditarik") : _("Yang terpasang sekarang"),
                           .title = _("Lihat")};
    if (ui_row(ui, "clash.theirs", there)) {
        struct notice_arg arg = {0};
        (void)snprintf(arg.id, sizeof arg.id, "%s", clash->base);
        app_push(app, &screen_notice, &arg, sizeof arg);
    }
    struct ui_row mine = {.icon = ICON_EDIT, .above = _("Tulisan Anda"), .title = _("Lihat")};
    if (ui_row(ui, "clash.mine", mine)) {
        struct notice_arg arg = {.draft = clash->arg.draft};
        app_push(app, &screen_notice, &arg, sizeof arg);
    }
}

// Decided; now it goes out like any other.
static void publish(struct app *app, struct clash *clash, bool is_decided)
{
    struct publish_told told;
    enum publish_end end = PUBLISH_FAILED;
    if (is_decided) {
        end = publish_draft(app_village(app), &clash->arena, app_session(app), clash->arg.draft,
                            &told);
    }
    clash->is_failed = end != PUBLISH_DONE;
    clash->is_read = false; // it may have changed once more
    if (end == PUBLISH_DONE) {
        struct notice_arg done = {0};
        (void)snprintf(done.id, sizeof done.id, "%s", told.id);
        if (clash->arg.jump) {
            clash->arg.jump->is_over = true;
        }
        app_ring(app);
        app_replace(app, &screen_write_done, &done, sizeof done);
    }
}

static void show_ways(struct app *app, struct ui *ui, struct clash *clash)
{
    struct village *village = app_village(app);
    const struct staff_session *session = app_session(app);
    if (!clash->gone && ui_option(ui, "clash.over", ICON_CHECK, _("Pasang tulisan saya"),
                                  _("Menggantikan yang terpasang sekarang"), false)) {
        publish(app, clash, draft_rebase(village, session, clash->arg.draft, clash->revision));
        return;
    }
    if (ui_option(ui, "clash.new", ICON_PLUS, _("Pasang sebagai kabar baru"),
                  clash->gone ? _("Yang ditarik tetap ditarik") : _("Keduanya tampil"), false)) {
        publish(app, clash, draft_detach(village, session, clash->arg.draft));
        return;
    }
    if (ui_option(ui, "clash.keep", ICON_ARCHIVE, _("Simpan dulu"),
                  _("Tidak dipasang. Ada di daftar tulisan Anda"), false)) {
        app_pop(app);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct clash *clash = state;
    read(app, clash);
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    screens_header_speak(app, ui, "clash.speak");
    ui_body_begin(ui, "clash");
    if (clash->is_there) {
        ui_split_begin(ui, 1, 1);
        show_what(app, ui, clash);
        show_both(app, ui, clash);
        ui_split_next(ui);
        if (clash->is_failed) {
            ui_banner(ui, "clash.failed", UI_TINT_BRICK, ICON_WARNING,
                      _("Belum terpasang. Lihat sekali lagi, lalu pilih."));
        }
        show_ways(app, ui, clash);
        ui_split_end(ui);
    } else {
        screens_empty(ui, "clash.lost", ICON_INFO, _("Tulisan ini tidak ada lagi"),
                      _("Mungkin sudah dipasang atau dihapus. Kembali, lalu lihat daftarnya."));
    }
    ui_body_end(ui);
    ui_page_end(ui);
}

const struct screen screen_write_clash = {
    .name = "write.clash",
    .state_bytes = sizeof(struct clash),
    .enter = enter,
    .build = build,
    .leave = leave,
};
