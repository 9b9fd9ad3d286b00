// SPDX-License-Identifier: GPL-3.0-or-later
// Secret keys in and out of files, and their chain. A secret never lies outside locked memory, and
// never in the store.
#include "keyring.h"

#include "db/base/clock.h"
#include "db/base/file.h"

#include <stdlib.h>
#include <string.h>

enum { SCRATCH_MAX = 1 << 20, LIST_BYTES_MAX = 4096 };

static char *key_path(struct arena *arena, const char *dir, const char *kind, uint32_t number)
{
    return number == 0 ? arena_printf(arena, "%s/keys/%s", dir, kind)
                       : arena_printf(arena, "%s/keys/%s-%u", dir, kind, number);
}

static bool make_signing(const char *path)
{
    uint8_t public_key[SIGN_PUBLIC_LEN];
    uint8_t *secret = secret_alloc(SIGN_SECRET_LEN);
    crypto_sign_keypair(public_key, secret);
    bool ok = secret_save(path, secret, SIGN_SECRET_LEN);
    secret_free(secret);
    return ok;
}

static bool make_sealing(const char *path)
{
    uint8_t public_key[BOX_PUBLIC_LEN];
    uint8_t *secret = secret_alloc(BOX_SECRET_LEN);
    crypto_box_keypair(public_key, secret);
    bool ok = secret_save(path, secret, BOX_SECRET_LEN);
    secret_free(secret);
    return ok;
}

// Ed25519's secret half as libsodium keeps it: seed, then public key.
static uint8_t *load_signing(const char *path, uint8_t public_key[static SIGN_PUBLIC_LEN])
{
    uint8_t *secret = secret_alloc(SIGN_SECRET_LEN);
    if (!secret_load(path, secret, SIGN_SECRET_LEN)) {
        secret_free(secret);
        return NULL;
    }
    crypto_sign_ed25519_sk_to_pk(public_key, secret);
    return secret;
}

static uint8_t *load_sealing(const char *path, uint8_t public_key[static BOX_PUBLIC_LEN])
{
    uint8_t *secret = secret_alloc(BOX_SECRET_LEN);
    if (!secret_load(path, secret, BOX_SECRET_LEN)) {
        secret_free(secret);
        return NULL;
    }
    crypto_scalarmult_base(public_key, secret);
    return secret;
}

bool keyring_make(const char *dir, uint8_t root_public[static SIGN_PUBLIC_LEN])
{
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    const char *root = key_path(&arena, dir, "root", 0);
    const char *sealing = key_path(&arena, dir, "sealing", 1);
    const char *signing = key_path(&arena, dir, "signing", 1);
    bool ok = file_make_dir(file_path(&arena, dir, "keys"), 0700) &&
              (file_exists(root) || make_signing(root)) &&
              (file_exists(sealing) || make_sealing(sealing)) &&
              (file_exists(signing) || make_signing(signing));
    uint8_t *secret = ok ? load_signing(root, root_public) : NULL;
    ok = secret != NULL;
    secret_free(secret);
    arena_finish(&arena);
    return ok;
}

static bool keep_list(struct regency *regency, uint32_t number, struct bytes signed_list)
{
    return sql_run(regency->sql, "INSERT INTO key_list (number, signed) VALUES ($1, $2)", "ib",
                   (int64_t)number, signed_list);
}

// Lists that lie under keys/ and not in the store, which was brought back from before them.
static bool find_lists(struct regency *regency, struct arena *arena,
                       const uint8_t root_public[static SIGN_PUBLIC_LEN])
{
    struct bytes last = sql_bytes(regency->sql, arena,
                                  "SELECT signed FROM key_list ORDER BY number DESC LIMIT 1", "");
    Kt__KeyList *list = last.len > 0 ? trust_kept_key_list(arena, last) : NULL;
    bool ok = true;
    while (ok && list) {
        struct bytes next;
        const char *path = key_path(arena, regency->dir, "list", list->number + 1);
        if (!file_exists(path)) {
            return true;
        }
        ok = file_read(arena, path, LIST_BYTES_MAX, &next) &&
             (list = trust_open_key_list(arena, next, root_public)) && trust_follows(next, last) &&
             keep_list(regency, list->number, next);
        if (!ok) {
            fault_where("%s: does not go on from the store's key lists", path);
        }
        last = next;
    }
    return ok;
}

