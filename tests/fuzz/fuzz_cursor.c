// SPDX-License-Identifier: GPL-3.0-or-later
// The cursors of a Round, as the regency reads them; and cursors as a kiosk keeps them.
#include "fuzz.h"

#include "sync/bundle/cursor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct cursor_set set;
    if (cursor_split(bytes_of(data, len), &set)) {
        const uint8_t hash[CURSOR_HASH_LEN] = {1};
        const uint8_t *const known[CURSOR_CLASSES] = {hash, NULL, hash, hash};
        bool agrees[CURSOR_CLASSES];
        cursor_agrees(&set, set.of[0].feed_id, known, agrees);
    }
    size_t part = len / CURSOR_CLASSES;
    struct bytes kept[CURSOR_CLASSES];
    for (size_t i = 0; i < CURSOR_CLASSES; i++) {
        kept[i] = bytes_of(data + i * part, part);
    }
    struct bytes joined = cursor_join(&arena, kept);
    if (!cursor_split(joined, &set)) {
        abort();
    }
    arena_finish(&arena);
    return 0;
}
