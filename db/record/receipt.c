// SPDX-License-Identifier: GPL-3.0-or-later
// The code, its check digit, and the keys that come out of it. Keeps nothing.
#include "receipt.h"

#include "db/base/clock.h"

#include <string.h>

enum { SUBKEY_BOX = 1, SUBKEY_OWN = 2 };

// A totally anti-symmetric quasigroup of order 10 (H. M. Damm, 2004): with the interim digit as
// row and the next digit as column, the whole code with its check digit ends at 0.
static const uint8_t damm[10][10] = {
    {0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3}, {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
    {1, 7, 5, 0, 9, 8, 3, 4, 2, 6}, {6, 1, 2, 3, 0, 4, 5, 9, 7, 8}, {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
    {5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7}, {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
    {2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
};

static uint8_t damm_of(const char *digits, size_t count)
{
    uint8_t interim = 0;
    for (size_t i = 0; i < count; i++) {
        interim = damm[interim][digits[i] - '0'];
    }
    return interim;
}

void receipt_code_make(char code[static RECEIPT_DIGITS + 1])
{
    for (int i = 0; i < RECEIPT_DIGITS - 1; i++) {
        code[i] = (char)('0' + clock_random_below(10));
    }
    code[RECEIPT_DIGITS - 1] = (char)('0' + damm_of(code, RECEIPT_DIGITS - 1));
    code[RECEIPT_DIGITS] = '\0';
}

enum receipt_slip receipt_code_check(const char *text, char code[static RECEIPT_DIGITS + 1])
{
    size_t count = 0;
    for (const char *p = text; *p; p++) {
        if (*p == ' ' || *p == '-') {
            continue;
        }
        if (*p < '0' || *p > '9' || count == RECEIPT_DIGITS) {
            return RECEIPT_CODE_SLIP;
        }
        code[count++] = *p;
    }
    code[count] = '\0';
    if (count < RECEIPT_DIGITS) {
        return RECEIPT_CODE_SHORT;
    }
    return damm_of(code, RECEIPT_DIGITS) == 0 ? RECEIPT_CODE_OK : RECEIPT_CODE_SLIP;
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
