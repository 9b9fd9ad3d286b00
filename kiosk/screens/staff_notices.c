// SPDX-License-Identifier: GPL-3.0-or-later
// The notices of one's own office: a new one from a template, what is being written, what waits for
// one's approval, and what was put up here.
#include "staff_parts.h"

#include "db/village/draft.h"
#include "db/village/notice.h"
#include "kiosk/templates.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

enum {
    OWN_MAX = 8,               // of a page
    DRAFTS_SHOWN_MAX = 12,     // the newest; older ones come up as these are done
    NEWS_BYTES_MAX = 32 << 20, // eight notices of 256 KiB, twelve drafts, the templates
};

struct news {
    struct arena arena;      // owned
    int64_t version, minute; // of the file; of the clock
    bool is_read, is_writer;
    const char *publisher;
    struct templates_row templates[TEMPLATES_MAX];
    size_t template_count;
    struct draft_row drafts[DRAFTS_SHOWN_MAX];
    size_t draft_count;
    struct notice_row own[OWN_MAX];
    size_t own_count, own_total, page;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    arena_init(&((struct news *)state)->arena, NEWS_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct news *)state)->arena);
}

static void read(struct app *app, struct news *news)
{
    const struct staff_session *session = app_session(app);
    struct village *village = app_village(app);
    int64_t minute = app_now_s(app) / 60;
    news->is_writer = session && (session->role == STAFF_BPD || session->role == STAFF_DESA);
    if (!news->is_writer ||
        (news->is_read && news->version == village_version(village) && news->minute == minute)) {
        return;
    }
    arena_reset(&news->arena);
    news->is_read = true;
    news->version = village_version(village);
    news->minute = minute;
    news->publisher = draft_publisher(village, &news->arena, session->role);
    news->template_count = templates_list(&news->arena, app_data(app), news->templates);
    news->draft_count =
        draft_list(village, &news->arena, session->role, DRAFTS_SHOWN_MAX, news->drafts);
    news->own_count = notice_own(village, &news->arena, session->role == STAFF_BPD,
                                 news->page * OWN_MAX, OWN_MAX, news->own, &news->own_total);
}

static void heading(struct ui *ui, const char *text)
{
    ui_space(ui, DP_GAP_SMALL, 0);
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true}, text);
}

// ---- a new one

static void begin(struct app *app, const char *slug)
{
    struct write_arg arg = {0};
    (void)snprintf(arg.form, sizeof arg.form, "%s", slug);
    app_push(app, &screen_write, &arg, sizeof arg);
}

static void show_templates(struct app *app, struct ui *ui, const struct news *news)
{
    bool is_tight = screens_is_tight(ui) || ui_is_narrow(ui);
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = is_tight ? 2 : 4,
                                 .is_even = true,
                                 .gap = DP_GAP_SMALL});
    for (size_t i = 0; i < news->template_count; i++) {
        const struct template_file *form = news->templates[i].form;
        if (form && ui_tile_small(ui, ui_id(ui, "news.new.%s", form->slug),
                                  words_shelf(form->notice->category).icon, _(form->name))) {
            begin(app, form->slug);
        }
    }
    if (ui_tile_small(ui, "news.files", ICON_USB, _("Berkas dari stik"))) {
        app_push(app, &screen_staff_files, NULL, 0);
    }
    ui_end(ui);
    for (size_t i = 0; i < news->template_count; i++) {
        if (news->templates[i].broken) {
            ui_banner(ui, ui_id(ui, "news.broken.%d", (int)i), UI_TINT_GOLD, ICON_WARNING,
                      arena_printf(ui_arena(ui),
                                   news->templates[i].form
                                       ? _("Contoh %s rusak karena diubah tangan. Yang dipakai "
                                           "contoh bawaan. Minta penjaga kios memperbaikinya.")
                                       : _("Contoh %s salah tulis, jadi belum bisa dipakai. Minta "
                                           "penjaga kios memperbaikinya."),
                                   news->templates[i].broken));
        }
    }
}

// ---- being written

static bool waits_for_me(struct app *app, const struct draft_row *row)
{
    return row->state == DRAFT_WAITS && row->by != app_session(app)->id;
}

