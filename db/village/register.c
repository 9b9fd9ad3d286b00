// SPDX-License-Identifier: GPL-3.0-or-later
// What comes into the register, and one case out of it. A copy is opened with the secrets of the
// session that asks, in the caller's arena; nothing of it is written anywhere.
#include "register.h"

#include "db/base/clock.h"
#include "register_act.h"
#include "register_inside.h"

#include <string.h>

struct register_keys {
    size_t count;
    struct register_key of[REGISTER_KEYS_MAX];
};

// ---- secrets

struct register_keys *register_keys_new(const struct staff_session *session)
{
    struct register_keys *keys = secret_alloc(sizeof *keys);
    *keys = (struct register_keys){0};
    if (session->key_number > 0) {
        struct register_key *newest = &keys->of[keys->count++];
        newest->number = session->key_number;
        memcpy(newest->secret, session->role_secret, BOX_SECRET_LEN);
        memcpy(newest->public_key, session->role_public, BOX_PUBLIC_LEN);
    }
    return keys;
}

void register_keys_free(struct register_keys *keys)
{
    secret_free(keys);
}

const struct register_key *register_keys_find(struct village *village,
                                              const struct staff_session *session,
                                              struct register_keys *keys, uint32_t number)
{
    for (size_t i = 0; i < keys->count; i++) {
        if (keys->of[i].number == number) {
            return &keys->of[i];
        }
    }
    // Where there are more than fit, the one looked for last gives way.
    size_t at = keys->count < REGISTER_KEYS_MAX ? keys->count : REGISTER_KEYS_MAX - 1;
    struct register_key *key = &keys->of[at];
    keys->count = at; // nothing stands there if it fails
    if (!staff_role_secret(village, session, number, key->secret) ||
        crypto_scalarmult_base(key->public_key, key->secret) != 0) {
        return NULL;
    }
    key->number = number;
    keys->count = at + 1;
    return key;
}

bool register_may_read(struct village *village, const struct staff_session *session)
{
    bool has_register = session && (session->role == STAFF_BPD || session->role == STAFF_DESA);
    if (!has_register || session->key_number == 0 || !staff_session_stands(village, session)) {
        fault_set("only a member of BPD or of the desa who is signed in has a register");
        return false;
    }
    return true;
}

const char *register_office(enum staff_role role)
{
    return role == STAFF_BPD ? "BPD" : "Pemerintah desa";
}

struct bytes register_tag(struct arena *arena, struct bytes receipt_key)
{
    uint8_t *tag = arena_alloc(arena, HASH_LEN);
    secret_hash(tag, "kt desk", &receipt_key, 1);
    return bytes_of(tag, HASH_LEN);
}

// ---- coming in

bool register_keep(struct village *village, struct arena *arena, const Kt__RoleCopy *copy)
{
    uint8_t key[BOX_PUBLIC_LEN];
    Kt__Role role = seal_role_of(copy->to);
    uint32_t number = role ? staff_role_key(village, (enum staff_role)role, key) : 0;
    if (number == 0) {
        return !sql_failed(village->sql); // it comes from the regency when there is a key
    }
    struct bytes sealed = seal_role_copy_close(arena, copy, key);
    return sealed.len > 0 &&
           sql_run(village->sql, "INSERT INTO register VALUES ($1, $2, $3, 0, $4)", "ibib",
                   (int64_t)role, record_view(copy->case_), (int64_t)number, sealed);
}

static bool is_whole(const Kt__RoleItem *item)
{
    bool whole = item->case_.len == HASH_LEN && item->revision > 0 && item->key > 0 &&
                 (item->role == KT__ROLE__ROLE_BPD || item->role == KT__ROLE__ROLE_DESA) &&
                 item->sealed.len > SEAL_EXTRA_LEN && item->sealed.len <= ROLE_SEALED_BYTES_MAX;
    if (!whole) {
        fault_set("an item of a role's register in the feed is not whole");
    }
    return whole;
}

