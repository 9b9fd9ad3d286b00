// SPDX-License-Identifier: GPL-3.0-or-later
// The audit log: lines are added and read, never changed and never taken away. What one role does
// with the words that villagers sent to it is no other role's to see, not even whose turn it was.
#include "staff.h"

#include <string.h>

enum { WHAT_BYTES_MAX = 40, OBJECT_BYTES_MAX = 400 };

// Acts whose object every role may see; of all others only who does them knows it: they may name a
// villager's case.
static const char *const open_to_all[] = {
    "sign-in",      "sign-out",   "wrong-pin",  "add-member",   "admit-member", "refuse-member",
    "reset-pin",    "change-pin", "leave",      "begin-anew",   "post",         "revise",
    "withdraw",     "approve",    "share",      "set",          "set-clock",    "send-now",
    "export",       "import",     "join-wifi",  "export-log",   "certified",    "office",
    "anew-allowed", "anew-over",  "wrong-code", "anew-by-code", "first-member",
};

bool staff_audit(struct village *village, const struct staff_session *by, const char *what,
                 const char *object)
{
    if (strlen(what) > WHAT_BYTES_MAX || strlen(object) > OBJECT_BYTES_MAX) {
        fault_set("a line of the audit log is longer than it may be (%.40s)", what);
        sql_fail(village->sql);
        return false;
    }
    return sql_run(village->sql,
                   "INSERT INTO audit (at_s, who, role, what, object) VALUES ($1, $2, $3, $4, $5)",
                   "ititt", village_now_s(village), by ? by->name : "", by ? (int64_t)by->role : 0,
                   what, object);
}

static bool is_open_to_all(const char *what)
{
    for (size_t i = 0; i < COUNT_OF(open_to_all); i++) {
        if (str_equal(open_to_all[i], what)) {
            return true;
        }
    }
    return false;
}

size_t staff_audit_list(struct village *village, struct arena *arena, enum staff_role viewer,
                        int64_t before_id, size_t max, struct staff_audit_row *rows)
{
    max = max < STAFF_AUDIT_ROWS_MAX ? max : STAFF_AUDIT_ROWS_MAX;
    size_t count = 0;
    struct sql_rows found = sql_rows(village->sql,
                                     "SELECT id, at_s, who, role, what, object FROM audit"
                                     " WHERE $1 = 0 OR id < $1 ORDER BY id DESC LIMIT $2",
                                     "ii", before_id, (int64_t)max);
    while (count < max && sql_next(&found)) {
        struct staff_audit_row row = {
            .id = sql_row_int(&found, 0),
            .at_s = sql_row_int(&found, 1),
            .who = sql_row_text(&found, 2, arena),
            .role = (enum staff_role)sql_row_int(&found, 3),
            .what = sql_row_text(&found, 4, arena),
        };
        bool is_shown = row.role == viewer || row.role == 0 || is_open_to_all(row.what);
        row.object = is_shown ? sql_row_text(&found, 5, arena) : "";
        rows[count++] = row;
    }
    sql_done(&found);
    return count;
}
