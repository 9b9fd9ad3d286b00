// SPDX-License-Identifier: GPL-3.0-or-later
// Permissions to begin a role anew, kept by id for ever; of one that is over nothing stays that a
// code could be tried against. Opens nothing by itself: it only lets a first member in.
#include "staff_anew.h"

#include "db/base/clock.h"
#include "event_log.h"
#include "identity.h"
#include "staff_inside.h"

#include <string.h>

enum { PERMIT_OPEN = 1, PERMIT_USED = 2, PERMIT_OVER = 3 }; // kept
enum { IDENTITY_BYTES_MAX = 1 << 20 };

// Where the tries of a code are counted: beside those of members, who count from 1.
static int64_t tries_id(enum staff_role role)
{
    return -(int64_t)role;
}

// 0 before the enrolment.
static uint32_t own_village(struct village *village)
{
    struct arena arena;
    struct identity self;
    arena_init(&arena, IDENTITY_BYTES_MAX);
    bool is = identity_get(village, &arena, &self) && self.enrolled && self.village;
    uint32_t id = is ? self.village->id : 0;
    arena_finish(&arena);
    return id;
}

// ---- from the feed

static int64_t state_of(struct village *village, struct bytes id)
{
    return sql_int(village->sql, 0, "SELECT state FROM permit WHERE id = $1", "b", id);
}

// Nothing of it can be tried any more; its log is wiped with the next scrub.
static bool close_permit(struct village *village, struct bytes id, int state)
{
    village->is_to_scrub = true;
    return sql_run(village->sql,
                   "UPDATE permit SET state = $2, salt = NULL, lock = NULL WHERE id = $1", "bi", id,
                   (int64_t)state);
}

static struct bytes open_id(struct village *village, struct arena *arena, enum staff_role role)
{
    return sql_bytes(village->sql, arena, "SELECT id FROM permit WHERE role = $1 AND state = $2",
                     "ii", (int64_t)role, (int64_t)PERMIT_OPEN);
}

// Who is signed in shall see that the regency gave its word, and when it does not stand any more.
static bool close_open(struct village *village, enum staff_role role)
{
    struct arena arena;
    arena_init(&arena, 1 << 12);
    struct bytes id = open_id(village, &arena, role);
    bool ok = !id.data || (close_permit(village, id, PERMIT_OVER) &&
                           staff_audit(village, NULL, "anew-over", staff_role_slug(role)));
    arena_finish(&arena);
    return ok;
}

// One that was replaced, come late: by a stick that lay somewhere.
static bool is_older(struct village *village, const Kt__RolePermit *permit)
{
    return sql_int(village->sql, 0, "SELECT max(given_s) FROM permit WHERE role = $1", "i",
                   (int64_t)permit->role) > permit->given_s;
}

static bool insert(struct village *village, const Kt__RolePermit *permit, bool is_open)
{
    struct bytes none = {0};
    return sql_run(
        village->sql, "INSERT INTO permit VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
        "biiiibbiii", record_view(permit->id), (int64_t)permit->role, (int64_t)permit->village,
        permit->given_s, permit->until_s, is_open ? record_view(permit->salt) : none,
        is_open ? record_view(permit->lock) : none, (int64_t)permit->ops, (int64_t)permit->mem_kib,
        (int64_t)(is_open ? PERMIT_OPEN : PERMIT_OVER));
}

bool staff_anew_put(struct village *village, const Kt__RolePermit *permit)
{
    if (!permit_is_fit(permit)) {
        return false;
    }
    if (permit->village != own_village(village)) {
        fault_set("a permission to begin a role anew in village %u, which is not this one",
                  permit->village);
        return false;
    }
    struct bytes id = record_view(permit->id);
    if (state_of(village, id) != 0) {
        return sql_run(village->sql, "UPDATE permit SET seen = 1 WHERE id = $1", "b", id);
    }
    if (is_older(village, permit)) {
        return insert(village, permit, false);
    }
    enum staff_role role = (enum staff_role)permit->role;
    return close_open(village, role) && insert(village, permit, true) &&
           staff_audit(village, NULL, "anew-allowed", staff_role_slug(role));
}

