// SPDX-License-Identifier: GPL-3.0-or-later
// Keys of roles, and cases sealed to them. What was opened on the way lies in an arena of its own,
// one case at a time, and is wiped with it.
#include "role.h"

#include "change.h"
#include "db/base/clock.h"
#include "db/record/seal_role.h"
#include "registry.h"

#include <string.h>

enum { ITEM_ARENA_MAX = 32 * 1024 * 1024 };

const char *role_office(Kt__Role role)
{
    return role == KT__ROLE__ROLE_BPD    ? "BPD"
           : role == KT__ROLE__ROLE_DESA ? "Pemerintah desa"
                                         : "";
}

// ---- keys

static bool key_is_fit(const Kt__RoleKey *key)
{
    if (!role_office(key->role)[0] || key->number == 0 || key->key.len != BOX_PUBLIC_LEN) {
        fault_set("a role's key without a role that reads, a number, or a whole key");
        return false;
    }
    return seal_role_key_check(key->key.data);
}

// The one in force gives way.
static void replace_key(struct regency *regency, uint32_t kiosk, Kt__Role role,
                        const struct role_place *by)
{
    sql_run(regency->sql,
            "UPDATE role_key SET in_force = 0, stale = 0, until_log = $3, until_seq = $4"
            " WHERE kiosk = $1 AND role = $2 AND in_force = 1",
            "iiii", (int64_t)kiosk, (int64_t)role, (int64_t)by->log, (int64_t)by->seq);
}

enum role_end role_take_key(struct regency *regency, uint32_t kiosk, const Kt__RoleKey *key,
                            const struct role_place *place)
{
    if (!key_is_fit(key)) {
        return ROLE_REFUSED;
    }
    struct bytes bytes = record_view(key->key);
    if (sql_int(regency->sql, 0,
                "SELECT count(*) FROM role_key WHERE kiosk = $1 AND role = $2 AND number = $3"
                " AND key = $4",
                "iiib", (int64_t)kiosk, (int64_t)key->role, (int64_t)key->number, bytes) > 0) {
        return sql_failed(regency->sql) ? ROLE_FAILED : ROLE_TAKEN; // known
    }
    int64_t newest = sql_int(regency->sql, 0,
                             "SELECT number FROM role_key"
                             " WHERE kiosk = $1 AND role = $2 AND in_force = 1",
                             "ii", (int64_t)kiosk, (int64_t)key->role);
    bool in_force = !place->again || key->number > newest;
    if (in_force) {
        replace_key(regency, kiosk, key->role, place);
    }
    bool ok = sql_run(regency->sql,
                      "INSERT INTO role_key (kiosk, role, number, key, log, seq, in_force, stale,"
                      " at_s) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
                      "iiibiiii", (int64_t)kiosk, (int64_t)key->role, (int64_t)key->number, bytes,
                      (int64_t)place->log, (int64_t)place->seq, (int64_t)in_force, clock_now_s());
    return ok ? ROLE_TAKEN : ROLE_FAILED;
}

// What was filed before the next key was, however late it comes. Of two logs nobody can tell which
// was first: what is only sent again is believed.
static bool was_good(struct sql_rows *rows, const struct role_place *place)
{
    if (sql_row_int(rows, 1)) {
        return true;
    }
    bool same_log = sql_row_int(rows, 2) == (int64_t)place->log;
    return same_log ? (int64_t)place->seq < sql_row_int(rows, 3) : place->again;
}

bool role_key_for(struct regency *regency, uint32_t kiosk, Kt__Role role, uint32_t number,
                  const struct role_place *place, uint8_t out[static BOX_PUBLIC_LEN])
{
    struct arena arena;
    arena_init(&arena, 1 << 12);
    struct sql_rows rows = sql_rows(regency->sql,
                                    "SELECT key, in_force, until_log, until_seq FROM role_key"
                                    " WHERE kiosk = $1 AND role = $2 AND number = $3"
                                    " ORDER BY in_force DESC, id DESC LIMIT 1",
                                    "iii", (int64_t)kiosk, (int64_t)role, (int64_t)number);
    bool ok = sql_next(&rows);
    if (!ok) {
        fault_set("a role's key %u that is not known of kiosk K%u", number, kiosk);
    } else if (!was_good(&rows, place)) {
        fault_set("the role's key %u had been replaced by then", number);
        ok = false;
    } else {
        memcpy(out, sql_row_bytes(&rows, 0, &arena).data, BOX_PUBLIC_LEN);
    }
    sql_done(&rows);
    arena_finish(&arena);
    return ok;
}

