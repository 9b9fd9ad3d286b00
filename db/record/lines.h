// SPDX-License-Identifier: GPL-3.0-or-later
// Who types at a screen ends a line where one is to end; Markdown folds such lines into one. These
// two go between. Pure: text in, text out, in the arena.
#ifndef LINES_H
#define LINES_H

#include "db/base/arena.h"

// Typed words as Markdown that shows them line by line.
char *lines_to_markdown(struct arena *arena, const char *typed);
// Markdown as one would have typed it: folded lines become one, hard ends become plain ones.
char *lines_from_markdown(struct arena *arena, const char *markdown);

#endif
