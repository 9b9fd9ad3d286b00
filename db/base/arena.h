// SPDX-License-Identifier: GPL-3.0-or-later
// Memory for one unit of work (a frame, a request, a round), given back at one stroke and wiped.
#ifndef ARENA_H
#define ARENA_H

#include "base.h"

struct arena_block;

struct arena {
    struct arena_block *block; // owned; the newest first
    size_t used_bytes;         // over all blocks
    size_t bytes_max;          // more ends the program: callers cap what comes from outside before
};

void arena_init(struct arena *arena, size_t bytes_max);
void arena_reset(struct arena *arena);  // wipes all, keeps the largest block for the next unit
void arena_finish(struct arena *arena); // takes zeroed memory too

// Zeroed, aligned for any type, valid until reset. Never NULL.
void *arena_alloc(struct arena *arena, size_t len);
// Copies; the text ones end with a zero byte. NULL gives NULL.
char *arena_str(struct arena *arena, const char *str);
char *arena_str_of(struct arena *arena, struct bytes text);
struct bytes arena_bytes(struct arena *arena, struct bytes from);
char *arena_printf(struct arena *arena, const char *fmt, ...) PRINTF(2, 3);

#define ARENA_NEW(arena, type)          ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), sizeof(type) * (count)))

#endif