// ---- items

// The words come out of the seal in which they arrived: they lie nowhere else. NULL with a fault.
static Kt__RoleCopy *copy_of(struct arena *arena, const struct keyring *keyring,
                             const struct case_info *info, Kt__CaseView *view)
{
    const struct keyring_keys *keys = keyring_find(keyring, info->key);
    if (!keys) {
        fault_set("the sealing key %u of case %s is not in keys/", info->key, info->number);
        return NULL;
    }
    Kt__Inside *inside = seal_open(arena, info->sealed, keys->sealing_public, keys->sealing_secret);
    if (!inside) {
        return NULL;
    }
    Kt__RoleCopy *copy = ARENA_NEW(arena, Kt__RoleCopy);
    kt__role_copy__init(copy);
    copy->case_ = record_data(bytes_of(info->id, CASE_ID_LEN));
    copy->receipt_key = record_data(bytes_of(info->receipt_key, BOX_PUBLIC_LEN));
    copy->number = arena_str(arena, info->number);
    copy->category = info->category;
    copy->mode = info->mode;
    copy->to = info->to;
    copy->at_s = info->filed_s;
    copy->words = inside->words;
    copy->dictionary = inside->dictionary;
    copy->view = view;
    return copy;
}

static char *object_of(struct arena *arena, const struct case_info *info)
{
    return arena_printf(arena, "role %s", secret_hex(arena, bytes_of(info->id, CASE_ID_LEN)));
}

// A kiosk's key in force.
struct target {
    uint32_t kiosk, number;
    int64_t row;
    struct bytes key;
};

static bool note_item(struct regency *regency, const struct case_info *info,
                      const struct target *target)
{
    return sql_run(regency->sql, "INSERT OR REPLACE INTO role_item VALUES ($1, $2, $3)", "ibi",
                   (int64_t)target->kiosk, bytes_of(info->id, CASE_ID_LEN), target->row);
}

static bool send_item(struct regency *regency, struct arena *arena, const struct case_info *info,
                      const Kt__RoleCopy *copy, const struct target *target, uint32_t maker)
{
    struct bytes sealed = seal_role_copy_close(arena, copy, target->key.data);
    if (sealed.len == 0 || sealed.len > ROLE_SEALED_BYTES_MAX) {
        log_line("case %s cannot be given to its role at K%u: %s", info->number, target->kiosk,
                 sealed.len ? "it is too long" : fault_text());
        return note_item(regency, info, target);
    }
    Kt__RoleItem item = KT__ROLE_ITEM__INIT;
    item.case_ = copy->case_;
    item.revision = info->revision;
    item.role = info->role;
    item.key = target->number;
    item.sealed = record_data(sealed);
    return note_item(regency, info, target) &&
           change_put(regency, CHANGE_STATUS, change_audience_kiosk(arena, target->kiosk),
                      object_of(arena, info), CHANGE_ROLE_ITEM, record_pack(arena, &item.base),
                      target->kiosk == maker ? maker : 0);
}

static size_t targets_of(struct regency *regency, struct arena *arena, const struct case_info *info,
                         struct target targets[static REGISTRY_SLOTS_MAX])
{
    struct sql_rows rows =
        sql_rows(regency->sql,
                 "SELECT k.id, r.number, r.id, r.key FROM kiosk k"
                 " JOIN role_key r ON r.kiosk = k.id AND r.role = $2"
                 " AND r.in_force = 1"
                 " WHERE k.village = $1 AND k.revoked_s IS NULL LIMIT $3",
                 "iii", (int64_t)info->village, (int64_t)info->role, (int64_t)REGISTRY_SLOTS_MAX);
    size_t count = 0;
    while (sql_next(&rows)) {
        targets[count++] = (struct target){.kiosk = (uint32_t)sql_row_int(&rows, 0),
                                           .number = (uint32_t)sql_row_int(&rows, 1),
                                           .row = sql_row_int(&rows, 2),
                                           .key = sql_row_bytes(&rows, 3, arena)};
    }
    return count;
}

