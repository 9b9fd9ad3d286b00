// SPDX-License-Identifier: GPL-3.0-or-later
// A warning as a CAP file, from whoever wrote it.
#include "fuzz.h"

#include "sync/regency/cap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    arena_init(&arena, 32 << 20);
    struct warning *warning = cap_read(&arena, bytes_of(data, len));
    if (warning) {
        fuzz_touch(record_pack(&arena, &warning->alert.base));
        for (size_t i = 0; i < warning->reference_count; i++) {
            fuzz_touch(bytes_of_str(warning->references[i]));
        }
        if (!record_texts_are_valid(&warning->alert.base) || !warning->alert.id[0]) {
            abort();
        }
    }
    arena_finish(&arena);
    return 0;
}
