// SPDX-License-Identifier: GPL-3.0-or-later
// The arena of a file of tests: given to cmocka for all of them, or for each.
#ifndef ARENA_SIDE_H
#define ARENA_SIDE_H

#include "db/base/arena.h"
#include "db/base/secret.h"

static struct arena arena;

static inline int arena_begin(void **state)
{
    (void)state;
    secret_init();
    arena_init(&arena, (size_t)256 << 20);
    return 0;
}

static inline int arena_end(void **state)
{
    (void)state;
    arena_finish(&arena);
    return 0;
}

#endif
