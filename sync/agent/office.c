// SPDX-License-Identifier: GPL-3.0-or-later
// `office`: this kiosk's own sheet of the office, which wins over the regency's. Photos lie beside
// the file; nothing outside its folder is read.
#include "db/village/office.h"
#include "agent.h"
#include "db/base/file.h"
#include "db/village/notice.h"

#include <string.h>

static void say(void *path, const char *what)
{
    log_line("%s: %s", (const char *)path, what);
}

// The photo's name gives way to the one it is kept under.
static bool keep_photo(struct village *village, struct arena *arena, const char *path,
                       Kt__Official *official)
{
    if (!official->photo[0]) {
        return true;
    }
    if (strchr(official->photo, '/') || official->photo[0] == '.') {
        fault_set("photo \"%.60s\": photos lie beside the file; give the photo's name alone",
                  official->photo);
        return false;
    }
    const char *slash = strrchr(path, '/');
    const char *dir = slash ? arena_str_of(arena, bytes_of(path, (size_t)(slash - path) + 1)) : ".";
    Kt__Picture picture = KT__PICTURE__INIT;
    if (!notice_picture_keep(village, arena, file_path(arena, dir, official->photo), &picture)) {
        return false;
    }
    official->photo = secret_hex(arena, record_view(picture.hash));
    official->photo_bytes = picture.bytes;
    return true;
}

int office_command(const char *dir, int count, char **words)
{
    (void)count;
    char *path = words[0];
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct village *village = village_open(dir, VILLAGE_TOOL);
    struct bytes text;
    bool ok = village && file_read(&arena, path, OFFICE_FILE_BYTES_MAX, &text);
    Kt__Office *office = ok ? office_file_read(&arena, text, say, path) : NULL;
    if (ok && !office) {
        fault_where("%s", path);
    }
    ok = office != NULL;
    for (size_t i = 0; ok && i < office->n_officials; i++) {
        ok = keep_photo(village, &arena, path, office->officials[i]);
    }
    if (ok) {
        office->at_s = village_now_s(village);
        ok = office_put(village, office, SETTING_LOCAL);
    }
    int status = ok ? 0 : log_fault();
    village_close(village);
    arena_finish(&arena);
    return status;
}
