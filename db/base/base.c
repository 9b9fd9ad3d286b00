// SPDX-License-Identifier: GPL-3.0-or-later
// The smallest common things. Nothing here knows a file, a clock or a record.
#include "base.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local char fault[FAULT_LEN_MAX];
static const char *program_name = "kentongan";

struct bytes bytes_of(const void *data, size_t len)
{
    return (struct bytes){.data = data, .len = len};
}

struct bytes bytes_of_str(const char *str)
{
    return bytes_of(str, str ? strlen(str) : 0);
}

bool bytes_equal(struct bytes a, struct bytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

void buf_init(struct buf *buf, size_t max)
{
    *buf = (struct buf){.max = max};
}

void buf_finish(struct buf *buf)
{
    if (buf->data) {
        sodium_memzero(buf->data, buf->cap);
        free(buf->data);
    }
    *buf = (struct buf){0};
}

void buf_clear(struct buf *buf)
{
    if (buf->data) {
        sodium_memzero(buf->data, buf->cap);
    }
    buf->len = 0;
    buf->full = false;
}

// Grows by copying, so that the old place can be wiped: realloc would leave a copy behind.
static void buf_grow(struct buf *buf, size_t need)
{
    size_t cap = buf->cap ? buf->cap : 256;
    while (cap < need) {
        cap *= 2;
    }
    uint8_t *data = die_if_null(malloc(cap));
    if (buf->data) {
        memcpy(data, buf->data, buf->len);
        sodium_memzero(buf->data, buf->cap);
        free(buf->data);
    }
    buf->data = data;
    buf->cap = cap;
}

bool buf_add(struct buf *buf, const void *data, size_t len)
{
    if (buf->full || len > buf->max - buf->len) {
        buf->full = true;
        return false;
    }
    if (buf->len + len + 1 > buf->cap) {
        buf_grow(buf, buf->len + len + 1);
    }
    if (len > 0) {
        memcpy(buf->data + buf->len, data, len);
    }
    buf->len += len;
    buf->data[buf->len] = 0;
    return true;
}

bool buf_add_str(struct buf *buf, const char *str)
{
    return buf_add(buf, str, strlen(str));
}

bool buf_printf(struct buf *buf, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    bool ok = false;
    if (len >= 0 && !buf->full && (size_t)len <= buf->max - buf->len) {
        if (buf->len + (size_t)len + 1 > buf->cap) {
            buf_grow(buf, buf->len + (size_t)len + 1);
        }
        vsnprintf((char *)buf->data + buf->len, (size_t)len + 1, fmt, again);
        buf->len += (size_t)len;
        ok = true;
    } else {
        buf->full = true;
    }
    va_end(again);
    return ok;
}

struct bytes buf_bytes(const struct buf *buf)
{
    return bytes_of(buf->data, buf->len);
}

const char *buf_str(const struct buf *buf)
{
    return buf->data ? (const char *)buf->data : "";
}

bool str_equal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool str_starts(const char *str, const char *prefix)
{
    return strncmp(str, prefix, strlen(prefix)) == 0;
}

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

// The number that both stand at, passed over: by its length without zeros before it, then by
// digits.
static int number_order(const char **a, const char **b)
{
    *a += strspn(*a, "0");
    *b += strspn(*b, "0");
    size_t a_len = strspn(*a, "0123456789"), b_len = strspn(*b, "0123456789");
    int order = a_len != b_len ? (a_len < b_len ? -1 : 1) : memcmp(*a, *b, a_len);
    *a += a_len;
    *b += b_len;
    return order;
}

int str_order(const char *a, const char *b)
{
    const char *x = a, *y = b;
    int order = 0;
    while (order == 0 && *x && *y) {
        if (is_digit(*x) && is_digit(*y)) {
            order = number_order(&x, &y);
        } else {
            order = (unsigned char)*x++ - (unsigned char)*y++;
        }
    }
    order = order != 0 ? order : (unsigned char)*x - (unsigned char)*y;
    return order != 0 ? order : strcmp(a, b);
}

// Length of the well-formed sequence at p (Unicode 15, table 3-7), 0 when there is none.
static size_t utf8_sequence(const uint8_t *p, size_t left)
{
    if (p[0] > 0 && p[0] < 0x80) {
        return 1;
    }
    size_t len = p[0] >= 0xC2 && p[0] <= 0xDF   ? 2
                 : p[0] >= 0xE0 && p[0] <= 0xEF ? 3
                 : p[0] >= 0xF0 && p[0] <= 0xF4 ? 4
                                                : 0;
    if (len == 0 || left < len) {
        return 0;
    }
    uint8_t low = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
    uint8_t high = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < low || p[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return len;
}

bool utf8_is_valid(struct bytes text)
{
    for (size_t i = 0; i < text.len;) {
        size_t len = utf8_sequence(text.data + i, text.len - i);
        if (len == 0) {
            return false;
        }
        i += len;
    }
    return true;
}

// Names from outside stand in it, and its end may be cut off inside a letter: what comes out is
// text all the same, for it is printed, kept, and sent on.
static void one_line(char *text)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len;) {
        size_t letter = utf8_sequence((const uint8_t *)text + i, len - i);
        if (letter == 0) {
            text[i] = '?';
        } else if ((unsigned char)text[i] < ' ' || text[i] == 0x7F) {
            text[i] = ' ';
        }
        i += letter ? letter : 1;
    }
}

void fault_set(const char *fmt, ...)
{
    char text[FAULT_LEN_MAX]; // the arguments may point into the old fault
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    one_line(text);
    memcpy(fault, text, sizeof fault);
}

void fault_where(const char *fmt, ...)
{
    char where[FAULT_LEN_MAX];
    va_list args;
    va_start(args, fmt);
    vsnprintf(where, sizeof where, fmt, args);
    va_end(args);
    char text[FAULT_LEN_MAX];
    memcpy(text, fault, sizeof text);
    fault_set("%s: %s", where, text);
}

const char *fault_text(void)
{
    return fault[0] ? fault : "something failed without a reason";
}

void fault_clear(void)
{
    fault[0] = '\0';
}

void log_name(const char *program)
{
    program_name = program;
}

void log_line(const char *fmt, ...)
{
    char text[2 * FAULT_LEN_MAX];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    one_line(text);
    fprintf(stderr, "%s: %s\n", program_name, text);
}

int log_fault(void)
{
    log_line("%s", fault_text());
    return 1;
}

void die(const char *fmt, ...)
{
    char text[FAULT_LEN_MAX];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    log_line("%s", text);
    exit(1);
}

void *die_if_null(void *memory)
{
    if (!memory) {
        die("out of memory: what was confirmed is on disk, start the program again");
    }
    return memory;
}
