// SPDX-License-Identifier: GPL-3.0-or-later
// Where a test's folder lies: under $TMPDIR, or /tmp. The fast tier gives one in memory, because
// most of a test's time is waiting for a disk to say that it has kept what is thrown away at the
// end.
#ifndef SCRATCH_H
#define SCRATCH_H

#include <stdio.h>
#include <stdlib.h>

// NULL when it cannot be made.
static inline char *test_folder(char *out, size_t size)
{
    const char *root = getenv("TMPDIR");
    int len = snprintf(out, size, "%s/kentongan-test-XXXXXX", root && *root ? root : "/tmp");
    return len > 0 && (size_t)len < size ? mkdtemp(out) : NULL;
}

#endif