// A key that is newer than any here: this file was put back to a time before it.
static bool note_lost_key(struct village *village, const Kt__RoleItem *item)
{
    uint8_t key[BOX_PUBLIC_LEN];
    enum staff_role role = (enum staff_role)item->role;
    return item->key <= staff_role_key(village, role, key) ||
           staff_key_lost(village, role, item->key);
}

bool register_put(struct village *village, const Kt__RoleItem *item)
{
    if (!is_whole(item) || !note_lost_key(village, item)) {
        return false;
    }
    if (sql_int(village->sql, 0, "SELECT count(*) FROM register_gone WHERE case_id = $1", "b",
                record_view(item->case_)) > 0) {
        return true; // erased here since it was sent
    }
    return sql_run(village->sql,
                   "INSERT INTO register VALUES ($1, $2, $3, $4, $5) ON CONFLICT (role, case_id)"
                   " DO UPDATE SET key = $3, revision = $4, sealed = $5 WHERE revision <= $4",
                   "ibiib", (int64_t)item->role, record_view(item->case_), (int64_t)item->key,
                   (int64_t)item->revision, record_view(item->sealed));
}

bool register_put_gone(struct village *village, const Kt__RoleItemGone *gone)
{
    // What was done with it goes when a shelf is read next (register_shelf.c): here nobody can tell
    // which acts were its own.
    village->is_to_scrub = true;
    sql_run(village->sql, "DELETE FROM register_gone WHERE case_id = $1", "b",
            record_view(gone->case_));
    return sql_run(village->sql, "DELETE FROM register WHERE role IN (1, 2) AND case_id = $1", "b",
                   record_view(gone->case_));
}

bool register_forget(struct village *village, struct arena *arena, const struct receipt *receipt)
{
    struct bytes key = bytes_of(receipt->public_key, BOX_PUBLIC_LEN);
    struct bytes id = bytes_of(receipt->case_id, HASH_LEN);
    sql_run(village->sql, "INSERT OR IGNORE INTO register_gone VALUES ($1)", "b", id);
    sql_run(village->sql, "DELETE FROM register WHERE role IN (1, 2) AND case_id = $1", "b", id);
    struct bytes tag = register_tag(arena, key);
    sql_run(village->sql, "DELETE FROM unsent WHERE role IN (1, 2) AND tag = $1", "b", tag);
    return sql_run(village->sql, "DELETE FROM act WHERE tag = $1", "b", tag);
}

// ---- one case

Kt__RoleCopy *register_copy(struct village *village, const struct staff_session *session,
                            struct register_keys *keys, struct arena *arena, struct bytes case_id)
{
    struct sql_rows rows =
        sql_rows(village->sql, "SELECT key, sealed FROM register WHERE role = $1 AND case_id = $2",
                 "ib", (int64_t)session->role, case_id);
    if (!sql_next(&rows)) {
        fault_set("this case is not in the register of this role (any more)");
        return NULL;
    }
    uint32_t number = (uint32_t)sql_row_int(&rows, 0);
    struct bytes sealed = sql_row_bytes(&rows, 1, arena);
    sql_done(&rows);
    const struct register_key *key = register_keys_find(village, session, keys, number);
    Kt__RoleCopy *copy =
        key ? seal_role_copy_open(arena, sealed, key->public_key, key->secret) : NULL;
    if (copy && !bytes_equal(record_view(copy->case_), case_id)) {
        fault_set("a copy in the register stands under another case");
        return NULL;
    }
    return copy;
}

Kt__Words *register_words(struct arena *arena, const Kt__RoleCopy *copy)
{
    return seal_words_unpack(arena, record_view(copy->words), copy->dictionary);
}

bool register_shows(const Kt__CaseView *view, uint32_t log, uint64_t seq)
{
    for (size_t i = 0; view && i < view->n_entries; i++) {
        if (view->entries[i]->act_log == log && view->entries[i]->act_seq == seq) {
            return true;
        }
    }
    return false;
}

