// SPDX-License-Identifier: GPL-3.0-or-later
// What libsodium is used for, with the sizes named once: hashes, key files, base64, locked memory.
// Signing, boxes and Argon2id are called directly where they are used.
#ifndef SECRET_H
#define SECRET_H

#include "arena.h"

#include <sodium.h>

enum {
    SIGN_PUBLIC_LEN = crypto_sign_PUBLICKEYBYTES, // 32, Ed25519
    SIGN_SECRET_LEN = crypto_sign_SECRETKEYBYTES, // 64
    SIGN_LEN = crypto_sign_BYTES,                 // 64
    BOX_PUBLIC_LEN = crypto_box_PUBLICKEYBYTES,   // 32, X25519
    BOX_SECRET_LEN = crypto_box_SECRETKEYBYTES,   // 32
    SEAL_EXTRA_LEN = crypto_box_SEALBYTES,        // 48
    HASH_LEN = 16,                                // BLAKE2b-16
};

// Once, before anything else here; ends the program when the machine gives no randomness.
void secret_init(void);
// For each program's main, before it reads or writes anything: no core file, no look into its
// memory by another program of the same user, and no file that everybody may read. Then
// secret_init.
void secret_guard(void);

// Locked against swap, guarded, wiped when freed. Never NULL.
void *secret_alloc(size_t len);
void secret_free(void *memory); // takes NULL

// BLAKE2b-16 over `context`, then each part preceded by its length (8 bytes, little end first), so
// that parts never run into each other.
void secret_hash(uint8_t out[static HASH_LEN], const char *context, const struct bytes *parts,
                 size_t count);

// A raw key in a file of mode 0600 inside a folder of mode 0700.
MUST_USE bool secret_save(const char *path, const void *key, size_t len);
// The same where there is none yet; where there is one, also one made at this very moment by
// another program, that one is read into key.
MUST_USE bool secret_keep(const char *path, void *key, size_t len);
MUST_USE bool secret_load(const char *path, void *key, size_t len);

// A detached Ed25519 signature over context || message. The context keeps one kind of signed thing
// from being taken for another.
void secret_sign(uint8_t out[static SIGN_LEN], const char *context, struct bytes message,
                 const uint8_t secret[static SIGN_SECRET_LEN]);
MUST_USE bool secret_verify(const uint8_t signature[static SIGN_LEN], const char *context,
                            struct bytes message, const uint8_t key[static SIGN_PUBLIC_LEN]);

// URL-safe base64 without padding; decode gives false on any other letter or over max bytes.
char *secret_base64(struct arena *arena, struct bytes data);
bool secret_unbase64(struct arena *arena, const char *text, size_t max, struct bytes *out);
char *secret_hex(struct arena *arena, struct bytes data);

#endif
