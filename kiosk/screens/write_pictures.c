// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures for a notice, from a stick: those that lie on it, a page at a time; a touch takes one
// in, made small and without what the camera wrote into it. The stick is looked at and read on
// another thread, because it may be slow, or pulled.
#include "write.h"

#include "db/base/file.h"
#include "db/base/folder.h"
#include "db/village/notice.h"
#include "kiosk/hands/photo.h"
#include "stick_pick.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FILES_MAX = 120, // that are shown; a card of a camera has more
    PAGE = 6,
    COLUMNS = 3,
    TAKEN_MAX = 6, // by touch: more make a notice that nobody scrolls to its end
    THUMB_DP = 240,
    LOOK_BYTES_MAX = 64 << 20, // names of 200,000 files
    PATH_BYTES = SCREENS_PATH_MAX + FILE_PATH_MAX,
};

struct write_pictures {
    struct stick_pick pick;
    struct arena arena; // owned: what was found
    char path[SCREENS_PATH_MAX], name[SCREENS_SLUG_MAX];
    struct folder_file files[FILES_MAX];
    size_t count, total, page;
    bool is_looking, is_looked, is_gone, is_taking, is_failed;
};

static struct write_pictures *pictures_of(struct write *write)
{
    if (!write->pictures) {
        write->pictures = die_if_null(calloc(1, sizeof *write->pictures));
        arena_init(&write->pictures->arena, LOOK_BYTES_MAX);
    }
    return write->pictures;
}

void write_pictures_finish(struct write *write)
{
    if (write->pictures) {
        arena_finish(&write->pictures->arena);
        free(write->pictures);
        write->pictures = NULL;
    }
}

// ---- looking at the stick

struct look {
    uint32_t serial;
    struct arena arena;
    char path[SCREENS_PATH_MAX];
    struct folder_file files[FILES_MAX];
    size_t count;
    struct folder_found found;
};

static void run_look(void *job)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", NULL};
    struct look *look = job;
    look->count = folder_walk(&look->arena, look->path,
                              &(struct folder_walk){.endings = endings, .depth = FOLDER_DEPTH_MAX},
                              FILES_MAX, look->files, &look->found);
}

static void end_look(struct app *app, void *job)
{
    struct look *look = job;
    struct write *write = app_screen_state(app, look->serial);
    struct write_pictures *pictures = write ? write->pictures : NULL;
    if (pictures) {
        arena_reset(&pictures->arena);
        pictures->is_looking = false;
        pictures->is_looked = true;
        pictures->is_gone = look->found.is_missing;
        pictures->count = look->count;
        pictures->total = look->found.files;
        for (size_t i = 0; i < look->count; i++) {
            pictures->files[i] = look->files[i];
            pictures->files[i].path = arena_str(&pictures->arena, look->files[i].path);
        }
    }
    arena_finish(&look->arena);
    free(look);
}

static void look_at(struct app *app, struct write_pictures *pictures)
{
    struct look *look = die_if_null(calloc(1, sizeof *look));
    arena_init(&look->arena, LOOK_BYTES_MAX);
    look->serial = app_screen_serial(app);
    memcpy(look->path, pictures->path, sizeof look->path);
    pictures->is_looking = app_work(app, run_look, end_look, look);
    if (!pictures->is_looking) {
        arena_finish(&look->arena);
        free(look);
    }
}

// ---- taking one in

struct take {
    uint32_t serial;
    char from[PATH_BYTES], to[FILE_PATH_MAX];
    bool is_ok;
};

static void run_take(void *job)
{
    struct take *take = job;
    take->is_ok = photo_copy(take->from, take->to);
    if (!take->is_ok) {
        log_line("%s", fault_text());
    }
}

static bool has_name(const Kt__Notice *notice, const char *name)
{
    for (size_t i = 0; i < notice->n_pictures; i++) {
        if (str_equal(notice->pictures[i]->name, name)) {
            return true;
        }
    }
    return false;
}

