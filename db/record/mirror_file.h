// SPDX-License-Identifier: GPL-3.0-or-later
// One event as it lies on a second medium (Mirrored in record.proto). Only the kiosk whose key is
// in the backup can have made it, and nobody can read it. Pure: bytes in, bytes out.
#ifndef MIRROR_FILE_H
#define MIRROR_FILE_H

#include "event.h"

enum {
    MIRROR_KEY_LEN = 32,
    MIRROR_FILE_MAX = EVENT_BYTES_MAX + 64 * 1024, // with the own copy (WORDS_BYTES_MAX) and names
    MIRROR_NAME_LEN = 8 + 1 + 8 + 4,               // "0000002a-1f2e3d4c.ktm"; a longer seq: longer
};

// In the arena.
struct bytes mirror_file_pack(struct arena *arena, const Kt__Mirrored *record,
                              const uint8_t key[static MIRROR_KEY_LEN]);
// NULL with a fault: damaged or not whole, or made with another key (NULL: any key will do). The
// running hash after it into hash.
Kt__Mirrored *mirror_file_unpack(struct arena *arena, struct bytes file, const uint8_t *key,
                                 uint8_t hash[static HASH_LEN]);
// "0000002a-1f2e3d4c.ktm" in the arena, and back; false for any other name.
char *mirror_file_name(struct arena *arena, uint64_t seq, const uint8_t hash[static HASH_LEN]);
enum { MIRROR_NAME_HASH_LEN = 4 };
bool mirror_file_read_name(const char *name, uint64_t *seq,
                           uint8_t hash[static MIRROR_NAME_HASH_LEN]);

#endif
