// SPDX-License-Identifier: GPL-3.0-or-later
// Entries of a case, signed and read, and the answer that each revision becomes. A villager's own
// words are put beside their entry when it is read and are never signed themselves: they can go.
#include "case.h"

#include "change.h"
#include "db/base/clock.h"
#include "db/base/moment.h"
#include "papan.h"
#include "role.h"
#include "tally.h"

#include <string.h>

#define S(state) (1u << KT__STATE__##state)
#define FINISHED (S(SELESAI) | S(DITOLAK) | S(BUKAN_KEWENANGAN) | S(DIGABUNG) | S(DIARSIPKAN))
// What went on in another case is reopened there.
#define REOPENABLE (FINISHED & ~S(DIGABUNG))

bool case_is_finished(Kt__State state)
{
    return FINISHED & (1u << state);
}

bool case_is_answered(Kt__State state)
{
    return (FINISHED | S(DITINDAKLANJUTI)) & (1u << state);
}

int64_t case_reopen_until(const struct case_info *info)
{
    int64_t from_s = info->finished_seen_s ? info->finished_seen_s : info->finished_s;
    if (from_s == 0 || info->erased || !(REOPENABLE & (1u << info->state))) {
        return 0;
    }
    return moment_working_days_after(moment_day(from_s, info->zone_min), CASE_REOPEN_DAYS);
}

void case_said_hash(uint8_t out[static HASH_LEN], struct bytes salt, const char *text)
{
    const struct bytes parts[] = {salt, bytes_of_str(text)};
    secret_hash(out, "kt said", parts, COUNT_OF(parts));
}

// case id | revision | content: what the signature is over.
static struct bytes signed_bytes(struct arena *arena, const uint8_t id[static CASE_ID_LEN],
                                 uint32_t revision, struct bytes content)
{
    size_t len = CASE_ID_LEN + 4 + content.len;
    uint8_t *message = arena_alloc(arena, len);
    memcpy(message, id, CASE_ID_LEN);
    for (int i = 0; i < 4; i++) {
        message[CASE_ID_LEN + i] = (uint8_t)(revision >> (8 * i));
    }
    memcpy(message + CASE_ID_LEN + 4, content.data, content.len);
    return bytes_of(message, len);
}

// ---- read

static bool signature_holds(struct arena *arena, const struct keyring *keyring,
                            const uint8_t id[static CASE_ID_LEN], uint32_t revision,
                            struct bytes content, uint32_t key, struct bytes signature)
{
    const struct keyring_keys *keys = keyring_find(keyring, key);
    return keys && signature.len == SIGN_LEN &&
           secret_verify(signature.data, "kt case entry",
                         signed_bytes(arena, id, revision, content), keys->signing_public);
}

// A secret case's words out of their seal; NULL when it does not open.
static char *open_said(struct arena *arena, const struct keyring *keyring, struct bytes sealed,
                       uint32_t key)
{
    const struct keyring_keys *keys = keyring_find(keyring, key);
    if (!keys || sealed.len < SEAL_EXTRA_LEN) {
        return NULL;
    }
    char *text = arena_alloc(arena, sealed.len - SEAL_EXTRA_LEN + 1);
    bool open = crypto_box_seal_open((uint8_t *)text, sealed.data, sealed.len, keys->sealing_public,
                                     keys->sealing_secret) == 0;
    return open ? text : NULL;
}

struct bytes case_said_seal(struct arena *arena, const struct keyring *keyring, const char *text)
{
    size_t len = strlen(text) + SEAL_EXTRA_LEN;
    uint8_t *sealed = arena_alloc(arena, len);
    crypto_box_seal(sealed, (const uint8_t *)text, strlen(text),
                    keyring_newest(keyring)->sealing_public);
    return bytes_of(sealed, len);
}

// The villager's words back into their place. False when they are not those that were signed.
static bool put_words_back(Kt__CaseEntry *entry, struct bytes salt, char *text)
{
    uint8_t hash[HASH_LEN];
    if (!text) {
        return true; // none, or erased
    }
    case_said_hash(hash, salt, text);
    entry->text = text;
    return bytes_equal(record_view(entry->said), bytes_of(hash, HASH_LEN));
}

