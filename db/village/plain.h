// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a notice's CommonMark without its marks, on one line: to be searched and to be shown
// in part. No parser: what it takes for a mark may, rarely, be one that was meant. Pure.
#ifndef PLAIN_H
#define PLAIN_H

#include "db/base/arena.h"

// In the arena, never longer than `markdown`.
char *plain_text(struct arena *arena, const char *markdown);

#endif
