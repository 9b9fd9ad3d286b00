// SPDX-License-Identifier: GPL-3.0-or-later
// From a file to a notice: each becomes a draft of who is signed in and is published as one, so
// that rules, approval and the record are the same as for what is written at the screen.
#include "staff_files.h"

#include "db/base/file.h"
#include "db/village/notice.h"
#include "db/village/publish.h"
#include "kiosk/hands/photo.h"

#include <stdlib.h>
#include <string.h>

struct staff_files *staff_files_new(const char *path, int zone_min)
{
    struct staff_files *files = die_if_null(calloc(1, sizeof *files));
    arena_init(&files->arena, STAFF_FILES_BYTES_MAX);
    strncpy(files->path, path, sizeof files->path - 1);
    files->zone_min = zone_min;
    return files;
}

void staff_files_free(struct staff_files *files)
{
    if (files) {
        arena_finish(&files->arena);
        free(files);
    }
}

// ---- looking

static void read_one(struct staff_files *files, struct staff_file *file)
{
    const char *path = file_path(&files->arena, files->path, file->name);
    file->state = STAFF_FILE_BAD;
    file->fault = STAFF_FAULT_READ;
    file->why.what = NOTICE_WHY_COUNT;
    if (!file_read_plain(&files->arena, path, NOTICE_FILE_BYTES_MAX, &file->bytes)) {
        return;
    }
    file->notice =
        notice_file_read_why(&files->arena, file->name, file->bytes, files->zone_min, &file->why);
    if (file->notice) {
        file->state = STAFF_FILE_FINE;
        file->is_chosen = true;
        file->title = file->notice->notice.title;
        file->category = file->notice->notice.category;
    }
}

void staff_files_look(struct staff_files *files)
{
    static const char *const endings[] = {".md", NULL};
    struct folder_file found[STAFF_FILES_MAX];
    struct folder_found told;
    files->count = folder_walk(&files->arena, files->path,
                               &(struct folder_walk){.endings = endings, .depth = 1},
                               STAFF_FILES_MAX, found, &told);
    files->has_more = told.files > files->count || told.is_cut;
    for (size_t i = 0; i < files->count; i++) {
        files->list[i] =
            (struct staff_file){.name = found[i].path, .title = "", .category = "", .id = ""};
        read_one(files, &files->list[i]);
    }
}

// ---- judging

enum { PICTURES_MAX = NOTICE_PICTURES_MAX + 2 }; // and those of before and after

// Those that name a file beside it. Returns how many.
static size_t pictures_of(const struct staff_file *file, Kt__Picture *out[static PICTURES_MAX])
{
    const Kt__Notice *notice = &file->notice->notice;
    size_t count = 0;
    Kt__Picture *two[] = {notice->before, notice->after};
    for (size_t i = 0; i < COUNT_OF(two); i++) {
        if (two[i] && two[i]->name[0]) {
            out[count++] = two[i];
        }
    }
    for (size_t i = 0; i < notice->n_pictures && count < PICTURES_MAX; i++) {
        if (notice->pictures[i]->name[0]) {
            out[count++] = notice->pictures[i];
        }
    }
    return count;
}

static const char *beside(const struct staff_files *files, struct arena *arena,
                          const struct staff_file *file, const Kt__Picture *picture)
{
    const char *slash = strrchr(file->name, '/');
    size_t len = slash ? (size_t)(slash - file->name) + 1 : 0;
    return arena_printf(arena, "%s/%.*s%s", files->path, (int)len, file->name, picture->name);
}