size_t case_entries(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                    const uint8_t id[static CASE_ID_LEN],
                    struct case_entry entries[static CASE_ENTRIES_MAX])
{
    struct sql_rows rows =
        sql_rows(regency->sql,
                 "SELECT e.revision, e.content, e.public, e.key, e.signature, f.salt, f.text,"
                 " f.sealed, f.key"
                 " FROM entry e LEFT JOIN follow f"
                 " ON f.case_id = e.case_id AND f.revision = e.revision"
                 " WHERE e.case_id = $1 ORDER BY e.revision LIMIT $2",
                 "bi", bytes_of(id, CASE_ID_LEN), (int64_t)CASE_ENTRIES_MAX);
    size_t count = 0;
    while (sql_next(&rows)) {
        struct bytes content = sql_row_bytes(&rows, 1, arena);
        struct case_entry *to = &entries[count];
        to->revision = (uint32_t)sql_row_int(&rows, 0);
        to->public = sql_row_int(&rows, 2);
        to->signed_well =
            signature_holds(arena, keyring, id, to->revision, content,
                            (uint32_t)sql_row_int(&rows, 3), sql_row_bytes(&rows, 4, arena));
        to->entry = record_unpack(arena, &kt__case_entry__descriptor, content);
        if (to->entry) {
            char *text = sql_row_text(&rows, 6, arena);
            if (!text && !sql_row_is_null(&rows, 7)) {
                text = open_said(arena, keyring, sql_row_bytes(&rows, 7, arena),
                                 (uint32_t)sql_row_int(&rows, 8));
            }
            to->signed_well &= put_words_back(to->entry, sql_row_bytes(&rows, 5, arena), text);
            count++;
        }
    }
    return count;
}

// ---- written

bool case_write_entry(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                      const uint8_t id[static CASE_ID_LEN], uint32_t revision,
                      const Kt__CaseEntry *entry, bool public)
{
    const struct keyring_keys *keys = keyring_newest(keyring);
    struct bytes content = record_pack(arena, &entry->base);
    uint8_t signature[SIGN_LEN];
    secret_sign(signature, "kt case entry", signed_bytes(arena, id, revision, content),
                keys->signing_secret);
    return sql_run(regency->sql, "INSERT INTO entry VALUES ($1, $2, $3, $4, $5, $6)", "bibiib",
                   bytes_of(id, CASE_ID_LEN), (int64_t)revision, content, (int64_t) public,
                   (int64_t)keys->number, bytes_of(signature, sizeof signature));
}

Kt__CaseView *case_view(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                        const struct case_info *info)
{
    struct case_entry *entries = ARENA_ARRAY(arena, struct case_entry, CASE_ENTRIES_MAX);
    size_t count = case_entries(regency, arena, keyring, info->id, entries);
    Kt__CaseView *view = ARENA_NEW(arena, Kt__CaseView);
    kt__case_view__init(view);
    view->entries = ARENA_ARRAY(arena, Kt__CaseEntry *, count + 1);
    view->n_entries = count;
    for (size_t i = 0; i < count; i++) {
        view->entries[i] = entries[i].entry;
        view->entries[i]->said = (ProtobufCBinaryData){0};
    }
    view->case_ = record_data(bytes_of(info->id, CASE_ID_LEN));
    view->revision = info->revision;
    view->number = arena_str(arena, info->number);
    view->state = info->state;
    view->due_day = info->due_day;
    view->rating = info->rating;
    view->reopen_until_day = case_reopen_until(info);
    view->merged_into = arena_str(arena, info->merged_into ? info->merged_into : "");
    view->erased = info->erased;
    return view;
}

static bool add_going_on(struct regency *regency, struct arena *arena,
                         const struct keyring *keyring, const struct case_info *now,
                         Kt__CaseView *view)
{
    struct case_info on;
    if (!case_merge_end(regency, arena, now, &on)) {
        return false;
    }
    view->merged_into = arena_str(arena, on.number);
    view->going_on = case_merge_view(regency, arena, keyring, &on, now->finished_s);
    return true;
}

// The case as it is now, to its receipt, then to the role that reads it: a kiosk that has the item
// has the answer.
static bool answer(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                   const uint8_t id[static CASE_ID_LEN])
{
    struct case_info now;
    if (!case_get(regency, arena, id, &now)) {
        return false;
    }
    Kt__CaseView *view = case_view(regency, arena, keyring, &now), to_receipt = *view;
    if (now.merged_into && !add_going_on(regency, arena, keyring, &now, &to_receipt)) {
        return false;
    }
    const struct keyring_keys *keys = keyring_newest(keyring);
    Kt__Answer *closed =
        seal_answer_close(arena, &to_receipt, keys->number, now.receipt_key, keys->sealing_secret);
    const char *object =
        arena_printf(arena, "case %s", secret_hex(arena, bytes_of(id, CASE_ID_LEN)));
    return closed &&
           change_put(regency, CHANGE_STATUS, change_audience_village(arena, now.village), object,
                      CHANGE_ANSWER, record_pack(arena, &closed->base), 0) &&
           role_publish(regency, arena, keyring, &now, view, 0);
}

