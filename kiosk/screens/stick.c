// SPDX-License-Identifier: GPL-3.0-or-later
// A stick: plugged in, seen for what it is, filled, read, and pulled when told. The agent writes
// and reads it; what lies on it is looked at on another thread, because a stick may hang.
#include "stick_pick.h"

#include "db/village/event_log.h"
#include "db/village/identity.h"

#include <stdlib.h>
#include <string.h>

enum { OWN_ARENA_MAX = 2 << 20 };

struct stick_page {
    struct stick_pick pick;
    uint32_t serial;
    bool is_begun, is_looking, is_content_known;
    char content_of[STICK_PATH_BYTES]; // which was looked at
    struct stick_content content;
    uint32_t kiosk;
    int64_t waiting;
    uint64_t bell;
    struct keeper_task work;
    bool is_export; // what work is
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)arg;
    struct stick_page *page = state;
    page->serial = app_screen_serial(app);
    page->is_export = keeper_task_resume(app, &page->work, "export");
    if (!keeper_task_is_on(&page->work)) { // one at a time
        struct keeper_task import = {0};
        if (keeper_task_resume(app, &import, "import") && import.id > page->work.id) {
            page->work = import;
            page->is_export = false;
        }
    }
}

// ---- what lies on it, on another thread

struct look_job {
    char path[STICK_PATH_BYTES];
    uint32_t kiosk, serial;
    struct stick_content content;
};

static void run_look(void *memory)
{
    struct look_job *job = memory;
    job->content = stick_look(job->path, job->kiosk);
}

static void done_look(struct app *app, void *memory)
{
    struct look_job *job = memory;
    struct stick_page *page = app_screen_state(app, job->serial);
    if (page) {
        page->is_looking = false;
        page->content = job->content;
        page->is_content_known = true;
        memcpy(page->content_of, job->path, sizeof job->path);
    }
    free(job);
}

static void look_at(struct app *app, struct stick_page *page, const struct stick_known *stick)
{
    struct look_job *job = die_if_null(calloc(1, sizeof *job));
    memcpy(job->path, stick->path, sizeof job->path);
    job->kiosk = page->kiosk;
    job->serial = page->serial;
    page->is_looking = app_work(app, run_look, done_look, job);
    if (!page->is_looking) {
        free(job);
    }
}

// ---- what is known of it before a build

static void read_own(struct app *app, struct stick_page *page)
{
    struct arena arena;
    struct identity self;
    if (page->is_begun && page->bell == app_bell_count(app)) {
        return;
    }
    arena_init(&arena, OWN_ARENA_MAX);
    page->is_begun = true;
    page->bell = app_bell_count(app);
    page->kiosk = identity_get(app_village(app), &arena, &self) ? self.kiosk : 0;
    page->waiting = event_log_waiting(app_village(app));
    arena_finish(&arena);
}

static void turn(struct app *app, struct ui *ui, struct stick_page *page)
{
    bool is_over = keeper_task_turn(app, &page->work);
    is_over = stick_pick_turn(app, ui, &page->pick) || is_over;
    read_own(app, page);
    const struct stick_known *stick = stick_pick_get(&page->pick);
    bool is_other = stick && !str_equal(stick->path, page->content_of);
    if (!stick) {
        page->is_content_known = false;
        page->content_of[0] = '\0';
    } else if (!page->is_looking && (is_other || is_over)) {
        look_at(app, page, stick);
    }
}

// ---- what one sees

static const char *size_text(struct arena *arena, int64_t bytes)
{
    enum { MEGA = 1000000 };
    int64_t mega = bytes / MEGA;
    return mega >= 1000 ? arena_printf(arena, "%s GB", i18n_number(arena, mega / 1000))
                        : arena_printf(arena, "%s MB", i18n_number(arena, mega));
}

static void show_line(struct ui *ui, enum ui_icon icon, size_t count, const char *words)
{
    if (count > 0) {
        screens_point(ui, icon, arena_printf(ui_arena(ui), words, (int)count));
    }
}

static void show_content(struct ui *ui, const struct stick_page *page)
{
    const struct stick_content *content = &page->content;
    if (!page->is_content_known) {
        ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT},
                _("Isinya sedang dilihat ..."));
        return;
    }
    if (content->free_bytes >= 0) {
        screens_point(ui, ICON_DISK,
                      arena_printf(ui_arena(ui), _("Ruang kosong %s dari %s"),
                                   size_text(ui_arena(ui), content->free_bytes),
                                   size_text(ui_arena(ui), content->total_bytes)));
    }
    show_line(ui, ICON_ANSWER, content->answers,
              i18n_count("%d berkas jawaban untuk kios ini", (int64_t)content->answers));
    show_line(ui, ICON_SEND, content->outgoing,
              i18n_count("%d berkas kiriman ke kabupaten", (int64_t)content->outgoing));
    show_line(ui, ICON_CITY, content->strangers,
              i18n_count("%d berkas jawaban untuk kios lain", (int64_t)content->strangers));
    show_line(ui, ICON_NEWS, content->notices,
              i18n_count("%d berkas kabar (.md)", (int64_t)content->notices));
    show_line(ui, ICON_DOCUMENT, content->others,
              i18n_count("%d berkas lain, tidak disentuh", (int64_t)content->others));
    if (content->is_cut) {
        screens_point(ui, ICON_WARNING,
                      _("Berkasnya sangat banyak, sebagian tidak dilihat. Pakai stik yang lebih "
                        "kosong."));
    }
}

