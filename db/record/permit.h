// SPDX-License-Identifier: GPL-3.0-or-later
// The regency's word that a role may begin anew (RolePermit in record.proto): its code, and what
// can be derived from it. Who has seen the record alone has the lock and not the key.
#ifndef PERMIT_H
#define PERMIT_H

#include "code.h"
#include "record.h"

enum {
    PERMIT_DIGITS = 12, // 11 random, the last one checks; no more than a PIN has at most
    PERMIT_ID_LEN = 16,
    PERMIT_SALT_LEN = crypto_pwhash_SALTBYTES, // 16
    PERMIT_KEY_LEN = 32,
    // Argon2id of new ones: that of a PIN, some 400 ms on the machines that we measured. 10^11
    // codes make it 1,200 years of one core, for a word that stands for two weeks.
    PERMIT_OPS = 16,
    PERMIT_MEM_KIB = 64 * 1024,
    PERMIT_OPS_MAX = 64, // a record that asks for more is refused
    PERMIT_MEM_KIB_MAX = 256 * 1024,
};

// Memory of PERMIT_DIGITS + 1, locked: the code of digits alone.
void permit_code_make(char code[static PERMIT_DIGITS + 1]);
enum code_slip permit_code_check(const char *text, char code[static PERMIT_DIGITS + 1]);

// Slow by choice: never on the screen's thread. False when there is not memory enough.
MUST_USE bool permit_derive(uint8_t key[static PERMIT_KEY_LEN],
                            const char code[static PERMIT_DIGITS + 1],
                            const uint8_t salt[static PERMIT_SALT_LEN], uint32_t ops,
                            uint32_t mem_kib);
void permit_lock(uint8_t lock[static HASH_LEN], const uint8_t id[static PERMIT_ID_LEN],
                 Kt__Role role, uint32_t village, const uint8_t key[static PERMIT_KEY_LEN]);

// All of it is there and none of it beyond what may be. False with a fault.
MUST_USE bool permit_is_fit(const Kt__RolePermit *permit);

#endif
