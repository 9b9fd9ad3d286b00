// SPDX-License-Identifier: GPL-3.0-or-later
// Permissions for roles to begin anew, and what kiosks did with them. Nothing here is ever removed;
// what a code can be tried against lies in the feed alone, until the permission is over.
#include "role_anew.h"

#include "change.h"
#include "db/base/clock.h"
#include "db/base/moment.h"
#include "db/record/slug.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static char *object_of(struct arena *arena, Kt__Role role)
{
    return arena_printf(arena, "permit %s", slug_of(SLUG_ROLE, (int)role));
}

static struct bytes open_id(struct regency *regency, struct arena *arena, uint32_t village,
                            Kt__Role role)
{
    return sql_bytes(regency->sql, arena,
                     "SELECT id FROM role_permit"
                     " WHERE village = $1 AND role = $2 AND ended = 0",
                     "ii", (int64_t)village, (int64_t)role);
}

static bool end_permit(struct regency *regency, struct bytes id, enum role_anew_what how,
                       uint32_t kiosk, const char *by)
{
    return sql_run(regency->sql,
                   "UPDATE role_permit SET ended = $2, ended_s = $3, kiosk = nullif($4, 0),"
                   " ended_by = $5 WHERE id = $1",
                   "biiit", id, (int64_t)how, clock_now_s(), (int64_t)kiosk, by);
}

// In the place of the permission itself, whose body the feed then forgets.
static bool put_gone(struct regency *regency, struct arena *arena, uint32_t village, Kt__Role role,
                     struct bytes id)
{
    Kt__RolePermitGone gone = KT__ROLE_PERMIT_GONE__INIT;
    gone.id = record_data(id);
    gone.role = role;
    return change_put(regency, CHANGE_TEXT, change_audience_village(arena, village),
                      object_of(arena, role), CHANGE_ROLE_PERMIT_GONE,
                      record_pack(arena, &gone.base), 0);
}

// ---- giving the word

static bool somebody_could_use(struct regency *regency, const struct desa *village)
{
    bool is = sql_int(regency->sql, 0,
                      "SELECT count(*) FROM kiosk WHERE village = $1 AND enrolled_s IS NOT NULL"
                      " AND revoked_s IS NULL",
                      "i", (int64_t)village->id) > 0;
    if (!is) {
        fault_set("%s (%s) has no kiosk that is enrolled; kiosk list shows them", village->name,
                  village->code);
    }
    return is;
}

// What orders them rises, even where this machine's clock was put back.
static int64_t given_now_s(struct regency *regency, uint32_t village, Kt__Role role)
{
    int64_t last_s = sql_int(regency->sql, 0,
                             "SELECT max(given_s) FROM role_permit WHERE village = $1"
                             " AND role = $2",
                             "ii", (int64_t)village, (int64_t)role);
    int64_t now_s = clock_now_s();
    return now_s > last_s ? now_s : last_s + 1;
}

// Whoever was told of the one before can do nothing with it any more.
static bool replace_open(struct regency *regency, struct arena *arena, uint32_t village,
                         Kt__Role role, const char *by)
{
    struct bytes id = open_id(regency, arena, village, role);
    return !id.data || end_permit(regency, id, ROLE_ANEW_REPLACED, 0, by);
}

static bool put(struct regency *regency, struct arena *arena, const Kt__RolePermit *permit,
                const char *by)
{
    return replace_open(regency, arena, permit->village, permit->role, by) &&
           sql_run(regency->sql,
                   "INSERT INTO role_permit (id, village, role, given_s, until_s, given_by)"
                   " VALUES ($1, $2, $3, $4, $5, $6)",
                   "biiiit", record_view(permit->id), (int64_t)permit->village,
                   (int64_t)permit->role, permit->given_s, permit->until_s, by) &&
           change_put(regency, CHANGE_TEXT, change_audience_village(arena, permit->village),
                      object_of(arena, permit->role), CHANGE_ROLE_PERMIT,
                      record_pack(arena, &permit->base), 0);
}