bool staff_anew_put_gone(struct village *village, const Kt__RolePermitGone *gone)
{
    struct bytes id = record_view(gone->id);
    if (id.len != PERMIT_ID_LEN || gone->role < KT__ROLE__ROLE_BPD ||
        gone->role > KT__ROLE__ROLE_YOUTH) {
        fault_set("a permission that is taken back has no id or no role");
        return false;
    }
    int64_t state = state_of(village, id);
    if (state == PERMIT_OPEN) {
        return close_permit(village, id, PERMIT_OVER) &&
               staff_audit(village, NULL, "anew-over",
                           staff_role_slug((enum staff_role)gone->role));
    }
    // One that never came here: it is not to come later.
    return state != 0 ||
           sql_run(village->sql,
                   "INSERT INTO permit VALUES ($1, $2, 0, 0, 0, NULL, NULL, 0, 0, $3, 1)", "bii",
                   id, (int64_t)gone->role, (int64_t)PERMIT_OVER);
}

bool staff_anew_whole_begin(struct village *village)
{
    return sql_run(village->sql, "UPDATE permit SET seen = 0 WHERE state = $1", "i",
                   (int64_t)PERMIT_OPEN);
}

static bool close_unseen(struct village *village, enum staff_role role)
{
    return sql_int(village->sql, 0,
                   "SELECT count(*) FROM permit WHERE role = $1 AND state = $2 AND seen = 0", "ii",
                   (int64_t)role, (int64_t)PERMIT_OPEN) == 0 ||
           close_open(village, role);
}

bool staff_anew_whole_end(struct village *village)
{
    return close_unseen(village, STAFF_BPD) && close_unseen(village, STAFF_DESA) &&
           close_unseen(village, STAFF_YOUTH) && !sql_failed(village->sql);
}

bool staff_anew_restored(struct village *village)
{
    return close_open(village, STAFF_BPD) && close_open(village, STAFF_DESA) &&
           close_open(village, STAFF_YOUTH);
}

// ---- a code is tried

// A lock that no code opens, at the cost of any other.
static void make_nothing(struct staff_anew_try *try)
{
    clock_random(try->id, sizeof try->id);
    clock_random(try->salt, sizeof try->salt);
    clock_random(try->lock, sizeof try->lock);
    try->ops = PERMIT_OPS;
    try->mem_kib = PERMIT_MEM_KIB;
}

static bool copy_exactly(uint8_t *out, size_t len, struct bytes from)
{
    if (from.len != len) {
        return false;
    }
    memcpy(out, from.data, len);
    return true;
}

static void read_open(struct village *village, struct staff_anew_try *try)
{
    struct arena arena;
    arena_init(&arena, 1 << 12);
    struct sql_rows rows =
        sql_rows(village->sql,
                 "SELECT id, salt, lock, ops, mem_kib FROM permit"
                 " WHERE role = $1 AND state = $2 AND village = $3",
                 "iii", (int64_t)try->role, (int64_t)PERMIT_OPEN, (int64_t)try->village);
    bool found =
        sql_next(&rows) && copy_exactly(try->id, sizeof try->id, sql_row_bytes(&rows, 0, &arena)) &&
        copy_exactly(try->salt, sizeof try->salt, sql_row_bytes(&rows, 1, &arena)) &&
        copy_exactly(try->lock, sizeof try->lock, sql_row_bytes(&rows, 2, &arena)) &&
        sql_row_int(&rows, 3) <= PERMIT_OPS_MAX && sql_row_int(&rows, 4) <= PERMIT_MEM_KIB_MAX;
    if (found) {
        try->ops = (uint32_t)sql_row_int(&rows, 3);
        try->mem_kib = (uint32_t)sql_row_int(&rows, 4);
    } else {
        make_nothing(try);
    }
    sql_done(&rows);
    arena_finish(&arena);
}

enum staff_anew_end staff_anew_try_begin(struct village *village, struct staff_anew_try *try)
{
    try->is_right = try->is_failed = false;
    sql_begin(village->sql);
    if (!staff_tries_take(village, tries_id(try->role))) {
        return sql_commit(village->sql) ? STAFF_ANEW_WAIT : STAFF_ANEW_FAILED;
    }
    try->village = own_village(village);
    read_open(village, try);
    return sql_commit(village->sql) ? STAFF_ANEW_RIGHT : STAFF_ANEW_FAILED;
}

static bool opens(const struct staff_anew_try *try, const uint8_t key[static PERMIT_KEY_LEN])
{
    uint8_t lock[HASH_LEN];
    permit_lock(lock, try->id, (Kt__Role)try->role, try->village, key);
    return sodium_memcmp(lock, try->lock, sizeof lock) == 0;
}