// A list of that number, signed by the root; its keys lie in their files. before: the packed Signed
// one that it follows, empty for the first. Data NULL with a fault.
static struct bytes make_list(struct arena *arena, const char *dir, uint32_t number,
                              struct bytes before, const uint8_t (*pins)[TLS_PIN_LEN],
                              size_t pin_count)
{
    uint8_t root_public[SIGN_PUBLIC_LEN], sealing[BOX_PUBLIC_LEN], signing[SIGN_PUBLIC_LEN];
    uint8_t hash[HASH_LEN];
    uint8_t *root = load_signing(key_path(arena, dir, "root", 0), root_public);
    uint8_t *seal = load_sealing(key_path(arena, dir, "sealing", number), sealing);
    uint8_t *sign = load_signing(key_path(arena, dir, "signing", number), signing);
    struct bytes made = {0};
    if (root && seal && sign) {
        ProtobufCBinaryData *pin_data = ARENA_ARRAY(arena, ProtobufCBinaryData, pin_count);
        for (size_t i = 0; i < pin_count; i++) {
            pin_data[i] = record_data(bytes_of(pins[i], TLS_PIN_LEN));
        }
        Kt__KeyList list = KT__KEY_LIST__INIT;
        list.number = number;
        list.sealing_key = record_data(bytes_of(sealing, sizeof sealing));
        list.signing_key = record_data(bytes_of(signing, sizeof signing));
        list.tls_pins = pin_data;
        list.n_tls_pins = pin_count;
        list.at_s = clock_now_s();
        if (before.len > 0 && trust_key_list_hash(hash, before)) {
            list.before = record_data(bytes_of(hash, HASH_LEN));
        }
        made = trust_sign_key_list(arena, &list, root);
    }
    secret_free(root);
    secret_free(seal);
    secret_free(sign);
    return made;
}

// Into the store, and beside it. One that lies beside it already is the one that kiosks know: a
// store that is made anew around old keys goes on with it.
static bool put_list(struct regency *regency, struct arena *arena, uint32_t number,
                     struct bytes before, const uint8_t (*pins)[TLS_PIN_LEN], size_t pin_count)
{
    const char *path = key_path(arena, regency->dir, "list", number);
    struct bytes list;
    if (file_exists(path)) {
        return file_read(arena, path, LIST_BYTES_MAX, &list) && keep_list(regency, number, list);
    }
    list = make_list(arena, regency->dir, number, before, pins, pin_count);
    return list.data && file_write(path, list, 0600) && keep_list(regency, number, list);
}

bool keyring_begin(struct regency *regency, const uint8_t (*pins)[TLS_PIN_LEN], size_t pin_count)
{
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    bool ok = put_list(regency, &arena, 1, (struct bytes){0}, pins, pin_count);
    arena_finish(&arena);
    return ok;
}

bool keyring_rotate(struct regency *regency, const struct keyring *keyring,
                    const uint8_t (*pins)[TLS_PIN_LEN], size_t pin_count)
{
    uint32_t number = keyring_newest(keyring)->number + 1;
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    if (!keyring->root_secret || keyring->count == KEYRING_LISTS_MAX) {
        fault_set(keyring->root_secret
                      ? "%s: holds %d key lists, more there cannot be"
                      : "%s: the root key is not here (keys/root); bring it from where it lies",
                  regency->dir, KEYRING_LISTS_MAX);
        arena_finish(&arena);
        return false;
    }
    // Of a rotation that was cut short: nobody has seen these keys, and they are as good.
    const char *sealing = key_path(&arena, regency->dir, "sealing", number);
    const char *signing = key_path(&arena, regency->dir, "signing", number);
    bool ok = (file_exists(sealing) || make_sealing(sealing)) &&
              (file_exists(signing) || make_signing(signing));
    sql_begin(regency->sql);
    struct bytes before =
        sql_bytes(regency->sql, &arena, "SELECT signed FROM key_list WHERE number = $1", "i",
                  (int64_t)number - 1);
    if (!ok || !put_list(regency, &arena, number, before, pins, pin_count)) {
        sql_fail(regency->sql);
    }
    ok = sql_commit(regency->sql);
    arena_finish(&arena);
    return ok;
}

// The secrets of one list from their files, held against what the list says.
static bool open_list(struct keyring *keyring, struct arena *arena, const char *dir,
                      const Kt__KeyList *list)
{
    struct keyring_keys *keys = &keyring->lists[keyring->count++];
    keys->number = list->number;
    const char *sealing = key_path(arena, dir, "sealing", list->number);
    const char *signing = key_path(arena, dir, "signing", list->number);
    keys->sealing_secret = load_sealing(sealing, keys->sealing_public);
    keys->signing_secret =
        keys->sealing_secret ? load_signing(signing, keys->signing_public) : NULL;
    if (!keys->signing_secret) {
        return false;
    }
    bool same = memcmp(keys->sealing_public, list->sealing_key.data, BOX_PUBLIC_LEN) == 0 &&
                memcmp(keys->signing_public, list->signing_key.data, SIGN_PUBLIC_LEN) == 0;
    if (!same) {
        fault_set("%s: these are not the keys of this store; put back the folder keys/ that "
                  "belongs to it",
                  sealing);
    }
    return same;
}

