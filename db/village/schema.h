// SPDX-License-Identifier: GPL-3.0-or-later
// The village file's schema, step by step. Only village.c reads it.
#ifndef VILLAGE_SCHEMA_H
#define VILLAGE_SCHEMA_H

#include "db/sql/migrate.h"

extern const struct migration village_steps[];
extern const int village_step_count;

// Steps with a page of their own, in this order after those of schema.c.
extern const char schema_staff[], schema_register[], schema_desk[], schema_keeper[];
extern const char schema_media[];
extern const char schema_pepper[], schema_permit[]; // of schema_staff.c
extern const char schema_unsent[];                  // of schema_register.c

#endif
