// SPDX-License-Identifier: GPL-3.0-or-later
// The audit log: lines are added and read, never changed and never taken away. What one role does
// with the words that villagers sent to it is no other role's to see, not even whose turn it was.
#include "staff.h"

#include <string.h>

// Every act there is. is_open: its object is every role's to see; of all others only who does them
// knows it: they may name a villager's case.
static const struct act {
    const char *what;
    bool is_open;
} acts[] = {
    {"sign-in", true},       {"sign-out", true},      {"wrong-pin", true},    {"add-member", true},
    {"admit-member", true},  {"refuse-member", true}, {"reset-pin", true},    {"change-pin", true},
    {"leave", true},         {"begin-anew", true},    {"anew-allowed", true}, {"anew-over", true},
    {"wrong-code", true},    {"anew-by-code", true},  {"first-member", true}, {"post", true},
    {"revise", true},        {"withdraw", true},      {"approve", true},      {"share", true},
    {"ask-approval", false}, {"give-back", false},    {"drop-draft", false},  {"open-name", false},
    {"answer", false},       {"table", false},        {"outcome", false},     {"export", true},
    {"import", true},        {"export-log", true},    {"send-now", true},     {"set-clock", true},
    {"set", true},           {"join-wifi", true},     {"office", true},       {"certified", true},
};

static const struct act *act_of(const char *what)
{
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        if (str_equal(acts[i].what, what)) {
            return &acts[i];
        }
    }
    return NULL;
}

const char *staff_audit_act(size_t at)
{
    return at < COUNT_OF(acts) ? acts[at].what : NULL;
}

bool staff_audit(struct village *village, const struct staff_session *by, const char *what,
                 const char *object)
{
    bool is_long = strlen(object) > STAFF_AUDIT_OBJECT_BYTES_MAX;
    if (is_long || !act_of(what)) {
        fault_set(is_long ? "a line of the audit log is longer than it may be (%.40s)"
                          : "%.40s: no act that the audit log has a sentence for",
                  what);
        sql_fail(village->sql);
        return false;
    }
    return sql_run(village->sql,
                   "INSERT INTO audit (at_s, who, role, what, object) VALUES ($1, $2, $3, $4, $5)",
                   "ititt", village_now_s(village), by ? by->name : "", by ? (int64_t)by->role : 0,
                   what, object);
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
        const struct act *act = act_of(row.what);
        bool is_shown = row.role == viewer || row.role == 0 || (act && act->is_open);
        row.object = is_shown ? sql_row_text(&found, 5, arena) : "";
        rows[count++] = row;
    }
    sql_done(&found);
    return count;
}
