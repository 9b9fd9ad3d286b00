// SPDX-License-Identifier: GPL-3.0-or-later
// The code and the keys that come out of it. Keeps nothing.
#include "receipt.h"

#include "code.h"

#include <string.h>

enum { SUBKEY_BOX = 1, SUBKEY_OWN = 2 };

void receipt_code_make(char code[static RECEIPT_DIGITS + 1])
{
    code_make(code, RECEIPT_DIGITS);
}

enum receipt_slip receipt_code_check(const char *text, char code[static RECEIPT_DIGITS + 1])
{
    static const enum receipt_slip slips[] = {[CODE_OK] = RECEIPT_CODE_OK,
                                              [CODE_SHORT] = RECEIPT_CODE_SHORT,
                                              [CODE_SLIP] = RECEIPT_CODE_SLIP};
    return slips[code_check(text, code, RECEIPT_DIGITS)];
}

bool receipt_derive(struct receipt *out, const char code[static RECEIPT_DIGITS + 1],
                    const uint8_t salt[static RECEIPT_SALT_LEN])
{
    uint8_t master[crypto_kdf_KEYBYTES], seed[crypto_box_SEEDBYTES];
    if (crypto_pwhash(master, sizeof master, code, RECEIPT_DIGITS, salt, RECEIPT_OPSLIMIT,
                      RECEIPT_MEMLIMIT, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        fault_set("the receipt needs 64 MiB of free memory for a moment; close other programs");
        return false;
    }
    crypto_kdf_derive_from_key(seed, sizeof seed, SUBKEY_BOX, "kt_rcpt_", master);
    crypto_kdf_derive_from_key(out->own_key, sizeof out->own_key, SUBKEY_OWN, "kt_rcpt_", master);
    crypto_box_seed_keypair(out->public_key, out->secret_key, seed);
    receipt_case_id(out->case_id, out->public_key);
    memmove(out->code, code, RECEIPT_DIGITS);
    out->code[RECEIPT_DIGITS] = '\0';
    sodium_memzero(master, sizeof master);
    sodium_memzero(seed, sizeof seed);
    return true;
}

char *receipt_number(struct arena *arena, const char *village_code, uint32_t slot, uint32_t count)
{
    size_t len = strlen(village_code);
    const char *desa = village_code + (len > 4 ? len - 4 : 0);
    return slot == 0 ? arena_printf(arena, "%s-%04u", desa, count)
                     : arena_printf(arena, "%s-%u-%04u", desa, slot, count);
}

void receipt_case_id(uint8_t out[static RECEIPT_CASE_LEN],
                     const uint8_t public_key[static BOX_PUBLIC_LEN])
{
    struct bytes part = bytes_of(public_key, BOX_PUBLIC_LEN);
    secret_hash(out, "kt case", &part, 1);
}
