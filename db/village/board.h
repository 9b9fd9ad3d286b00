// SPDX-License-Identifier: GPL-3.0-or-later
// The board (papan usul): what moderation released, and support for it. Knows no receipt.
#ifndef BOARD_H
#define BOARD_H

#include "village.h"

// From the feed, inside the caller's transaction.
MUST_USE bool board_put(struct village *village, const Kt__BoardItem *item);
MUST_USE bool board_put_gone(struct village *village, const Kt__BoardGone *gone);
MUST_USE bool board_put_totals(struct village *village, const Kt__BoardTotals *totals);
// The end of a whole state: what it did not name is gone (feed.c).
MUST_USE bool board_drop_unseen(struct village *village);

enum board_state { BOARD_ALL, BOARD_OPEN, BOARD_DONE };
// Newest first, in the arena. category 0: all. supports counts those of this kiosk that the
// regency has not counted yet. Returns how many; *total how many there are.
size_t board_list(struct village *village, struct arena *arena, Kt__Category category,
                  enum board_state state, size_t from, size_t max, Kt__BoardItem **items,
                  size_t *total);
// NULL when there is none (any more).
Kt__BoardItem *board_get(struct village *village, struct arena *arena, struct bytes id);
// NULL before the regency sent them.
Kt__BoardTotals *board_totals(struct village *village, struct arena *arena);

// Up to max open ones whose words are like those of `text` (a draft: nothing of it is kept or
// logged), of the same category first.
size_t board_similar(struct village *village, struct arena *arena, const char *text,
                     Kt__Category category, size_t max, Kt__BoardItem **items);

// One touch of support: an event. Once a visit is the screen's to keep. False with a fault: no such
// item, answered already, not enrolled.
//
// It is shown at once, and stays in the shown count until the regency's own has risen as much: a
// newer record of the item takes as many of this kiosk's away as its count went up. So what is
// shown never falls because a support is on its way, and none is ever shown twice.
MUST_USE bool board_support(struct village *village, struct bytes id);

#endif