static bool open_lists(struct keyring *keyring, struct regency *regency, struct arena *arena)
{
    struct bytes lists[KEYRING_LISTS_MAX];
    uint32_t after = keyring->count > 0 ? keyring_newest(keyring)->number : 0;
    size_t count = keyring_chain(regency, arena, after, lists);
    for (size_t i = 0; i < count; i++) {
        Kt__KeyList *list = trust_open_key_list(arena, lists[i], keyring->root_public);
        if (!list || keyring->count == KEYRING_LISTS_MAX ||
            !open_list(keyring, arena, regency->dir, list)) {
            return false;
        }
    }
    if (keyring->count == 0) {
        fault_set("%s: the store has no key list; run init again", regency->dir);
    }
    return keyring->count > 0;
}

bool keyring_refresh(struct regency *regency, struct keyring *keyring)
{
    size_t count = keyring->count;
    if (sql_int(regency->sql, 0, "SELECT max(number) FROM key_list", "") <=
        (int64_t)keyring_newest(keyring)->number) {
        return true;
    }
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    bool ok = open_lists(keyring, regency, &arena);
    while (!ok && keyring->count > count) { // a list without its keys is none
        struct keyring_keys *keys = &keyring->lists[--keyring->count];
        secret_free(keys->sealing_secret);
        secret_free(keys->signing_secret);
        *keys = (struct keyring_keys){0};
    }
    arena_finish(&arena);
    return ok;
}

struct keyring *keyring_open(struct regency *regency)
{
    struct keyring *keyring = die_if_null(calloc(1, sizeof *keyring));
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    struct regency_about about;
    uint8_t public_key[SIGN_PUBLIC_LEN];
    bool ok = regency_about(regency, &arena, &about);
    if (ok) {
        memcpy(keyring->root_public, about.root_key, SIGN_PUBLIC_LEN);
        const char *root = key_path(&arena, regency->dir, "root", 0);
        keyring->root_secret = file_exists(root) ? load_signing(root, public_key) : NULL;
        if (keyring->root_secret && memcmp(public_key, about.root_key, SIGN_PUBLIC_LEN) != 0) {
            fault_set("%s: not the root key of this store; put back the folder keys/ that belongs "
                      "to it",
                      root);
            ok = false;
        }
    }
    ok = ok && find_lists(regency, &arena, keyring->root_public) &&
         open_lists(keyring, regency, &arena);
    arena_finish(&arena);
    if (!ok) {
        keyring_close(keyring);
        return NULL;
    }
    return keyring;
}

void keyring_close(struct keyring *keyring)
{
    if (!keyring) {
        return;
    }
    for (size_t i = 0; i < keyring->count; i++) {
        secret_free(keyring->lists[i].sealing_secret);
        secret_free(keyring->lists[i].signing_secret);
    }
    secret_free(keyring->root_secret);
    free(keyring);
}

const struct keyring_keys *keyring_newest(const struct keyring *keyring)
{
    return &keyring->lists[keyring->count - 1];
}

const struct keyring_keys *keyring_find(const struct keyring *keyring, uint32_t number)
{
    for (size_t i = 0; i < keyring->count; i++) {
        if (keyring->lists[i].number == number) {
            return &keyring->lists[i];
        }
    }
    return NULL;
}

size_t keyring_chain(struct regency *regency, struct arena *arena, uint32_t after,
                     struct bytes lists[static KEYRING_LISTS_MAX])
{
    struct sql_rows rows = sql_rows(
        regency->sql, "SELECT signed FROM key_list WHERE number > $1 ORDER BY number LIMIT $2",
        "ii", (int64_t)after, (int64_t)KEYRING_LISTS_MAX);
    size_t count = 0;
    while (sql_next(&rows)) {
        lists[count++] = sql_row_bytes(&rows, 0, arena);
    }
    return count;
}

Kt__KeyList *keyring_list(struct regency *regency, struct arena *arena)
{
    struct regency_about about;
    if (!regency_about(regency, arena, &about)) {
        return NULL;
    }
    struct bytes list = sql_bytes(regency->sql, arena,
                                  "SELECT signed FROM key_list ORDER BY number DESC LIMIT 1", "");
    return trust_open_key_list(arena, list, about.root_key);
}
