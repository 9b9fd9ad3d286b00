// SPDX-License-Identifier: GPL-3.0-or-later
// Settings: a table of what may be set, and who set it. Device keys: local wins; rules: regency.
#ifndef SETTING_H
#define SETTING_H

#include "village.h"

enum setting_kind { SETTING_DEVICE, SETTING_RULE };
enum setting_by { SETTING_LOCAL, SETTING_REGENCY };

struct setting_def {
    const char *key, *otherwise, *unit;
    enum setting_kind kind;
    int64_t min, max; // for whole numbers; both 0: text
};
extern const struct setting_def setting_defs[];
extern const size_t setting_def_count;

// NULL when there is no such key.
const struct setting_def *setting_find(const char *key);
// What is in force, in the arena: the winner of both, else the default. Key must exist.
const char *setting_get(struct village *village, struct arena *arena, const char *key);
int64_t setting_int(struct village *village, const char *key);
// "21:30" as minutes of the day; -1 for anything else.
int setting_minute(const char *value);
// "regency", "local" or "default".
const char *setting_set_by(struct village *village, struct arena *arena, const char *key);
// False with a fault: no such key (names the nearest), or a value out of bounds. NULL value: unset.
MUST_USE bool setting_set(struct village *village, const char *key, const char *value,
                          enum setting_by by);

#endif
