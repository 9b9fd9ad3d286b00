// SPDX-License-Identifier: GPL-3.0-or-later
// Line by line. A hard end (two blanks) before a list, a heading or the end of a paragraph says
// nothing in CommonMark, so it may stand after any line that another one follows; only tables are
// left as they are.
#include "lines.h"

#include <string.h>

static struct bytes line_at(const char *at)
{
    size_t len = strcspn(at, "\n");
    return bytes_of(at, len - (len > 0 && at[len - 1] == '\r'));
}

// Where the line after this one begins; NULL: it is the last.
static const char *next_line(const char *at)
{
    const char *end = strchr(at, '\n');
    return end ? end + 1 : NULL;
}

static struct bytes trimmed(struct bytes line)
{
    while (line.len > 0 && strchr(" \t", line.data[line.len - 1])) {
        line.len--;
    }
    while (line.len > 0 && strchr(" \t", line.data[0])) {
        line.data++;
        line.len--;
    }
    return line;
}

static bool starts(struct bytes line, const char *any)
{
    return line.len > 0 && strchr(any, line.data[0]);
}

// "3." or "3)": an item of a counted list.
static bool is_counted(struct bytes line)
{
    size_t digits = 0;
    while (digits < line.len && line.data[digits] >= '0' && line.data[digits] <= '9') {
        digits++;
    }
    return digits > 0 && digits + 1 < line.len && strchr(".)", line.data[digits]) &&
           line.data[digits + 1] == ' ';
}

// It begins something of its own, whatever stands before it.
static bool is_own(struct bytes line)
{
    bool is_item = starts(line, "-*+") && (line.len == 1 || line.data[1] == ' ');
    bool is_rule = line.len >= 3 && memcmp(line.data, "---", 3) == 0;
    return is_item || is_rule || starts(line, "#>|`") || is_counted(line);
}

// Between these two a hard end says something.
static bool may_break(struct bytes here, struct bytes next)
{
    return here.len > 0 && next.len > 0 && !starts(here, "|") && !starts(next, "|");
}

char *lines_to_markdown(struct arena *arena, const char *typed)
{
    struct buf buf;
    buf_init(&buf, SIZE_MAX / 2);
    for (const char *at = typed; at; at = next_line(at)) {
        struct bytes line = line_at(at), here = trimmed(line);
        const char *after = next_line(at);
        struct bytes next = after ? trimmed(line_at(after)) : bytes_of("", 0);
        while (line.len > 0 && strchr(" \t", line.data[line.len - 1])) {
            line.len--;
        }
        buf_add(&buf, line.data, line.len);
        bool is_hard = may_break(here, next);
        buf_add_str(&buf, is_hard ? "  \n" : after ? "\n" : "");
    }
    char *out = arena_str(arena, buf_str(&buf));
    buf_finish(&buf);
    return out;
}

static bool ends_in_blanks(struct bytes line)
{
    return line.len >= 2 && memcmp(line.data + line.len - 2, "  ", 2) == 0;
}

char *lines_from_markdown(struct arena *arena, const char *markdown)
{
    struct buf buf;
    buf_init(&buf, SIZE_MAX / 2);
    bool is_folded = false; // this line goes on in the one before
    for (const char *at = markdown; at; at = next_line(at)) {
        struct bytes line = line_at(at), here = trimmed(line);
        const char *after = next_line(at);
        struct bytes next = after ? trimmed(line_at(after)) : bytes_of("", 0);
        // With blanks behind it, or where nothing is to be broken, a backslash is what was typed.
        bool by_slash = !ends_in_blanks(line) && line.len > 0 && line.data[line.len - 1] == '\\' &&
                        may_break(here, next);
        bool is_hard = ends_in_blanks(line) || by_slash;
        if (is_folded) {
            line = here;
        }
        while (line.len > 0 && strchr(" \t", line.data[line.len - 1])) {
            line.len--;
        }
        if (by_slash) {
            line.len--;
        }
        buf_add(&buf, line.data, line.len);
        is_folded =
            here.len > 0 && next.len > 0 && !is_hard && !is_own(next) && !starts(here, "#|");
        buf_add_str(&buf, is_folded ? " " : after ? "\n" : "");
    }
    char *out = arena_str(arena, buf_str(&buf));
    buf_finish(&buf);
    return out;
}
