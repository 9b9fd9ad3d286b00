// SPDX-License-Identifier: GPL-3.0-or-later
// The office as a .json file (services, officials, hours, closed days, emergency numbers) to the
// Office record. Pure: bytes in, a record out.
#ifndef OFFICE_FILE_H
#define OFFICE_FILE_H

#include "record.h"

enum {
    OFFICE_FILE_BYTES_MAX = 1024 * 1024,
    OFFICE_SERVICES_MAX = 60,
    OFFICE_LINES_MAX = 30, // needs and steps of one service
    OFFICE_OFFICIALS_MAX = 60,
    OFFICE_HOURS_MAX = 28, // several spans a day
    OFFICE_CLOSED_MAX = 100,
    OFFICE_EMERGENCY_MAX = 20,
    OFFICE_TEXT_BYTES_MAX = 400,
};
// In the arena; NULL with a fault that names the place in the file and what to do. A key that is
// not known goes to `warn` (may be NULL) and is left out.
Kt__Office *office_file_read(struct arena *arena, struct bytes file,
                             void (*warn)(void *ctx, const char *what), void *ctx);
// "08:00" to minutes after midnight, "24:00" the latest. False (no fault) when it is none.
bool office_minute(const char *time, int *minute);
// A record from outside has no more of anything than a file may have. False with a fault.
MUST_USE bool office_fits(const Kt__Office *office);

#endif
