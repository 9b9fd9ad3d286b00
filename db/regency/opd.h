// SPDX-License-Identifier: GPL-3.0-or-later
// OPD (organisasi perangkat daerah): the regency's agencies, by the short code everybody uses.
#ifndef OPD_H
#define OPD_H

#include "regency.h"

enum { OPD_CODE_LETTERS_MAX = 24, OPD_LIST_MAX = 1000 };

struct opd {
    const char *code, *name; // in the caller's arena
};

// Adds or renames. False with a fault when the code is not 2 to 24 letters, digits, - or _.
MUST_USE bool opd_add(struct regency *regency, const char *code, const char *name);
// "code;name" lines with a header; the whole text or none of it.
MUST_USE bool opd_load(struct regency *regency, struct bytes csv);
bool opd_find(struct regency *regency, struct arena *arena, const char *code, struct opd *out);
// As opd_find; false with a fault that names the nearest code by edit distance.
MUST_USE bool opd_need(struct regency *regency, struct arena *arena, const char *code,
                       struct opd *out);
// In the order of the codes. Returns how many; *list in the arena.
size_t opd_list(struct regency *regency, struct arena *arena, struct opd **list);

#endif
