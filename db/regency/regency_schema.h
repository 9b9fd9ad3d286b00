// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of the regency store, by numbered steps.
#ifndef REGENCY_SCHEMA_H
#define REGENCY_SCHEMA_H

#include "db/sql/migrate.h"

extern const struct migration regency_schema_steps[];
extern const int regency_schema_count;

#endif
