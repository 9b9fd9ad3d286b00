// SPDX-License-Identifier: GPL-3.0-or-later
// Key lists that went by while this kiosk was away: without them it takes the regency for a
// stranger.
#ifndef KEYS_H
#define KEYS_H

#include "db/village/identity.h"
#include "https.h"

// After a key that none of the pins names. True when lists that the root has signed came, and were
// kept: then the next try knows more pins. Keeps the fault of before.
bool keys_catch_up(struct village *village, struct https *https, struct arena *arena,
                   const struct stop *stop);

#endif