static void judge_one(struct app *app, struct staff_files *files, struct staff_file *file)
{
    struct village *village = app_village(app);
    const struct staff_session *session = app_session(app);
    const Kt__Notice *notice = &file->notice->notice;
    const char *gone, *before = publish_file_known(village, &files->arena, file->bytes);
    if (before) {
        file->state = STAFF_FILE_POSTED;
        file->id = before;
        return;
    }
    Kt__Picture *pictures[PICTURES_MAX];
    bool is_there = true;
    for (size_t i = pictures_of(file, pictures); i-- > 0;) {
        is_there = is_there && file_exists(beside(files, &files->arena, file, pictures[i]));
    }
    const Kt__Notice *base =
        notice->id[0] ? notice_get(village, &files->arena, notice->id, &gone) : NULL;
    bool is_ours =
        !notice->id[0] || (base && !gone && session && notice_is_own(village, notice->id) &&
                           publish_is_ours(session->role, base->publisher));
    if (!is_ours || !is_there) {
        file->state = STAFF_FILE_BAD;
        file->fault = !is_ours ? STAFF_FAULT_OTHERS : STAFF_FAULT_PICTURES;
    }
}

void staff_files_judge(struct app *app, struct staff_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        if (files->list[i].state == STAFF_FILE_FINE) {
            judge_one(app, files, &files->list[i]);
        }
    }
}

// ---- putting up

static const char *part_of(struct staff_files *files, const char *data,
                           const struct staff_file *file, size_t picture)
{
    return arena_printf(&files->arena, "%s/photo-%d-%zu.part", data, (int)(file - files->list),
                        picture);
}

static bool is_due(const struct staff_file *file)
{
    return file->state == STAFF_FILE_FINE && file->is_chosen;
}

static void fetch_one(struct staff_files *files, const char *data, struct staff_file *file)
{
    Kt__Picture *pictures[PICTURES_MAX];
    size_t count = pictures_of(file, pictures);
    for (size_t i = 0; i < count; i++) {
        if (!photo_copy(beside(files, &files->arena, file, pictures[i]),
                        part_of(files, data, file, i))) {
            log_line("%s", fault_text());
            file->state = STAFF_FILE_BAD;
            file->fault = STAFF_FAULT_PICTURES;
            return;
        }
    }
}

void staff_files_fetch(struct staff_files *files, const char *data)
{
    for (size_t i = 0; i < files->count; i++) {
        if (is_due(&files->list[i])) {
            fetch_one(files, data, &files->list[i]);
        }
    }
}

void staff_files_forget(struct staff_files *files, const char *data)
{
    for (size_t i = 0; i < files->count; i++) {
        Kt__Picture *pictures[PICTURES_MAX];
        size_t count = files->list[i].notice ? pictures_of(&files->list[i], pictures) : 0;
        for (size_t k = 0; k < count; k++) {
            if (!file_remove(part_of(files, data, &files->list[i], k))) {
                log_line("%s", fault_text());
            }
        }
    }
}

static bool keep_pictures(struct app *app, struct staff_files *files, const struct staff_file *file)
{
    Kt__Picture *pictures[PICTURES_MAX];
    size_t count = pictures_of(file, pictures);
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++) {
        ok = notice_picture_keep(app_village(app), &files->arena,
                                 part_of(files, app_data(app), file, i), pictures[i]);
    }
    return ok;
}

// Who announces it is who has signed in, whatever the file says.
static bool as_draft(struct app *app, struct staff_files *files, struct staff_file *file,
                     struct draft *draft)
{
    struct village *village = app_village(app);
    const struct staff_session *session = app_session(app);
    Kt__Notice *notice = &file->notice->notice;
    bool ok = notice->id[0] ? draft_revise(village, &files->arena, session, notice->id, draft)
                            : draft_new(village, &files->arena, session, NULL, draft);
    if (ok) { // a draft of its own, beside one that is being written
        draft->id = 0;
        draft->base_revision = draft->base ? notice_revision(village, draft->base) : 0;
        notice->publisher = draft->record->notice->publisher;
        draft->record->notice = notice;
        draft->record->n_blanks = 0;
    }
    return ok && draft_save(village, &files->arena, session, draft);
}

