// SPDX-License-Identifier: GPL-3.0-or-later
// The text codec: raw deflate with a shipped dictionary, for what lies inside a seal.
#ifndef DEFLATE_H
#define DEFLATE_H

#include "arena.h"

// Shipped dictionaries, by number; text sealed years ago names one, so none is ever removed.
enum { DEFLATE_NO_DICTIONARY = 0, DEFLATE_ID_1 = 1, DEFLATE_DICTIONARIES };
extern const uint8_t deflate_shipped_1[];
extern const size_t deflate_shipped_1_len;

// Empty for DEFLATE_NO_DICTIONARY and for a number that this program does not know.
struct bytes deflate_dictionary(uint32_t number);

// The id that zlib gives a dictionary in its streams: Adler-32. 0 for an empty one.
uint32_t deflate_words_id(struct bytes words);
// Bytes of raw deflate at level 9, the dictionary given; to compare dictionaries with.
size_t deflate_measure(struct bytes text, struct bytes words);

// Does beforehand what deflate_pack needs before it has a text (it would do so itself).
void deflate_ready(uint32_t dictionary);
// RFC 1951 into the arena. Level 7: on short texts a tenth of a byte behind level 9, in half the
// time.
struct bytes deflate_pack(struct arena *arena, struct bytes text, uint32_t dictionary);
// False when it is not deflate, names an unknown dictionary, or would exceed max bytes.
MUST_USE bool deflate_unpack(struct arena *arena, struct bytes packed, uint32_t dictionary,
                             size_t max, struct bytes *out);

#endif
