// SPDX-License-Identifier: GPL-3.0-or-later
// Cursors, and the sweep after a whole state. What a cursor means only the regency knows.
#include "feed.h"

#include "board.h"
#include "dictionary.h"
#include "search.h"
#include "staff_anew.h"
#include "state.h"

static const char passed_over[] = "feed_passed_over"; // by which version

struct bytes feed_cursor(struct village *village, struct arena *arena, enum feed_class class)
{
    return sql_bytes(village->sql, arena, "SELECT cursor FROM cursor WHERE class = $1", "i",
                     (int64_t) class);
}

bool feed_cursor_set(struct village *village, enum feed_class class, struct bytes cursor)
{
    if (class < FEED_ALERT || class >= FEED_CLASSES || cursor.len > FEED_CURSOR_LEN_MAX) {
        fault_set("a cursor of %zu bytes for class %d is none", cursor.len, (int)class);
        sql_fail(village->sql);
        return false;
    }
    if (cursor.len == 0) { // nothing was read yet: from the beginning
        return sql_run(village->sql, "DELETE FROM cursor WHERE class = $1", "i", (int64_t) class);
    }
    return sql_run(village->sql, "INSERT OR REPLACE INTO cursor VALUES ($1, $2)", "ib",
                   (int64_t) class, cursor);
}

bool feed_passed_over(struct village *village)
{
    return state_set_int(village, passed_over, KENTONGAN_VERSION);
}

bool feed_upgraded(struct village *village, int64_t version)
{
    int64_t by = state_int(village, passed_over, version);
    if (by == version) {
        return true;
    }
    sql_begin(village->sql);
    sql_run(village->sql, "DELETE FROM cursor", "");
    state_set_int(village, passed_over, version);
    return sql_commit(village->sql);
}

bool feed_whole_begin(struct village *village, enum feed_class class)
{
    if (class == FEED_ALERT) {
        return sql_run(village->sql, "UPDATE alert SET seen = 0", "");
    }
    if (class == FEED_PARTS) {
        return dictionary_whole_begin(village);
    }
    return class != FEED_TEXT || (sql_run(village->sql, "UPDATE notice SET seen = 0", "") &&
                                  sql_run(village->sql, "UPDATE board SET seen = 0", "") &&
                                  staff_anew_whole_begin(village));
}

// Answers are never swept: one that the regency forgot is the villager's all the same.
bool feed_whole_end(struct village *village, enum feed_class class)
{
    if (class == FEED_ALERT) {
        return sql_run(village->sql, "UPDATE alert SET gone = 1 WHERE seen = 0", "");
    }
    if (class == FEED_PARTS) {
        return dictionary_whole_end(village);
    }
    return class != FEED_TEXT ||
           (sql_run(village->sql,
                    "UPDATE notice SET gone = $1 WHERE own = 0 AND seen = 0 AND gone IS NULL", "t",
                    FEED_SWEPT) &&
            search_drop_all_withdrawn(village->sql) && board_drop_unseen(village) &&
            staff_anew_whole_end(village));
}