void staff_anew_try_run(struct staff_anew_try *try)
{
    try->is_failed = !permit_derive(try->key, try->code, try->salt, try->ops, try->mem_kib);
    try->is_right = !try->is_failed && opens(try, try->key);
}

// Its time, by a clock that knows it.
static bool is_late(struct village *village, struct bytes id)
{
    int64_t now_s = village_sure_now_s(village);
    return now_s != 0 &&
           sql_int(village->sql, 0, "SELECT until_s FROM permit WHERE id = $1", "b", id) < now_s;
}

static enum staff_anew_end end_wrong(struct village *village, enum staff_role role)
{
    int64_t tries = sql_int(village->sql, 0, "SELECT tries FROM staff_try WHERE member = $1", "i",
                            tries_id(role));
    bool ok =
        tries < STAFF_TRIES_FREE || staff_audit(village, NULL, "wrong-code", staff_role_slug(role));
    return ok ? STAFF_ANEW_WRONG : STAFF_ANEW_FAILED;
}

static enum staff_anew_end end_try(struct village *village, const struct staff_anew_try *try,
                                   struct staff_anew_key *out)
{
    struct bytes id = bytes_of(try->id, sizeof try->id);
    if (try->is_failed) { // says nothing about the code
        staff_tries_give_back(village, tries_id(try->role));
        fault_set("a code needs memory for a moment; close other programs");
        return STAFF_ANEW_FAILED;
    }
    if (!try->is_right || state_of(village, id) != PERMIT_OPEN) {
        return end_wrong(village, try->role);
    }
    staff_tries_give_back(village, tries_id(try->role)); // to all ...
    staff_tries_clear(village, tries_id(try->role));     // ... and those of the code itself
    if (is_late(village, id)) {
        return STAFF_ANEW_LATE;
    }
    out->role = try->role;
    memcpy(out->id, try->id, sizeof out->id);
    memcpy(out->key, try->key, sizeof out->key);
    return STAFF_ANEW_RIGHT;
}

enum staff_anew_end staff_anew_try_end(struct village *village, struct staff_anew_try *try,
                                       struct staff_anew_key *out)
{
    sql_begin(village->sql);
    enum staff_anew_end end = end_try(village, try, out);
    if (!sql_commit(village->sql)) {
        sodium_memzero(out, sizeof *out);
        end = STAFF_ANEW_FAILED;
    }
    sodium_memzero(try, sizeof *try);
    return end;
}

int64_t staff_anew_wait_ms(struct village *village, enum staff_role role)
{
    return staff_wait_ms(village, tries_id(role));
}

// ---- it is used

// Looked at once more, by what only the code gives.
static bool stands(struct village *village, const struct staff_anew_key *key)
{
    struct staff_anew_try now = {.role = key->role, .village = own_village(village)};
    read_open(village, &now);
    bool is_same = sodium_memcmp(now.id, key->id, sizeof now.id) == 0 && opens(&now, key->key);
    if (!is_same || is_late(village, bytes_of(key->id, sizeof key->id))) {
        fault_set("the regency's permission for %s does not stand any more; ask for a new code",
                  staff_role_slug(key->role));
        return false;
    }
    return true;
}

bool staff_anew_use(struct village *village, const struct staff_anew_key *key, const char *name,
                    const struct staff_wrapped *wrapped, int64_t *id)
{
    struct bytes permit = bytes_of(key->id, sizeof key->id);
    sql_begin(village->sql);
    bool ok = stands(village, key) && close_permit(village, permit, PERMIT_USED) &&
              staff_begin(village, name, key->role, wrapped, permit, id);
    if (!ok) {
        sql_fail(village->sql);
    }
    ok = sql_commit(village->sql);
    if (ok) {
        village_scrub(village);
        village_ring(village);
    }
    return ok;
}

bool staff_anew_tell(struct village *village, enum staff_role role, struct bytes permit)
{
    struct event_log log;
    if (!event_log_get(village, &log)) { // nobody to tell yet
        return true;
    }
    Kt__RoleAnew anew = KT__ROLE_ANEW__INIT;
    anew.role = (Kt__Role)role;
    anew.permit = record_data(permit);
    anew.at_s = village_now_s(village);
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_ROLE_ANEW;
    event.role_anew = &anew;
    uint32_t number;
    uint64_t seq;
    return event_log_append(village, &event, &number, &seq);
}
