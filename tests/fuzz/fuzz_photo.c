// SPDX-License-Identifier: GPL-3.0-or-later
// What a camera wrote beside the pixels; and what is left of a file without it: never more than it
// was, and the same when it is cleaned again.
#include "fuzz.h"

#include "db/record/picture_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    int way = picture_file_orientation(bytes_of(data, len));
    if (way < 1 || way > 8) {
        abort();
    }
    struct arena arena;
    arena_init(&arena, 4 * len + 65536);
    struct bytes once, twice;
    Kt__Picture picture = KT__PICTURE__INIT;
    if (picture_file_clean(&arena, "fuzz", bytes_of(data, len), &once, &picture) &&
        (once.len > len || !picture_file_clean(&arena, "fuzz", once, &twice, &picture) ||
         !bytes_equal(once, twice))) {
        abort();
    }
    arena_finish(&arena);
    return 0;
}
