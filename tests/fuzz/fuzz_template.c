// SPDX-License-Identifier: GPL-3.0-or-later
// A template that a keeper wrote by hand.
#include "fuzz.h"

#include "db/record/template_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    arena_init(&arena, 32 << 20);
    struct template_file *file = template_file_read(&arena, "x", "x.md", bytes_of(data, len));
    if (file) {
        fuzz_touch(record_pack(&arena, &file->notice->base));
        fuzz_touch(bytes_of_str(file->name));
        for (size_t i = 0; i < file->ask_count; i++) {
            fuzz_touch(bytes_of_str(file->asks[i].blank));
            fuzz_touch(bytes_of_str(file->asks[i].question));
            fuzz_touch(bytes_of_str(file->asks[i].example));
        }
        if (!record_texts_are_valid(&file->notice->base) || file->ask_count > BLANKS_MAX) {
            abort();
        }
    }
    arena_finish(&arena);
    return 0;
}
