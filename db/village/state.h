// SPDX-License-Identifier: GPL-3.0-or-later
// Small things to remember, by name. For the rooms of db/village only.
#ifndef STATE_H
#define STATE_H

#include "village.h"

int64_t state_int(struct village *village, const char *key, int64_t otherwise);
bool state_set_int(struct village *village, const char *key, int64_t value);
char *state_text(struct village *village, struct arena *arena, const char *key);
bool state_set_text(struct village *village, const char *key, const char *value);

#endif