bool role_publish(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                  const struct case_info *info, Kt__CaseView *view, uint32_t maker)
{
    if (info->role == KT__ROLE__ROLE_NONE || info->erased) {
        return true;
    }
    struct target *targets = ARENA_ARRAY(arena, struct target, REGISTRY_SLOTS_MAX);
    size_t count = targets_of(regency, arena, info, targets);
    Kt__RoleCopy *copy = count ? copy_of(arena, keyring, info, view) : NULL;
    if (count && !copy) { // no reason to hold up the step itself
        log_line("case %s cannot be given to its role: %s", info->number, fault_text());
    }
    for (size_t i = 0; copy && i < count; i++) {
        if (!send_item(regency, arena, info, copy, &targets[i], maker)) {
            return false;
        }
    }
    return !sql_failed(regency->sql);
}

bool role_retract(struct regency *regency, struct arena *arena, const struct case_info *info)
{
    struct bytes id = bytes_of(info->id, CASE_ID_LEN);
    Kt__RoleItemGone gone = KT__ROLE_ITEM_GONE__INIT;
    gone.case_ = record_data(id);
    struct bytes body = record_pack(arena, &gone.base);
    uint32_t *kiosks = ARENA_ARRAY(arena, uint32_t, REGISTRY_SLOTS_MAX);
    size_t count = 0;
    struct sql_rows rows =
        sql_rows(regency->sql, "SELECT kiosk FROM role_item WHERE case_id = $1 LIMIT $2", "bi", id,
                 (int64_t)REGISTRY_SLOTS_MAX);
    while (sql_next(&rows)) {
        kiosks[count++] = (uint32_t)sql_row_int(&rows, 0);
    }
    for (size_t i = 0; i < count; i++) {
        if (!change_put(regency, CHANGE_STATUS, change_audience_kiosk(arena, kiosks[i]),
                        object_of(arena, info), CHANGE_ROLE_ITEM_GONE, body, 0)) {
            return false;
        }
    }
    return sql_run(regency->sql, "DELETE FROM role_item WHERE case_id = $1", "b", id);
}

// ---- a new key: everything again

// One case to one kiosk's new key. One that cannot be sealed is said and passed over.
static bool seal_again(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                       const uint8_t id[static CASE_ID_LEN], const struct target *target)
{
    struct case_info info;
    if (!case_get(regency, arena, id, &info)) {
        return false;
    }
    Kt__CaseView *view = case_view(regency, arena, keyring, &info);
    Kt__RoleCopy *copy = copy_of(arena, keyring, &info, view);
    if (!copy) {
        log_line("case %s cannot be given to its role at K%u: %s", info.number, target->kiosk,
                 fault_text());
        return note_item(regency, &info, target);
    }
    return send_item(regency, arena, &info, copy, target, 0);
}

// Those that are not sealed to this key yet, as far as there is room. Returns how many.
static size_t unsealed(struct regency *regency, struct arena *arena, uint32_t village,
                       Kt__Role role, const struct target *target, size_t max, struct bytes *ids)
{
    struct sql_rows rows = sql_rows(regency->sql,
                                    "SELECT c.id FROM cases c LEFT JOIN role_item i"
                                    " ON i.kiosk = $1 AND i.case_id = c.id"
                                    " WHERE c.village = $2 AND c.role = $3"
                                    " AND c.erased_s IS NULL AND i.role_key IS NOT $4 LIMIT $5",
                                    "iiiii", (int64_t)target->kiosk, (int64_t)village,
                                    (int64_t)role, target->row, (int64_t)max);
    size_t count = 0;
    while (sql_next(&rows)) {
        ids[count++] = sql_row_bytes(&rows, 0, arena);
    }
    return count;
}

