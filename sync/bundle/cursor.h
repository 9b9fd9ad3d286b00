// SPDX-License-Identifier: GPL-3.0-or-later
// The feed's cursors on the wire. As kept by a kiosk and as made by the regency, one cursor is
//   feed id (4 bytes, little end first) | number (varint) | 8 bytes of that change's hash
// and empty where a class was never read. In a Round the four of them (classes 1 to 4, in order)
// go up together, mostly in 16 to 20 bytes:
//   nothing at all                       when all four are empty
//   1 | feed id | number x 4 | 8 bytes   when all that are not empty share the feed id; number 0
//                                        for an empty one; the 8 bytes are the beginning of
//                                        H("kt cursors", hash of class 1, ... 4), an empty part
//                                        for an empty one
//   2 | (length | cursor) x 4            when they do not: lengths are one byte each
// So the regency looks up the hashes of the four numbers itself and asks cursor_agrees. Where one
// of a shared set does not agree, all four begin anew: after a restore that is the case anyway.
#ifndef CURSOR_H
#define CURSOR_H

#include "db/base/arena.h"
#include "db/base/secret.h"

enum { CURSOR_CLASSES = 4, CURSOR_HASH_LEN = 8, CURSOR_LEN_MAX = 4 + 10 + CURSOR_HASH_LEN };

// One cursor as kept. In the arena.
struct bytes cursor_make(struct arena *arena, uint32_t feed_id, uint64_t number,
                         const uint8_t hash[static CURSOR_HASH_LEN]);

// kept[0] is class 1. One that is not a cursor counts as empty. In the arena.
struct bytes cursor_join(struct arena *arena, const struct bytes kept[static CURSOR_CLASSES]);

struct cursor_set {
    bool shared; // form 1: `fold` stands for all hashes
    uint8_t fold[CURSOR_HASH_LEN];
    struct cursor {
        uint32_t feed_id; // 0 with number 0: never read
        uint64_t number;
        uint8_t hash[CURSOR_HASH_LEN]; // form 2 only
    } of[CURSOR_CLASSES];              // of[0] is class 1
};
// False with a fault when it is none of the three forms.
MUST_USE bool cursor_split(struct bytes joined, struct cursor_set *out);

// known[i]: the first 8 bytes of the hash that the regency keeps for of[i].number in this feed,
// NULL where it keeps none. agrees[i] comes back true where the class may go on from of[i].number;
// false: the kiosk needs the whole state of that class. A number 0 agrees.
void cursor_agrees(const struct cursor_set *set, uint32_t feed_id,
                   const uint8_t *const known[static CURSOR_CLASSES],
                   bool agrees[static CURSOR_CLASSES]);

#endif
