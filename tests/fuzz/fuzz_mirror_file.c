// SPDX-License-Identifier: GPL-3.0-or-later
// A file from a card: as it is, and with a proof that is right.
#include "fuzz.h"

#include "db/record/mirror_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const uint8_t key[MIRROR_KEY_LEN] = {1};
    struct arena arena;
    uint8_t hash[HASH_LEN];
    arena_init(&arena, 32 << 20);
    (void)mirror_file_unpack(&arena, bytes_of(data, len), key, hash);
    Kt__Mirrored *record = mirror_file_unpack(&arena, bytes_of(data, len), NULL, hash);
    if (record) {
        struct bytes again = mirror_file_pack(&arena, record, key);
        if (again.len <= MIRROR_FILE_MAX && !mirror_file_unpack(&arena, again, key, hash)) {
            abort();
        }
    }
    char name[64] = {0};
    uint64_t seq;
    memcpy(name, data, len < sizeof name - 1 ? len : sizeof name - 1);
    if (mirror_file_read_name(name, &seq, hash)) {
        fuzz_touch(bytes_of_str(mirror_file_name(&arena, seq, hash)));
    }
    arena_finish(&arena);
    return 0;
}
