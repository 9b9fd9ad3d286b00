// SPDX-License-Identifier: GPL-3.0-or-later
// What each fuzz driver includes. A driver reads bytes as the program would read them from outside;
// whatever it meets may be refused, nothing may end the program.
#ifndef FUZZ_H
#define FUZZ_H

#include "db/base/secret.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    secret_init();
    return 0;
}

// What was read must be whole: touches each byte, so that a wrong length shows.
static inline void fuzz_touch(struct bytes bytes)
{
    static volatile uint8_t sum;
    for (size_t i = 0; i < bytes.len; i++) {
        sum = (uint8_t)(sum + bytes.data[i]);
    }
}

#endif
