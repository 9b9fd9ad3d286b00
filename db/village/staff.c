// SPDX-License-Identifier: GPL-3.0-or-later
// Who there is: added, admitted, given a new PIN, gone. Each is one transaction with its line of
// the audit log; none is done for somebody whose session does not stand any more.
#include "staff_inside.h"

#include "fold.h"

#include <string.h>

static const char *const role_slugs[] = {
    [STAFF_BPD] = "bpd", [STAFF_DESA] = "desa", [STAFF_YOUTH] = "youth"};

const char *staff_role_slug(enum staff_role role)
{
    return role_slugs[role];
}

bool staff_role_find(const char *slug, enum staff_role *out)
{
    for (size_t i = STAFF_BPD; i < COUNT_OF(role_slugs); i++) {
        if (str_equal(role_slugs[i], slug)) {
            *out = (enum staff_role)i;
            return true;
        }
    }
    return false;
}

// ---- reading

size_t staff_list(struct village *village, struct arena *arena, size_t max, struct staff_row *rows)
{
    size_t count = 0;
    struct sql_rows found = sql_rows(village->sql,
                                     "SELECT id, name, role, state, added_s FROM staff"
                                     " WHERE state <> $1 ORDER BY role, folded, id",
                                     "i", (int64_t)STAFF_LEFT);
    while (count < max && sql_next(&found)) {
        rows[count++] = (struct staff_row){
            .id = sql_row_int(&found, 0),
            .name = sql_row_text(&found, 1, arena),
            .role = (enum staff_role)sql_row_int(&found, 2),
            .state = (enum staff_state)sql_row_int(&found, 3),
            .added_s = sql_row_int(&found, 4),
        };
    }
    sql_done(&found);
    return count;
}

bool staff_any(struct village *village)
{
    return sql_int(village->sql, 0, "SELECT count(*) FROM staff WHERE state = $1", "i",
                   (int64_t)STAFF_MEMBER) > 0;
}

int64_t staff_count(struct village *village, enum staff_role role)
{
    return sql_int(village->sql, 0, "SELECT count(*) FROM staff WHERE role = $1 AND state = $2",
                   "ii", (int64_t)role, (int64_t)STAFF_MEMBER);
}

// ---- what may be a PIN, and a name

// Digits that go on in even steps (123456, 000000, 864208), repeat themselves (121212, 123123) or
// run back (123321) are what everybody tries first.
static bool is_easy(const char *pin, size_t len)
{
    static const char *const known[] = {
        "112233", "147258", "258369",
        "159753", "170845", "17081945"}; // the keypad's columns; Independence Day
    bool is_even = true, is_mirror = true, is_repeat = false, is_known = false;
    for (size_t i = 0; i < len; i++) {
        is_even = is_even && (i < 2 || (pin[i] - pin[i - 1] - pin[1] + pin[0]) % 10 == 0);
        is_mirror = is_mirror && pin[i] == pin[len - 1 - i];
    }
    for (size_t period = 1; period <= len / 2; period++) {
        size_t same = period;
        while (same < len && pin[same] == pin[same - period]) {
            same++;
        }
        is_repeat = is_repeat || same == len;
    }
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        is_known = is_known || strcmp(pin, known[i]) == 0;
    }
    return is_even || is_mirror || is_repeat || is_known;
}

bool staff_pin_check(const char *pin)
{
    size_t len = strlen(pin);
    if (len < STAFF_PIN_MIN || len > STAFF_PIN_MAX || strspn(pin, "0123456789") != len) {
        fault_set("a PIN is %d to %d digits", STAFF_PIN_MIN, STAFF_PIN_MAX);
        return false;
    }
    if (is_easy(pin, len)) {
        fault_set("this PIN is among the first that anybody would try; choose another one");
        return false;
    }
    return true;
}

static char *fold_name(struct arena *arena, const char *name)
{
    struct buf folded;
    buf_init(&folded, 8 * STAFF_NAME_LETTERS_MAX * 4);
    fold_add(&folded, name);
    char *out = arena_str(arena, buf_str(&folded));
    buf_finish(&folded);
    return out;
}

static bool is_line(const char *name)
{
    size_t letters = 0;
    for (const uint8_t *p = (const uint8_t *)name; *p; p++) {
        if (*p < 0x20 || *p == 0x7f) {
            return false;
        }
        letters += (*p & 0xc0) != 0x80;
    }
    return utf8_is_valid(bytes_of_str(name)) && letters > 0 && letters <= STAFF_NAME_LETTERS_MAX &&
           name[0] != ' ' && name[strlen(name) - 1] != ' ';
}

// "" with a fault where it cannot be a name.
static const char *folded_name(struct arena *arena, const char *name)
{
    const char *folded = is_line(name) ? fold_name(arena, name) : "";
    if (!folded[0]) {
        fault_set("a name is one line of 1 to %d letters, without a space at its ends",
                  STAFF_NAME_LETTERS_MAX);
    }
    return folded;
}

