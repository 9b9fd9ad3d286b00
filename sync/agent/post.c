// SPDX-License-Identifier: GPL-3.0-or-later
// `post` and `withdraw`: notices of this village, put up and taken down at its own kiosk. One file
// gives its id; a folder, or several, a line each: the id, or why not. Each is posted whole or not
// at all, and one of a folder that was posted before is not posted again. Pictures lie beside the
// file; nothing outside its folder is read.
#include "agent.h"
#include "db/base/file.h"
#include "db/base/folder.h"
#include "db/record/notice_file.h"
#include "db/village/notice.h"
#include "db/village/publish.h"

#include <stdio.h>
#include <string.h>

enum { FOLDER_FILES_MAX = 500 }; // of one folder: more are nobody's week of notices

static bool keep_picture(struct village *village, struct arena *arena, const char *dir,
                         Kt__Picture *picture)
{
    if (!picture || !picture->name || !picture->name[0]) {
        return true;
    }
    if (strchr(picture->name, '/') || picture->name[0] == '.') {
        fault_set("picture \"%s\": pictures lie beside the notice; give the file's name alone",
                  picture->name);
        return false;
    }
    if (picture->hash.len > 0) {
        return true;
    }
    return notice_picture_keep(village, arena, file_path(arena, dir, picture->name), picture);
}

static bool keep_pictures(struct village *village, struct arena *arena, const char *path,
                          Kt__Notice *notice)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash && slash > path ? (size_t)(slash - path) : 1;
    const char *dir = slash ? arena_str_of(arena, bytes_of(path, len)) : ".";
    bool ok = keep_picture(village, arena, dir, notice->before) &&
              keep_picture(village, arena, dir, notice->after);
    for (size_t i = 0; i < notice->n_pictures && ok; i++) {
        ok = keep_picture(village, arena, dir, notice->pictures[i]);
    }
    return ok;
}

enum again { AGAIN_IS_NEW, AGAIN_IS_KNOWN };

// Posts one file. *known: it was posted before, under *id, and is not posted again.
static bool post_one(struct village *village, struct arena *arena, const char *path,
                     enum again again, const char **id, bool *known)
{
    struct bytes text;
    struct notice_file *file = NULL;
    *known = false;
    if (file_read(arena, path, NOTICE_FILE_BYTES_MAX, &text)) {
        file = notice_file_read(arena, path, text, village_zone_min(village));
    }
    if (!file) {
        return false;
    }
    for (size_t i = 0; i < file->warning_count; i++) {
        log_line("%s", file->warnings[i]);
    }
    const char *before = again == AGAIN_IS_KNOWN ? publish_file_known(village, arena, text) : NULL;
    if (before) {
        *id = before;
        *known = true;
        return true;
    }
    return keep_pictures(village, arena, path, &file->notice) &&
           publish_file(village, arena, text, &file->notice, id);
}

struct tally {
    int all, failed;
};

static void report_one(struct village *village, const char *path, struct tally *tally)
{
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    const char *id;
    bool known;
    tally->all++;
    if (post_one(village, &arena, path, AGAIN_IS_KNOWN, &id, &known)) {
        printf("%s: %s%s\n", path, id, known ? " (posted before)" : "");
    } else {
        tally->failed++;
        const char *why = fault_text();
        size_t len = strlen(path);
        bool is_told = strncmp(why, path, len) == 0 && str_starts(why + len, ": ");
        printf("%s: %s\n", path, is_told ? why + len + 2 : why);
    }
    fflush(stdout);
    arena_finish(&arena);
}

static bool report_folder(struct village *village, const char *dir, struct tally *tally)
{
    static const char *const endings[] = {".md", NULL};
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    size_t dir_len = strlen(dir);
    while (dir_len > 1 && dir[dir_len - 1] == '/') {
        dir_len--;
    }
    char *plain = arena_str_of(&arena, bytes_of(dir, dir_len));
    struct folder_file *files = ARENA_ARRAY(&arena, struct folder_file, FOLDER_FILES_MAX);
    struct folder_found found;
    size_t count = folder_walk(&arena, plain, &(struct folder_walk){.endings = endings},
                               FOLDER_FILES_MAX, files, &found);
    bool ok = !found.is_missing;
    for (size_t i = 0; i < count; i++) {
        report_one(village, file_path(&arena, plain, files[i].path), tally);
    }
    if (ok && count == 0) {
        fault_set("%s: there is no .md file in this folder", dir);
        ok = false;
    }
    if (ok && (found.files > count || found.is_cut)) {
        fault_set("%s: more than %d files; put the rest into another folder", dir,
                  FOLDER_FILES_MAX);
        ok = false;
    }
    arena_finish(&arena);
    return ok;
}

static int post_many(struct village *village, int count, char **words)
{
    struct tally tally = {0};
    int status = 0;
    for (int i = 0; i < count; i++) {
        if (!file_is_dir(words[i])) {
            report_one(village, words[i], &tally);
        } else if (!report_folder(village, words[i], &tally)) {
            status = log_fault();
        }
    }
    if (tally.failed > 0) {
        fault_set("%d of %d files were not posted; the lines above say why", tally.failed,
                  tally.all);
        status = log_fault();
    }
    return status;
}

int post_command(const char *dir, int count, char **words)
{
    struct village *village = village_open(dir, VILLAGE_TOOL);
    if (!village) {
        return log_fault();
    }
    int status = 0;
    if (count > 1 || file_is_dir(words[0])) {
        status = post_many(village, count, words);
    } else {
        struct arena arena;
        arena_init(&arena, COMMAND_ARENA_MAX);
        const char *id;
        bool known;
        if (post_one(village, &arena, words[0], AGAIN_IS_NEW, &id, &known)) {
            printf("%s\n", id);
        } else {
            status = log_fault();
        }
        arena_finish(&arena);
    }
    village_close(village);
    return status;
}

int withdraw_command(const char *dir, int count, char **words)
{
    struct village *village = village_open(dir, VILLAGE_TOOL);
    const char *reason = count > 1 ? words[1] : "Ditarik oleh yang mengumumkan.";
    bool ok = village && publish_withdraw_by_command(village, words[0], reason);
    int status = ok ? 0 : log_fault();
    village_close(village);
    return status;
}