static void open_draft(struct app *app, const struct draft_row *row, bool is_second)
{
    if (is_second) {
        struct write_check_arg arg = {.draft = row->id};
        app_push(app, &screen_write_check, &arg, sizeof arg);
    } else {
        struct write_arg arg = {.draft = row->id};
        app_push(app, &screen_write, &arg, sizeof arg);
    }
}

static void show_drafts(struct app *app, struct ui *ui, const struct news *news, bool is_second,
                        const char *title, const char *prefix)
{
    struct arena *arena = ui_arena(ui);
    int shown = 0;
    for (size_t i = 0; i < news->draft_count; i++) {
        const struct draft_row *row = &news->drafts[i];
        if (waits_for_me(app, row) != is_second) {
            continue;
        }
        if (shown == 0) {
            heading(ui, title);
        }
        const char *state = row->note[0]                ? _("Dikembalikan")
                            : row->state == DRAFT_WAITS ? _("Menunggu persetujuan")
                            : row->base                 ? _("Perubahan")
                                                        : NULL;
        struct ui_row look = {
            .mark = is_second || row->note[0] ? UI_GOLD : UI_NONE,
            .icon = words_shelf(row->category).icon,
            .above = words_join(
                arena, state,
                arena_printf(arena, _("%s, %s"), row->who, words_since(app, arena, row->saved_s))),
            .title = *row->title ? row->title : _("Belum berjudul"),
        };
        if (ui_row(ui, ui_id(ui, "%s.%d", prefix, shown++), look)) {
            open_draft(app, row, is_second);
        }
    }
}

// ---- put up here

static const char *state_of(struct app *app, const struct notice_row *row)
{
    int64_t now_s = app_now_s(app);
    return row->withdrawn                      ? _("Ditarik")
           : row->end_s && row->end_s <= now_s ? _("Sudah lewat")
           : row->start_s > now_s              ? _("Belum tampil")
                                               : _("Tampil");
}

static void show_own(struct app *app, struct ui *ui, struct news *news)
{
    struct arena *arena = ui_arena(ui);
    if (news->own_total > 0) {
        heading(ui, _("Sudah terpasang"));
    }
    for (size_t i = 0; i < news->own_count; i++) {
        const struct notice_row *row = &news->own[i];
        struct ui_row look = {
            .icon = words_shelf(row->category).icon,
            .above = words_join(arena, state_of(app, row), words_since(app, arena, row->posted_s)),
            .title = row->title,
        };
        if (ui_row(ui, ui_id(ui, "news.own.%d", (int)i), look)) {
            struct notice_arg arg = {0};
            (void)snprintf(arg.id, sizeof arg.id, "%s", row->id);
            app_push(app, &screen_staff_notice, &arg, sizeof arg);
        }
    }
    bool has_prev = news->page > 0, has_next = (news->page + 1) * OWN_MAX < news->own_total;
    int step = has_prev || has_next ? ui_prev_next(ui, "news", has_prev, has_next) : 0;
    if (step != 0) {
        news->page = step > 0 ? news->page + 1 : news->page - 1;
        news->is_read = false;
        ui_scroll_top(ui, "news");
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct news *news = state;
    read(app, news);
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    screens_header_speak(app, ui, "news.speak");
    ui_body_begin(ui, "news");
    if (news->is_writer) {
        ui_question(ui, arena_printf(ui_arena(ui), _("Kabar dari %s"), news->publisher),
                    _("Pilih contoh, isi, periksa, pasang. Warga langsung melihatnya."));
        show_templates(app, ui, news);
        show_drafts(app, ui, news, true, _("Menunggu persetujuan Anda"), "news.wait");
        show_drafts(app, ui, news, false, _("Belum selesai"), "news.draft");
        show_own(app, ui, news);
    } else {
        screens_empty(ui, "news.none", ICON_LOCK, _("Kabar ditulis BPD dan pemerintah desa"),
                      _("Masuk dengan nama anggota BPD atau pemerintah desa."));
    }
    ui_body_end(ui);
    ui_page_end(ui);
}

const struct screen screen_staff_notices = {
    .name = "staff.notices",
    .state_bytes = sizeof(struct news),
    .enter = enter,
    .build = build,
    .leave = leave,
};
