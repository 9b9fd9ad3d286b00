// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of who may sign in, the keys of the roles, and what was done (staff.h).
#include "schema.h"

const char schema_staff[] = "";
