// SPDX-License-Identifier: GPL-3.0-or-later
// Keys of a role and who was granted them. A role's secret half is in locked memory for the moment
// in which it is made or sealed, and in no other place outside a session.
#include "staff_inside.h"

#include "event_log.h"
#include "state.h"

#include <string.h>

uint32_t staff_role_key(struct village *village, enum staff_role role,
                        uint8_t public_key[static BOX_PUBLIC_LEN])
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    uint32_t number = 0;
    struct sql_rows rows = sql_rows(village->sql,
                                    "SELECT number, public_key FROM role_key WHERE role = $1"
                                    " ORDER BY number DESC LIMIT 1",
                                    "i", (int64_t)role);
    if (sql_next(&rows)) {
        struct bytes key = sql_row_bytes(&rows, 1, &arena);
        if (key.len == BOX_PUBLIC_LEN) {
            memcpy(public_key, key.data, BOX_PUBLIC_LEN);
            number = (uint32_t)sql_row_int(&rows, 0);
        }
    }
    sql_done(&rows);
    arena_finish(&arena);
    return number;
}

// ---- telling the regency

static bool append(struct village *village, enum staff_role role, uint32_t number, struct bytes key,
                   int64_t made_s)
{
    Kt__RoleKey made = KT__ROLE_KEY__INIT;
    made.role = (Kt__Role)role;
    made.number = number;
    made.key = record_data(key);
    made.at_s = made_s;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_ROLE_KEY;
    event.role_key = &made;
    uint32_t log;
    uint64_t seq;
    return event_log_append(village, &event, &log, &seq);
}

bool staff_adopt(struct village *village)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct sql_rows rows = sql_rows(village->sql,
                                    "SELECT role, max(number), public_key, made_s FROM role_key"
                                    " GROUP BY role ORDER BY role",
                                    "");
    while (!sql_failed(village->sql) && sql_next(&rows)) {
        (void)append(village, (enum staff_role)sql_row_int(&rows, 0),
                     (uint32_t)sql_row_int(&rows, 1), sql_row_bytes(&rows, 2, &arena),
                     sql_row_int(&rows, 3));
    }
    sql_done(&rows);
    arena_finish(&arena);
    return !sql_failed(village->sql);
}

// ---- granting

static bool grant(struct village *village, enum staff_role role, uint32_t number,
                  const uint8_t secret[static BOX_SECRET_LEN], int64_t member,
                  const uint8_t public_key[static BOX_PUBLIC_LEN])
{
    uint8_t sealed[BOX_SECRET_LEN + SEAL_EXTRA_LEN];
    if (crypto_box_seal(sealed, secret, BOX_SECRET_LEN, public_key) != 0) {
        fault_set("a member's key is damaged: the role's key cannot be sealed to it");
        sql_fail(village->sql);
        return false;
    }
    return sql_run(village->sql, "INSERT OR REPLACE INTO role_grant VALUES ($1, $2, $3, $4)",
                   "iiib", (int64_t)role, (int64_t)number, member, bytes_of(sealed, sizeof sealed));
}

static bool grant_to_members(struct village *village, enum staff_role role, uint32_t number,
                             const uint8_t secret[static BOX_SECRET_LEN])
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct sql_rows rows =
        sql_rows(village->sql, "SELECT id, public_key FROM staff WHERE role = $1 AND state = $2",
                 "ii", (int64_t)role, (int64_t)STAFF_MEMBER);
    while (!sql_failed(village->sql) && sql_next(&rows)) {
        struct bytes key = sql_row_bytes(&rows, 1, &arena);
        if (key.len == BOX_PUBLIC_LEN) {
            grant(village, role, number, secret, sql_row_int(&rows, 0), key.data);
        }
    }
    sql_done(&rows);
    arena_finish(&arena);
    return !sql_failed(village->sql);
}

static const char *lost_name(enum staff_role role)
{
    return role == STAFF_BPD ? "role_key_lost_bpd" : "role_key_lost_desa";
}

bool staff_key_lost(struct village *village, enum staff_role role, uint32_t number)
{
    return number <= (uint32_t)state_int(village, lost_name(role), 0) ||
           state_set_int(village, lost_name(role), number);
}

bool staff_key_mend(struct village *village, enum staff_role role)
{
    uint8_t public_key[BOX_PUBLIC_LEN];
    uint32_t lost = role == STAFF_YOUTH ? 0 : (uint32_t)state_int(village, lost_name(role), 0);
    return lost < staff_role_key(village, role, public_key) || lost == 0 ||
           staff_key_make(village, role);
}

