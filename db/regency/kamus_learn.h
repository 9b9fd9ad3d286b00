// SPDX-License-Identifier: GPL-3.0-or-later
// What texts have in common, for zlib to look up: pure, from texts to the words of a dictionary.
#ifndef KAMUS_LEARN_H
#define KAMUS_LEARN_H

#include "db/base/arena.h"

enum {
    KAMUS_LEARN_ALIKE = 3,        // no six bytes in a row that do not stand in so many texts
    KAMUS_LEARN_BYTES_MIN = 1024, // less in common is nothing to learn
    KAMUS_LEARN_WORK_MAX = 64 << 20,
};

// Phrases that many texts share, those of most use last, where zlib reaches them for the longest
// time; before them as much of the end of `behind` as there is room for. Nothing with three digits
// close together or an @: no telephone, no date, no address. Into the arena; empty when the texts
// have too little in common.
struct bytes kamus_learn(struct arena *arena, const struct bytes *texts, size_t count,
                         struct bytes behind);

#endif
