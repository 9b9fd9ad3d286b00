// SPDX-License-Identifier: GPL-3.0-or-later
// What lies inside a seal or a box whose key was right: padding, record, packed words.
#include "fuzz.h"

#include "db/record/seal_follow.h"
#include "db/record/seal_role.h"
#include "db/record/voice_seal.h"

static void open_role(struct arena *arena, struct bytes sealed, const uint8_t *public_key,
                      const uint8_t *secret_key)
{
    Kt__RoleCopy *copy = seal_role_copy_open(arena, sealed, public_key, secret_key);
    if (copy) {
        fuzz_touch(record_pack(arena, &copy->base));
    }
    Kt__ActEnvelope *envelope = seal_role_act_open(arena, sealed, public_key, secret_key);
    if (envelope) {
        seal_role_act_box_open(arena, envelope, public_key, secret_key);
    }
    seal_role_kept_open(arena, sealed, public_key, secret_key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const uint8_t seed[crypto_box_SEEDBYTES] = {1};
    uint8_t public_key[BOX_PUBLIC_LEN], secret_key[BOX_SECRET_LEN];
    crypto_box_seed_keypair(public_key, secret_key, seed);
    struct arena arena;
    arena_init(&arena, 16 << 20);
    uint8_t *sealed = arena_alloc(&arena, len + SEAL_EXTRA_LEN);
    if (crypto_box_seal(sealed, data, len, public_key) == 0) {
        struct bytes all = bytes_of(sealed, len + SEAL_EXTRA_LEN);
        seal_open(&arena, all, public_key, secret_key);
        Kt__FollowEnvelope *envelope = seal_follow_open(&arena, all, public_key, secret_key);
        if (envelope) {
            seal_follow_box_open(&arena, envelope, public_key, secret_key);
        }
        open_role(&arena, all, public_key, secret_key);
    }
    seal_follow_kept(&arena, bytes_of(data, len), seed);
    uint8_t *open = arena_alloc(&arena, len + 1);
    size_t open_len;
    if (voice_seal_open(bytes_of(data, len), seed, open, len, &open_len)) {
        fuzz_touch(bytes_of(open, open_len));
    }
    for (uint32_t dictionary = 0; dictionary < 3; dictionary++) {
        Kt__Words *words = seal_words_unpack(&arena, bytes_of(data, len), dictionary);
        if (words) {
            fuzz_touch(bytes_of_str(words->text));
        }
    }
    arena_finish(&arena);
    return 0;
}
