// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of the regency store, by numbered steps.
#ifndef REGENCY_SCHEMA_H
#define REGENCY_SCHEMA_H

#include "db/sql/migrate.h"

extern const struct migration regency_schema_steps[];
extern const int regency_schema_count;

// What cases learnt later: follow-ups, the board, totals, warnings (regency_schema_case.c).
extern const char regency_schema_case[];
extern const char regency_schema_merged[];
bool regency_schema_case_fill(struct sql *sql);
// Roles at kiosks: keys, items, acts, certificates (regency_schema_role.c).
extern const char regency_schema_role[];
// Pictures of notices (regency_schema_picture.c).
extern const char regency_schema_picture[];
bool regency_schema_picture_fill(struct sql *sql);
// Permissions to begin a role anew.
extern const char regency_schema_permit[];

#endif
