// SPDX-License-Identifier: GPL-3.0-or-later
// What every room stands on: a view of bytes, a growing buffer with a maximum, the one way to say
// what went wrong, and the one way to stop when memory is gone.
#ifndef BASE_H
#define BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define MUST_USE          __attribute__((warn_unused_result))
#define COUNT_OF(a)       (sizeof(a) / sizeof((a)[0]))

enum { KENTONGAN_VERSION = 100 }; // of all three programs: 1.0

// A view of bytes that somebody else owns. data may be NULL when len is 0.
struct bytes {
    const uint8_t *data;
    size_t len;
};

struct bytes bytes_of(const void *data, size_t len);
struct bytes bytes_of_str(const char *str);
bool bytes_equal(struct bytes a, struct bytes b);

// A buffer that grows up to max bytes and never beyond: what does not fit sets `full` and is not
// added in part. Wiped when it is finished.
struct buf {
    uint8_t *data; // owned; always followed by a zero byte once something was added
    size_t len, cap, max;
    bool full;
};

void buf_init(struct buf *buf, size_t max);
void buf_finish(struct buf *buf); // takes zeroed memory too
void buf_clear(struct buf *buf);  // wipes what was there, keeps the memory
bool buf_add(struct buf *buf, const void *data, size_t len);
bool buf_add_str(struct buf *buf, const char *str);
bool buf_printf(struct buf *buf, const char *fmt, ...) PRINTF(2, 3);
struct bytes buf_bytes(const struct buf *buf);
const char *buf_str(const struct buf *buf); // "" when nothing was added

bool str_equal(const char *a, const char *b); // NULL equals only NULL
bool str_starts(const char *str, const char *prefix);
// As strcmp, but numbers count as numbers: "K7-96" stands before "K7-488". 0 only when equal.
int str_order(const char *a, const char *b);

// True when all of text is well-formed UTF-8 without NUL.
bool utf8_is_valid(struct bytes text);

// Fault: the reason of the last failure on this thread, one line: what happened, to what, what to
// do. A function that returns false has set it; whoever owns the terminal prints it, once. Always
// well-formed UTF-8 without control letters, whatever went into it.
enum { FAULT_LEN_MAX = 512 };
void fault_set(const char *fmt, ...) PRINTF(1, 2);
// Puts "where: " before what stands there already.
void fault_where(const char *fmt, ...) PRINTF(1, 2);
const char *fault_text(void);
void fault_clear(void);

// One line to stderr, "NAME: text", for daemons and warnings. Never a villager's words.
void log_name(const char *program);
void log_line(const char *fmt, ...) PRINTF(1, 2);
// The fault as the one line of a command that failed. Returns 1, the exit status.
int log_fault(void);

// Out of memory, or a promise of the programmer broken: says so and ends the program. What was
// committed is on disk.
_Noreturn void die(const char *fmt, ...) PRINTF(1, 2);
void *die_if_null(void *memory);

#endif
