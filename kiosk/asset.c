// SPDX-License-Identifier: GPL-3.0-or-later
// Found from where the program itself lies, never from where somebody stands who starts it.
#include "asset.h"

#include "db/base/file.h"

#include <string.h>
#include <unistd.h>

enum { FOLDERS_UP_MAX = 6 }; // from build/san/tests/unit/kiosk to the sources

static const char *in(struct arena *arena, const char *folder, const char *under, const char *name)
{
    const char *path = arena_printf(arena, "%s/%s/%s", folder, under, name);
    return file_exists(path) ? path : NULL;
}

const char *asset_path(struct arena *arena, const char *name)
{
    char folder[FILE_PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", folder, sizeof folder - 1);
    folder[len > 0 ? len : 0] = '\0';
    const char *path = NULL;
    for (int up = 0; up < FOLDERS_UP_MAX && !path; up++) {
        char *slash = strrchr(folder, '/');
        if (!slash) {
            break;
        }
        *slash = '\0';
        path = up == 0 ? in(arena, folder, "../share/kentongan", name) : NULL;
        path = path ? path : in(arena, folder, "assets", name);
    }
    path = path ? path : in(arena, "/usr", "share/kentongan", name);
    if (!path) {
        fault_set("%s is missing; install the kiosk again", name);
    }
    return path;
}
