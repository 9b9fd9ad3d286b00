// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of what was addressed to a role, and what the role did with it (register.h).
#include "schema.h"

const char schema_register[] = "";
