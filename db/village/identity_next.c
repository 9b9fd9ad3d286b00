// SPDX-License-Identifier: GPL-3.0-or-later
// The key of a restored machine. The old disk may still be somewhere: as soon as the regency knows
// the new key, the old one is refused. Until then nothing is lost: the old one goes on.
#include "identity.h"

#include "db/base/file.h"
#include "state.h"

#include <stdio.h>
#include <string.h>

static const char next_file[] = "keys/kiosk.next", key_file[] = "keys/kiosk",
                  sign_next[] = "sign_next", refused[] = "refused";

bool identity_next_make(const char *dir)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    const char *path = file_path(&arena, dir, next_file);
    uint8_t public_key[SIGN_PUBLIC_LEN], *secret = secret_alloc(SIGN_SECRET_LEN);
    crypto_sign_keypair(public_key, secret);
    bool ok = file_exists(path) || secret_save(path, secret, SIGN_SECRET_LEN);
    secret_free(secret);
    arena_finish(&arena);
    return ok;
}

uint8_t *identity_next_secret(struct village *village, uint8_t public_key[static SIGN_PUBLIC_LEN])
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    const char *path = file_path(&arena, village->dir, next_file);
    uint8_t *secret = NULL;
    if (file_exists(path)) {
        secret = secret_alloc(SIGN_SECRET_LEN);
        if (secret_load(path, secret, SIGN_SECRET_LEN)) {
            crypto_sign_ed25519_sk_to_pk(public_key, secret);
        } else {
            log_line("the new key is passed over: %s", fault_text());
            secret_free(secret);
            secret = NULL;
        }
    }
    arena_finish(&arena);
    return secret;
}

uint8_t *identity_sign_secret(struct village *village, uint8_t public_key[static SIGN_PUBLIC_LEN])
{
    uint8_t *secret = NULL;
    if (state_int(village, sign_next, 0) != 0) {
        secret = identity_next_secret(village, public_key);
    }
    return secret ? secret : identity_secret(village, public_key);
}

bool identity_was_refused(struct village *village)
{
    uint8_t public_key[SIGN_PUBLIC_LEN], *next = identity_next_secret(village, public_key);
    bool is_under_way = next != NULL;
    secret_free(next);
    return state_set_int(village, refused, 1) &&
           (!is_under_way ||
            state_set_int(village, sign_next, state_int(village, sign_next, 0) == 0));
}

bool identity_is_refused(struct village *village)
{
    return state_int(village, refused, 0) != 0;
}

void identity_was_heard(struct village *village)
{
    if (identity_is_refused(village) && !state_set_int(village, refused, 0)) {
        log_line("the certificate goes along once more: %s", fault_text());
    }
}

static bool is_for_next(struct village *village, struct arena *arena, struct bytes certificate)
{
    struct identity self;
    uint8_t public_key[SIGN_PUBLIC_LEN], *next = identity_next_secret(village, public_key);
    Kt__Certificate *for_key = NULL;
    if (next && identity_get(village, arena, &self) && self.enrolled) {
        for_key = trust_open_certificate(arena, certificate, self.root_key);
    }
    secret_free(next);
    if (!for_key) {
        return false;
    }
    bool is_ours =
        for_key->kiosk == self.kiosk && for_key->village == self.village->id &&
        bytes_equal(record_view(for_key->kiosk_key), bytes_of(public_key, SIGN_PUBLIC_LEN));
    if (!is_ours) {
        fault_set("a certificate for another key than the one that was asked for");
    }
    return is_ours;
}

// The certificate first: with it alone the next round is refused, turns to the next key, is given
// the certificate again, and comes here again.
bool identity_rekeyed(struct village *village, struct bytes certificate)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    bool ok = is_for_next(village, &arena, certificate) &&
              sql_run(village->sql, "UPDATE identity SET certificate = $1", "b", certificate) &&
              file_rename(file_path(&arena, village->dir, next_file),
                          file_path(&arena, village->dir, key_file)) &&
              state_set_int(village, sign_next, 0);
    arena_finish(&arena);
    return ok;
}
