// SPDX-License-Identifier: GPL-3.0-or-later
// The first start: tickets on a stick. Somebody else filled it: small plain files only, a named
// number of them, never through a link, and on another thread, because a stick may hang.
#include "setup_inside.h"

#include "db/base/file.h"
#include "db/base/folder.h"
#include "db/base/secret.h"

#include <stdio.h>
#include <string.h>

enum {
    FILES_MAX = 400,       // that are opened
    ENTRIES_MAX = 20000,   // that are looked at
    FILE_BYTES_MAX = 8192, // a ticket and what stands around it
    LOOK_BYTES_MAX = 32 << 20,
};

// ---- on another thread

struct look_job { // in locked memory
    struct setup_finds finds;
    char path[STICK_PATH_BYTES];
    uint32_t serial;
};

// What follows a mark of byte order or a line of explanation; one line, else all to the end, for a
// ticket that was wrapped.
static bool take(struct arena *arena, const char *content, struct setup_found *found)
{
    const char *at = strstr(content, "kt1:");
    if (!at) {
        return false;
    }
    const struct bytes ways[] = {bytes_of(at, strcspn(at, "\r\n")), bytes_of_str(at)};
    for (size_t i = 0; i < COUNT_OF(ways) && ways[i].len <= TICKET_TEXT_MAX; i++) {
        const char *text = arena_str_of(arena, ways[i]);
        if (i > 0 && found->how == TRUST_TICKET_WHOLE) {
            break;
        }
        found->how = trust_ticket_look(arena, text);
        memcpy(found->text, text, ways[i].len + 1);
    }
    Kt__Ticket *ticket = trust_ticket_read(arena, found->text);
    (void)snprintf(found->host, sizeof found->host, "%.120s",
                   ticket ? ticket->url + strlen("https://") : "");
    return found->text[0] != '\0';
}

static void look_into(struct arena *arena, const char *dir, const struct folder_file *file,
                      struct setup_finds *finds)
{
    struct bytes content;
    struct setup_found *found = &finds->rows[finds->count];
    if (file->bytes == 0 || file->bytes > FILE_BYTES_MAX ||
        !file_read_plain(arena, file_path(arena, dir, file->path), FILE_BYTES_MAX, &content)) {
        return;
    }
    int len = snprintf(found->name, sizeof found->name, "%s", file->path);
    if (len >= (int)sizeof found->name) {
        (void)snprintf(found->name, sizeof found->name, "%s", "kt1");
    }
    finds->count += take(arena, arena_str_of(arena, content), found);
}

static void run_look(void *memory)
{
    struct look_job *job = memory;
    struct arena arena;
    struct folder_found seen;
    arena_init(&arena, LOOK_BYTES_MAX);
    struct folder_file *files = arena_alloc(&arena, FILES_MAX * sizeof *files);
    const struct folder_walk walk = {.depth = 1, .entries_max = ENTRIES_MAX};
    size_t count = folder_walk(&arena, job->path, &walk, FILES_MAX, files, &seen);
    job->finds.is_cut = seen.is_cut || seen.files > count;
    for (size_t i = 0; i < count && job->finds.count < SETUP_FOUND_MAX; i++) {
        look_into(&arena, job->path, &files[i], &job->finds);
    }
    arena_finish(&arena);
}

static void done_look(struct app *app, void *memory)
{
    struct look_job *job = memory;
    struct setup *setup = app_screen_state(app, job->serial);
    if (setup) {
        setup->is_looking = false;
        if (!setup->finds) {
            setup->finds = secret_alloc(sizeof *setup->finds);
        }
        *setup->finds = job->finds;
    }
    secret_free(job);
}

// ---- the stick itself

static void look(struct app *app, struct setup *setup, const char *path)
{
    struct look_job *job = secret_alloc(sizeof *job);
    memset(job, 0, sizeof *job);
    (void)snprintf(job->path, sizeof job->path, "%s", path);
    memcpy(setup->stick, job->path, sizeof setup->stick);
    job->serial = setup->serial;
    setup->is_looking = app_work(app, run_look, done_look, job);
    if (!setup->is_looking) {
        secret_free(job);
    }
}

static void forget(struct setup *setup)
{
    secret_free(setup->finds);
    setup->finds = NULL;
    setup->stick[0] = '\0';
}

void setup_stick_turn(struct app *app, struct ui *ui, struct setup *setup)
{
    (void)stick_pick_turn(app, ui, &setup->pick);
    const struct stick_known *stick = stick_pick_get(&setup->pick);
    if (setup->is_looking) {
        return;
    }
    if (!stick) {
        forget(setup);
    } else if (!str_equal(setup->stick, stick->path)) {
        look(app, setup, stick->path);
    }
}

// ---- as it looks

static bool show_one(struct ui *ui, const struct setup_found *found, size_t i)
{
    bool is_whole = found->how == TRUST_TICKET_WHOLE;
    return ui_option(ui, ui_id(ui, "setup.found.%d", (int)i),
                     is_whole ? ICON_DOCUMENT : ICON_WARNING, found->name,
                     is_whole ? arena_printf(ui_arena(ui), _("Untuk server %s"), found->host)
                              : _("Tiketnya rusak atau terpotong."),
                     false);
}

const struct setup_found *setup_stick_show(struct app *app, struct ui *ui, struct setup *setup)
{
    const struct setup_found *touched = NULL;
    if (!setup->stick[0]) {
        stick_pick_none(app, ui, &setup->pick,
                        _("Layar ini melihatnya sendiri, tunggu beberapa detik."));
        return NULL;
    }
    stick_pick_which(ui, &setup->pick);
    if (!setup->finds || setup->is_looking) {
        screens_empty(ui, "setup.looking", ICON_WAIT, _("Mencari tiket"),
                      _("Isinya sedang dilihat ..."));
        return NULL;
    }
    for (size_t i = 0; i < setup->finds->count; i++) {
        if (show_one(ui, &setup->finds->rows[i], i)) {
            touched = &setup->finds->rows[i];
        }
    }
    if (setup->finds->count == 0) {
        screens_empty(ui, "setup.empty", ICON_DOCUMENT, _("Tidak ada tiket di stik ini"),
                      _("Tiket adalah berkas kecil. Isinya satu baris yang diawali kt1:"));
    }
    if (setup->finds->is_cut) {
        screens_point(ui, ICON_WARNING,
                      _("Berkasnya sangat banyak, sebagian tidak dilihat. Pakai stik yang lebih "
                        "kosong."));
    }
    struct ui_button look_again = {.icon = ICON_SEARCH};
    if (ui_button(ui, "setup.again", look_again, _("Cari lagi"))) {
        forget(setup);
        return NULL;
    }
    return touched;
}
