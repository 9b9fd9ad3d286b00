// SPDX-License-Identifier: GPL-3.0-or-later
// What every unit test here includes: cmocka with its preconditions, a folder that goes away.
#ifndef HARNESS_H
#define HARNESS_H

#include "tests/unit/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int harness_remove(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st;
    (void)kind;
    (void)walk;
    return remove(path);
}

static inline int harness_make_dir(void **state)
{
    enum { FOLDER_MAX = 256 };
    char *dir = malloc(FOLDER_MAX);
    *state = dir ? test_folder(dir, FOLDER_MAX) : NULL;
    return *state ? 0 : -1;
}

static inline int harness_remove_dir(void **state)
{
    nftw(*state, harness_remove, 16, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return 0;
}

#define test_in_dir(f) cmocka_unit_test_setup_teardown(f, harness_make_dir, harness_remove_dir)

#endif
