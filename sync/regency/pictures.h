// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures in a round: the pieces that a kiosk asked for, as bundles behind all words, and what the
// regency asks of it.
#ifndef PICTURES_H
#define PICTURES_H

#include "db/regency/picture.h"
#include "sync/bundle/bundle.h"

// Of the round's wants what is here, up to budget bytes; what is not is said, which costs nothing.
// At most bundles_max bundles into out, in the arena. False with a fault when the store failed.
MUST_USE bool pictures_give(struct regency *regency, const struct keyring *keyring,
                            struct arena *arena, uint32_t kiosk, const Kt__Round *round,
                            size_t budget, size_t bundles_max, struct bytes *out, size_t *count);
void pictures_ask(struct regency *regency, struct arena *arena, uint32_t kiosk, Kt__Ack *ack);

#endif
