// SPDX-License-Identifier: GPL-3.0-or-later
// Kiosks, from ticket to revocation. A token is known here by its hash alone; a revoked key never
// becomes good again, whatever store is restored.
#include "registry.h"

#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/base/moment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { REVOKED_BYTES_MAX = 16 * 1024 * 1024, REVOKED_LINE_MAX = 160, SCRATCH_MAX = 1 << 16 };

static void token_hash(uint8_t out[static HASH_LEN], struct bytes token)
{
    secret_hash(out, "kt token", &token, 1);
}

bool registry_add(struct regency *regency, uint32_t village, const char *name,
                  uint8_t token[static TOKEN_LEN], uint32_t *id)
{
    struct bytes text = bytes_of_str(name);
    if (text.len == 0 || text.len > REGENCY_NAME_BYTES_MAX || !utf8_is_valid(text) ||
        strpbrk(name, "\n\r\t")) {
        fault_set("a kiosk needs a name of 1 to %d bytes", REGENCY_NAME_BYTES_MAX);
        return false;
    }
    uint8_t hash[HASH_LEN];
    clock_random(token, TOKEN_LEN);
    token_hash(hash, bytes_of(token, TOKEN_LEN));
    sql_begin(regency->sql);
    int64_t slot = sql_int(regency->sql, 0, "SELECT max(slot) + 1 FROM kiosk WHERE village = $1",
                           "i", (int64_t)village);
    if (slot >= REGISTRY_SLOTS_MAX) {
        fault_set("a village has at most %d kiosks", REGISTRY_SLOTS_MAX);
        sql_fail(regency->sql);
    }
    *id = (uint32_t)sql_int(regency->sql, 0,
                            "INSERT INTO kiosk (village, slot, name, token_hash, added_s)"
                            " VALUES ($1, $2, $3, $4, $5) RETURNING id",
                            "iitbi", (int64_t)village, slot, name, bytes_of(hash, HASH_LEN),
                            clock_now_s());
    return sql_commit(regency->sql);
}

bool registry_get(struct regency *regency, struct arena *arena, uint32_t id,
                  struct registry_kiosk *out)
{
    struct sql_rows rows = sql_rows(
        regency->sql,
        "SELECT slot, name, village, key, certificate, added_s, enrolled_s, revoked_s, seen_s,"
        " waiting, (SELECT count(*) FROM aside JOIN log ON log.id = aside.log"
        " WHERE log.kiosk = kiosk.id), readmit, returned_s, version, skew_s, free_mb, oldest_s"
        " FROM kiosk WHERE id = $1",
        "i", (int64_t)id);
    *out = (struct registry_kiosk){.id = id};
    if (!sql_next(&rows)) {
        fault_set("there is no kiosk K%u", id);
        return false;
    }
    out->slot = (uint32_t)sql_row_int(&rows, 0);
    out->name = sql_row_text(&rows, 1, arena);
    uint32_t village = (uint32_t)sql_row_int(&rows, 2);
    struct bytes key = sql_row_bytes(&rows, 3, arena);
    out->enrolled = key.len == SIGN_PUBLIC_LEN;
    if (out->enrolled) {
        memcpy(out->key, key.data, SIGN_PUBLIC_LEN);
    }
    out->certificate = sql_row_bytes(&rows, 4, arena);
    out->added_s = sql_row_int(&rows, 5);
    out->enrolled_s = sql_row_int(&rows, 6);
    out->revoked = !sql_row_is_null(&rows, 7);
    out->revoked_s = sql_row_int(&rows, 7);
    out->seen_s = sql_row_int(&rows, 8);
    out->waiting = sql_row_int(&rows, 9);
    out->asides = sql_row_int(&rows, 10);
    out->readmit = sql_row_int(&rows, 11) != 0;
    out->returned_s = sql_row_int(&rows, 12);
    out->version = (uint32_t)sql_row_int(&rows, 13);
    out->has_skew = !sql_row_is_null(&rows, 14);
    out->skew_s = sql_row_int(&rows, 14);
    out->free_mb = sql_row_int(&rows, 15);
    out->oldest_s = sql_row_int(&rows, 16);
    sql_done(&rows);
    return desa_get(regency, arena, village, &out->village);
}

size_t registry_same(struct regency *regency, const struct registry_kiosk *kiosk,
                     uint32_t ids[static REGISTRY_SLOTS_MAX])
{
    struct sql_rows rows =
        sql_rows(regency->sql,
                 "SELECT id FROM kiosk WHERE key = $1 AND village = $2"
                 " ORDER BY id = $3 DESC, id DESC LIMIT $4",
                 "biii", bytes_of(kiosk->key, SIGN_PUBLIC_LEN), (int64_t)kiosk->village.id,
                 (int64_t)kiosk->id, (int64_t)REGISTRY_SLOTS_MAX);
    size_t count = 0;
    while (sql_next(&rows)) {
        ids[count++] = (uint32_t)sql_row_int(&rows, 0);
    }
    return count;
}

