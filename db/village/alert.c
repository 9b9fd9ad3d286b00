// SPDX-License-Identifier: GPL-3.0-or-later
// Warnings as the regency sent them. They expire by the clock; while it is not sure, none is hidden
// that was not cancelled.
#include "alert.h"

#include "setting.h"

enum {
    ALERT_WORK_BYTES_MAX = 1024 * 1024,
    ALERT_KEPT_S = 30 * 86400, // after it expired: long enough for a clock that runs ahead
};

static bool is_whole(const Kt__Alert *alert)
{
    bool whole = alert->id[0] && alert->expires_s > 0 && (alert->headline[0] || alert->event[0]);
    if (!whole) {
        fault_set("an alert in the feed is not whole");
    }
    return whole && record_alert_fits(alert) && record_texts_are_valid(&alert->base);
}

bool alert_put(struct village *village, const Kt__Alert *alert)
{
    if (!is_whole(alert)) {
        return false;
    }
    struct arena arena;
    arena_init(&arena, ALERT_WORK_BYTES_MAX);
    int64_t now_s = village_now_s(village);
    // One that reads otherwise than what was acknowledged has to be acknowledged again.
    bool ok = sql_run(village->sql,
                      "INSERT INTO alert (id, sent_s, severity, status, onset_s, expires_s,"
                      " arrived_s, record, seen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)"
                      " ON CONFLICT (id) DO UPDATE SET sent_s = $2, severity = $3, status = $4,"
                      " onset_s = $5, expires_s = $6, acknowledged_s ="
                      " CASE WHEN record = $8 THEN acknowledged_s END,"
                      " record = $8, gone = 0, seen = 1",
                      "tiiiiiib", alert->id, alert->sent_s, (int64_t)alert->severity,
                      (int64_t)alert->status, alert->onset_s, alert->expires_s, now_s,
                      record_pack(&arena, &alert->base));
    arena_finish(&arena);
    if (village->test_now_s != 0) {
        return ok; // a test clock deletes nothing
    }
    return ok && sql_run(village->sql, "DELETE FROM alert WHERE expires_s < $1 AND id <> $2", "it",
                         now_s - ALERT_KEPT_S, alert->id);
}

bool alert_put_gone(struct village *village, const Kt__AlertGone *gone)
{
    return sql_run(village->sql, "UPDATE alert SET gone = 1, seen = 1 WHERE id = $1", "t",
                   gone->id);
}

// $1: now, or 0; $2: tests and exercises too.
#define MEANT    " gone = 0 AND ($2 = 1 OR status = 0)"
#define IN_FORCE MEANT " AND ($1 = 0 OR (onset_s <= $1 AND expires_s > $1))"

static int64_t shows_tests(struct village *village)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    bool shows = str_equal(setting_get(village, &arena, "alert_tests"), "yes");
    arena_finish(&arena);
    return shows;
}

// A test, however extreme, never stands before what is meant.
size_t alert_list(struct village *village, struct arena *arena,
                  struct alert_row rows[static ALERTS_SHOWN_MAX])
{
    struct sql_rows found = sql_rows(
        village->sql,
        "SELECT record, acknowledged_s FROM alert WHERE" IN_FORCE
        " ORDER BY status <> 0, severity DESC, sent_s DESC, id LIMIT $3",
        "iii", village_sure_now_s(village), shows_tests(village), (int64_t)ALERTS_SHOWN_MAX);
    size_t count = 0;
    while (count < ALERTS_SHOWN_MAX && sql_next(&found)) {
        Kt__Alert *alert =
            record_unpack(arena, &kt__alert__descriptor, sql_row_bytes(&found, 0, arena));
        if (alert) {
            rows[count++] = (struct alert_row){alert, !sql_row_is_null(&found, 1)};
        }
    }
    sql_done(&found);
    return count;
}

int64_t alert_next_s(struct village *village)
{
    int64_t now_s = village_sure_now_s(village);
    if (now_s == 0) {
        return -1;
    }
    int64_t next_s = sql_int(village->sql, -1,
                             "SELECT min(CASE WHEN onset_s > $1 THEN onset_s ELSE expires_s END)"
                             " FROM alert WHERE" MEANT " AND expires_s > $1",
                             "ii", now_s, shows_tests(village));
    return next_s < 0 ? -1 : next_s - now_s;
}

bool alert_acknowledge(struct village *village, const char *id)
{
    bool ok = sql_run(village->sql,
                      "UPDATE alert SET acknowledged_s = $2 WHERE id = $1"
                      " AND acknowledged_s IS NULL",
                      "ti", id, village_now_s(village));
    if (ok) {
        village_ring(village);
    }
    return ok;
}