bool case_tell(struct regency *regency, struct arena *arena, const struct keyring *keyring,
               const struct case_info *info)
{
    return sql_run(regency->sql, "UPDATE cases SET revision = revision + 1 WHERE id = $1", "b",
                   bytes_of(info->id, CASE_ID_LEN)) &&
           answer(regency, arena, keyring, info->id);
}

// What a new state says about being answered and finished, from now on: an entry may tell an
// earlier time, of a kiosk that had no link. A finished case that is put away keeps its days to
// reopen.
static void note_state(struct regency *regency, const struct case_info *info, uint32_t revision,
                       const Kt__CaseEntry *entry)
{
    struct bytes id = bytes_of(info->id, CASE_ID_LEN);
    int64_t now_s = clock_now_s();
    if (entry->state == KT__STATE__STATE_NONE) {
        return;
    }
    if (!entry->follow && case_is_answered(entry->state)) {
        sql_run(regency->sql,
                "UPDATE cases SET answered_s = coalesce(answered_s, $2) WHERE id = $1", "bi", id,
                now_s);
    }
    bool finished = case_is_finished(entry->state);
    if (finished != (info->finished_s != 0)) {
        sql_run(regency->sql,
                "UPDATE cases SET finished_revision = nullif($2, 0), finished_s = nullif($3, 0),"
                " finished_seen_s = NULL WHERE id = $1",
                "bii", id, (int64_t)(finished ? revision : 0), finished ? now_s : 0);
    }
}

bool case_append(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                 const struct case_info *info, const Kt__CaseEntry *entry, bool public,
                 int64_t due_day)
{
    struct bytes id = bytes_of(info->id, CASE_ID_LEN);
    if (sql_int(regency->sql, 0, "SELECT count(*) FROM entry WHERE case_id = $1", "b", id) >=
        CASE_ENTRIES_MAX) {
        fault_set("case %s has %d entries, which is all that fits; open a new one", info->number,
                  CASE_ENTRIES_MAX);
        return false;
    }
    Kt__State state = entry->state == KT__STATE__STATE_NONE ? info->state : entry->state;
    uint32_t revision =
        (uint32_t)sql_int(regency->sql, 0,
                          "UPDATE cases SET revision = revision + 1, state = $2, due_day = $3"
                          " WHERE id = $1 RETURNING revision",
                          "bii", id, (int64_t)state, due_day);
    note_state(regency, info, revision, entry);
    return !sql_failed(regency->sql) &&
           case_write_entry(regency, arena, keyring, info->id, revision, entry, public) &&
           answer(regency, arena, keyring, info->id) &&
           papan_refresh(regency, arena, keyring, info->id) &&
           tally_touch(regency, info->village) &&
           case_merge_tell(regency, keyring, info, entry, public);
}

bool case_arrived(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                  uint32_t village, struct bytes id, uint32_t revision, bool *is_theirs)
{
    struct case_info info;
    *is_theirs = true;
    // One that the store does not know (it was restored) is no reason to complain.
    if (!case_get(regency, arena, id.data, &info)) {
        return !sql_failed(regency->sql);
    }
    *is_theirs = info.village == village;
    if (!*is_theirs || revision <= info.seen_revision) {
        return true;
    }
    int64_t now_s = clock_now_s();
    sql_run(regency->sql, "UPDATE cases SET seen_revision = $2, seen_s = $3 WHERE id = $1", "bii",
            id, (int64_t)revision, now_s);
    bool begins = info.finished_s && !info.finished_seen_s && revision >= info.finished_revision;
    if (!begins) {
        return !sql_failed(regency->sql);
    }
    int64_t said_until = case_reopen_until(&info);
    info.finished_seen_s = now_s;
    return sql_run(regency->sql, "UPDATE cases SET finished_seen_s = $2 WHERE id = $1", "bi", id,
                   now_s) &&
           (case_reopen_until(&info) == said_until || case_tell(regency, arena, keyring, &info));
}
