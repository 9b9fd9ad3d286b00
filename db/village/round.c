// SPDX-License-Identifier: GPL-3.0-or-later
// Reports of rounds. They say what happened in words and never what was sent.
#include "round.h"

#include "state.h"

enum { ROUNDS_KEPT = 500 };

bool round_add(struct village *village, const struct round_report *report)
{
    sql_begin(village->sql);
    sql_run(village->sql, "INSERT INTO round VALUES (NULL, $1, $2, $3, $4, $5, $6, $7, $8)",
            "ittiiiii", report->at_s, report->carrier, report->result, report->bytes_up,
            report->bytes_down, report->events_up, report->changes_down, report->took_ms);
    sql_run(village->sql, "DELETE FROM round WHERE id <= (SELECT max(id) FROM round) - $1", "i",
            (int64_t)ROUNDS_KEPT);
    if (str_equal(report->result, "ok")) {
        state_set_int(village, "round_ok_s", report->at_s);
    }
    return sql_commit(village->sql);
}

bool round_last(struct village *village, struct arena *arena, struct round_report *out)
{
    struct sql_rows rows =
        sql_rows(village->sql,
                 "SELECT at_s, carrier, result, bytes_up, bytes_down, events_up, changes_down,"
                 " took_ms FROM round ORDER BY id DESC LIMIT 1",
                 "");
    bool found = sql_next(&rows);
    if (found) {
        *out = (struct round_report){
            .at_s = sql_row_int(&rows, 0),
            .carrier = sql_row_text(&rows, 1, arena),
            .result = sql_row_text(&rows, 2, arena),
            .bytes_up = sql_row_int(&rows, 3),
            .bytes_down = sql_row_int(&rows, 4),
            .events_up = sql_row_int(&rows, 5),
            .changes_down = sql_row_int(&rows, 6),
            .took_ms = sql_row_int(&rows, 7),
        };
    }
    sql_done(&rows);
    return found;
}

int64_t round_last_ok_s(struct village *village)
{
    return state_int(village, "round_ok_s", 0);
}

bool round_aside(struct village *village, uint32_t log, uint64_t seq, const char *why)
{
    return sql_run(village->sql, "INSERT OR IGNORE INTO aside VALUES ($1, $2, $3, $4)", "iiti",
                   (int64_t)log, (int64_t)seq, why, village_now_s(village));
}

int64_t round_aside_count(struct village *village)
{
    return sql_int(village->sql, 0, "SELECT count(*) FROM aside", "");
}
