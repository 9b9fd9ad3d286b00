// SPDX-License-Identifier: GPL-3.0-or-later
// Finding and filling is one walk over the text; what was put in is never looked at again, so a
// value that looks like a blank stays the words that it is.
#include "blank.h"

#include "lines.h"

#include <string.h>

enum { TEXT_BYTES_MAX = 1 << 20 }; // filled: sixteen values of a full page each

// Length of the blank that begins at `at`, brackets included; 0 when there is none.
static size_t blank_len(const char *text, const char *at)
{
    bool is_part = at > text && strchr("!]\\", at[-1]); // of a picture, a link, or written as such
    if (*at != '[' || is_part || at[1] < 'a' || at[1] > 'z') {
        return 0;
    }
    size_t len = strcspn(at + 1, "[]\n\r");
    if (at[len + 1] != ']' || len > BLANK_NAME_BYTES_MAX) {
        return 0;
    }
    return at[len + 2] == '(' || at[len + 2] == '[' ? 0 : len + 2; // a link is no blank
}

static bool is_named(const char *const *names, size_t count, struct bytes name)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes_equal(bytes_of_str(names[i]), name)) {
            return true;
        }
    }
    return false;
}

size_t blank_find(struct arena *arena, const char *text, const char *names[static BLANKS_MAX],
                  size_t count)
{
    for (const char *at = text; *at && count < BLANKS_MAX; at++) {
        size_t len = blank_len(text, at);
        if (len > 0) {
            struct bytes name = bytes_of(at + 1, len - 2);
            if (!is_named(names, count, name)) {
                names[count++] = arena_str_of(arena, name);
            }
            at += len - 1;
        }
    }
    return count;
}

static const char *value_of(const struct blank *blanks, size_t count, struct bytes name)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes_equal(bytes_of_str(blanks[i].name), name)) {
            return blanks[i].value && *blanks[i].value ? blanks[i].value : NULL;
        }
    }
    return NULL;
}

static bool is_alone(const char *text, const char *at, size_t len)
{
    bool is_first = at == text || at[-1] == '\n';
    return is_first && (at[len] == '\0' || at[len] == '\n' || at[len] == '\r');
}

bool blank_is_alone(const char *text, const char *name)
{
    for (const char *at = text; *at; at++) {
        size_t len = blank_len(text, at);
        if (len > 0 && bytes_equal(bytes_of_str(name), bytes_of(at + 1, len - 2))) {
            return is_alone(text, at, len);
        }
    }
    return false;
}

// Several plain lines, none of them empty: things one below the other.
static bool is_list(const char *value)
{
    size_t lines = 0;
    for (const char *at = value; *at; lines++) {
        if (strchr("\n-*+#|>0123456789", *at)) {
            return false;
        }
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return lines > 1;
}

static void add_lines(struct arena *arena, struct buf *buf, const char *value)
{
    if (!is_list(value)) {
        buf_add_str(buf, lines_to_markdown(arena, value));
        return;
    }
    for (const char *at = value; *at;) {
        size_t len = strcspn(at, "\n");
        buf_add_str(buf, "- ");
        buf_add(buf, at, len);
        at += len + (at[len] == '\n');
        buf_add_str(buf, *at ? "\n" : "");
    }
}

static void add_words(struct buf *buf, const char *value)
{
    for (const char *at = value; *at; at++) {
        buf_add(buf, *at == '\n' ? " " : at, 1);
    }
}

char *blank_fill(struct arena *arena, const char *text, const struct blank *blanks, size_t count)
{
    struct buf buf;
    buf_init(&buf, TEXT_BYTES_MAX);
    for (const char *at = text; *at;) {
        size_t len = blank_len(text, at);
        const char *value = len ? value_of(blanks, count, bytes_of(at + 1, len - 2)) : NULL;
        len = len ? len : 1;
        if (!value) {
            buf_add(&buf, at, len);
        } else if (is_alone(text, at, len)) {
            add_lines(arena, &buf, value);
        } else {
            add_words(&buf, value);
        }
        at += len;
    }
    char *out = arena_str(arena, buf_str(&buf));
    buf_finish(&buf);
    return out;
}
