// SPDX-License-Identifier: GPL-3.0-or-later
// Warnings in their table and out into the feed. A cancel that comes before what it cancels is
// remembered. Nothing that has expired is sent to anybody.
#include "warning.h"

#include "change.h"
#include "db/base/clock.h"

static const char audience[] = "all";

static char *object_of(struct arena *arena, const char *id)
{
    return arena_printf(arena, "alert %s", id);
}

// Kiosks drop what expired by themselves; new ones need not hear of it.
static bool sweep(struct regency *regency, int64_t now_s)
{
    return sql_run(regency->sql,
                   "UPDATE change SET body = NULL WHERE class = $1 AND body IS NOT NULL"
                   " AND object IN (SELECT 'alert ' || id FROM warning WHERE expires_s <= $2)",
                   "ii", (int64_t)CHANGE_ALERT, now_s);
}

static bool take_back(struct regency *regency, struct arena *arena, const char *id, int64_t sent_s,
                      int64_t now_s)
{
    bool is_sent =
        sql_int(regency->sql, 0, "SELECT count(*) FROM warning WHERE id = $1 AND gone_s IS NULL",
                "t", id) > 0;
    // Its record goes: what counts is that it does not come again.
    sql_run(regency->sql,
            "INSERT INTO warning (id, sent_s, expires_s, gone_s) VALUES ($1, $2, $2, $3)"
            " ON CONFLICT (id) DO UPDATE SET record = NULL, gone_s = coalesce(gone_s, $3)",
            "tii", id, sent_s, now_s);
    Kt__AlertGone gone = KT__ALERT_GONE__INIT;
    gone.id = arena_str(arena, id);
    return !sql_failed(regency->sql) &&
           (!is_sent || change_put(regency, CHANGE_ALERT, audience, object_of(arena, id),
                                   CHANGE_WARNING_GONE, record_pack(arena, &gone.base), 0));
}

static bool take_back_all(struct regency *regency, struct arena *arena,
                          const struct warning *warning, int64_t now_s)
{
    for (size_t i = 0; i < warning->reference_count; i++) {
        // One that names itself as its own predecessor only stands in its own place.
        if (!str_equal(warning->references[i], warning->alert.id) &&
            !take_back(regency, arena, warning->references[i], warning->alert.sent_s, now_s)) {
            return false;
        }
    }
    return true;
}

// What stands under this id against what came.
static enum warning_end compare(struct regency *regency, struct arena *arena,
                                const struct warning *warning, struct bytes record)
{
    enum warning_end end = WARNING_SENT;
    struct sql_rows rows = sql_rows(
        regency->sql, "SELECT record, gone_s IS NOT NULL, sent_s FROM warning WHERE id = $1", "t",
        warning->alert.id);
    if (!sql_next(&rows)) {
        return sql_failed(regency->sql) ? WARNING_FAILED : WARNING_SENT;
    }
    if (sql_row_int(&rows, 1)) {
        fault_set("alert %.80s was cancelled or replaced; nothing was sent", warning->alert.id);
        end = WARNING_REFUSED;
    } else if (bytes_equal(sql_row_bytes(&rows, 0, arena), record)) {
        end = WARNING_KNOWN;
    } else if (sql_row_int(&rows, 2) > warning->alert.sent_s) {
        fault_set("alert %.80s is older than what was sent under this name", warning->alert.id);
        end = WARNING_REFUSED;
    }
    sql_done(&rows);
    return end;
}

static enum warning_end put_new(struct regency *regency, struct arena *arena,
                                const struct warning *warning, int64_t now_s)
{
    const Kt__Alert *alert = &warning->alert;
    if (alert->expires_s <= now_s) {
        fault_set("alert %.80s has expired; nothing was sent", alert->id);
        return WARNING_REFUSED;
    }
    if (!record_alert_fits(alert) || !record_texts_are_valid(&alert->base)) {
        return WARNING_REFUSED;
    }
    struct bytes record = record_pack(arena, &alert->base);
    enum warning_end end = compare(regency, arena, warning, record);
    if (end != WARNING_SENT) {
        return end;
    }
    bool ok = take_back_all(regency, arena, warning, now_s) &&
              sql_run(regency->sql,
                      "INSERT OR REPLACE INTO warning (id, sent_s, expires_s, record)"
                      " VALUES ($1, $2, $3, $4)",
                      "tiib", alert->id, alert->sent_s, alert->expires_s, record) &&
              change_put(regency, CHANGE_ALERT, audience, object_of(arena, alert->id),
                         CHANGE_WARNING, record, 0);
    return ok ? WARNING_SENT : WARNING_FAILED;
}

static enum warning_end cancel(struct regency *regency, struct arena *arena,
                               const struct warning *warning, int64_t now_s)
{
    for (size_t i = 0; i < warning->reference_count; i++) {
        if (sql_int(regency->sql, 0,
                    "SELECT count(*) FROM warning WHERE id = $1 AND gone_s IS NOT NULL", "t",
                    warning->references[i]) == 0) {
            return take_back_all(regency, arena, warning, now_s) ? WARNING_SENT : WARNING_FAILED;
        }
    }
    return WARNING_KNOWN;
}

enum warning_end warning_put(struct regency *regency, struct arena *arena,
                             const struct warning *warning)
{
    int64_t now_s = clock_now_s();
    sql_begin(regency->sql);
    enum warning_end end = !sweep(regency, now_s) ? WARNING_FAILED
                           : warning->kind == WARNING_CANCEL
                               ? cancel(regency, arena, warning, now_s)
                               : put_new(regency, arena, warning, now_s);
    if (end == WARNING_FAILED) {
        sql_fail(regency->sql);
    }
    return sql_commit(regency->sql) ? end : WARNING_FAILED;
}
