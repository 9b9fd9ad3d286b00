// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of notices being written, and what else the staff's screens keep.
#include "schema.h"

const char schema_desk[] = "";