bool staff_key_make(struct village *village, enum staff_role role)
{
    if (role == STAFF_YOUTH) {
        return true; // nothing is addressed to it
    }
    uint8_t public_key[BOX_PUBLIC_LEN];
    uint32_t number = staff_role_key(village, role, public_key);
    uint32_t lost = (uint32_t)state_int(village, lost_name(role), 0);
    number = (number > lost ? number : lost) + 1;
    int64_t now_s = village_now_s(village);
    uint8_t *secret = secret_alloc(BOX_SECRET_LEN);
    crypto_box_keypair(public_key, secret);
    sql_run(village->sql, "INSERT INTO role_key VALUES ($1, $2, $3, $4)", "iibi", (int64_t)role,
            (int64_t)number, bytes_of(public_key, BOX_PUBLIC_LEN), now_s);
    bool ok = grant_to_members(village, role, number, secret);
    secret_free(secret);
    struct event_log log;
    if (ok && event_log_get(village, &log)) { // else staff_adopt tells it
        ok = append(village, role, number, bytes_of(public_key, BOX_PUBLIC_LEN), now_s);
    }
    return ok && !sql_failed(village->sql);
}

// ---- opening

static bool open_grant(const struct staff_session *session, struct bytes sealed,
                       uint8_t secret[static BOX_SECRET_LEN])
{
    uint8_t public_key[BOX_PUBLIC_LEN];
    bool ok = sealed.len == BOX_SECRET_LEN + SEAL_EXTRA_LEN &&
              crypto_scalarmult_base(public_key, session->member_secret) == 0 &&
              crypto_box_seal_open(secret, sealed.data, sealed.len, public_key,
                                   session->member_secret) == 0;
    if (!ok) {
        fault_set("a key that was granted to this member does not open; let another member of the "
                  "role reset the PIN");
    }
    return ok;
}

bool staff_role_secret(struct village *village, const struct staff_session *session,
                       uint32_t number, uint8_t secret[static BOX_SECRET_LEN])
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct bytes sealed =
        sql_bytes(village->sql, &arena,
                  "SELECT sealed FROM role_grant WHERE role = $1 AND number = $2 AND member = $3",
                  "iii", (int64_t)session->role, (int64_t)number, session->id);
    bool ok = sealed.data != NULL;
    if (!ok) {
        fault_set("key %u of this role was not granted to this member", number);
    }
    ok = ok && open_grant(session, sealed, secret);
    arena_finish(&arena);
    return ok;
}

bool staff_key_grant(struct village *village, const struct staff_session *by, int64_t member,
                     const uint8_t public_key[static BOX_PUBLIC_LEN])
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    uint8_t *secret = secret_alloc(BOX_SECRET_LEN);
    struct sql_rows rows = sql_rows(
        village->sql, "SELECT number, sealed FROM role_grant WHERE role = $1 AND member = $2", "ii",
        (int64_t)by->role, by->id);
    // Read to the end before the first one is written: the rows are those of the same table.
    struct granted {
        uint32_t number;
        struct bytes sealed;
        struct granted *next;
    } *first = NULL;
    while (sql_next(&rows)) {
        struct granted *one = ARENA_NEW(&arena, struct granted);
        *one = (struct granted){(uint32_t)sql_row_int(&rows, 0), sql_row_bytes(&rows, 1, &arena),
                                first};
        first = one;
    }
    for (; first && !sql_failed(village->sql); first = first->next) {
        if (!open_grant(by, first->sealed, secret)) {
            sql_fail(village->sql);
        } else {
            grant(village, by->role, first->number, secret, member, public_key);
        }
    }
    secret_free(secret);
    arena_finish(&arena);
    return !sql_failed(village->sql);
}

bool staff_key_take(struct village *village, struct staff_session *session)
{
    session->key_number = (uint32_t)sql_int(
        village->sql, 0, "SELECT max(number) FROM role_grant WHERE role = $1 AND member = $2", "ii",
        (int64_t)session->role, session->id);
    if (session->key_number == 0) {
        return true;
    }
    bool ok = staff_role_secret(village, session, session->key_number, session->role_secret) &&
              crypto_scalarmult_base(session->role_public, session->role_secret) == 0;
    if (!ok) {
        sql_fail(village->sql);
    }
    return ok;
}
