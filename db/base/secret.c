// SPDX-License-Identifier: GPL-3.0-or-later
// Thin and boring on purpose: libsodium does the work.
#include "secret.h"

#include "file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

void secret_init(void)
{
    if (sodium_init() < 0) {
        die("this machine gives no randomness: nothing can be sealed safely, stopping");
    }
}

void secret_guard(void)
{
    const struct rlimit none = {0};
    umask(0027);
#ifndef __SANITIZE_ADDRESS__ // its leak check looks into the program from outside
    prctl(PR_SET_DUMPABLE, 0);
#endif
    if (setrlimit(RLIMIT_CORE, &none) != 0) {
        log_line("core files could not be switched off");
    }
    secret_init();
}

void *secret_alloc(size_t len)
{
    return die_if_null(sodium_malloc(len));
}

void secret_free(void *memory)
{
    sodium_free(memory);
}

static void length_bytes(uint8_t out[static 8], uint64_t len)
{
    for (int i = 0; i < 8; i++) {
        out[i] = (uint8_t)(len >> (8 * i));
    }
}

void secret_hash(uint8_t out[static HASH_LEN], const char *context, const struct bytes *parts,
                 size_t count)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, HASH_LEN);
    crypto_generichash_update(&state, (const uint8_t *)context, strlen(context));
    for (size_t i = 0; i < count; i++) {
        uint8_t len[8];
        length_bytes(len, parts[i].len);
        crypto_generichash_update(&state, len, sizeof len);
        crypto_generichash_update(&state, parts[i].data, parts[i].len);
    }
    crypto_generichash_final(&state, out, HASH_LEN);
}

bool secret_save(const char *path, const void *key, size_t len)
{
    return file_write(path, bytes_of(key, len), 0600);
}

bool secret_keep(const char *path, void *key, size_t len)
{
    enum file_first first = file_write_first(path, bytes_of(key, len), 0600);
    return first == FILE_SECOND ? secret_load(path, key, len) : first == FILE_FIRST;
}

bool secret_load(const char *path, void *key, size_t len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        fault_set("%s: this key cannot be read; restore it from a backup", path);
        return false;
    }
    struct stat st;
    bool ok =
        fstat(fd, &st) == 0 && (size_t)st.st_size == len && read(fd, key, len) == (ssize_t)len;
    close(fd);
    if (!ok) {
        fault_set("%s: is not a key of %zu bytes; restore it from a backup", path, len);
    }
    return ok;
}

// libsodium signs one piece: context and message are laid out one after the other.
static uint8_t *joined(const char *context, struct bytes message, size_t *len)
{
    size_t context_len = strlen(context) + 1; // with its zero, so that contexts never overlap
    *len = context_len + message.len;
    uint8_t *all = die_if_null(sodium_malloc(*len));
    memcpy(all, context, context_len);
    if (message.len > 0) {
        memcpy(all + context_len, message.data, message.len);
    }
    return all;
}

void secret_sign(uint8_t out[static SIGN_LEN], const char *context, struct bytes message,
                 const uint8_t secret[static SIGN_SECRET_LEN])
{
    size_t len;
    uint8_t *all = joined(context, message, &len);
    crypto_sign_detached(out, NULL, all, len, secret);
    sodium_free(all);
}

bool secret_verify(const uint8_t signature[static SIGN_LEN], const char *context,
                   struct bytes message, const uint8_t key[static SIGN_PUBLIC_LEN])
{
    size_t len;
    uint8_t *all = joined(context, message, &len);
    bool ok = crypto_sign_verify_detached(signature, all, len, key) == 0;
    sodium_free(all);
    return ok;
}

char *secret_base64(struct arena *arena, struct bytes data)
{
    const unsigned variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    size_t len = sodium_base64_ENCODED_LEN(data.len, variant);
    char *text = arena_alloc(arena, len);
    sodium_bin2base64(text, len, data.data, data.len, (int)variant);
    return text;
}

bool secret_unbase64(struct arena *arena, const char *text, size_t max, struct bytes *out)
{
    size_t text_len = strlen(text), len;
    uint8_t *data = arena_alloc(arena, max + 1);
    if (text_len > 2 * max + 4 ||
        sodium_base642bin(data, max, text, text_len, NULL, &len, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) {
        return false;
    }
    *out = bytes_of(data, len);
    return true;
}

char *secret_hex(struct arena *arena, struct bytes data)
{
    char *text = arena_alloc(arena, 2 * data.len + 1);
    return sodium_bin2hex(text, 2 * data.len + 1, data.data, data.len);
}
