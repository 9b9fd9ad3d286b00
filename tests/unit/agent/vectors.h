// SPDX-License-Identifier: GPL-3.0-or-later
// How test_peer.c writes and reads its vectors: bytes as hex in JSON, and a check that names the
// section it fails in. Included by that one file.
#ifndef VECTORS_H
#define VECTORS_H

#include "db/base/secret.h"
#include "db/record/record.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { VECTOR_BYTES_MAX = 1024 * 1024 };

static struct arena arena;
static const char *where = "", *path = "tests/peer/vectors.json";

static void broken(const char *what)
{
    fprintf(stderr, "%s: %s: %s (%s)\n", path, where, what, fault_text());
    fail();
}

#define HOLDS(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            broken(#condition);                                                                    \
        }                                                                                          \
    } while (0)

static void put(json_t *to, const char *key, struct bytes bytes)
{
    json_object_set_new(to, key, json_string(secret_hex(&arena, bytes)));
}

static void put_number(json_t *to, const char *key, uint64_t number)
{
    json_object_set_new(to, key, json_integer((json_int_t)number));
}

static void put_text(json_t *to, const char *key, const char *text)
{
    json_object_set_new(to, key, json_string(text));
}

static struct bytes unhex(json_t *value)
{
    HOLDS(json_is_string(value));
    const char *hex = json_string_value(value);
    size_t max = strlen(hex) / 2, len = 0;
    uint8_t *out = arena_alloc(&arena, max + 1);
    HOLDS(sodium_hex2bin(out, max, hex, strlen(hex), NULL, &len, NULL) == 0 && len == max);
    return bytes_of(out, len);
}

static struct bytes get(json_t *from, const char *key)
{
    return unhex(json_object_get(from, key));
}

// Exactly len bytes.
static const uint8_t *get_key(json_t *from, const char *key, size_t len)
{
    struct bytes bytes = get(from, key);
    HOLDS(bytes.len == len);
    return bytes.data;
}

static uint64_t get_number(json_t *from, const char *key)
{
    HOLDS(json_is_integer(json_object_get(from, key)));
    return (uint64_t)json_integer_value(json_object_get(from, key));
}

static const char *get_text(json_t *from, const char *key)
{
    HOLDS(json_is_string(json_object_get(from, key)));
    return json_string_value(json_object_get(from, key));
}

static bool is(ProtobufCBinaryData data, json_t *from, const char *key)
{
    return bytes_equal(record_view(data), get(from, key));
}

static struct bytes chance(size_t len)
{
    uint8_t *out = arena_alloc(&arena, len);
    randombytes_buf(out, len);
    return bytes_of(out, len);
}

struct pair {
    uint8_t public_key[32], secret[64];
};

static struct pair sign_pair(void)
{
    struct pair pair;
    crypto_sign_keypair(pair.public_key, pair.secret);
    return pair;
}

static struct pair box_pair(void)
{
    struct pair pair = {0};
    crypto_box_keypair(pair.public_key, pair.secret);
    return pair;
}

#endif
