// SPDX-License-Identifier: GPL-3.0-or-later
// One row a certificate, and one event. Must never keep a wrong answer.
#include "certificate.h"

#include "event_log.h"

static bool append(struct village *village, int64_t number, enum staff_role role, const char *name,
                   int64_t right, int64_t of, int64_t at_s)
{
    Kt__Certified certified = KT__CERTIFIED__INIT;
    certified.role = (Kt__Role)role;
    certified.name = (char *)(uintptr_t)name;
    certified.right = (uint32_t)right;
    certified.of = (uint32_t)of;
    certified.at_s = at_s;
    certified.number = (uint32_t)number;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_CERTIFIED;
    event.certified = &certified;
    uint32_t log;
    uint64_t seq;
    return event_log_append(village, &event, &log, &seq);
}

static int64_t kiosk_of(struct village *village)
{
    return sql_int(village->sql, 0, "SELECT kiosk FROM identity", "");
}

bool certificate_add(struct village *village, const struct staff_session *by, int right, int of)
{
    if (of != CERTIFICATE_QUESTIONS || right < CERTIFICATE_RIGHT_MIN || right > of) {
        fault_set("%d right of %d is no certificate: %d of %d are asked for", right, of,
                  CERTIFICATE_RIGHT_MIN, CERTIFICATE_QUESTIONS);
        return false;
    }
    int64_t at_s = village_now_s(village);
    sql_begin(village->sql);
    int64_t number =
        sql_int(village->sql, 0,
                "INSERT INTO certificate (member, role, who, right_count, of_count,"
                " at_s) VALUES ($1, $2, $3, $4, $5, $6) RETURNING number",
                "iitiii", by->id, (int64_t)by->role, by->name, (int64_t)right, (int64_t)of, at_s);
    bool ok =
        number > 0 && staff_audit(village, by, "certified", "") &&
        (kiosk_of(village) == 0 || append(village, number, by->role, by->name, right, of, at_s));
    if (!ok) {
        sql_fail(village->sql);
    }
    ok = sql_commit(village->sql);
    if (ok) {
        village_ring(village);
    }
    return ok;
}

bool certificate_get(struct village *village, struct arena *arena, const struct staff_session *by,
                     struct certificate *out)
{
    int64_t kiosk = kiosk_of(village);
    struct sql_rows rows = sql_rows(village->sql,
                                    "SELECT number, who, role, right_count, of_count, at_s"
                                    " FROM certificate WHERE member = $1"
                                    " ORDER BY number DESC LIMIT 1",
                                    "i", by->id);
    bool found = sql_next(&rows);
    if (found) {
        int64_t number = sql_row_int(&rows, 0);
        *out = (struct certificate){
            .number = kiosk ? arena_printf(arena, "S%lld-%lld", (long long)kiosk, (long long)number)
                            : arena_printf(arena, "S-%lld", (long long)number),
            .name = sql_row_text(&rows, 1, arena),
            .role = (enum staff_role)sql_row_int(&rows, 2),
            .right = (int)sql_row_int(&rows, 3),
            .of = (int)sql_row_int(&rows, 4),
            .at_s = sql_row_int(&rows, 5),
        };
    }
    sql_done(&rows);
    return found;
}

bool certificate_adopt(struct village *village)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct sql_rows rows = sql_rows(village->sql,
                                    "SELECT number, role, who, right_count, of_count, at_s"
                                    " FROM certificate ORDER BY number",
                                    "");
    bool ok = true;
    while (ok && sql_next(&rows)) {
        arena_reset(&arena);
        ok = append(village, sql_row_int(&rows, 0), (enum staff_role)sql_row_int(&rows, 1),
                    sql_row_text(&rows, 2, &arena), sql_row_int(&rows, 3), sql_row_int(&rows, 4),
                    sql_row_int(&rows, 5));
    }
    sql_done(&rows);
    arena_finish(&arena);
    return ok && !sql_failed(village->sql);
}
