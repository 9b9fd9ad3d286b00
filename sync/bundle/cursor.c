// SPDX-License-Identifier: GPL-3.0-or-later
// The three forms of cursor.h. A cursor that is not one counts as none: the class is then read from
// its beginning, which costs bytes and loses nothing.
#include "cursor.h"

#include "varint.h"

#include <assert.h>
#include <string.h>

enum { FORM_SHARED = 1, FORM_EACH = 2, FEED_ID_LEN = 4 };

static void put_feed_id(uint8_t *to, uint32_t feed_id)
{
    for (int i = 0; i < FEED_ID_LEN; i++) {
        to[i] = (uint8_t)(feed_id >> (8 * i));
    }
}

static bool take(struct bytes *from, void *out, size_t len)
{
    if (from->len < len) {
        return false;
    }
    memcpy(out, from->data, len);
    *from = bytes_of(from->data + len, from->len - len);
    return true;
}

static bool take_feed_id(struct bytes *from, uint32_t *feed_id)
{
    uint8_t raw[FEED_ID_LEN];
    if (!take(from, raw, sizeof raw)) {
        return false;
    }
    *feed_id =
        (uint32_t)raw[0] | (uint32_t)raw[1] << 8 | (uint32_t)raw[2] << 16 | (uint32_t)raw[3] << 24;
    return true;
}

struct bytes cursor_make(struct arena *arena, uint32_t feed_id, uint64_t number,
                         const uint8_t hash[static CURSOR_HASH_LEN])
{
    uint8_t *to = arena_alloc(arena, CURSOR_LEN_MAX);
    put_feed_id(to, feed_id);
    size_t len = FEED_ID_LEN + varint_put(to + FEED_ID_LEN, number);
    memcpy(to + len, hash, CURSOR_HASH_LEN);
    return bytes_of(to, len + CURSOR_HASH_LEN);
}

static bool cursor_read(struct bytes kept, struct cursor *out)
{
    struct cursor read = {0};
    bool ok = take_feed_id(&kept, &read.feed_id) && varint_take(&kept, UINT64_MAX, &read.number) &&
              read.number > 0 && take(&kept, read.hash, CURSOR_HASH_LEN) && kept.len == 0;
    *out = ok ? read : (struct cursor){0};
    return ok;
}

// An empty part for a class that was never read, so that each hash has its place.
static void fold(uint8_t out[static CURSOR_HASH_LEN], const uint8_t *const hashes[CURSOR_CLASSES])
{
    struct bytes parts[CURSOR_CLASSES];
    for (size_t i = 0; i < CURSOR_CLASSES; i++) {
        parts[i] = hashes[i] ? bytes_of(hashes[i], CURSOR_HASH_LEN) : (struct bytes){0};
    }
    uint8_t hash[HASH_LEN];
    secret_hash(hash, "kt cursors", parts, CURSOR_CLASSES);
    memcpy(out, hash, CURSOR_HASH_LEN);
}

static size_t put_shared(uint8_t *to, uint32_t feed_id, const struct cursor of[CURSOR_CLASSES])
{
    const uint8_t *hashes[CURSOR_CLASSES];
    size_t len = 0;
    to[len++] = FORM_SHARED;
    put_feed_id(to + len, feed_id);
    len += FEED_ID_LEN;
    for (size_t i = 0; i < CURSOR_CLASSES; i++) {
        len += varint_put(to + len, of[i].number);
        hashes[i] = of[i].number > 0 ? of[i].hash : NULL;
    }
    fold(to + len, hashes);
    return len + CURSOR_HASH_LEN;
}

struct bytes cursor_join(struct arena *arena, const struct bytes kept[static CURSOR_CLASSES])
{
    struct cursor of[CURSOR_CLASSES];
    const struct cursor *first = NULL;
    bool shared = true;
    for (size_t i = 0; i < CURSOR_CLASSES; i++) {
        if (cursor_read(kept[i], &of[i])) {
            first = first ? first : &of[i];
            shared = shared && of[i].feed_id == first->feed_id;
        }
    }
    if (!first) {
        return (struct bytes){0};
    }
    uint8_t *to = arena_alloc(arena, 1 + CURSOR_CLASSES * (1 + CURSOR_LEN_MAX));
    if (shared) {
        return bytes_of(to, put_shared(to, first->feed_id, of));
    }
    size_t len = 0;
    to[len++] = FORM_EACH;
    for (size_t i = 0; i < CURSOR_CLASSES; i++) {
        size_t cursor_len = of[i].number > 0 ? kept[i].len : 0;
        to[len++] = (uint8_t)cursor_len;
        if (cursor_len > 0) {
            memcpy(to + len, kept[i].data, cursor_len);
        }
        len += cursor_len;
    }
    return bytes_of(to, len);
}

static bool split_shared(struct bytes rest, struct cursor_set *out)
{
    uint32_t feed_id;
    bool ok = take_feed_id(&rest, &feed_id);
    for (size_t i = 0; i < CURSOR_CLASSES && ok; i++) {
        ok = varint_take(&rest, UINT64_MAX, &out->of[i].number);
        out->of[i].feed_id = ok && out->of[i].number > 0 ? feed_id : 0;
    }
    out->shared = true;
    return ok && take(&rest, out->fold, CURSOR_HASH_LEN) && rest.len == 0;
}

static bool split_each(struct bytes rest, struct cursor_set *out)
{
    bool ok = true;
    for (size_t i = 0; i < CURSOR_CLASSES && ok; i++) {
        uint8_t len;
        ok = take(&rest, &len, 1) && len <= rest.len;
        if (ok && len > 0) {
            ok = cursor_read(bytes_of(rest.data, len), &out->of[i]);
            rest = bytes_of(rest.data + len, rest.len - len);
        }
    }
    return ok && rest.len == 0;
}

bool cursor_split(struct bytes joined, struct cursor_set *out)
{
    *out = (struct cursor_set){0};
    uint8_t form;
    if (joined.len == 0) {
        return true;
    }
    bool ok = take(&joined, &form, 1) && ((form == FORM_SHARED && split_shared(joined, out)) ||
                                          (form == FORM_EACH && split_each(joined, out)));
    if (!ok) {
        fault_set("the round's cursors are not cursors");
    }
    return ok;
}

void cursor_agrees(const struct cursor_set *set, uint32_t feed_id,
                   const uint8_t *const known[static CURSOR_CLASSES],
                   bool agrees[static CURSOR_CLASSES])
{
    const uint8_t *hashes[CURSOR_CLASSES];
    for (size_t i = 0; i < CURSOR_CLASSES; i++) {
        hashes[i] = set->of[i].number > 0 ? known[i] : NULL;
    }
    uint8_t folded[CURSOR_HASH_LEN];
    fold(folded, hashes);
    bool all = set->shared && sodium_memcmp(folded, set->fold, CURSOR_HASH_LEN) == 0;
    for (size_t i = 0; i < CURSOR_CLASSES; i++) {
        const struct cursor *cursor = &set->of[i];
        bool same =
            set->shared ? all : hashes[i] && memcmp(hashes[i], cursor->hash, CURSOR_HASH_LEN) == 0;
        agrees[i] = cursor->number == 0 || (cursor->feed_id == feed_id && hashes[i] && same);
    }
}
