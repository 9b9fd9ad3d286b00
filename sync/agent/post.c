// SPDX-License-Identifier: GPL-3.0-or-later
// `post` and `withdraw`: notices of this village, put up and taken down at its own kiosk. Pictures
// lie beside the file; nothing outside its folder is read.
#include "agent.h"
#include "db/base/file.h"
#include "db/record/notice_file.h"
#include "db/village/notice.h"

#include <stdio.h>
#include <string.h>

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
    const char *dir = slash ? arena_str_of(arena, bytes_of(path, (size_t)(slash - path) + 1)) : ".";
    bool ok = keep_picture(village, arena, dir, notice->before) &&
              keep_picture(village, arena, dir, notice->after);
    for (size_t i = 0; i < notice->n_pictures && ok; i++) {
        ok = keep_picture(village, arena, dir, notice->pictures[i]);
    }
    return ok;
}

int post_command(const char *dir, int count, char **words)
{
    (void)count;
    const char *path = words[0], *id = NULL;
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct village *village = village_open(dir, VILLAGE_TOOL);
    struct bytes text;
    struct notice_file *file = NULL;
    if (village && file_read(&arena, path, NOTICE_FILE_BYTES_MAX, &text)) {
        file = notice_file_read(&arena, path, text, village_zone_min(village));
    }
    for (size_t i = 0; file && i < file->warning_count; i++) {
        log_line("%s", file->warnings[i]);
    }
    bool ok = file && keep_pictures(village, &arena, path, &file->notice) &&
              notice_post(village, &arena, &file->notice, &id);
    if (ok) {
        printf("%s\n", id);
    }
    int status = ok ? 0 : log_fault();
    village_close(village);
    arena_finish(&arena);
    return status;
}

int withdraw_command(const char *dir, int count, char **words)
{
    struct village *village = village_open(dir, VILLAGE_TOOL);
    const char *reason = count > 1 ? words[1] : "Ditarik oleh yang mengumumkan.";
    bool ok = village && notice_withdraw(village, words[0], reason);
    int status = ok ? 0 : log_fault();
    village_close(village);
    return status;
}