static bool read_done(struct sql_rows *rows, struct village *village,
                      const struct staff_session *session, struct register_keys *keys,
                      struct arena *arena, struct register_done *out)
{
    const struct register_key *key =
        register_keys_find(village, session, keys, (uint32_t)sql_row_int(rows, 2));
    struct bytes kept = sql_row_bytes(rows, 3, arena);
    *out = (struct register_done){.log = (uint32_t)sql_row_int(rows, 0),
                                  .seq = (uint64_t)sql_row_int(rows, 1),
                                  .refused = sql_row_int(rows, 4)};
    out->acting = key ? seal_role_kept_open(arena, kept, key->public_key, key->secret) : NULL;
    return out->acting != NULL; // else another key's, or damaged: nobody can read it
}

#define DONE_COLUMNS                                                                               \
    "SELECT log, seq, key, kept, EXISTS (SELECT 1 FROM aside"                                      \
    " WHERE aside.log = act.log AND aside.seq = act.seq) FROM act WHERE role = $1"

size_t register_done_of(struct village *village, const struct staff_session *session,
                        struct register_keys *keys, struct arena *arena, struct bytes tag,
                        size_t max, struct register_done *out)
{
    struct sql_rows rows = sql_rows(village->sql, DONE_COLUMNS " AND tag = $2 ORDER BY at_s, seq",
                                    "ib", (int64_t)session->role, tag);
    size_t count = 0;
    while (count < max && sql_next(&rows)) {
        count += read_done(&rows, village, session, keys, arena, &out[count]);
    }
    sql_done(&rows);
    return count;
}

bool register_done_get(struct village *village, const struct staff_session *session,
                       struct register_keys *keys, struct arena *arena, uint32_t log, uint64_t seq,
                       struct register_done *out)
{
    struct sql_rows rows = sql_rows(village->sql, DONE_COLUMNS " AND log = $2 AND seq = $3", "iii",
                                    (int64_t)session->role, (int64_t)log, (int64_t)seq);
    bool found = sql_next(&rows) && read_done(&rows, village, session, keys, arena, out);
    sql_done(&rows);
    return found;
}

// Waits for its first round.
static bool is_sent(struct village *village, struct bytes case_id)
{
    return sql_int(village->sql, 0,
                   "SELECT count(*) FROM event JOIN log USING (log)"
                   " WHERE open = 1 AND seq > confirmed AND case_id = $1",
                   "b", case_id) == 0;
}

// What the villager said later is as much theirs alone as the first words.
static void hide_later_words(Kt__CaseView *view)
{
    for (size_t i = 0; view && i < view->n_entries; i++) {
        if (view->entries[i]->follow != KT__FOLLOW__FOLLOW_NONE) {
            view->entries[i]->text = (char *)(uintptr_t) "";
        }
    }
}

bool register_item_read(struct village *village, const struct staff_session *session,
                        struct register_keys *keys, struct arena *arena, struct bytes case_id,
                        enum register_look look, struct register_item *out)
{
    *out = (struct register_item){0};
    Kt__RoleCopy *copy = register_copy(village, session, keys, arena, case_id);
    Kt__Words *words = copy ? register_words(arena, copy) : NULL;
    if (!words) {
        return false;
    }
    bool reveals = look == REGISTER_REVEALED, is_open = reveals || copy->mode != KT__MODE__RAHASIA;
    out->text = is_open ? words->text : NULL;
    out->voice = is_open ? words->voice : NULL;
    out->has_name = words->name[0] || words->contact[0];
    out->name = reveals ? words->name : NULL;
    out->contact = reveals ? words->contact : NULL;
    out->view = copy->view;
    if (!is_open) {
        hide_later_words(out->view);
    }
    struct register_done *done = ARENA_ARRAY(arena, struct register_done, REGISTER_PENDING_MAX);
    size_t count = register_done_of(village, session, keys, arena,
                                    register_tag(arena, record_view(copy->receipt_key)),
                                    REGISTER_PENDING_MAX, done);
    struct register_stand stand;
    register_stand_of(copy, session->role, &stand);
    for (size_t i = 0; i < count; i++) {
        if (register_shows(copy->view, done[i].log, done[i].seq)) {
            continue;
        }
        out->acts[out->act_count++] = (struct register_act_row){done[i].acting, done[i].refused};
        if (!done[i].refused) {
            register_stand_act(&stand, done[i].acting);
        }
    }
    struct village_moment moment = village_moment(village);
    register_stand_end(&stand, is_sent(village, case_id), moment.trusted ? moment.day : 0);
    out->row = stand.row;
    return true;
}

