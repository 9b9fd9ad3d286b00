// SPDX-License-Identifier: GPL-3.0-or-later
// Figures counted afresh from the cases, so that they cannot drift. Sent only when they differ:
// the day on which they were counted is no reason by itself.
#include "tally.h"

#include "change.h"
#include "db/base/clock.h"
#include "db/base/moment.h"

bool tally_touch(struct regency *regency, uint32_t village)
{
    return sql_run(regency->sql,
                   "INSERT INTO tally (village, day, stale) VALUES ($1, 0, 1)"
                   " ON CONFLICT (village) DO UPDATE SET stale = 1",
                   "i", (int64_t)village);
}

// The middle one of the days from arrival to first answer; of an even number the later of the two.
static uint32_t median_days(struct regency *regency, uint32_t village, int zone_min, uint32_t known)
{
    return (uint32_t)sql_int(
        regency->sql, 0,
        "SELECT max(0, (answered_s + $2) / $3 - (arrived_s + $2) / $3) AS days FROM cases"
        " WHERE village = $1 AND answered_s IS NOT NULL ORDER BY days LIMIT 1 OFFSET $4",
        "iiii", (int64_t)village, (int64_t)zone_min * 60, (int64_t)DAY_S, (int64_t)known / 2);
}

bool tally_settle(struct regency *regency, struct arena *arena, uint32_t village, int zone_min)
{
    int64_t today = moment_day(clock_now_s(), zone_min);
    struct sql_rows rows = sql_rows(
        regency->sql, "SELECT record FROM tally WHERE village = $1 AND (stale <> 0 OR day <> $2)",
        "ii", (int64_t)village, today);
    if (!sql_next(&rows)) {
        return !sql_failed(regency->sql);
    }
    struct bytes sent = sql_row_bytes(&rows, 0, arena);
    sql_done(&rows);
    Kt__BoardTotals totals = KT__BOARD_TOTALS__INIT;
    totals.received = (uint32_t)sql_int(
        regency->sql, 0, "SELECT count(*) FROM cases WHERE village = $1", "i", (int64_t)village);
    totals.answered = (uint32_t)sql_int(
        regency->sql, 0, "SELECT count(*) FROM cases WHERE village = $1 AND answered_s IS NOT NULL",
        "i", (int64_t)village);
    totals.late = (uint32_t)sql_int(
        regency->sql, 0,
        "SELECT count(*) FROM cases WHERE village = $1 AND due_day > 0 AND due_day < $2", "ii",
        (int64_t)village, today);
    totals.days_known = totals.answered;
    totals.median_days = median_days(regency, village, zone_min, totals.days_known);
    struct bytes record = record_pack(arena, &totals.base);
    bool ok = sql_run(regency->sql,
                      "UPDATE tally SET day = $2, stale = 0, record = $3 WHERE village = $1", "iib",
                      (int64_t)village, today, record);
    if (!ok || bytes_equal(record, sent)) {
        return ok;
    }
    totals.day = today;
    return change_put(regency, CHANGE_STATUS, change_audience_village(arena, village), "totals",
                      CHANGE_TOTALS, record_pack(arena, &totals.base), 0);
}
