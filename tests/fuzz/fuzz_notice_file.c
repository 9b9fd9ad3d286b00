// SPDX-License-Identifier: GPL-3.0-or-later
// A notice as somebody wrote it.
#include "fuzz.h"

#include "db/record/notice_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    arena_init(&arena, 32 << 20);
    struct notice_file *file = notice_file_read(&arena, "x.md", bytes_of(data, len), 420);
    if (file) {
        fuzz_touch(record_pack(&arena, &file->notice.base));
        if (!record_texts_are_valid(&file->notice.base)) {
            abort();
        }
    }
    arena_finish(&arena);
    return 0;
}