size_t registry_ids(struct regency *regency, struct arena *arena, uint32_t **ids)
{
    int64_t most = sql_int(regency->sql, 0, "SELECT count(*) FROM kiosk", "");
    *ids = ARENA_ARRAY(arena, uint32_t, (size_t)most + 1);
    struct sql_rows rows =
        sql_rows(regency->sql, "SELECT id FROM kiosk ORDER BY id LIMIT $1", "i", most);
    size_t count = 0;
    while (sql_next(&rows)) {
        (*ids)[count++] = (uint32_t)sql_row_int(&rows, 0);
    }
    return count;
}

static bool certify(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                    const struct registry_kiosk *kiosk, const uint8_t key[static SIGN_PUBLIC_LEN])
{
    if (!keyring->root_secret) {
        fault_set("the root key is not in keys/: bring it back for as long as kiosks are enrolled");
        return false;
    }
    Kt__Certificate certificate = KT__CERTIFICATE__INIT;
    certificate.kiosk = kiosk->id;
    certificate.village = kiosk->village.id;
    certificate.kiosk_key = record_data(bytes_of(key, SIGN_PUBLIC_LEN));
    // Always later than the one before: the later one of two is the one in force.
    int64_t now_s = clock_now_s();
    certificate.at_s = now_s > kiosk->enrolled_s ? now_s : kiosk->enrolled_s + 1;
    return sql_run(
        regency->sql, "UPDATE kiosk SET key = $2, certificate = $3, enrolled_s = $4 WHERE id = $1",
        "ibbi", (int64_t)kiosk->id, bytes_of(key, SIGN_PUBLIC_LEN),
        trust_sign_certificate(arena, &certificate, keyring->root_secret), certificate.at_s);
}

enum registry_answer registry_enrol(struct regency *regency, struct arena *arena,
                                    const struct keyring *keyring, struct bytes token,
                                    const uint8_t key[static SIGN_PUBLIC_LEN],
                                    struct registry_kiosk *out)
{
    uint8_t hash[HASH_LEN];
    token_hash(hash, token);
    int64_t id = sql_int(regency->sql, 0, "SELECT id FROM kiosk WHERE token_hash = $1", "b",
                         bytes_of(hash, HASH_LEN));
    if (id == 0) {
        fault_set("this ticket is not known here; ask the regency for a new one");
        return REGISTRY_REFUSED;
    }
    if (!registry_get(regency, arena, (uint32_t)id, out)) {
        return REGISTRY_FAILED;
    }
    if (out->revoked) {
        fault_set("kiosk K%lld was revoked; ask the regency for a new ticket", (long long)id);
        return REGISTRY_REFUSED;
    }
    int64_t revoked =
        sql_int(regency->sql, 0, "SELECT id FROM kiosk WHERE key = $1 AND revoked_s IS NOT NULL",
                "b", bytes_of(key, SIGN_PUBLIC_LEN));
    if (revoked > 0) {
        fault_set("the key of this machine was revoked, as kiosk K%lld: to serve again it begins "
                  "with an empty data folder, and a ticket",
                  (long long)revoked);
        return REGISTRY_REFUSED;
    }
    if (out->enrolled && memcmp(out->key, key, SIGN_PUBLIC_LEN) != 0) {
        fault_set("this ticket was used by another machine; ask the regency for a new one");
        return REGISTRY_REFUSED;
    }
    if (!out->enrolled && (!certify(regency, arena, keyring, out, key) ||
                           !registry_get(regency, arena, (uint32_t)id, out))) {
        return REGISTRY_FAILED;
    }
    return REGISTRY_ENROLLED;
}

// The key in force makes room for another one; it stays known as one that was replaced.
static bool replace(struct regency *regency, const struct registry_kiosk *kiosk)
{
    return !kiosk->enrolled ||
           sql_run(regency->sql,
                   "INSERT OR REPLACE INTO replaced (kiosk, key, at_s) VALUES ($1, $2, $3)", "ibi",
                   (int64_t)kiosk->id, bytes_of(kiosk->key, SIGN_PUBLIC_LEN), clock_now_s());
}

bool registry_rekey(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                    const uint8_t key[static SIGN_PUBLIC_LEN], struct registry_kiosk *kiosk)
{
    uint32_t id = kiosk->id;
    return replace(regency, kiosk) && certify(regency, arena, keyring, kiosk, key) &&
           sql_run(regency->sql, "UPDATE kiosk SET readmit = 0 WHERE id = $1", "i", (int64_t)id) &&
           registry_get(regency, arena, id, kiosk);
}

