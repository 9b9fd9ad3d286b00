// SPDX-License-Identifier: GPL-3.0-or-later
// A stick is what is mounted where sticks are mounted, or a removable device that could be. What
// the machine itself runs from is never one.
#include "stick.h"

#include "db/base/file.h"
#include "db/base/folder.h"
#include "db/base/mounts.h"
#include "setting.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 256, NAMES_MAX = 64 };

struct search {
    struct village *village;
    struct arena *arena;
    const char *sys;
    struct mount mounts[MOUNTS_MAX];
    size_t mount_count;
    const char *mirror; // the folder of the mirror, "" when there is none
    const char *media;  // folders with ':' between them
    struct stick *out;
    size_t count;
};

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

// A label as it may be shown: whole letters, no control letters, not empty.
static const char *shown_name(struct arena *arena, const char *name)
{
    struct bytes text = bytes_of_str(name);
    text.len = text.len > STICK_NAME_MAX ? STICK_NAME_MAX : text.len;
    while (!utf8_is_valid(text)) {
        text.len--;
    }
    char *shown = arena_str_of(arena, text);
    for (char *p = shown; *p; p++) {
        *p = (unsigned char)*p < ' ' || *p == 0x7f ? ' ' : *p;
    }
    return *shown ? shown : "USB";
}

static bool read_sys(struct search *search, const char *name, const char *what,
                     char out[static LINE_MAX_BYTES])
{
    return file_line(arena_printf(search->arena, "%s/class/block/%s/%s", search->sys, name, what),
                     out, LINE_MAX_BYTES);
}

// The kernel counts disks that came, and says it beside the disk: above a partition.
static uint64_t plug_of(struct search *search, const char *device)
{
    char line[LINE_MAX_BYTES];
    bool is_told = *device && (read_sys(search, last_part(device), "diskseq", line) ||
                               read_sys(search, last_part(device), "../diskseq", line));
    return is_told ? strtoull(line, NULL, 10) : 0;
}

static void add(struct search *search, struct stick stick)
{
    if (search->count < STICKS_MAX) {
        stick.plug = plug_of(search, stick.device);
        search->out[search->count++] = stick;
    }
}

// ---- mounted

// The folder of media_dir in which the path lies, as bytes of media; len 0: none.
static struct bytes media_of(const char *media, const char *path)
{
    for (const char *p = media; *p;) {
        size_t len = strcspn(p, ":");
        size_t bare = len > 1 && p[len - 1] == '/' ? len - 1 : len;
        if (bare > 0 && strncmp(path, p, bare) == 0 && path[bare] == '/' && path[bare + 1]) {
            return bytes_of(p, bare);
        }
        p += len + (p[len] == ':');
    }
    return (struct bytes){0};
}

// The card of the mirror stays in: nobody is to eject it as a stick.
static bool is_mirror(const struct search *search, const char *point)
{
    size_t len = strlen(point);
    return str_starts(search->mirror, point) &&
           (search->mirror[len] == '\0' || search->mirror[len] == '/');
}

static void find_mounted(struct search *search)
{
    for (size_t i = 0; i < search->mount_count; i++) {
        const struct mount *mount = &search->mounts[i];
        if (media_of(search->media, mount->point).len > 0 && !is_mirror(search, mount->point)) {
            add(search,
                (struct stick){.path = mount->point,
                               .name = shown_name(search->arena, last_part(mount->point)),
                               .device = str_starts(mount->source, "/dev/") ? mount->source : "",
                               .is_read_only = mount->is_read_only});
        }
    }
}