// Id, salt and lock for a fresh code.
static bool make(struct arena *arena, Kt__RolePermit *permit, char code[static PERMIT_DIGITS + 1])
{
    uint8_t *id = arena_alloc(arena, PERMIT_ID_LEN), *salt = arena_alloc(arena, PERMIT_SALT_LEN);
    uint8_t *lock = arena_alloc(arena, HASH_LEN), *key = secret_alloc(PERMIT_KEY_LEN);
    clock_random(id, PERMIT_ID_LEN);
    clock_random(salt, PERMIT_SALT_LEN);
    permit_code_make(code);
    bool ok = permit_derive(key, code, salt, permit->ops, permit->mem_kib);
    permit_lock(lock, id, permit->role, permit->village, key);
    secret_free(key);
    permit->id = record_data(bytes_of(id, PERMIT_ID_LEN));
    permit->salt = record_data(bytes_of(salt, PERMIT_SALT_LEN));
    permit->lock = record_data(bytes_of(lock, HASH_LEN));
    return ok;
}

bool role_anew_allow(struct regency *regency, struct arena *arena, const struct role_anew_ask *ask,
                     char code[static PERMIT_DIGITS + 1], int64_t *until_s)
{
    if (ask->days < 1 || ask->days > ROLE_ANEW_DAYS_MAX) {
        fault_set("a permission stands for 1 to %d days", ROLE_ANEW_DAYS_MAX);
        return false;
    }
    Kt__RolePermit permit = KT__ROLE_PERMIT__INIT;
    permit.role = ask->role;
    permit.village = ask->village->id;
    permit.ops = ask->ops ? ask->ops : PERMIT_OPS;
    permit.mem_kib = ask->mem_kib ? ask->mem_kib : PERMIT_MEM_KIB;
    if (!somebody_could_use(regency, ask->village) || !make(arena, &permit, code)) {
        return false;
    }
    sql_begin(regency->sql);
    permit.given_s = given_now_s(regency, permit.village, permit.role);
    permit.until_s = *until_s = permit.given_s + ask->days * DAY_S;
    if (!put(regency, arena, &permit, ask->by)) {
        sql_fail(regency->sql);
    }
    return sql_commit(regency->sql);
}

bool role_anew_cancel(struct regency *regency, struct arena *arena, const struct desa *village,
                      Kt__Role role, const char *by)
{
    sql_begin(regency->sql);
    struct bytes id = open_id(regency, arena, village->id, role);
    if (!id.data) {
        fault_set("no permission for %s stands at %s (%s); role list shows them",
                  slug_of(SLUG_ROLE, (int)role), village->name, village->code);
    }
    if (!id.data || !end_permit(regency, id, ROLE_ANEW_CANCELLED, 0, by) ||
        !put_gone(regency, arena, village->id, role, id)) {
        sql_fail(regency->sql);
    }
    return sql_commit(regency->sql);
}

// ---- a kiosk used it

// Whose it is. False where this store knows nothing of it: it was put back.
static bool find(struct regency *regency, struct bytes id, uint32_t *village, Kt__Role *role,
                 bool *is_open)
{
    struct sql_rows rows = sql_rows(
        regency->sql, "SELECT village, role, ended FROM role_permit WHERE id = $1", "b", id);
    bool found = sql_next(&rows);
    if (found) {
        *village = (uint32_t)sql_row_int(&rows, 0);
        *role = (Kt__Role)sql_row_int(&rows, 1);
        *is_open = sql_row_int(&rows, 2) == 0;
    }
    sql_done(&rows);
    return found;
}

enum role_end role_anew_take(struct regency *regency, struct arena *arena,
                             const struct registry_kiosk *kiosk, const Kt__RoleAnew *anew,
                             const struct role_place *place)
{
    struct bytes id = record_view(anew->permit);
    uint32_t village = kiosk->village.id;
    Kt__Role role = anew->role;
    bool is_open = false, is_first = false;
    if (role < KT__ROLE__ROLE_BPD || role > KT__ROLE__ROLE_YOUTH ||
        (id.len != 0 && id.len != PERMIT_ID_LEN)) {
        fault_set("a role that began anew without a role, or with half a permission");
        return ROLE_REFUSED;
    }
    if (id.len > 0) {
        is_first = find(regency, id, &village, &role, &is_open) && is_open;
    }
    if (village != kiosk->village.id || role != anew->role) {
        fault_set("a role that began anew with a permission that is not its own");
        return ROLE_REFUSED;
    }
    log_line("%s at kiosk K%u of %s began anew%s", slug_of(SLUG_ROLE, (int)role), kiosk->id,
             kiosk->village.code, id.len == 0 ? ", by command" : "");
    bool ok = sql_run(regency->sql,
                      "INSERT OR IGNORE INTO role_anew"
                      " (kiosk, log, seq, role, permit, is_first, at_s, arrived_s)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                      "iiiibiii", (int64_t)kiosk->id, (int64_t)place->log, (int64_t)place->seq,
                      (int64_t)role, id, (int64_t)is_first, anew->at_s, clock_now_s()) &&
              (!is_first || (end_permit(regency, id, ROLE_ANEW_USED, kiosk->id, "") &&
                             put_gone(regency, arena, village, role, id)));
    return ok ? ROLE_TAKEN : ROLE_FAILED;
}

