// SPDX-License-Identifier: GPL-3.0-or-later
// The text of a notice into blocks, and all its parts.
#include "fuzz.h"

#include "kiosk/screens/markdown.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    if (!utf8_is_valid(bytes_of(data, len))) {
        return 0; // none gets so far (record_texts_are_valid)
    }
    struct arena arena;
    arena_init(&arena, 96 << 20);
    struct markdown md = markdown_parse(&arena, arena_str_of(&arena, bytes_of(data, len)));
    for (size_t at = 0, next; at < md.count; at = next) {
        next = markdown_part(&md, at);
        if (next <= at || next > md.count) {
            abort();
        }
    }
    fuzz_touch(bytes_of_str(markdown_plain(&arena, &md, 1000)));
    arena_finish(&arena);
    return 0;
}
