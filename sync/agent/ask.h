// SPDX-License-Identifier: GPL-3.0-or-later
// A secret from whoever runs a command: from a file, or typed without being shown. It is never an
// argument, where every program of the machine could read it.
#ifndef ASK_H
#define ASK_H

#include "db/base/base.h"

struct ask {
    const char *what, *hint; // "PIN", "6 to 12 digits": for the question
    const char *path;        // the one line of this file; NULL: the terminal is asked
    bool is_new;             // typed twice, so that a slip is noticed
};
// Into out (locked, `size` bytes), ended by a zero byte. False with a fault: cannot be read, empty,
// too long, the two differ, or there is no terminal. A file that others may read is said.
MUST_USE bool ask_secret(const struct ask *ask, char *out, size_t size);

#endif