// At most `*most` of a key's, which then is less; *left: there were more.
static bool settle_key(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                       uint32_t village, Kt__Role role, const struct target *target, size_t *most,
                       bool *left)
{
    struct bytes *ids = ARENA_ARRAY(arena, struct bytes, *most + 1);
    size_t count = unsealed(regency, arena, village, role, target, *most + 1, ids);
    bool more = count > *most, ok = true;
    count -= more;
    struct arena work; // of one case: a whole register must not add up
    arena_init(&work, ITEM_ARENA_MAX);
    for (size_t i = 0; i < count && ok; i++, arena_reset(&work)) {
        ok = seal_again(regency, &work, keyring, ids[i].data, target);
    }
    arena_finish(&work);
    *most -= count;
    *left = *left || more;
    return ok && (more || sql_run(regency->sql, "UPDATE role_key SET stale = 0 WHERE id = $1", "i",
                                  target->row));
}

bool role_settle(struct regency *regency, const struct keyring *keyring, uint32_t kiosk,
                 uint32_t village, bool *left)
{
    static const Kt__Role roles[] = {KT__ROLE__ROLE_BPD, KT__ROLE__ROLE_DESA};
    struct arena arena;
    arena_init(&arena, 1 << 18);
    size_t most = ROLE_SETTLE_MAX;
    bool ok = true;
    *left = false;
    for (size_t i = 0; i < COUNT_OF(roles) && ok; i++) {
        struct sql_rows rows = sql_rows(regency->sql,
                                        "SELECT number, id, key FROM role_key WHERE kiosk = $1"
                                        " AND role = $2 AND in_force = 1 AND stale = 1",
                                        "ii", (int64_t)kiosk, (int64_t)roles[i]);
        if (sql_next(&rows)) {
            struct target target = {.kiosk = kiosk,
                                    .number = (uint32_t)sql_row_int(&rows, 0),
                                    .row = sql_row_int(&rows, 1),
                                    .key = sql_row_bytes(&rows, 2, &arena)};
            sql_done(&rows);
            ok = settle_key(regency, &arena, keyring, village, roles[i], &target, &most, left);
        }
    }
    arena_finish(&arena);
    return ok && !sql_failed(regency->sql);
}

// ---- certificates

enum role_end role_take_certified(struct regency *regency, uint32_t kiosk,
                                  const Kt__Certified *certified, const struct role_place *place)
{
    size_t len = strlen(certified->name);
    if (certified->role < KT__ROLE__ROLE_BPD || certified->role > KT__ROLE__ROLE_YOUTH ||
        len == 0 || len > ROLE_NAME_BYTES_MAX || certified->of == 0 ||
        certified->right > certified->of) {
        fault_set(
            "a certificate without a role, a name, or with more right answers than questions");
        return ROLE_REFUSED;
    }
    if (!record_texts_are_valid(&certified->base)) {
        return ROLE_REFUSED;
    }
    return sql_run(regency->sql,
                   "INSERT OR IGNORE INTO certified VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                   "iiiitiii", (int64_t)kiosk, (int64_t)place->log, (int64_t)place->seq,
                   (int64_t)certified->role, certified->name, (int64_t)certified->right,
                   (int64_t)certified->of, certified->at_s)
               ? ROLE_TAKEN
               : ROLE_FAILED;
}

size_t role_certified(struct regency *regency, struct arena *arena, uint32_t kiosk,
                      Kt__Certified *out[static ROLE_CERTIFIED_MAX])
{
    struct sql_rows rows = sql_rows(regency->sql,
                                    "SELECT role, name, right_answers, questions, at_s"
                                    " FROM certified WHERE kiosk = $1 ORDER BY at_s, log, seq"
                                    " LIMIT $2",
                                    "ii", (int64_t)kiosk, (int64_t)ROLE_CERTIFIED_MAX);
    size_t count = 0;
    while (sql_next(&rows)) {
        Kt__Certified *one = out[count++] = ARENA_NEW(arena, Kt__Certified);
        kt__certified__init(one);
        one->role = (Kt__Role)sql_row_int(&rows, 0);
        one->name = sql_row_text(&rows, 1, arena);
        one->right = (uint32_t)sql_row_int(&rows, 2);
        one->of = (uint32_t)sql_row_int(&rows, 3);
        one->at_s = sql_row_int(&rows, 4);
    }
    return count;
}
