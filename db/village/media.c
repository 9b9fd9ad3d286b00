// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures under media/, by the hash of their bytes. Only headers are read here: a picture is
// decoded by the screen, in its own time and under its own caps. Coming and going: media_travel.c.
#include "db/base/file.h"
#include "db/record/picture_file.h"
#include "notice.h"

bool notice_picture_keep(struct village *village, struct arena *arena, const char *path,
                         Kt__Picture *picture)
{
    struct bytes clean;
    if (!picture_file_read(arena, path, &clean, picture)) {
        return false;
    }
    char *dir = file_path(arena, village->dir, "media");
    char *kept = file_path(arena, dir, secret_hex(arena, record_view(picture->hash)));
    if (file_size(kept) == (int64_t)clean.len) {
        file_touch(kept); // else it might go before the notice that names it is up
        return true;
    }
    return file_make_dir(dir, 0770) && file_write(kept, clean, 0660);
}

char *notice_picture_path(struct village *village, struct arena *arena, ProtobufCBinaryData hash)
{
    if (hash.len != HASH_LEN) {
        return NULL;
    }
    char *path = file_path(arena, file_path(arena, village->dir, "media"),
                           secret_hex(arena, record_view(hash)));
    return file_exists(path) ? path : NULL;
}
