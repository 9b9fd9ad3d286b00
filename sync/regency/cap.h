// SPDX-License-Identifier: GPL-3.0-or-later
// A warning as a CAP 1.2 file (OASIS Common Alerting Protocol) to what travels. Pure: bytes in, a
// warning out. No document type, so no entities; signatures and whatever else is not CAP's own are
// passed over; elements are known by their namespace, whatever prefix it has.
//
// Taken: status Actual, Exercise, Test (the record says which); msgType Alert, Update, Cancel;
// scope Public. Of several infos the first Indonesian one, else the first. Areas by their names
// alone. Severity Unknown counts as Moderate: a banner that interrupts nobody. Without `expires` it
// ends a day after `sent`.
#ifndef CAP_H
#define CAP_H

#include "db/regency/warning.h"

enum {
    CAP_FILE_BYTES_MAX = 1024 * 1024,
    CAP_TEXT_BYTES_MAX = 32 * 1024, // of one element
    CAP_DEPTH_MAX = 32,
    CAP_INFOS_MAX = 64,
};

// In the arena. NULL with a fault: one line that names the place, what is wrong and what to do.
struct warning *cap_read(struct arena *arena, struct bytes file);

#endif
