// SPDX-License-Identifier: GPL-3.0-or-later
// A secret from whoever runs a command: from a file, or typed without being shown.
#ifndef ASK_H
#define ASK_H

#include "db/base/base.h"

enum { ASK_BYTES_MAX = 256 }; // with the zero byte

// The first line of the file (path not NULL), or what is typed at the terminal; asked twice when
// is_new, so that a slip is noticed. In locked memory (secret_alloc, caller frees), ended by a zero
// byte. NULL with a fault: cannot be read, too long, the two differ, or there is no terminal.
// what: "PIN", "passphrase": for the question. A file that others may read is said.
char *ask_secret(const char *what, const char *path, bool is_new);

#endif
