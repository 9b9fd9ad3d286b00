// SPDX-License-Identifier: GPL-3.0-or-later
// An answer's bytes: bundle after bundle, each read, and its body taken for each message. The
// signature is put on here, so that what lies behind it is reached too.
#include "fuzz.h"

#include "db/base/deflate.h"
#include "sync/bundle/bundle.h"

#include <string.h>

static uint8_t public_key[SIGN_PUBLIC_LEN], secret_key[SIGN_SECRET_LEN];

static void look(struct arena *arena, struct bytes body)
{
    static const ProtobufCMessageDescriptor *const types[] = {
        &kt__round__descriptor, &kt__ack__descriptor, &kt__changes__descriptor,
        &kt__enrol__descriptor, &kt__enrolled__descriptor};
    fuzz_touch(body);
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        bundle_message(arena, types[i], body);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const uint8_t seed[crypto_sign_SEEDBYTES] = {1};
    crypto_sign_seed_keypair(public_key, secret_key, seed);
    struct arena arena;
    arena_init(&arena, 96 << 20);
    uint8_t *copy = malloc(len + 1);
    memcpy(copy, data, len);
    struct bytes rest = bytes_of(copy, len), body;
    struct bundle bundle;
    while (bundle_read(rest, &bundle)) {
        size_t before_len = bundle.all.len - SIGN_LEN;
        secret_sign(copy + (bundle.all.data - copy) + before_len, "kt bundle",
                    bytes_of(bundle.all.data, before_len), secret_key);
        bundle.words = bytes_of(copy, len < 4096 ? len : 4096); // of whatever dictionary it names
        bundle.dictionary = len % 2 ? deflate_words_id(bundle.words) : bundle.dictionary;
        if (bundle_peek(&bundle, &body) || bundle_open(&arena, &bundle, public_key, &body)) {
            look(&arena, body);
        }
        rest = bytes_of(rest.data + bundle.all.len, rest.len - bundle.all.len);
        arena_reset(&arena);
    }
    free(copy);
    arena_finish(&arena);
    return 0;
}
