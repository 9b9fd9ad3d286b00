// SPDX-License-Identifier: GPL-3.0-or-later
// Backups at the kiosk of a test, without the slowness that a passphrase has by choice.
#ifndef BACKUP_SIDE_H
#define BACKUP_SIDE_H

#include "kiosk_side.h"

#include "db/village/village_backup.h"

// As village_backup_set, at the least cost: what is tested is not how slow it is.
static inline void chosen_cheaply(const char *passphrase)
{
    struct backup_maker maker = {.ops = crypto_pwhash_OPSLIMIT_MIN,
                                 .mem = crypto_pwhash_MEMLIMIT_MIN};
    uint8_t keys[crypto_box_SEEDBYTES + BACKUP_MAKER_LEN], secret[BOX_SECRET_LEN];
    assert_int_equal(crypto_pwhash(keys, sizeof keys, passphrase, strlen(passphrase), maker.salt,
                                   maker.ops, (size_t)maker.mem, crypto_pwhash_ALG_ARGON2ID13),
                     0);
    crypto_box_seed_keypair(maker.public_key, secret, keys);
    memcpy(maker.maker, keys + crypto_box_SEEDBYTES, BACKUP_MAKER_LEN);
    assert_true(secret_save(file_path(&arena, dir, "keys/backup"), &maker, sizeof maker));
}

#endif
