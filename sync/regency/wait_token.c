// SPDX-License-Identifier: GPL-3.0-or-later
// kiosk (varint) | number (varint) | SipHash-2-4 of both under a key that never leaves this
// process.
#include "wait_token.h"

#include "db/base/clock.h"
#include "sync/bundle/varint.h"

#include <sodium.h>
#include <string.h>

static uint8_t key[crypto_shorthash_KEYBYTES];
static bool begun;

void wait_token_begin(void)
{
    clock_random(key, sizeof key);
    begun = true;
}

struct bytes wait_token_make(struct arena *arena, uint32_t kiosk, uint64_t number)
{
    if (!begun) {
        return (struct bytes){0};
    }
    uint8_t *token = arena_alloc(arena, WAIT_TOKEN_LEN_MAX);
    size_t len = varint_put(token, kiosk);
    len += varint_put(token + len, number);
    crypto_shorthash(token + len, token, len, key);
    return bytes_of(token, len + crypto_shorthash_BYTES);
}

bool wait_token_read(const char *text, uint32_t *kiosk, uint64_t *number)
{
    uint8_t token[WAIT_TOKEN_LEN_MAX], tag[crypto_shorthash_BYTES];
    size_t len;
    const char *end;
    uint64_t id;
    if (!begun ||
        sodium_base642bin(token, sizeof token, text, strlen(text), NULL, &len, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        *end || len <= sizeof tag) {
        return false;
    }
    struct bytes rest = bytes_of(token, len - sizeof tag);
    crypto_shorthash(tag, rest.data, rest.len, key);
    if (sodium_memcmp(tag, token + rest.len, sizeof tag) != 0 ||
        !varint_take(&rest, UINT32_MAX, &id) || !varint_take(&rest, UINT64_MAX, number)) {
        return false;
    }
    *kiosk = (uint32_t)id;
    return rest.len == 0;
}
