// SPDX-License-Identifier: GPL-3.0-or-later
// What lies on the card was closed before; here it only gets a name and a proof of who wrote it.
#include "mirror_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MAGIC_LEN = 8, PROOF_LEN = 32, NUMBER_BYTES_MAX = 64 };
static const char magic[] = "KTMIRROR", ending[] = ".ktm";

static void prove(uint8_t out[static PROOF_LEN], struct bytes open,
                  const uint8_t key[static MIRROR_KEY_LEN])
{
    crypto_generichash(out, PROOF_LEN, open.data, open.len, key, MIRROR_KEY_LEN);
}

struct bytes mirror_file_pack(struct arena *arena, const Kt__Mirrored *record,
                              const uint8_t key[static MIRROR_KEY_LEN])
{
    size_t len = kt__mirrored__get_packed_size(record);
    uint8_t *file = arena_alloc(arena, MAGIC_LEN + len + PROOF_LEN);
    memcpy(file, magic, MAGIC_LEN);
    kt__mirrored__pack(record, file + MAGIC_LEN);
    prove(file + MAGIC_LEN + len, bytes_of(file, MAGIC_LEN + len), key);
    return bytes_of(file, MAGIC_LEN + len + PROOF_LEN);
}

static bool is_whole(const Kt__Mirrored *record)
{
    return record->kiosk != 0 && record->log != 0 && record->seq != 0 &&
           record->seq <= INT64_MAX / 2 && record->before.len == HASH_LEN &&
           record->event.len > 0 && record->event.len <= EVENT_BYTES_MAX && record->at_s >= 0 &&
           (record->case_.len == 0 || record->case_.len == HASH_LEN) &&
           (record->own.len == 0 || record->case_.len == HASH_LEN) &&
           strlen(record->number) <= NUMBER_BYTES_MAX;
}

Kt__Mirrored *mirror_file_unpack(struct arena *arena, struct bytes file, const uint8_t *key,
                                 uint8_t hash[static HASH_LEN])
{
    uint8_t proof[PROOF_LEN];
    if (file.len <= MAGIC_LEN + PROOF_LEN || file.len > MIRROR_FILE_MAX ||
        memcmp(file.data, magic, MAGIC_LEN) != 0) {
        fault_set("is no event of a mirror, or is cut short");
        return NULL;
    }
    size_t len = file.len - PROOF_LEN;
    if (key) {
        prove(proof, bytes_of(file.data, len), key);
        if (sodium_memcmp(proof, file.data + len, PROOF_LEN) != 0) {
            fault_set("is damaged, or another kiosk's");
            return NULL;
        }
    }
    struct bytes packed = bytes_of(file.data + MAGIC_LEN, len - MAGIC_LEN);
    Kt__Mirrored *record = record_unpack(arena, &kt__mirrored__descriptor, packed);
    if (!record || !is_whole(record) || !record_texts_are_valid(&record->base)) {
        fault_set("is damaged: what is in it is not whole");
        return NULL;
    }
    event_hash_next(hash, record->before.data, record_view(record->event));
    return record;
}

char *mirror_file_name(struct arena *arena, uint64_t seq, const uint8_t hash[static HASH_LEN])
{
    return arena_printf(arena, "%08" PRIx64 "-%02x%02x%02x%02x%s", seq, hash[0], hash[1], hash[2],
                        hash[3], ending);
}

bool mirror_file_read_name(const char *name, uint64_t *seq,
                           uint8_t hash[static MIRROR_NAME_HASH_LEN])
{
    size_t digits = strspn(name, "0123456789abcdef"), len;
    const char *rest = name + digits + 1;
    if (digits < 8 || digits > 15 || name[digits] != '-' || strspn(rest, "0123456789abcdef") != 8 ||
        !str_equal(rest + 8, ending)) {
        return false;
    }
    return sscanf(name, "%15" SCNx64, seq) == 1 &&
           sodium_hex2bin(hash, MIRROR_NAME_HASH_LEN, rest, 8, NULL, &len, NULL) == 0 &&
           len == MIRROR_NAME_HASH_LEN;
}
