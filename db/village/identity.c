// SPDX-License-Identifier: GPL-3.0-or-later
// Ticket, certificate, village, key lists. Nothing is kept that the root key did not sign, but for
// the village's own description, which arrives in a signed answer.
#include "identity.h"

#include "certificate.h"
#include "db/base/file.h"
#include "db/base/moment.h"
#include "event_log.h"
#include "feed.h"
#include "notice.h"
#include "staff.h"

#include <stdio.h>
#include <string.h>

enum { VILLAGE_RECORD_BYTES_MAX = 4096 };

static bool is_whole(const Kt__Village *record)
{
    bool whole = record->id != 0 && record->code[0] && record->name[0] &&
                 record->receipt_salt.len == RECEIPT_SALT_LEN &&
                 record->zone_min >= MOMENT_ZONE_MIN && record->zone_min <= MOMENT_ZONE_MAX &&
                 kt__village__get_packed_size(record) <= VILLAGE_RECORD_BYTES_MAX;
    if (!whole) {
        fault_set("the regency's description of the village is not whole");
    }
    return whole;
}

bool identity_get(struct village *village, struct arena *arena, struct identity *out)
{
    *out = (struct identity){0};
    struct sql_rows rows = sql_rows(
        village->sql, "SELECT url, root_key, kiosk, certificate, record FROM identity", "");
    if (sql_next(&rows)) {
        out->url = sql_row_text(&rows, 0, arena);
        struct bytes root = sql_row_bytes(&rows, 1, arena);
        if (root.len == SIGN_PUBLIC_LEN) {
            memcpy(out->root_key, root.data, SIGN_PUBLIC_LEN);
        }
        out->kiosk = (uint32_t)sql_row_int(&rows, 2);
        out->certificate = sql_row_bytes(&rows, 3, arena);
        struct bytes record = sql_row_bytes(&rows, 4, arena);
        if (record.len > 0) {
            out->village = record_unpack(arena, &kt__village__descriptor, record);
        }
    }
    sql_done(&rows);
    out->enrolled = out->kiosk != 0;
    if (!out->enrolled) {
        return true;
    }
    struct bytes list = sql_bytes(village->sql, arena,
                                  "SELECT list FROM key_list ORDER BY number DESC LIMIT 1", "");
    // Whoever could change them here could change the root key beside them as well.
    Kt__Certificate *certificate = trust_kept_certificate(arena, out->certificate);
    out->keys = trust_kept_key_list(arena, list);
    if (!certificate || !out->keys || !out->village || !is_whole(out->village)) {
        fault_set("%s: the certificate, the key list or the village's record is damaged; "
                  "restore it from a backup",
                  village->dir);
        out->enrolled = false;
        return false;
    }
    memcpy(out->kiosk_key, certificate->kiosk_key.data, SIGN_PUBLIC_LEN);
    return true;
}

uint8_t *identity_secret(struct village *village, uint8_t public_key[static SIGN_PUBLIC_LEN])
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    char *path = file_path(&arena, village->dir, "keys/kiosk");
    uint8_t *secret = secret_alloc(SIGN_SECRET_LEN);
    bool ok;
    if (file_exists(path)) {
        ok = secret_load(path, secret, SIGN_SECRET_LEN);
    } else { // another program may be making one as well: there is one key in the end
        crypto_sign_keypair(public_key, secret);
        ok = file_make_dir(file_path(&arena, village->dir, "keys"), 0700) &&
             secret_keep(path, secret, SIGN_SECRET_LEN);
    }
    if (ok) {
        crypto_sign_ed25519_sk_to_pk(public_key, secret);
    } else {
        secret_free(secret);
        secret = NULL;
    }
    arena_finish(&arena);
    return secret;
}

bool identity_ticket(struct village *village, struct bytes ticket, const char *url)
{
    return sql_run(village->sql,
                   "INSERT INTO identity (one, ticket, url) VALUES (1, $1, $2)"
                   " ON CONFLICT (one) DO UPDATE SET ticket = $1,"
                   " url = iif(certificate IS NULL, $2, url)",
                   "bt", ticket, url);
}

bool identity_keeps_ticket(struct village *village)
{
    return sql_int(village->sql, 0, "SELECT ticket IS NOT NULL FROM identity", "") != 0;
}

Kt__Ticket *identity_kept_ticket(struct village *village, struct arena *arena)
{
    struct bytes kept = sql_bytes(village->sql, arena, "SELECT ticket FROM identity", "");
    if (kept.len == 0) {
        fault_set("%s: this kiosk is not enrolled, and no ticket was taken; run: kentongan-sync "
                  "enrol TICKET",
                  village->dir);
        return NULL;
    }
    Kt__Ticket *ticket = record_unpack(arena, &kt__ticket__descriptor, kept);
    bool is_whole = ticket && ticket->root_key.len == SIGN_PUBLIC_LEN &&
                    ticket->sealing_key.len == BOX_PUBLIC_LEN && ticket->token.len == TOKEN_LEN;
    if (!is_whole) {
        fault_set("%s: the ticket that was kept is damaged; take it once more: kentongan-sync "
                  "enrol TICKET",
                  village->dir);
    }
    return is_whole ? ticket : NULL;
}

