// SPDX-License-Identifier: GPL-3.0-or-later
// A file that comes piece by piece: HASH.part until the last byte is there and the hash of the
// whole was seen to be right, and only then under its last name. Each piece is synced before it
// counts.
#ifndef PIECE_H
#define PIECE_H

#include "secret.h"

struct piece_file {
    const char *growing, *whole; // paths
    uint32_t total;
    unsigned mode;
    struct bytes name;                                              // HASH_LEN
    void (*hash)(uint8_t out[static HASH_LEN], struct bytes whole); // what it is named by
};
// How many bytes are surely there: what was noted, if the file still has as many.
uint32_t piece_kept(const char *growing, int64_t noted);
// The next one; it begins at what is kept and does not reach beyond the total.
enum piece_end {
    PIECE_ADDED,
    PIECE_WHOLE,
    PIECE_WRONG, // all came, and it is something else: what was kept is gone, the fault says so
    PIECE_DISK,  // a fault; what was kept before is kept
};
enum piece_end piece_add(const struct piece_file *file, uint32_t offset, struct bytes bytes);

#endif
