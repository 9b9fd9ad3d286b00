// SPDX-License-Identifier: GPL-3.0-or-later
// From the code to the key, and from the key to the lock. Keeps nothing.
#include "permit.h"

void permit_code_make(char code[static PERMIT_DIGITS + 1])
{
    code_make(code, PERMIT_DIGITS);
}

enum code_slip permit_code_check(const char *text, char code[static PERMIT_DIGITS + 1])
{
    return code_check(text, code, PERMIT_DIGITS);
}

bool permit_derive(uint8_t key[static PERMIT_KEY_LEN], const char code[static PERMIT_DIGITS + 1],
                   const uint8_t salt[static PERMIT_SALT_LEN], uint32_t ops, uint32_t mem_kib)
{
    if (crypto_pwhash(key, PERMIT_KEY_LEN, code, PERMIT_DIGITS, salt, ops, (size_t)mem_kib * 1024,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
        fault_set("a code needs %u MiB of free memory for a moment; close other programs",
                  mem_kib / 1024);
        return false;
    }
    return true;
}

void permit_lock(uint8_t lock[static HASH_LEN], const uint8_t id[static PERMIT_ID_LEN],
                 Kt__Role role, uint32_t village, const uint8_t key[static PERMIT_KEY_LEN])
{
    const uint8_t role_byte = (uint8_t)role;
    const uint8_t village_bytes[4] = {(uint8_t)village, (uint8_t)(village >> 8),
                                      (uint8_t)(village >> 16), (uint8_t)(village >> 24)};
    const struct bytes parts[] = {
        bytes_of(id, PERMIT_ID_LEN),
        bytes_of(&role_byte, 1),
        bytes_of(village_bytes, sizeof village_bytes),
        bytes_of(key, PERMIT_KEY_LEN),
    };
    secret_hash(lock, "kt permit", parts, COUNT_OF(parts));
}

bool permit_is_fit(const Kt__RolePermit *permit)
{
    bool is_fit = permit->id.len == PERMIT_ID_LEN && permit->salt.len == PERMIT_SALT_LEN &&
                  permit->lock.len == HASH_LEN && permit->role >= KT__ROLE__ROLE_BPD &&
                  permit->role <= KT__ROLE__ROLE_YOUTH && permit->village != 0 &&
                  permit->given_s > 0 && permit->until_s > permit->given_s &&
                  permit->ops >= crypto_pwhash_OPSLIMIT_MIN && permit->ops <= PERMIT_OPS_MAX &&
                  permit->mem_kib >= crypto_pwhash_MEMLIMIT_MIN / 1024 &&
                  permit->mem_kib <= PERMIT_MEM_KIB_MAX;
    if (!is_fit) {
        fault_set("a permission to begin a role anew that is not whole, or asks for more than may "
                  "be");
    }
    return is_fit;
}
