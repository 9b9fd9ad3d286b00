// SPDX-License-Identifier: GPL-3.0-or-later
// Walks the text once: marks at the beginning of a line, marks inside it, addresses of links. Shows
// no mark and loses no word but the addresses.
#include "plain.h"

#include <string.h>

struct plain {
    char *out;
    size_t len;
};

static void put(struct plain *plain, char c)
{
    bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (is_space && (plain->len == 0 || plain->out[plain->len - 1] == ' ')) {
        return;
    }
    plain->out[plain->len++] = is_space ? ' ' : c;
}

// A line of one repeated mark, or a table's rule: "---", "***", "```", "|:--|--:|".
static bool is_rule(const char *line, size_t len)
{
    size_t marks = strspn(line, "-*_=`~|: \t\r");
    return len >= 3 && marks >= len;
}

// Headings, quotes and list marks, one within the other.
static const char *after_marks(const char *line)
{
    for (;;) {
        const char *p = line + strspn(line, " \t");
        size_t hashes = strspn(p, "#");
        if (hashes > 0 && strchr(" \t", p[hashes])) {
            return p + hashes;
        }
        if (p[0] == '>') {
            line = p + 1;
        } else if (p[0] && strchr("-*+", p[0]) && (p[1] == ' ' || p[1] == '\t')) {
            line = p + 2;
        } else {
            return p;
        }
    }
}

static bool is_letter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (unsigned char)c >= 0x80;
}

// Behind a link's address: "](https://...)" in one line; NULL when it is none.
static const char *after_address(const char *p)
{
    if (p[0] != ']' || p[1] != '(') {
        return NULL;
    }
    size_t len = strcspn(p, ")\n");
    return p[len] == ')' ? p + len + 1 : NULL;
}

static bool is_mark(const char *p, const char *start)
{
    if (*p == '_') { // inside a word it belongs to it
        return p == start || !is_letter(p[-1]) || !is_letter(p[1]);
    }
    return strchr("*`[]", *p) || (*p == '!' && p[1] == '[') ||
           (*p == '\\' && p[1] && strchr("\\`*_{}[]()#+-.!|>", p[1]));
}

char *plain_text(struct arena *arena, const char *markdown)
{
    struct plain plain = {.out = arena_alloc(arena, strlen(markdown) + 1)};
    for (const char *line = markdown; *line;) {
        size_t len = strcspn(line, "\n");
        const char *end = line + len;
        const char *p = is_rule(line, len) ? end : after_marks(line);
        while (p < end) {
            const char *after = after_address(p);
            bool is_escaped = *p == '\\' && is_mark(p, line);
            if (after) {
                p = after;
                continue;
            }
            if (is_escaped || !is_mark(p, line)) {
                p += is_escaped;
                put(&plain, *p == '|' ? ' ' : *p);
            }
            p++;
        }
        put(&plain, ' ');
        line = *end ? end + 1 : end;
    }
    while (plain.len > 0 && plain.out[plain.len - 1] == ' ') {
        plain.len--;
    }
    plain.out[plain.len] = '\0';
    return plain.out;
}
