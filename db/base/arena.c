// SPDX-License-Identifier: GPL-3.0-or-later
// A chain of blocks. Wiping is part of giving back, because drafts and keys pass through here.
#include "arena.h"

#include <sodium.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES_MIN = 16 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t len, used;
    alignas(max_align_t) uint8_t data[];
};

void arena_init(struct arena *arena, size_t bytes_max)
{
    *arena = (struct arena){.bytes_max = bytes_max};
}

static struct arena_block *block_make(struct arena *arena, size_t len)
{
    if (len > arena->bytes_max) {
        die("a unit of work asked for more than its %zu bytes: please report this",
            arena->bytes_max);
    }
    struct arena_block *block = die_if_null(calloc(1, sizeof *block + len));
    block->len = len;
    return block;
}

void arena_finish(struct arena *arena)
{
    while (arena->block) {
        struct arena_block *block = arena->block;
        arena->block = block->next;
        sodium_memzero(block->data, block->used);
        free(block);
    }
    arena->used_bytes = 0;
}

void arena_reset(struct arena *arena)
{
    struct arena_block *keep = arena->block;
    for (struct arena_block *b = arena->block; b; b = b->next) {
        keep = b->len > keep->len ? b : keep;
    }
    while (arena->block) {
        struct arena_block *block = arena->block;
        arena->block = block->next;
        sodium_memzero(block->data, block->used);
        if (block != keep) {
            free(block);
        }
    }
    if (keep) {
        keep->next = NULL;
        keep->used = 0;
    }
    arena->block = keep;
    arena->used_bytes = 0;
}

void *arena_alloc(struct arena *arena, size_t len)
{
    const size_t align = alignof(max_align_t);
    if (len > arena->bytes_max || arena->used_bytes + len > arena->bytes_max) {
        die("a unit of work asked for more than its %zu bytes: please report this",
            arena->bytes_max);
    }
    size_t step = (len + align - 1) / align * align;
    if (!arena->block || arena->block->len - arena->block->used < step) {
        size_t size = arena->block ? 2 * arena->block->len : BLOCK_BYTES_MIN;
        size = size > arena->bytes_max ? arena->bytes_max : size;
        struct arena_block *block = block_make(arena, step > size ? step : size);
        block->next = arena->block;
        arena->block = block;
    }
    void *memory = arena->block->data + arena->block->used;
    arena->block->used += step;
    arena->used_bytes += step;
    return memory;
}

char *arena_str_of(struct arena *arena, struct bytes text)
{
    char *str = arena_alloc(arena, text.len + 1);
    if (text.len > 0) {
        memcpy(str, text.data, text.len);
    }
    return str;
}

char *arena_str(struct arena *arena, const char *str)
{
    return str ? arena_str_of(arena, bytes_of_str(str)) : NULL;
}

struct bytes arena_bytes(struct arena *arena, struct bytes from)
{
    return bytes_of(arena_str_of(arena, from), from.len);
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0) {
        die("a text could not be formatted: please report this");
    }
    char *str = arena_alloc(arena, (size_t)len + 1);
    vsnprintf(str, (size_t)len + 1, fmt, again);
    va_end(again);
    return str;
}
