// SPDX-License-Identifier: GPL-3.0-or-later
// What the editorial check says, in words.
#ifndef WRITE_FINDINGS_H
#define WRITE_FINDINGS_H

#include "screens.h"

#include "db/record/editorial.h"

// Sentence and reason in the language set, in the arena.
struct write_finding {
    enum ui_icon icon;
    const char *text, *second;
};
struct write_finding write_finding_of(struct arena *arena, const struct editorial_finding *finding);

#endif
