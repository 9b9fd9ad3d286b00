// SPDX-License-Identifier: GPL-3.0-or-later
// How `serve` learns that another program (`post`, `reply`, an import) has committed something. For
// a store in SQLite: its bell, which whoever commits touches.
#ifndef WAKE_H
#define WAKE_H

#include "db/base/base.h"

// A descriptor that can be read once it rang, the caller's to close; -1 with a fault.
int wake_open(const char *dir);
// Takes up all rings so far.
void wake_take(int fd);

#endif