static bool is_replaced(struct regency *regency, struct arena *arena, uint32_t kiosk,
                        struct bytes key)
{
    struct bytes keys[REGISTRY_REPLACED_MAX];
    size_t count = registry_replaced(regency, arena, kiosk, keys);
    for (size_t i = 0; i < count; i++) {
        if (bytes_equal(keys[i], key)) {
            return true;
        }
    }
    return false;
}

// In the file beside the store, where the store may have forgotten it.
static bool is_revoked(struct regency *regency, struct arena *arena, struct bytes key)
{
    const char *path = file_path(arena, regency->dir, "revoked");
    struct bytes text;
    return file_size(path) > 0 &&
           (!file_read(arena, path, REVOKED_BYTES_MAX, &text) ||
            strstr(arena_str_of(arena, text), secret_hex(arena, key)) != NULL);
}

// A store from before its ticket: the row is made again, in the village that the root signed.
static bool put_again(struct regency *regency, struct arena *arena, const Kt__Certificate *shown,
                      const Kt__Village *told)
{
    struct desa village;
    uint8_t token[HASH_LEN]; // of no ticket
    clock_random(token, sizeof token);
    if (!desa_get(regency, arena, shown->village, &village)) {
        if (!told || told->id != shown->village) {
            fault_set("kiosk K%u is of a village that was made after the backup that was put back: "
                      "its program has to be one that tells which (update it)",
                      shown->kiosk);
            return false;
        }
        if (!desa_put_again(regency, arena, told)) {
            return false;
        }
    }
    return sql_run(regency->sql,
                   "INSERT INTO kiosk (id, village, slot, name, token_hash, added_s)"
                   " SELECT $1, $2, coalesce(max(slot) + 1, 0), $3, $4, $5 FROM kiosk"
                   " WHERE village = $2",
                   "iitbi", (int64_t)shown->kiosk, (int64_t)shown->village,
                   arena_printf(arena, "K%u", shown->kiosk), bytes_of(token, HASH_LEN),
                   shown->at_s);
}

bool registry_take_back(struct regency *regency, struct arena *arena, struct bytes certificate,
                        const Kt__Certificate *shown, const Kt__Village *village)
{
    struct registry_kiosk kiosk;
    struct bytes key = record_view(shown->kiosk_key);
    if (is_revoked(regency, arena, key)) {
        fault_set("kiosk K%u was revoked; ask the regency for a new ticket", shown->kiosk);
        return false;
    }
    if (!registry_get(regency, arena, shown->kiosk, &kiosk) &&
        (!put_again(regency, arena, shown, village) ||
         !registry_get(regency, arena, shown->kiosk, &kiosk))) {
        return false;
    }
    if (kiosk.revoked || kiosk.village.id != shown->village ||
        (kiosk.enrolled && shown->at_s <= kiosk.enrolled_s) ||
        is_replaced(regency, arena, shown->kiosk, key)) {
        fault_set("kiosk K%u shows a certificate that is not in force any more", shown->kiosk);
        return false;
    }
    return replace(regency, &kiosk) &&
           sql_run(regency->sql,
                   "UPDATE kiosk SET key = $2, certificate = $3, enrolled_s = $4, returned_s = $5"
                   " WHERE id = $1",
                   "ibbii", (int64_t)shown->kiosk, key, certificate, shown->at_s, clock_now_s());
}

bool registry_readmit(struct regency *regency, uint32_t id)
{
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    struct registry_kiosk kiosk;
    bool ok = registry_get(regency, &arena, id, &kiosk);
    if (ok && (kiosk.revoked || !kiosk.enrolled)) {
        fault_set(kiosk.revoked ? "kiosk K%u was revoked: the machine begins with an empty data "
                                  "folder, and a new ticket"
                                : "kiosk K%u is not enrolled yet; give it a new ticket",
                  id);
        ok = false;
    }
    arena_finish(&arena);
    return ok &&
           sql_run(regency->sql, "UPDATE kiosk SET readmit = 1 WHERE id = $1", "i", (int64_t)id);
}

size_t registry_replaced(struct regency *regency, struct arena *arena, uint32_t kiosk,
                         struct bytes keys[static REGISTRY_REPLACED_MAX])
{
    struct sql_rows rows = sql_rows(
        regency->sql, "SELECT key FROM replaced WHERE kiosk = $1 ORDER BY at_s DESC LIMIT $2", "ii",
        (int64_t)kiosk, (int64_t)REGISTRY_REPLACED_MAX);
    size_t count = 0;
    while (sql_next(&rows)) {
        keys[count++] = sql_row_bytes(&rows, 0, arena);
    }
    return count;
}

