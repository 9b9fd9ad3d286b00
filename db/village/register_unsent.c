// SPDX-License-Identifier: GPL-3.0-or-later
// Unsent words, sealed and opened. A row tells its role and a time, never of which case it is: the
// tag is that of the acts, which only the copy's own key or the receipt gives.
#include "register_unsent.h"

#include "db/base/moment.h"
#include "register_act.h"
#include "register_inside.h"

#include <string.h>

// NULL with a fault: the case is not addressed to this role.
static struct bytes tag_of(struct village *village, const struct staff_session *session,
                           struct register_keys *keys, struct arena *work,
                           const struct register_place *place)
{
    if (place->what == KT__ACT__ACT_OUTCOME) {
        return register_unsent_tag(work, place->what, (struct bytes){0}, place->day);
    }
    Kt__RoleCopy *copy = register_copy(village, session, keys, work, place->case_id);
    return copy ? register_unsent_tag(work, place->what, record_view(copy->receipt_key), 0)
                : (struct bytes){0};
}

struct bytes register_unsent_tag(struct arena *arena, Kt__Act what, struct bytes receipt_key,
                                 int64_t day)
{
    uint8_t *of_day = arena_alloc(arena, sizeof day);
    memcpy(of_day, &day, sizeof day);
    return register_tag(arena,
                        what == KT__ACT__ACT_OUTCOME ? bytes_of(of_day, sizeof day) : receipt_key);
}

bool register_unsent_drop(struct village *village, const struct staff_session *session,
                          struct bytes tag)
{
    return sql_run(village->sql, "DELETE FROM unsent WHERE role = $1 AND tag = $2", "ib",
                   (int64_t)session->role, tag);
}

static bool has_words(const char *text)
{
    return text[strspn(text, " \t\r\n")] != '\0';
}

static bool put(struct village *village, const struct staff_session *session, struct arena *work,
                struct bytes tag, const struct register_place *place, const char *text)
{
    int64_t now_s = village_now_s(village);
    Kt__Acting acting = KT__ACTING__INIT;
    acting.case_ = record_data(place->case_id);
    acting.what = place->what;
    acting.day = place->day;
    acting.text = (char *)(uintptr_t)text;
    acting.by = (char *)(uintptr_t)session->name;
    acting.at_s = (uint64_t)now_s;
    struct bytes sealed = seal_role_kept_close(work, &acting, session->role_public);
    return sealed.len > 0 && record_texts_are_valid(&acting.base) &&
           sql_run(village->sql, "INSERT INTO unsent VALUES ($1, $2, $3, $4, $5)", "ibiib",
                   (int64_t)session->role, tag, (int64_t)session->key_number, now_s, sealed) &&
           sql_run(village->sql,
                   "DELETE FROM unsent WHERE role = $1 AND (at_s < $2 OR tag NOT IN"
                   " (SELECT tag FROM unsent WHERE role = $1 ORDER BY at_s DESC LIMIT $3))",
                   "iii", (int64_t)session->role, now_s - REGISTER_UNSENT_DAYS * (int64_t)DAY_S,
                   (int64_t)REGISTER_UNSENT_MAX);
}

bool register_unsent_keep(struct village *village, const struct staff_session *session,
                          const struct register_place *place, const char *text)
{
    if (!register_may_read(village, session)) {
        return false;
    }
    struct arena work; // wiped at its end: words pass through it
    arena_init(&work, REGISTER_CASE_BYTES_MAX);
    struct register_keys *keys = register_keys_new(session);
    struct bytes tag = tag_of(village, session, keys, &work, place);
    bool ok = tag.len > 0;
    if (ok) {
        sql_begin(village->sql);
        ok = register_unsent_drop(village, session, tag) &&
             (!has_words(text) || put(village, session, &work, tag, place, text));
        if (!ok) {
            sql_fail(village->sql);
        }
        ok = sql_commit(village->sql);
    }
    register_keys_free(keys);
    arena_finish(&work);
    return ok;
}

static bool is_of(const Kt__Acting *acting, const struct register_place *place)
{
    return acting->what == place->what &&
           (place->what == KT__ACT__ACT_OUTCOME
                ? acting->day == place->day
                : bytes_equal(record_view(acting->case_), place->case_id));
}

static Kt__Acting *find(struct village *village, const struct staff_session *session,
                        struct register_keys *keys, struct arena *arena, struct bytes tag)
{
    struct sql_rows rows =
        sql_rows(village->sql, "SELECT key, sealed FROM unsent WHERE role = $1 AND tag = $2", "ib",
                 (int64_t)session->role, tag);
    bool found = sql_next(&rows);
    uint32_t number = found ? (uint32_t)sql_row_int(&rows, 0) : 0;
    struct bytes sealed = found ? sql_row_bytes(&rows, 1, arena) : (struct bytes){0};
    sql_done(&rows);
    const struct register_key *key =
        found ? register_keys_find(village, session, keys, number) : NULL;
    return key ? seal_role_kept_open(arena, sealed, key->public_key, key->secret) : NULL;
}

const char *register_unsent_read(struct village *village, const struct staff_session *session,
                                 struct arena *arena, const struct register_place *place,
                                 const char **by)
{
    if (!register_may_read(village, session)) {
        return NULL;
    }
    struct register_keys *keys = register_keys_new(session);
    struct bytes tag = tag_of(village, session, keys, arena, place);
    Kt__Acting *acting = tag.len > 0 ? find(village, session, keys, arena, tag) : NULL;
    register_keys_free(keys);
    if (!acting || !is_of(acting, place)) {
        return NULL;
    }
    *by = acting->by;
    return acting->text;
}