static bool is_known(const struct search *search, const char *path)
{
    for (size_t i = 0; i < search->count; i++) {
        if (str_equal(search->out[i].path, path)) {
            return true;
        }
    }
    return false;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

// Names in a folder, sorted; those that begin with a dot are nobody's.
static size_t names_in(struct arena *arena, const char *path, char *names[static NAMES_MAX])
{
    DIR *folder = opendir(path);
    size_t count = 0;
    for (struct dirent *entry; folder && count < NAMES_MAX && (entry = readdir(folder));) {
        if (entry->d_name[0] != '.') {
            names[count++] = arena_str(arena, entry->d_name);
        }
    }
    if (folder) {
        closedir(folder);
    }
    qsort(names, count, sizeof *names, by_name);
    return count;
}

// Where somebody set media_dir by hand, what is in it was put there as a stick, by whatever means.
static void find_folders(struct search *search)
{
    char *names[NAMES_MAX];
    for (const char *p = search->media; *p;) {
        size_t len = strcspn(p, ":");
        char *dir = arena_str_of(search->arena, bytes_of(p, len));
        size_t count = names_in(search->arena, dir, names);
        for (size_t i = 0; i < count; i++) {
            char *path = file_path(search->arena, dir, names[i]);
            if (file_is_dir(path) && !is_known(search, path) && !is_mirror(search, path)) {
                add(search, (struct stick){.path = path,
                                           .name = shown_name(search->arena, names[i]),
                                           .device = "",
                                           .is_read_only = access(path, W_OK) != 0});
            }
        }
        p += len + (p[len] == ':');
    }
}

// ---- plugged in and not mounted

static const struct mount *mount_of(const struct search *search, const char *device)
{
    for (size_t i = 0; i < search->mount_count; i++) {
        if (str_equal(search->mounts[i].device, device)) {
            return &search->mounts[i];
        }
    }
    return NULL;
}

// On the USB, or said to be removable; sound discs and the kernel's own devices are neither.
static bool is_pluggable(struct search *search, const char *name)
{
    char line[LINE_MAX_BYTES], link[FILE_PATH_MAX];
    char *path = arena_printf(search->arena, "%s/class/block/%s", search->sys, name);
    ssize_t len = readlink(path, link, sizeof link - 1);
    link[len > 0 ? len : 0] = '\0';
    bool is_usb = strstr(link, "/usb") != NULL;
    return (is_usb || (read_sys(search, name, "removable", line) && line[0] == '1')) &&
           !str_starts(name, "sr") && !str_starts(name, "fd") && !str_starts(name, "loop");
}

static bool is_partition(struct search *search, const char *name)
{
    char line[LINE_MAX_BYTES];
    return read_sys(search, name, "partition", line);
}

// Of that disk: its name with a number behind, "sdb1" of "sdb", "mmcblk0p1" of "mmcblk0".
static bool is_part_of(const char *disk, const char *name)
{
    const char *rest = name + strlen(disk);
    if (!str_starts(name, disk)) {
        return false;
    }
    rest += *rest == 'p';
    return *rest && strspn(rest, "0123456789") == strlen(rest);
}

static const char *trimmed(char *line)
{
    line += strspn(line, " ");
    for (size_t len = strlen(line); len > 0 && line[len - 1] == ' '; len--) {
        line[len - 1] = '\0';
    }
    return line;
}

// Who made it and what it is: all that can be told of a stick that was not opened.
static const char *made_name(struct search *search, const char *disk)
{
    char vendor[LINE_MAX_BYTES], model[LINE_MAX_BYTES];
    (void)read_sys(search, disk, "device/vendor", vendor);
    (void)read_sys(search, disk, "device/model", model);
    return shown_name(search->arena, trimmed(arena_printf(search->arena, "%s %s", trimmed(vendor),
                                                          trimmed(model))));
}

// What can be mounted of this disk: its partitions, or itself where it has none. A disk of which
// anything is mounted already is in use: as a stick, or by the machine.
static void find_on_disk(struct search *search, const char *disk, char **names, size_t count)
{
    char device[LINE_MAX_BYTES], size[LINE_MAX_BYTES];
    const char *free_name = NULL;
    bool has_parts = false;
    for (size_t i = 0; i < count; i++) {
        bool is_part = is_part_of(disk, names[i]) && is_partition(search, names[i]);
        if (!is_part && !str_equal(names[i], disk)) {
            continue;
        }
        if (!read_sys(search, names[i], "dev", device) || mount_of(search, device)) {
            return;
        }
        has_parts = has_parts || is_part;
        if (is_part && !free_name) {
            free_name = names[i];
        }
    }
    free_name = has_parts ? free_name : disk;
    bool has_medium = read_sys(search, free_name, "size", size) && strtoll(size, NULL, 10) > 0;
    if (has_medium) {
        add(search, (struct stick){.name = made_name(search, disk),
                                   .device = arena_printf(search->arena, "/dev/%s", free_name)});
    }
}

static void find_unmounted(struct search *search)
{
    char *names[NAMES_MAX];
    size_t count =
        names_in(search->arena, arena_printf(search->arena, "%s/class/block", search->sys), names);
    for (size_t i = 0; i < count; i++) {
        if (!is_partition(search, names[i]) && is_pluggable(search, names[i])) {
            find_on_disk(search, names[i], names, count);
        }
    }
}

// ---- the faces

size_t stick_find(struct village *village, struct arena *arena, const struct stick_places *places,
                  struct stick out[static STICKS_MAX])
{
    struct search *search = ARENA_NEW(arena, struct search);
    *search = (struct search){
        .village = village,
        .arena = arena,
        .sys = places && places->sys ? places->sys : "/sys",
        .mirror = setting_get(village, arena, "mirror"),
        .media = setting_get(village, arena, "media_dir"),
        .out = out,
    };
    const char *mountinfo =
        places && places->mountinfo ? places->mountinfo : "/proc/self/mountinfo";
    search->mount_count = mounts_of(arena, mountinfo, MOUNTS_MAX, search->mounts);
    find_mounted(search);
    if (str_equal(setting_set_by(village, arena, "media_dir"), "local")) {
        find_folders(search);
    }
    find_unmounted(search);
    return search->count;
}

bool stick_at(struct village *village, struct arena *arena, const struct stick_places *places,
              const char *path, struct stick *out)
{
    struct stick sticks[STICKS_MAX];
    size_t count = stick_find(village, arena, places, sticks);
    for (size_t i = 0; i < count; i++) {
        if (str_equal(sticks[i].path, path)) {
            *out = sticks[i];
            return true;
        }
    }
    return false;
}

// own: how the names of this kiosk's files begin.
static void count_file(struct stick_content *content, const char *path, const char *own)
{
    const char *name = last_part(path);
    if (folder_ends_with(name, ".md")) {
        content->notices++;
    } else if (!folder_ends_with(name, ".answer.ktb")) {
        content->outgoing++;
    } else if (str_starts(name, own)) {
        content->answers++;
    } else {
        content->strangers++;
    }
}

struct stick_content stick_look(const char *path, uint32_t kiosk)
{
    static const char *const endings[] = {".ktb", ".md", NULL};
    enum { FILES_MAX = 20000, ARENA_MAX = 16 << 20 };
    struct stick_content content = {.free_bytes = -1, .total_bytes = -1};
    struct statvfs st;
    struct arena arena;
    arena_init(&arena, ARENA_MAX);
    struct folder_file *files = ARENA_ARRAY(&arena, struct folder_file, FILES_MAX);
    struct folder_found found;
    size_t count = folder_walk(&arena, path, &(struct folder_walk){.endings = endings}, FILES_MAX,
                               files, &found);
    content.is_gone = found.is_missing;
    if (!found.is_missing && statvfs(path, &st) == 0) {
        if (st.f_blocks > 0) { // some do not tell
            content.free_bytes = (int64_t)(st.f_bavail * st.f_frsize);
            content.total_bytes = (int64_t)(st.f_blocks * st.f_frsize);
        }
        content.is_read_only = (st.f_flag & ST_RDONLY) != 0 || access(path, W_OK) != 0;
    }
    // Without a number yet, what it waits for is its enrolment.
    char *own =
        kiosk == 0 ? "kentongan-enrol-" : arena_printf(&arena, "kentongan-K%" PRIu32 "-", kiosk);
    for (size_t i = 0; i < count; i++) {
        count_file(&content, files[i].path, own);
    }
    content.others = found.others + found.strange + found.unread;
    content.is_cut = found.is_cut || found.files > count;
    arena_finish(&arena);
    return content;
}