bool staff_name_is_fit(const char *name)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    bool is_fit = folded_name(&arena, name)[0] != '\0';
    arena_finish(&arena);
    return is_fit;
}

bool staff_name_check(struct village *village, const char *name, enum staff_role role)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    const char *folded = folded_name(&arena, name);
    bool ok = folded[0] != '\0';
    if (ok && sql_int(village->sql, 0,
                      "SELECT count(*) FROM staff WHERE role = $1 AND folded = $2 AND state <> $3",
                      "iti", (int64_t)role, folded, (int64_t)STAFF_LEFT) > 0) {
        fault_set("\"%s\" is a member of %s already; give the other one a name that differs", name,
                  role_slugs[role]);
        ok = false;
    }
    arena_finish(&arena);
    return ok;
}

// ---- changing

static bool may(struct village *village, const struct staff_session *by, enum staff_role role)
{
    if (by->role != role || !staff_session_stands(village, by)) {
        fault_set("only a member of the same role who is signed in can do this");
        return false;
    }
    return true;
}

struct member {
    enum staff_role role;
    enum staff_state state;
    char *name;
    struct bytes public_key;
};

// False where there is none, or not in a role of `by`.
static bool get(struct village *village, struct arena *arena, int64_t id,
                const struct staff_session *by, struct member *out)
{
    struct sql_rows rows = sql_rows(village->sql,
                                    "SELECT role, state, name, public_key FROM staff"
                                    " WHERE id = $1 AND state <> $2",
                                    "ii", id, (int64_t)STAFF_LEFT);
    bool found = sql_next(&rows);
    if (found) {
        *out = (struct member){
            .role = (enum staff_role)sql_row_int(&rows, 0),
            .state = (enum staff_state)sql_row_int(&rows, 1),
            .name = sql_row_text(&rows, 2, arena),
            .public_key = sql_row_bytes(&rows, 3, arena),
        };
        found = out->public_key.len == BOX_PUBLIC_LEN;
    }
    sql_done(&rows);
    if (!found) {
        fault_set("this member is not here any more");
    }
    return found && may(village, by, out->role);
}

// The end of what each of these does: one transaction, rung when it is through.
static bool end(struct village *village, bool ok)
{
    if (ok) {
        staff_pepper_sweep(village);
    } else {
        sql_fail(village->sql);
    }
    ok = sql_commit(village->sql);
    if (ok) {
        village_scrub(village);
        village_ring(village);
    }
    return ok;
}

static int64_t insert(struct village *village, const char *name, enum staff_role role,
                      enum staff_state state, const struct staff_wrapped *wrapped)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    int64_t id = sql_int(
        village->sql, 0,
        "INSERT INTO staff (name, folded, role, state, added_s, public_key, salt, wrapped, ops,"
        " mem, pepper) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id",
        "ttiiibbbiib", name, fold_name(&arena, name), (int64_t)role, (int64_t)state,
        village_now_s(village), bytes_of(wrapped->public_key, sizeof wrapped->public_key),
        bytes_of(wrapped->salt, sizeof wrapped->salt),
        bytes_of(wrapped->wrapped, sizeof wrapped->wrapped), (int64_t)wrapped->ops,
        (int64_t)wrapped->mem, staff_pepper_bytes(&wrapped->with));
    arena_finish(&arena);
    return id;
}

static bool has_room(struct village *village)
{
    if (sql_int(village->sql, 0, "SELECT count(*) FROM staff WHERE state <> $1", "i",
                (int64_t)STAFF_LEFT) >= STAFF_MAX) {
        fault_set("there are %d members already, which is all that fits; let one leave first",
                  STAFF_MAX);
        return false;
    }
    return true;
}

bool staff_add(struct village *village, const char *name, enum staff_role role,
               const struct staff_wrapped *wrapped, const struct staff_session *by, int64_t *id,
               enum staff_state *state)
{
    sql_begin(village->sql);
    bool ok = (!by || may(village, by, role)) && staff_name_check(village, name, role) &&
              has_room(village);
    if (ok) {
        bool is_first = staff_count(village, role) == 0;
        *state = by || is_first ? STAFF_MEMBER : STAFF_PENDING;
        *id = insert(village, name, role, *state, wrapped);
        ok = staff_audit(village, by, "add-member", name) &&
             (!is_first || staff_key_make(village, role)) &&
             (!by || staff_key_grant(village, by, *id, wrapped->public_key));
    }
    return end(village, ok);
}

bool staff_admit(struct village *village, int64_t id, const struct staff_session *by)
{
    struct arena arena;
    struct member member;
    arena_init(&arena, 1 << 16);
    sql_begin(village->sql);
    bool ok = get(village, &arena, id, by, &member);
    if (ok && member.state == STAFF_PENDING) { // else somebody admitted them already
        sql_run(village->sql, "UPDATE staff SET state = $2 WHERE id = $1", "ii", id,
                (int64_t)STAFF_MEMBER);
        ok = staff_key_grant(village, by, id, member.public_key.data) &&
             staff_audit(village, by, "admit-member", member.name);
    }
    ok = end(village, ok);
    arena_finish(&arena);
    return ok;
}

