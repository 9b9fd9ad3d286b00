// SPDX-License-Identifier: GPL-3.0-or-later
// One line a mount: id parent major:minor root point options [more ...] - kind source options.
#include "mounts.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_BYTES_MAX = 256 * 1024 };

// Blanks, tabs, line ends and backslashes are written \040 and so on.
static void unescape(char *text)
{
    char *out = text;
    for (const char *in = text; *in; out++) {
        bool is_octal = in[0] == '\\' && in[1] >= '0' && in[1] <= '3' && in[2] >= '0' &&
                        in[2] <= '7' && in[3] >= '0' && in[3] <= '7';
        if (is_octal) {
            *out = (char)((in[1] - '0') * 64 + (in[2] - '0') * 8 + in[3] - '0');
            in += 4;
        } else {
            *out = *in++;
        }
    }
    *out = '\0';
}

static char *word(char **line)
{
    return strsep(line, " ");
}

static bool has_option(const char *options, const char *option)
{
    size_t len = strlen(option);
    for (const char *p = options; p; p = strchr(p, ',')) {
        p += *p == ',';
        if (strncmp(p, option, len) == 0 && (p[len] == ',' || p[len] == '\0')) {
            return true;
        }
    }
    return false;
}

static bool read_line(char *line, struct mount *out)
{
    char *device, *point, *options, *kind, *source, *super, *next;
    bool ok = word(&line) && word(&line) && (device = word(&line)) && word(&line) &&
              (point = word(&line)) && (options = word(&line));
    if (!ok) {
        return false;
    }
    while ((next = word(&line)) && !str_equal(next, "-")) {
    }
    if (!next || !(kind = word(&line)) || !(source = word(&line)) || !(super = word(&line))) {
        return false;
    }
    unescape(point);
    unescape(source);
    *out = (struct mount){
        .device = device,
        .point = point,
        .kind = kind,
        .source = source,
        .is_read_only = has_option(options, "ro") || has_option(super, "ro"),
    };
    return utf8_is_valid(bytes_of_str(point)) && utf8_is_valid(bytes_of_str(source));
}

size_t mounts_read(struct arena *arena, const char *mountinfo, size_t max, struct mount *out)
{
    char *rest = arena_str(arena, mountinfo);
    size_t count = 0;
    for (char *line; count < max && (line = strsep(&rest, "\n"));) {
        count += read_line(line, &out[count]);
    }
    return count;
}

size_t mounts_of(struct arena *arena, const char *path, size_t max, struct mount *out)
{
    struct buf text; // files under /proc do not tell their size
    buf_init(&text, TEXT_BYTES_MAX);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char piece[4096];
    ssize_t got;
    while (fd >= 0 && (got = read(fd, piece, sizeof piece)) > 0 &&
           buf_add(&text, piece, (size_t)got)) {
    }
    if (fd >= 0) {
        close(fd);
    }
    size_t count = mounts_read(arena, buf_str(&text), max, out);
    buf_finish(&text);
    return count;
}
