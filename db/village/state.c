// SPDX-License-Identifier: GPL-3.0-or-later
// One table, four one-liners.
#include "state.h"

int64_t state_int(struct village *village, const char *key, int64_t otherwise)
{
    return sql_int(village->sql, otherwise, "SELECT value FROM state WHERE key = $1", "t", key);
}

bool state_set_int(struct village *village, const char *key, int64_t value)
{
    return sql_run(village->sql, "INSERT OR REPLACE INTO state VALUES ($1, $2)", "ti", key, value);
}

char *state_text(struct village *village, struct arena *arena, const char *key)
{
    return sql_text(village->sql, arena, "SELECT value FROM state WHERE key = $1", "t", key);
}

bool state_set_text(struct village *village, const char *key, const char *value)
{
    return sql_run(village->sql, "INSERT OR REPLACE INTO state VALUES ($1, $2)", "tt", key, value);
}
