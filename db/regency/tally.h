// SPDX-License-Identifier: GPL-3.0-or-later
// A village's figures for its board: how many came, were answered, lie too long, and how fast.
// Secret cases are counted with the others: numbers only.
#ifndef TALLY_H
#define TALLY_H

#include "regency.h"

// Something about a case of that village changed.
MUST_USE bool tally_touch(struct regency *regency, uint32_t village);
// Counts again where something changed or a day went by, and puts the figures into the feed where
// they differ from those that were sent last. Cheap when there is nothing to do: for the end of
// each exchange and of each command. Inside the caller's transaction.
MUST_USE bool tally_settle(struct regency *regency, struct arena *arena, uint32_t village,
                           int zone_min);

#endif
