// SPDX-License-Identifier: GPL-3.0-or-later
// Sharing a notice: one touch puts cards and text onto the stick, and they are shown as they will
// be seen.
#include "staff_parts.h"

#include "db/village/notice.h"
#include "share.h"
#include "stick_put.h"

#include <string.h>

enum { THUMB_DP = 760 };

struct page {
    struct stick_put put;
    struct notice_arg arg;
    bool has_more; // not all of it is on the cards
};

struct files {
    struct share_files share;
    char id[SCREENS_ID_LEN_MAX];
};
_Static_assert(CARDS_MAX + 1 <= STICK_PUT_FILES_MAX, "all of them are named");

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
}

// ---- onto the stick

static bool make(struct app *app, struct arena *arena, void *state, void *memory)
{
    const struct page *page = state;
    struct files *files = memory;
    const char *gone;
    memcpy(files->id, page->arg.id, sizeof files->id);
    const Kt__Notice *notice = notice_get(app_village(app), arena, files->id, &gone);
    return notice && !gone && share_make(app, arena, notice, &files->share);
}

static bool put(const void *memory, const char *dir)
{
    return share_put(&((const struct files *)memory)->share, dir);
}

static void end(struct app *app, void *state, void *memory, bool is_put)
{
    struct page *page = state;
    const struct files *files = memory;
    if (is_put && app_session(app) &&
        !staff_audit(app_village(app), app_session(app), "share", files->id)) {
        log_line("%s", fault_text()); // the cards are there all the same
    }
    for (size_t i = 0; page && is_put && i < files->share.count; i++) {
        bool is_text = i + 1 == files->share.count;
        stick_put_name(&page->put, files->share.names[i], is_text ? ICON_DOCUMENT : ICON_PICTURE);
    }
    if (page) {
        page->has_more = files->share.has_more;
    }
}

static const struct stick_put_way way = {.files_bytes = sizeof(struct files),
                                         .arena_bytes_max = 64 << 20,
                                         .make = make,
                                         .put = put,
                                         .end = end};

// ---- the page

static void show_cards(struct ui *ui, const struct stick_put *put)
{
    for (size_t i = 0; i + 1 < put->count; i++) {
        const char *name = put->files[i].name;
        ui_begin(ui, (struct ui_box){.across = UI_CENTER});
        ui_begin(ui, (struct ui_box){.is_snug = true, .border = UI_LINE});
        ui_picture(ui, ui_id(ui, "share.card.%d", (int)i),
                   arena_printf(ui_arena(ui), "%s/%s", put->path, name), THUMB_DP, name);
        ui_end(ui);
        ui_end(ui);
    }
}

static void show_left(struct app *app, struct ui *ui, struct page *page,
                      const struct stick_put_words *words)
{
    struct stick_put *put = &page->put;
    const struct stick_known *stick = stick_pick_get(&put->pick);
    ui_question(ui, _("Bagikan lewat stik"),
                _("Gambar dan teks untuk grup WA dan media sosial. Pindahkan dari stik ke HP, lalu "
                  "kirim."));
    stick_put_show(app, ui, put, words);
    if (put->is_done && page->has_more) {
        ui_note(ui, ICON_INFO,
                _("Kabarnya panjang. Gambar terakhir menyebut bahwa lanjutannya ada di layar."));
    } else if (!put->is_done && !put->is_writing && stick && put->pick.count == 1) {
        ui_note(ui, ICON_USB, stick->name);
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
    const struct stick_put_words words = {.prefix = "share",
                                          .done = _("Sudah ada di stik."),
                                          .go_id = "share.write",
                                          .go = _("Simpan ke stik")};
    (void)stick_pick_turn(app, ui, &page->put.pick);
    screens_header_speak(app, ui, "share.speak");
    ui_body_begin(ui, "share");
    ui_split_begin(ui, 1, 1);
    show_left(app, ui, page, &words);
    ui_split_next(ui);
    show_cards(ui, &page->put);
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    stick_put_foot(app, ui, &page->put, &words, &way);
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_share = {
    .name = "share",
    .state_bytes = sizeof(struct page),
    .enter = enter,
    .build = build,
};