// The chain from its first list on: each signed by the root, each naming the one before.
static bool keep_chain(struct village *village, struct arena *arena, const uint8_t root_key[],
                       const struct bytes *lists, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Kt__KeyList *list = trust_open_key_list(arena, lists[i], root_key);
        if (!list) {
            return false;
        }
        bool follows = i == 0 ? list->number == 1 : trust_follows(lists[i], lists[i - 1]);
        if (!follows) {
            fault_set("the chain of key lists breaks at number %u", list->number);
            return false;
        }
        sql_run(village->sql, "INSERT OR IGNORE INTO key_list VALUES ($1, $2)", "ib",
                (int64_t)list->number, lists[i]);
    }
    if (count == 0) {
        fault_set("the regency sent no key list");
    }
    return count > 0;
}

static bool keep_village(struct village *village, struct arena *arena, const Kt__Village *record)
{
    char zone[16];
    snprintf(zone, sizeof zone, "%d", record->zone_min);
    sql_run(village->sql, "INSERT OR REPLACE INTO setting VALUES ('zone', 1, $1)", "t", zone);
    return sql_run(village->sql, "UPDATE identity SET record = $1", "b",
                   record_pack(arena, &record->base));
}

bool identity_may_enrol(const struct identity *now, const uint8_t root_key[static SIGN_PUBLIC_LEN])
{
    if (now->enrolled && sodium_memcmp(now->root_key, root_key, SIGN_PUBLIC_LEN) != 0) {
        fault_set("this folder belongs to %s: what was said and answered here opens with its keys "
                  "alone; for another regency make a new folder (--data DIR init)",
                  now->village->regency[0] ? now->village->regency : "another regency");
        return false;
    }
    return true;
}

// The kiosk as it was before; what it cannot become is refused before anything is touched.
static bool may_become(struct village *village, struct arena *arena,
                       const uint8_t root_key[static SIGN_PUBLIC_LEN], const Kt__Village *record,
                       struct identity *before)
{
    if (!identity_get(village, arena, before) || !identity_may_enrol(before, root_key)) {
        return false;
    }
    int64_t waiting =
        before->enrolled && before->village->id != record->id ? event_log_waiting(village) : 0;
    if (waiting > 0) {
        fault_set("%lld messages of %s wait to be sent, and as a kiosk of %s they would not be "
                  "taken: send them first (once, or export and import), then enrol again with the "
                  "same ticket",
                  (long long)waiting, before->village->name, record->name);
        return false;
    }
    return true;
}

bool identity_enrol(struct village *village, const uint8_t root_key[static SIGN_PUBLIC_LEN],
                    const char *url, struct bytes certificate, const struct bytes *key_lists,
                    size_t key_list_count, const Kt__Village *record)
{
    struct arena arena;
    arena_init(&arena, VILLAGE_WORK_BYTES_MAX);
    Kt__Certificate *signed_for = trust_open_certificate(&arena, certificate, root_key);
    bool ok = signed_for && is_whole(record);
    if (ok && signed_for->village != record->id) {
        fault_set("the certificate names village %u, the answer village %u", signed_for->village,
                  record->id);
        ok = false;
    }
    struct identity before;
    if (ok && may_become(village, &arena, root_key, record, &before)) {
        sql_begin(village->sql);
        sql_run(
            village->sql,
            "INSERT INTO identity (one, url, root_key, kiosk, certificate)"
            " VALUES (1, $1, $2, $3, $4) ON CONFLICT (one)"
            " DO UPDATE SET url = $1, root_key = $2, kiosk = $3, certificate = $4, ticket = NULL",
            "tbib", url, bytes_of(root_key, SIGN_PUBLIC_LEN), (int64_t)signed_for->kiosk,
            certificate);
        if (!keep_chain(village, &arena, root_key, key_lists, key_list_count)) {
            sql_fail(village->sql);
        }
        keep_village(village, &arena, record);
        if (before.kiosk != signed_for->kiosk) { // another kiosk than before, or the first time
            sql_run(village->sql, "DELETE FROM cursor", "");
            if (!event_log_carry_over(village) || !notice_adopt(village, &arena) ||
                !staff_adopt(village) || !certificate_adopt(village)) {
                sql_fail(village->sql);
            }
        }
        ok = sql_commit(village->sql);
    } else {
        ok = false;
    }
    arena_finish(&arena);
    return ok;
}

bool identity_key_list(struct village *village, struct bytes signed_list)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct identity self;
    bool ok = identity_get(village, &arena, &self) && self.enrolled;
    Kt__KeyList *list = ok ? trust_open_key_list(&arena, signed_list, self.root_key) : NULL;
    ok = list != NULL;
    if (ok && list->number > self.keys->number) {
        struct bytes newest = sql_bytes(
            village->sql, &arena, "SELECT list FROM key_list ORDER BY number DESC LIMIT 1", "");
        ok = trust_follows(signed_list, newest);
        if (ok) {
            ok = sql_run(village->sql, "INSERT INTO key_list VALUES ($1, $2)", "ib",
                         (int64_t)list->number, signed_list);
        } else {
            fault_set("key list %u does not follow list %u", list->number, self.keys->number);
        }
    }
    arena_finish(&arena);
    return ok;
}

bool identity_village(struct village *village, const Kt__Village *record)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    bool ok = is_whole(record);
    if (ok) {
        sql_begin(village->sql);
        keep_village(village, &arena, record);
        ok = sql_commit(village->sql);
        if (!ok) {
            sql_fail(village->sql); // the caller's too
        }
    }
    arena_finish(&arena);
    return ok;
}

Kt__KeyList *identity_keys(struct village *village, struct arena *arena, uint32_t number)
{
    struct bytes list = sql_bytes(
        village->sql, arena, "SELECT list FROM key_list WHERE number = $1", "i", (int64_t)number);
    return list.len > 0 ? trust_kept_key_list(arena, list) : NULL;
}