static bool keep(struct app *app, struct write *write, const char *path)
{
    struct arena *arena = &write->kept;
    Kt__Notice *notice = write->draft.record->notice;
    Kt__Picture *picture = ARENA_NEW(arena, Kt__Picture);
    kt__picture__init(picture);
    if (!notice_picture_keep(app_village(app), arena, path, picture)) {
        return false;
    }
    bool is_png = str_equal(picture->type, "image/png");
    for (int i = 1; !picture->name[0] || has_name(notice, picture->name); i++) {
        picture->name = arena_printf(arena, "foto-%d.%s", i, is_png ? "png" : "jpg");
    }
    Kt__Picture **all = ARENA_ARRAY(arena, Kt__Picture *, notice->n_pictures + 1);
    if (notice->n_pictures) {
        memcpy(all, notice->pictures, notice->n_pictures * sizeof *all);
    }
    all[notice->n_pictures++] = picture;
    notice->pictures = all;
    write_keep(app, write);
    return !write->is_failed;
}

static void end_take(struct app *app, void *job)
{
    struct take *take = job;
    struct write *write = app_screen_state(app, take->serial);
    if (write && write->pictures && app_session(app)) {
        write->pictures->is_taking = false;
        write->pictures->is_failed = !take->is_ok || !keep(app, write, take->to);
    }
    if (!file_remove(take->to)) {
        log_line("%s", fault_text());
    }
    free(take);
}

static void take_in(struct app *app, struct write_pictures *pictures, const char *file)
{
    struct take *take = die_if_null(calloc(1, sizeof *take));
    take->serial = app_screen_serial(app);
    (void)snprintf(take->from, sizeof take->from, "%s/%s", pictures->path, file);
    (void)snprintf(take->to, sizeof take->to, "%s/photo.part", app_data(app));
    pictures->is_failed = false;
    pictures->is_taking = app_work(app, run_take, end_take, take);
    if (!pictures->is_taking) {
        free(take);
    }
}

static void let_go(struct app *app, struct write *write, size_t at)
{
    Kt__Notice *notice = write->draft.record->notice;
    notice->n_pictures--;
    for (size_t i = at; i < notice->n_pictures; i++) {
        notice->pictures[i] = notice->pictures[i + 1];
    }
    write_keep(app, write);
}

// ---- the page

static void show_taken(struct app *app, struct ui *ui, struct write *write)
{
    const Kt__Notice *notice = write->draft.record->notice;
    size_t dropped = SIZE_MAX;
    if (notice->n_pictures == 0) {
        return;
    }
    ui_begin(ui, (struct ui_box){
                     .flow = UI_GRID, .columns = ui_is_wide(ui) ? 2 : COLUMNS, .gap = DP_GAP});
    for (size_t i = 0; i < notice->n_pictures; i++) {
        struct ui_button drop = {.icon = ICON_TRASH};
        ui_begin(ui, (struct ui_box){.gap = DP_GAP_SMALL});
        ui_picture(ui, ui_id(ui, "write.taken.%d", (int)i),
                   notice_picture_path(app_village(app), ui_arena(ui), notice->pictures[i]->hash),
                   THUMB_DP, "");
        if (ui_button(ui, ui_id(ui, "write.drop.%d", (int)i), drop, _("Lepas"))) {
            dropped = i;
        }
        ui_end(ui);
    }
    ui_end(ui);
    if (dropped != SIZE_MAX) {
        let_go(app, write, dropped);
    }
}

static void show_file(struct app *app, struct ui *ui, struct write *write, size_t at)
{
    struct write_pictures *pictures = write->pictures;
    const char *file = pictures->files[at].path;
    const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
    const char *path = arena_printf(ui_arena(ui), "%s/%s", pictures->path, file);
    if (ui_begin_button(ui, (struct ui_box){.id = ui_id(ui, "write.photo.%d", (int)(at % PAGE)),
                                            .role = UI_ROLE_CHOICE,
                                            .label = name,
                                            .along = UI_START,
                                            .gap = DP_GAP_SMALL,
                                            .pad = DP_GAP_SMALL,
                                            .fill = UI_CARD,
                                            .border = UI_EDGE,
                                            .radius = DP_RADIUS_KEY}) &&
        !pictures->is_taking) {
        take_in(app, pictures, file);
    }
    ui_picture(ui, NULL, path, THUMB_DP, name);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .lines_max = 1}, name);
    ui_end(ui);
}