// ---- revocation

// Appended, never rewritten, so that the file may be made append-only by its owner.
static bool append_line(const char *path, const char *line)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640);
    size_t len = strlen(line);
    bool ok = fd >= 0 && write(fd, line, len) == (ssize_t)len && fsync(fd) == 0;
    if (!ok) {
        fault_set("%s: cannot be written: %s; nothing was revoked", path, strerror(errno));
    }
    if (fd >= 0) {
        close(fd);
    }
    return ok;
}

bool registry_revoke(struct regency *regency, uint32_t id)
{
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    struct registry_kiosk kiosk;
    bool ok = registry_get(regency, &arena, id, &kiosk);
    if (ok && !kiosk.revoked) {
        char at[MOMENT_ISO_LEN];
        moment_iso(clock_now_s(), 0, at);
        const char *key =
            kiosk.enrolled ? secret_hex(&arena, bytes_of(kiosk.key, SIGN_PUBLIC_LEN)) : "-";
        ok = append_line(file_path(&arena, regency->dir, "revoked"),
                         arena_printf(&arena, "K%u %s %s\n", id, key, at)) &&
             sql_run(regency->sql,
                     "UPDATE kiosk SET revoked_s = $2 WHERE id = $1 AND revoked_s IS NULL", "ii",
                     (int64_t)id, clock_now_s());
    }
    arena_finish(&arena);
    return ok;
}

// One line of the file. By key where there is one: ids given after a backup may be given again.
static bool carry_over(struct regency *regency, struct arena *arena, const char *line)
{
    unsigned id;
    char hex[2 * SIGN_PUBLIC_LEN + 1], at[MOMENT_ISO_LEN];
    int64_t at_s;
    if (sscanf(line, "K%u %64s %25s", &id, hex, at) != 3 || !moment_parse(at, 0, &at_s)) {
        return true; // a line that a power cut left half is passed over
    }
    uint8_t *key = arena_alloc(arena, SIGN_PUBLIC_LEN);
    size_t len = 0;
    if (!str_equal(hex, "-") &&
        sodium_hex2bin(key, SIGN_PUBLIC_LEN, hex, strlen(hex), NULL, &len, NULL) != 0) {
        return true;
    }
    // Its id too: a store from before the enrolment knows the ticket but not the key. Asked first,
    // since a question takes no write lock.
    static const char who[] = "revoked_s IS NULL AND added_s <= $3"
                              " AND (key = $2 OR (id = $1 AND (key IS NULL OR $2 IS NULL)))";
    struct bytes key_or_null = len == SIGN_PUBLIC_LEN ? bytes_of(key, len) : (struct bytes){0};
    return sql_int(regency->sql, 0, arena_printf(arena, "SELECT count(*) FROM kiosk WHERE %s", who),
                   "ibi", (int64_t)id, key_or_null, at_s) == 0 ||
           sql_run(regency->sql,
                   arena_printf(arena, "UPDATE kiosk SET revoked_s = $3 WHERE %s", who), "ibi",
                   (int64_t)id, key_or_null, at_s);
}

bool registry_revoked_read(struct regency *regency)
{
    struct arena arena;
    arena_init(&arena, REVOKED_BYTES_MAX * 2);
    const char *path = file_path(&arena, regency->dir, "revoked");
    struct bytes text;
    bool ok = true;
    if (file_size(path) > 0) {
        ok = file_read(&arena, path, REVOKED_BYTES_MAX, &text);
        char *rest = ok ? arena_str_of(&arena, text) : NULL;
        for (char *line; ok && (line = strsep(&rest, "\n")) != NULL;) {
            ok = strlen(line) > REVOKED_LINE_MAX || carry_over(regency, &arena, line);
        }
    }
    arena_finish(&arena);
    return ok;
}

bool registry_seen(struct regency *regency, uint32_t id, const struct registry_report *report)
{
    int64_t now_s = clock_now_s();
    bool ok = sql_run(regency->sql,
                      "UPDATE kiosk SET seen_s = $2, waiting = $3, oldest_s = $4 WHERE id = $1",
                      "iiii", (int64_t)id, now_s, report->waiting, report->oldest_s);
    if (ok && report->version) {
        ok = sql_run(regency->sql, "UPDATE kiosk SET version = $2, free_mb = $3 WHERE id = $1",
                     "iii", (int64_t)id, (int64_t)report->version, report->free_mb);
    }
    if (ok && report->at_s > 0 && report->at_s <= MOMENT_S_MAX) {
        ok = sql_run(regency->sql, "UPDATE kiosk SET skew_s = $2 WHERE id = $1", "ii", (int64_t)id,
                     report->at_s - now_s);
    }
    return ok;
}
