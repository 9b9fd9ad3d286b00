// SPDX-License-Identifier: GPL-3.0-or-later
// Never takes anything away: what comes down again is put beside what is here, by its revision.
#include "notice_mark.h"

#include "db/record/record.h"
#include "feed.h"
#include "state.h"

#include <stdio.h>

// State: the difference that the whole state was asked for, last; 0 when there is none.
static const char apart_key[] = "notice_apart";

uint32_t notice_mark(struct village *village)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    long long kiosk = (long long)sql_int(village->sql, 0, "SELECT kiosk FROM identity", "");
    uint32_t mark = 0;
    char first[32], end[32];
    snprintf(first, sizeof first, "K%lld-", kiosk);
    snprintf(end, sizeof end, "K%lld.", kiosk);
    // A range of the key, however many notices there are: '.' comes next to '-'.
    struct sql_rows rows =
        sql_rows(village->sql, "SELECT id, revision FROM notice WHERE id > $1 AND id < $2", "tt",
                 first, end);
    while (sql_next(&rows)) {
        mark += record_notice_mark(sql_row_text(&rows, 0, &arena), (uint32_t)sql_row_int(&rows, 1));
        arena_reset(&arena);
    }
    sql_done(&rows);
    arena_finish(&arena);
    return mark;
}

bool notice_mark_heard(struct village *village, uint32_t mark)
{
    int64_t apart = (uint32_t)(notice_mark(village) - mark);
    if (apart == state_int(village, apart_key, 0)) {
        return false;
    }
    sql_begin(village->sql);
    if (!state_set_int(village, apart_key, apart) ||
        (apart != 0 && !feed_cursor_set(village, FEED_TEXT, (struct bytes){0}))) {
        sql_fail(village->sql);
    }
    return sql_commit(village->sql) && apart != 0;
}