// What was granted to the key before is granted again to the new one by who has it.
static bool set_key(struct village *village, int64_t id, const struct staff_wrapped *wrapped,
                    const struct staff_session *by)
{
    sql_run(village->sql,
            "UPDATE staff SET public_key = $2, salt = $3, wrapped = $4, ops = $5, mem = $6,"
            " pepper = $7 WHERE id = $1",
            "ibbbiib", id, bytes_of(wrapped->public_key, sizeof wrapped->public_key),
            bytes_of(wrapped->salt, sizeof wrapped->salt),
            bytes_of(wrapped->wrapped, sizeof wrapped->wrapped), (int64_t)wrapped->ops,
            (int64_t)wrapped->mem, staff_pepper_bytes(&wrapped->with));
    if (by->id != id) {
        sql_run(village->sql, "DELETE FROM role_grant WHERE member = $1", "i", id);
    }
    village->is_to_scrub = true; // else the old PIN opens what the log still holds
    staff_tries_clear(village, id);
    return staff_key_grant(village, by, id, wrapped->public_key);
}

bool staff_reset(struct village *village, int64_t id, const struct staff_wrapped *wrapped,
                 const struct staff_session *by)
{
    struct arena arena;
    struct member member;
    arena_init(&arena, 1 << 16);
    sql_begin(village->sql);
    bool ok = get(village, &arena, id, by, &member);
    if (ok && (id == by->id || member.state != STAFF_MEMBER)) {
        fault_set("the PIN of another member is reset; one's own is changed");
        ok = false;
    }
    ok = end(village, ok && set_key(village, id, wrapped, by) &&
                          staff_audit(village, by, "reset-pin", member.name));
    arena_finish(&arena);
    return ok;
}

bool staff_change_pin(struct village *village, const struct staff_wrapped *wrapped,
                      struct staff_session *self)
{
    sql_begin(village->sql);
    bool ok = may(village, self, self->role) && set_key(village, self->id, wrapped, self) &&
              staff_audit(village, self, "change-pin", "");
    ok = end(village, ok);
    if (ok) {
        memcpy(self->member_secret, wrapped->member_secret, BOX_SECRET_LEN);
    }
    return ok;
}

// Nothing of their keys stays: a copy of the file taken later is of no use with their PIN.
static void take_away(struct village *village, int64_t id)
{
    sql_run(village->sql, "DELETE FROM role_grant WHERE member = $1", "i", id);
    sql_run(village->sql,
            "UPDATE staff SET state = $2, public_key = NULL, salt = NULL, wrapped = NULL,"
            " pepper = NULL WHERE id = $1",
            "ii", id, (int64_t)STAFF_LEFT);
    village->is_to_scrub = true;
    staff_tries_clear(village, id);
}

bool staff_leave(struct village *village, int64_t id, struct staff_session *by)
{
    struct arena arena;
    struct member member;
    arena_init(&arena, 1 << 16);
    sql_begin(village->sql);
    bool ok = get(village, &arena, id, by, &member);
    if (ok) {
        bool was_member = member.state == STAFF_MEMBER;
        take_away(village, id);
        ok = staff_audit(village, by, was_member ? "leave" : "refuse-member", member.name);
        // Also when nobody stays: what comes from now on is not for who left.
        ok = ok && (!was_member || staff_key_make(village, member.role)) &&
             (!was_member || by->id == id || staff_key_take(village, by));
    }
    ok = end(village, ok);
    arena_finish(&arena);
    return ok;
}

static void take_all_away(struct village *village, enum staff_role role)
{
    struct arena arena;
    arena_init(&arena, 1 << 17);
    struct staff_row *rows = ARENA_ARRAY(&arena, struct staff_row, STAFF_MAX);
    size_t count = staff_list(village, &arena, STAFF_MAX, rows);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].role == role) {
            take_away(village, rows[i].id);
        }
    }
    arena_finish(&arena);
}

bool staff_begin(struct village *village, const char *name, enum staff_role role,
                 const struct staff_wrapped *wrapped, struct bytes permit, int64_t *id)
{
    bool is_by_code = permit.len > 0;
    take_all_away(village, role);
    if (!staff_name_check(village, name, role) || !has_room(village)) {
        return false;
    }
    *id = insert(village, name, role, STAFF_MEMBER, wrapped);
    return staff_audit(village, NULL, is_by_code ? "anew-by-code" : "begin-anew",
                       role_slugs[role]) &&
           staff_audit(village, NULL, is_by_code ? "first-member" : "add-member", name) &&
           staff_key_make(village, role) && staff_anew_tell(village, role, permit);
}

bool staff_begin_anew(struct village *village, const char *name, enum staff_role role,
                      const struct staff_wrapped *wrapped, int64_t *id)
{
    sql_begin(village->sql);
    return end(village, staff_begin(village, name, role, wrapped, (struct bytes){0}, id));
}
