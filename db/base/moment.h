// SPDX-License-Identifier: GPL-3.0-or-later
// Dates: seconds since 1970 UTC to and from ISO 8601, days, working days. No locale, no TZ.
#ifndef MOMENT_H
#define MOMENT_H

#include "base.h"

enum {
    MOMENT_ISO_LEN = 26,
    DAY_S = 86400,
    MOMENT_ZONE_MIN = -720, // as far west and east as zones go
    MOMENT_ZONE_MAX = 840,
};
#define MOMENT_S_MAX   INT64_C(253402300799) // the end of the year 9999
#define MOMENT_DAY_MAX (MOMENT_S_MAX / DAY_S)

struct moment {
    int year, month, day;     // 2026, 1..12, 1..31
    int hour, minute, second; // of the zone that was asked for
    int weekday;              // 1 Monday .. 7 Sunday (ISO 8601)
};

// zone_min: minutes east of UTC (WIB 420, WITA 480, WIT 540).
// What lies beyond the years 0 to 9999, in a record from outside, counts as their edge.
struct moment moment_at(int64_t unix_s, int zone_min);
int64_t moment_unix_s(struct moment at, int zone_min);
// Days since 1970-01-01 in the zone.
int64_t moment_day(int64_t unix_s, int zone_min);

// Its midnight in UTC; of a day beyond those years, their edge.
int64_t moment_day_s(int64_t day);

// Reads "2026-11-23", "2026-11-23 19:30", "2026-11-23T19:30[:05][Z|+07:00]"; without a zone it is
// zone_min's. A day alone is its midnight. False (no fault text) when it is not such a date.
bool moment_parse(const char *iso, int zone_min, int64_t *unix_s);
// "2026-11-23T19:30:05+07:00" into out; returns out.
char *moment_iso(int64_t unix_s, int zone_min, char out[static MOMENT_ISO_LEN]);

// The day on which `count` working days (Monday to Friday) have gone by after `day`. Holidays
// are not known here: the deadline is then earlier than the law's, never later.
int64_t moment_working_days_after(int64_t day, int count);

#endif