bool register_get(struct village *village, const struct staff_session *session, struct arena *arena,
                  const uint8_t case_id[static RECEIPT_CASE_LEN], struct register_item *out)
{
    if (!register_may_read(village, session)) {
        return false;
    }
    struct register_keys *keys = register_keys_new(session);
    bool ok = register_item_read(village, session, keys, arena, bytes_of(case_id, RECEIPT_CASE_LEN),
                                 REGISTER_CLOSED, out);
    register_keys_free(keys);
    return ok;
}

bool register_reveal(struct village *village, const struct staff_session *session,
                     struct arena *arena, const uint8_t case_id[static RECEIPT_CASE_LEN],
                     struct register_item *out)
{
    static const struct register_step open = {.what = KT__ACT__ACT_OPEN, .text = ""};
    struct bytes id = bytes_of(case_id, RECEIPT_CASE_LEN);
    if (!register_act(village, session, &id, 1, &open)) {
        return false;
    }
    struct register_keys *keys = register_keys_new(session);
    bool ok = register_item_read(village, session, keys, arena, id, REGISTER_REVEALED, out);
    register_keys_free(keys);
    return ok;
}

bool register_was_opened(const struct register_item *item, enum staff_role role)
{
    for (size_t i = 0; i < item->act_count; i++) {
        if (item->acts[i].acting->what == KT__ACT__ACT_OPEN) {
            return true;
        }
    }
    for (size_t i = 0; item->view && i < item->view->n_entries; i++) {
        const Kt__CaseEntry *entry = item->view->entries[i];
        if (entry->opened && str_equal(entry->by, register_office(role))) {
            return true;
        }
    }
    return false;
}

bool register_again(struct village *village, const struct staff_session *session,
                    struct arena *arena, const uint8_t case_id[static RECEIPT_CASE_LEN],
                    struct register_item *out)
{
    if (!register_get(village, session, arena, case_id, out)) {
        return false;
    }
    if (!register_was_opened(out, session->role)) {
        fault_set("this case was not opened on record");
        return false;
    }
    struct register_keys *keys = register_keys_new(session);
    bool ok = register_item_read(village, session, keys, arena, bytes_of(case_id, RECEIPT_CASE_LEN),
                                 REGISTER_REVEALED, out);
    register_keys_free(keys);
    return ok;
}

const char *register_excerpt(struct village *village, const struct staff_session *session,
                             struct arena *arena, const uint8_t case_id[static RECEIPT_CASE_LEN],
                             size_t max_bytes)
{
    struct register_keys *keys = register_keys_new(session);
    Kt__RoleCopy *copy =
        register_copy(village, session, keys, arena, bytes_of(case_id, RECEIPT_CASE_LEN));
    register_keys_free(keys);
    bool is_open = copy && copy->mode != KT__MODE__RAHASIA;
    Kt__Words *words = is_open ? register_words(arena, copy) : NULL;
    if (!words) {
        return "";
    }
    size_t len = strlen(words->text);
    bool is_cut = len > max_bytes;
    len = is_cut ? max_bytes : len;
    while (is_cut && len > 0 && ((uint8_t)words->text[len] & 0xC0) == 0x80) {
        len--; // not inside a letter
    }
    for (size_t i = 0; i < len; i++) {
        words->text[i] = words->text[i] < ' ' && words->text[i] > 0 ? ' ' : words->text[i];
    }
    return arena_printf(arena, "%.*s%s", (int)len, words->text, is_cut ? "…" : "");
}