static void post_one(struct app *app, struct staff_files *files, struct staff_file *file)
{
    struct village *village = app_village(app);
    const struct staff_session *session = app_session(app);
    struct draft draft;
    struct publish_told told;
    file->state = STAFF_FILE_BAD;
    file->fault = STAFF_FAULT_PICTURES;
    if (!keep_pictures(app, files, file)) {
        log_line("%s", fault_text());
        return;
    }
    file->fault = STAFF_FAULT_WRITE;
    if (!as_draft(app, files, file, &draft)) {
        log_line("%s", fault_text());
        return;
    }
    enum publish_end end = publish_draft(village, &files->arena, session, draft.id, &told);
    if (end == PUBLISH_DONE) {
        file->state = STAFF_FILE_POSTED;
        file->id = told.id;
        if (publish_file_keep(village, file->bytes, told.id)) {
            return;
        }
    } else if (end == PUBLISH_NEEDS_SECOND && draft_ask(village, session, draft.id)) {
        file->state = STAFF_FILE_POSTED;
        files->asked++;
        return;
    }
    log_line("%s", fault_text());
    if (end != PUBLISH_DONE && !draft_delete(village, session, draft.id)) { // whole or not at all
        log_line("%s", fault_text());
    }
}

void staff_files_post(struct app *app, struct staff_files *files)
{
    for (size_t i = 0; i < files->count && app_session(app); i++) {
        if (is_due(&files->list[i])) {
            post_one(app, files, &files->list[i]);
        }
    }
}

// ---- in words

static const char *const whys[NOTICE_WHY_COUNT] = {
    [NOTICE_WHY_NOT_TEXT] = N_("Ini bukan berkas teks. Simpan sebagai teks UTF-8."),
    [NOTICE_WHY_TOO_LONG] = N_("Terlalu panjang. Bagi menjadi dua kabar."),
    [NOTICE_WHY_NO_FRONT] = N_("Kepala berkas di antara dua baris --- tidak lengkap."),
    [NOTICE_WHY_NO_TITLE] = N_("Belum ada baris title."),
    [NOTICE_WHY_NO_CATEGORY] = N_("Belum ada baris category."),
    [NOTICE_WHY_LINE] = N_("Ada baris yang tidak berbentuk kunci: isi."),
    [NOTICE_WHY_CATEGORY] = N_("Jenis kabarnya tidak dikenal. Contoh: undangan, pengumuman."),
    [NOTICE_WHY_DATE] = N_("Tanggalnya tidak terbaca. Tulis seperti 2026-11-25 19:30."),
    [NOTICE_WHY_VALUE] = N_("Ada isian yang tidak dikenal."),
    [NOTICE_WHY_TWICE] = N_("Ada baris yang tertulis dua kali."),
    [NOTICE_WHY_LANGUAGE] = N_("Bahasanya tidak dikenal, atau judulnya belum ada."),
    [NOTICE_WHY_PICTURES] = N_("Nama fotonya keliru. Taruh foto di sebelah berkasnya."),
    [NOTICE_WHY_ENDS_FIRST] = N_("Hari terakhirnya lebih dulu daripada hari pertamanya."),
};

const char *staff_files_why(struct arena *arena, const struct staff_file *file)
{
    switch (file->fault) {
    case STAFF_FAULT_OTHERS:
        return _("Berkas ini mengubah kabar yang bukan dari kantor Anda, atau sudah tidak ada.");
    case STAFF_FAULT_PICTURES:
        return _("Fotonya tidak ada di sebelah berkas, atau bukan JPG dan PNG.");
    case STAFF_FAULT_WRITE:
        return _("Belum bisa dipasang. Panggil penjaga kios.");
    case STAFF_FAULT_READ:
        break;
    }
    if (file->why.what >= NOTICE_WHY_COUNT) {
        return _("Berkas ini tidak bisa dibaca.");
    }
    const char *why = _(whys[file->why.what]);
    return file->why.line > 0 ? arena_printf(arena, _("Baris %d: %s"), file->why.line, why) : why;
}