static void show_files(struct app *app, struct ui *ui, struct write *write)
{
    struct write_pictures *pictures = write->pictures;
    size_t from = pictures->page * PAGE;
    size_t to = from + PAGE < pictures->count ? from + PAGE : pictures->count;
    ui_begin(ui, (struct ui_box){.flow = UI_GRID, .columns = COLUMNS, .gap = DP_GAP});
    for (size_t i = from; i < to; i++) {
        show_file(app, ui, write, i);
    }
    ui_end(ui);
    bool has_prev = from > 0, has_next = to < pictures->count;
    int step = has_prev || has_next ? ui_prev_next(ui, "write.photos", has_prev, has_next) : 0;
    if (step != 0) {
        pictures->page += step > 0 ? 1 : (size_t)-1;
    }
    if (pictures->total > pictures->count) {
        int rest = (int)(pictures->total - pictures->count);
        ui_note(ui, ICON_INFO,
                arena_printf(ui_arena(ui),
                             i18n_count("Ada %d foto lagi yang tidak tampil. Pindahkan yang mau "
                                        "dipakai ke stik yang lebih kosong.",
                                        rest),
                             rest));
    }
}

static void show_stick(struct app *app, struct ui *ui, struct write *write,
                       const struct stick_known *stick)
{
    struct write_pictures *pictures = write->pictures;
    if (!str_equal(pictures->path, stick->path)) {
        pictures->is_looked = pictures->is_failed = false;
        pictures->page = 0;
        (void)snprintf(pictures->path, sizeof pictures->path, "%s", stick->path);
    }
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true},
            arena_printf(ui_arena(ui), _("Di stik %s"), stick->name));
    if (!pictures->is_looked && !pictures->is_looking) {
        look_at(app, pictures);
    }
    if (!pictures->is_looked) {
        ui_note(ui, ICON_WAIT, _("Melihat isi stik..."));
    } else if (pictures->is_gone || pictures->count == 0) {
        screens_empty(ui, "write.photos.none", ICON_PICTURE, _("Tidak ada foto di stik ini"),
                      _("Yang dicari: berkas JPG dan PNG."));
    } else if (write->draft.record->notice->n_pictures >= TAKEN_MAX) {
        ui_note(ui, ICON_INFO, _("Sudah enam foto. Lepas satu kalau mau mengganti."));
    } else {
        show_files(app, ui, write);
    }
}

void write_pictures_page(struct app *app, struct ui *ui, struct write *write,
                         const struct write_item *item)
{
    struct write_pictures *pictures = pictures_of(write);
    (void)stick_pick_turn(app, ui, &pictures->pick);
    const struct stick_known *stick = stick_pick_get(&pictures->pick);
    ui_body_begin(ui, "write");
    ui_split_begin(ui, 2, 3);
    ui_question(ui, item->question,
                _("Sentuh foto untuk memakainya. Foto dikecilkan, dan catatan kamera seperti "
                  "lokasi dibuang."));
    if (pictures->is_taking) {
        ui_note(ui, ICON_WAIT, _("Mengambil foto..."));
    }
    if (pictures->is_failed) {
        ui_banner(ui, "write.photo.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Foto ini tidak bisa dipakai: rusak, atau terlalu besar. Pilih yang lain."));
    }
    show_taken(app, ui, write);
    ui_split_next(ui);
    if (stick) {
        stick_pick_which(ui, &pictures->pick);
        show_stick(app, ui, write, stick);
    } else {
        pictures->path[0] = '\0';
        stick_pick_none(app, ui, &pictures->pick,
                        _("Tancapkan stik yang berisi foto. Layar ini melihatnya sendiri."));
    }
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    write_foot(app, ui, write);
    ui_foot_end(ui);
}
