// SPDX-License-Identifier: GPL-3.0-or-later
// A walk by folder handles and never by joined names, so that a link that is put in the way while
// we look leads nowhere.
#include "folder.h"

#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

struct walk {
    struct arena *arena;
    const struct folder_walk *how;
    struct folder_file *out;
    size_t max, kept, entries_left;
    struct folder_found *found;
    char below[FILE_PATH_MAX]; // the folder that is looked into, "" or "a/b/": grows and shrinks
};

bool folder_ends_with(const char *name, const char *ending)
{
    size_t len = strlen(name), end = strlen(ending);
    return len > end && strcasecmp(name + len - end, ending) == 0;
}

static bool is_wanted(const struct folder_walk *how, const char *name)
{
    for (size_t i = 0; how->endings && how->endings[i]; i++) {
        if (folder_ends_with(name, how->endings[i])) {
            return true;
        }
    }
    return !how->endings;
}

// A name as a screen may show it: text, without control letters.
static bool is_name(const char *name)
{
    for (const char *p = name; *p; p++) {
        if ((unsigned char)*p < ' ' || *p == 0x7f) {
            return false;
        }
    }
    return utf8_is_valid(bytes_of_str(name));
}

static void take_file(struct walk *walk, const char *name, int64_t bytes)
{
    if (!is_wanted(walk->how, name)) {
        walk->found->others++;
        return;
    }
    walk->found->files++;
    if (walk->kept < walk->max) {
        walk->out[walk->kept++] = (struct folder_file){
            .path = arena_printf(walk->arena, "%s%s", walk->below, name),
            .bytes = bytes,
        };
    }
}

static void walk_in(struct walk *walk, int fd, int depth);

static void take_folder(struct walk *walk, int fd, const char *name, int depth)
{
    size_t len = strlen(walk->below);
    bool may = depth < walk->how->depth && depth < FOLDER_DEPTH_MAX &&
               len + strlen(name) + 2 <= sizeof walk->below;
    int inner = may ? openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    if (inner < 0) {
        walk->found->unread++;
        return;
    }
    (void)snprintf(walk->below + len, sizeof walk->below - len, "%s/", name);
    walk_in(walk, inner, depth + 1);
    walk->below[len] = '\0';
}

static void take_entry(struct walk *walk, int fd, const char *name, int depth)
{
    struct stat st;
    bool is_there = fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
    if (!is_there || !is_name(name) || !(S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))) {
        walk->found->strange++;
    } else if (S_ISREG(st.st_mode)) {
        take_file(walk, name, (int64_t)st.st_size);
    } else {
        take_folder(walk, fd, name, depth);
    }
}

// Takes the handle over.
static void walk_in(struct walk *walk, int fd, int depth)
{
    DIR *dir = fdopendir(fd);
    if (!dir) {
        close(fd);
        walk->found->unread++;
        return;
    }
    errno = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (str_equal(entry->d_name, ".") || str_equal(entry->d_name, "..")) {
            continue;
        }
        if (walk->entries_left == 0) {
            walk->found->is_cut = true;
            break;
        }
        walk->entries_left--;
        take_entry(walk, fd, entry->d_name, depth);
        errno = 0;
    }
    walk->found->unread += errno != 0; // pulled out while we looked
    closedir(dir);
}

static int by_path(const void *a, const void *b)
{
    return str_order(((const struct folder_file *)a)->path, ((const struct folder_file *)b)->path);
}

size_t folder_walk(struct arena *arena, const char *dir, const struct folder_walk *how, size_t max,
                   struct folder_file *out, struct folder_found *found)
{
    *found = (struct folder_found){0};
    struct walk walk = {
        .arena = arena,
        .how = how,
        .out = out,
        .max = max,
        .entries_left = how->entries_max ? how->entries_max : FOLDER_ENTRIES_MAX,
        .found = found,
    };
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        fault_set("%s: the folder cannot be read: %s", dir, strerror(errno));
        found->is_missing = true;
        return 0;
    }
    walk_in(&walk, fd, 0);
    qsort(out, walk.kept, sizeof *out, by_path);
    return walk.kept;
}
