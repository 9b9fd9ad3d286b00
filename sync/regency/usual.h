// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef USUAL_H
#define USUAL_H

#include "db/base/base.h"

// assets/regency/opd.csv as it was at the time of building: a header, then code;name lines.
struct bytes usual_opd(void);

#endif
