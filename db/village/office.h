// SPDX-License-Identifier: GPL-3.0-or-later
// The office: services, who is in, hours, emergency numbers. The kiosk's own file wins over what
// the regency sent.
#ifndef OFFICE_H
#define OFFICE_H

#include "db/record/office_file.h"
#include "setting.h"
#include "village.h"

// Official.photo is the hex name of a file under media/; of any other there is no picture here.
MUST_USE bool office_put(struct village *village, const Kt__Office *office, enum setting_by by);
// Who is in today, as somebody marked it here: stands over the sheet until the next sheet comes,
// from whatever side. False with a fault: nobody of that name is on the sheet.
MUST_USE bool office_mark(struct village *village, const char *name, bool is_in);
// In the arena, with the marks in it; NULL when there is none.
Kt__Office *office_get(struct village *village, struct arena *arena);

enum office_open { OFFICE_UNKNOWN, OFFICE_OPEN, OFFICE_CLOSED };
struct office_now {
    enum office_open open;
    int closes_min;    // OPEN: minutes after midnight when it closes
    int opens_in_days; // CLOSED: 0 today, 1 tomorrow ...; -1: no hours known in the next 14 days
    int opens_min;
    bool is_closed_day; // today stands among the closed days
};
// Pure. day: since 1970 in the village's zone; minute: after midnight there.
struct office_now office_now(const Kt__Office *office, int64_t day, int minute);

#endif
