// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings and pictures that a round brings: pieces into the store, and how much of each is there
// by then, for the acknowledgement.
#ifndef PIECES_H
#define PIECES_H

#include "exchange.h"

struct pieces_marks {
    Kt__PartMark **mark; // in the arena, count of them
    size_t count;
    const char *word; // why the last one that was refused was, in the arena; NULL: none was
};
// Round.parts, at most PARTS_IN_ROUND_MAX. A round without any asks for what the disk lost of this
// kiosk's recordings: marks that have nothing. False with a fault when the store failed. Inside the
// caller's transaction.
MUST_USE bool pieces_take(struct regency *regency, struct arena *arena, uint32_t kiosk,
                          const Kt__Round *round, enum exchange_keys keys,
                          struct pieces_marks *out);

#endif
