// SPDX-License-Identifier: GPL-3.0-or-later
// The receipt: 16 digits that only the villager has, and what can be derived from them.
#ifndef RECEIPT_H
#define RECEIPT_H

#include "record.h"

enum {
    RECEIPT_DIGITS = 16,                        // 15 random, the last one checks
    RECEIPT_SALT_LEN = crypto_pwhash_SALTBYTES, // 16
    RECEIPT_CASE_LEN = HASH_LEN,
    RECEIPT_OWN_KEY_LEN = crypto_secretbox_KEYBYTES,
    // Argon2id "interactive" of libsodium: 2 passes over 64 MiB, about 80 ms on the machines that
    // we measured. 10^15 codes make it 2.5 million years of one core.
};
#define RECEIPT_OPSLIMIT crypto_pwhash_OPSLIMIT_INTERACTIVE
#define RECEIPT_MEMLIMIT crypto_pwhash_MEMLIMIT_INTERACTIVE

// Lives in locked memory (secret_alloc); wiped by its owner.
struct receipt {
    char code[RECEIPT_DIGITS + 1];
    uint8_t public_key[BOX_PUBLIC_LEN];   // goes inside the seal
    uint8_t secret_key[BOX_SECRET_LEN];   // opens the answers
    uint8_t own_key[RECEIPT_OWN_KEY_LEN]; // opens the own text kept on this kiosk
    uint8_t case_id[RECEIPT_CASE_LEN];
};

// A fresh random code with its check digit.
void receipt_code_make(char code[static RECEIPT_DIGITS + 1]);

enum receipt_slip { RECEIPT_CODE_OK, RECEIPT_CODE_SHORT, RECEIPT_CODE_SLIP };
// As code.h says.
enum receipt_slip receipt_code_check(const char *text, char code[static RECEIPT_DIGITS + 1]);

// Argon2id(code, salt) to a master key; crypto_kdf, context "kt_rcpt_": 1 seeds the X25519 pair,
// 2 is the own-text key. Takes about 80 ms and 64 MiB: never on the screen's thread.
// False when there is not memory enough.
MUST_USE bool receipt_derive(struct receipt *out, const char code[static RECEIPT_DIGITS + 1],
                             const uint8_t salt[static RECEIPT_SALT_LEN]);

// The public number as everybody writes it: the last four digits of the village code, which kiosk
// of the village unless it is the first (slot 0), and the count in at least four digits:
// "2005-0042", at the second kiosk "2005-1-0042".
char *receipt_number(struct arena *arena, const char *village_code, uint32_t slot, uint32_t count);

// H("kt case", receipt key)
void receipt_case_id(uint8_t out[static RECEIPT_CASE_LEN],
                     const uint8_t public_key[static BOX_PUBLIC_LEN]);

#endif