// ---- the list

static enum role_anew_what what_of(int64_t ended, int64_t until_s)
{
    return ended != 0                ? (enum role_anew_what)ended
           : until_s < clock_now_s() ? ROLE_ANEW_EXPIRED
                                     : ROLE_ANEW_OPEN;
}

static size_t list_permits(struct regency *regency, struct arena *arena, size_t count,
                           struct role_anew_row *out)
{
    struct sql_rows rows = sql_rows(
        regency->sql,
        "SELECT p.ended, v.code, v.name, v.zone_min, p.role, p.given_s, p.until_s, p.given_by,"
        " coalesce(p.ended_s, 0), coalesce(p.kiosk, 0) FROM role_permit p"
        " JOIN village v ON v.id = p.village ORDER BY p.given_s DESC LIMIT $1",
        "i", (int64_t)ROLE_ANEW_LIST_MAX);
    while (sql_next(&rows)) {
        out[count++] = (struct role_anew_row){
            .what = what_of(sql_row_int(&rows, 0), sql_row_int(&rows, 6)),
            .code = sql_row_text(&rows, 1, arena),
            .village = sql_row_text(&rows, 2, arena),
            .zone_min = (int)sql_row_int(&rows, 3),
            .role = (Kt__Role)sql_row_int(&rows, 4),
            .given_s = sql_row_int(&rows, 5),
            .until_s = sql_row_int(&rows, 6),
            .by = sql_row_text(&rows, 7, arena),
            .ended_s = sql_row_int(&rows, 8),
            .kiosk = (uint32_t)sql_row_int(&rows, 9),
        };
    }
    return count;
}

// Those that no open permission of this store stood for.
static size_t list_others(struct regency *regency, struct arena *arena, size_t count,
                          struct role_anew_row *out)
{
    struct sql_rows rows = sql_rows(
        regency->sql,
        "SELECT a.permit, v.code, v.name, v.zone_min, a.role, a.at_s, a.kiosk FROM role_anew a"
        " JOIN kiosk k ON k.id = a.kiosk JOIN village v ON v.id = k.village"
        " WHERE a.is_first = 0 ORDER BY a.arrived_s DESC LIMIT $1",
        "i", (int64_t)ROLE_ANEW_LIST_MAX);
    while (sql_next(&rows)) {
        out[count++] = (struct role_anew_row){
            .what = sql_row_bytes(&rows, 0, arena).len > 0 ? ROLE_ANEW_AGAIN : ROLE_ANEW_BY_COMMAND,
            .code = sql_row_text(&rows, 1, arena),
            .village = sql_row_text(&rows, 2, arena),
            .zone_min = (int)sql_row_int(&rows, 3),
            .role = (Kt__Role)sql_row_int(&rows, 4),
            .by = "",
            .ended_s = sql_row_int(&rows, 5),
            .kiosk = (uint32_t)sql_row_int(&rows, 6),
        };
    }
    return count;
}

static int64_t began_s(const struct role_anew_row *row)
{
    return row->given_s ? row->given_s : row->ended_s;
}

static int by_time(const void *a, const void *b)
{
    int64_t x = began_s(a), y = began_s(b);
    return x < y ? -1 : x > y;
}

size_t role_anew_list(struct regency *regency, struct arena *arena, struct role_anew_row **rows)
{
    *rows = ARENA_ARRAY(arena, struct role_anew_row, 2 * ROLE_ANEW_LIST_MAX);
    size_t count = list_permits(regency, arena, 0, *rows);
    count = list_others(regency, arena, count, *rows);
    qsort(*rows, count, sizeof **rows, by_time);
    return count;
}
