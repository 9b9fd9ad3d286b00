// SPDX-License-Identifier: GPL-3.0-or-later
// One walk over the folder, keeping the first names in order: a hundred thousand files cost time
// and no memory. Never opens what it finds.
#include "folder.h"

#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static bool ends_in(const char *name, const char *const *ends)
{
    size_t len = strlen(name);
    for (; ends && *ends; ends++) {
        size_t end_len = strlen(*ends);
        if (len > end_len && strcasecmp(name + len - end_len, *ends) == 0) {
            return true;
        }
    }
    return ends == NULL;
}

static bool is_showable(const char *name)
{
    for (const char *p = name; *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7f) {
            return false;
        }
    }
    return name[0] != '.' && utf8_is_valid(bytes_of_str(name));
}

// Itself, not what it may lead to.
static bool is_kind(DIR *dir, const char *name, enum folder_kind kind)
{
    struct stat st;
    return fstatat(dirfd(dir), name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
           (kind == FOLDER_FILES ? S_ISREG(st.st_mode) : S_ISDIR(st.st_mode));
}

static int order(const char *a, const char *b)
{
    int by_letter = strcasecmp(a, b);
    return by_letter ? by_letter : strcmp(a, b);
}

static void keep(struct arena *arena, struct folder *out, const char *name)
{
    size_t at = out->count;
    while (at > 0 && order(name, out->names[at - 1]) < 0) {
        at--;
    }
    if (out->count == FOLDER_NAMES_MAX) {
        out->has_more = true;
        if (at == out->count) {
            return;
        }
        out->count--;
    }
    memmove(out->names + at + 1, out->names + at, (out->count - at) * sizeof *out->names);
    out->names[at] = arena_str(arena, name);
    out->count++;
}

bool folder_list(struct arena *arena, const char *dir, enum folder_kind kind,
                 const char *const *ends, struct folder *out)
{
    *out = (struct folder){.names = ARENA_ARRAY(arena, const char *, FOLDER_NAMES_MAX)};
    DIR *stream = opendir(dir);
    if (!stream) {
        fault_set("%s: the folder cannot be read: %s", dir, strerror(errno));
        return false;
    }
    for (struct dirent *entry; (errno = 0, entry = readdir(stream));) {
        if (is_showable(entry->d_name) && ends_in(entry->d_name, ends) &&
            is_kind(stream, entry->d_name, kind)) {
            keep(arena, out, entry->d_name);
        }
    }
    int why = errno;
    closedir(stream);
    if (why) {
        fault_set("%s: the folder cannot be read to its end: %s", dir, strerror(why));
    }
    return why == 0;
}