static void show_warning(struct ui *ui, const struct stick_page *page,
                         const struct stick_known *stick)
{
    const struct stick_content *content = &page->content;
    if (stick->is_read_only || (page->is_content_known && content->is_read_only)) {
        ui_banner(ui, "stick.readonly", UI_TINT_GOLD, ICON_LOCK,
                  _("Stik hanya bisa dibaca. Geser kuncinya kalau ada, atau pakai stik lain."));
    } else if (page->is_content_known && content->free_bytes >= 0 &&
               content->free_bytes < STICK_FREE_MIN) {
        ui_banner(ui, "stick.full", UI_TINT_GOLD, ICON_WARNING,
                  _("Stik penuh. Pakai stik lain, atau kosongkan dulu di komputer."));
    }
}

static void show_stick(struct ui *ui, struct stick_page *page, const struct stick_known *stick)
{
    stick_pick_which(ui, &page->pick);
    ui_panel_begin(ui, "stick.here", UI_GREEN);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    ui_icon(ui, ICON_USB, DP_ICON_SMALL, UI_GREEN);
    ui_text(ui,
            (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_HEADLINE, .bold = true, .grow = 1},
            stick->name);
    ui_end(ui);
    show_content(ui, page);
    ui_end(ui);
    show_warning(ui, page, stick);
}

static void audit(struct app *app, const char *what)
{
    if (!staff_audit(app_village(app), app_session(app), what, "")) {
        log_fault();
    }
}

static void work(struct app *app, struct stick_page *page, const struct stick_known *stick,
                 bool is_export)
{
    page->is_export = is_export;
    page->pick.eject = (struct keeper_task){0};
    keeper_task_ask(app, &page->work, is_export ? "export" : "import", stick->path, NULL);
    audit(app, is_export ? "export" : "import");
}

static void show_acts(struct app *app, struct ui *ui, struct stick_page *page,
                      const struct stick_known *stick)
{
    struct arena *arena = ui_arena(ui);
    bool is_busy = keeper_task_is_on(&page->work) || keeper_task_is_on(&page->pick.eject);
    bool has_answers = page->is_content_known && page->content.answers > 0;
    const char *out = page->kiosk == 0 ? _("Permintaan mendaftar, untuk dibawa ke kabupaten.")
                      : page->waiting > 0
                          ? arena_printf(arena, i18n_count("%d kiriman menunggu.", page->waiting),
                                         (int)page->waiting)
                          : _("Tidak ada yang menunggu dikirim.");
    const char *in = has_answers ? _("Ada jawaban dari kabupaten di stik ini.")
                                 : _("Belum ada jawaban untuk kios ini di stik.");
    if (ui_option(ui, "stick.export", ICON_EXPORT, _("Simpan kiriman ke stik"), out, false) &&
        !is_busy) {
        work(app, page, stick, true);
    }
    if (ui_option(ui, "stick.import", ICON_IMPORT, _("Ambil jawaban dari stik"), in, false) &&
        !is_busy) {
        work(app, page, stick, false);
    }
}

static void show_tasks(struct app *app, struct ui *ui, struct stick_page *page)
{
    keeper_task_show(app, ui, "stick.work", &page->work,
                     page->is_export ? _("Menyimpan ke stik. Jangan dicabut dulu")
                                     : _("Membaca dari stik. Jangan dicabut dulu"));
    stick_pick_ejected(app, ui, &page->pick);
}

// None yet, or one that is not open yet.
static void show_none(struct app *app, struct ui *ui, struct stick_page *page)
{
    stick_pick_none(app, ui, &page->pick,
                    _("Layar ini melihatnya sendiri, tunggu beberapa detik."));
    screens_point(ui, ICON_LOCK,
                  _("Yang disimpan di stik terkunci: hanya kabupaten yang bisa membukanya."));
    screens_point(ui, ICON_INFO, _("Stik yang hilang tidak menghilangkan apa pun dari kios."));
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct stick_page *page = state;
    ui_page_begin(ui);
    if (keeper_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    turn(app, ui, page);
    const struct stick_known *stick = stick_pick_get(&page->pick);
    screens_header(app, ui);
    ui_body_begin(ui, "stick");
    ui_split_begin(ui, 1, 1);
    ui_question(ui, _("Stik USB"), _("Untuk desa yang jaringannya sedang mati."));
    if (stick) {
        show_stick(ui, page, stick);
        ui_split_next(ui);
        show_acts(app, ui, page, stick);
        show_tasks(app, ui, page);
    } else {
        ui_split_next(ui);
        show_tasks(app, ui, page);
        show_none(app, ui, page);
    }
    ui_split_end(ui);
    ui_body_end(ui);
    if (stick) {
        ui_foot_begin(ui);
        if (stick_pick_eject(app, ui, &page->pick, keeper_task_is_on(&page->work))) {
            page->work = (struct keeper_task){0};
        }
        ui_foot_end(ui);
    }
    ui_page_end(ui);
}

const struct screen screen_stick = {
    .name = "stick",
    .state_bytes = sizeof(struct stick_page),
    .enter = enter,
    .build = build,
};
