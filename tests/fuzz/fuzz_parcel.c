// SPDX-License-Identifier: GPL-3.0-or-later
// A file from a stick: as it is, and with a seal that opens.
#include "fuzz.h"

#include "sync/bundle/parcel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const uint8_t seed[crypto_box_SEEDBYTES] = {1};
    uint8_t public_key[BOX_PUBLIC_LEN], secret_key[BOX_SECRET_LEN];
    crypto_box_seed_keypair(public_key, secret_key, seed);
    struct arena arena;
    arena_init(&arena, 32 << 20);
    struct bytes parcel, bundles;
    if (parcel_open(&arena, PARCEL_TO_KIOSK, bytes_of(data, len), public_key, secret_key,
                    &bundles)) {
        fuzz_touch(bundles);
    }
    if (parcel_seal(&arena, PARCEL_TO_REGENCY, bytes_of(data, len), public_key, &parcel) &&
        (!parcel_open(&arena, PARCEL_TO_REGENCY, parcel, public_key, secret_key, &bundles) ||
         !bytes_equal(bundles, bytes_of(data, len)))) {
        abort();
    }
    arena_finish(&arena);
    return 0;
}
