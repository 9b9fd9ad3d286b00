// SPDX-License-Identifier: GPL-3.0-or-later
// The board (papan usul) of a village: what moderation let onto it, under an id of its own that
// leads to no receipt, number or person, and how many support it. Later steps of the case follow;
// of the entries only office, day, state and words that were said in public.
#ifndef PAPAN_H
#define PAPAN_H

#include "case.h"

// Half of an id is random, enough for as many items as a regency will ever have; the rest is 0,
// which costs nothing in a bundle.
enum { PAPAN_ID_LEN = 16, PAPAN_ID_RANDOM = 8 };

struct papan_item {
    uint8_t id[PAPAN_ID_LEN];
    bool shown;
    uint32_t supports;
};
// False when the case never was on the board.
bool papan_find(struct regency *regency, const uint8_t case_id[static CASE_ID_LEN],
                struct papan_item *out);

// Onto the board: text as moderated, or NULL for what stood there before, else the villager's own.
// The name goes with it where the villager chose to use it (terbuka) and the seal was opened on
// record before; never else. False with a fault: rahasia, erased, no words, too long. Inside the
// caller's transaction.
MUST_USE bool papan_show(struct regency *regency, struct arena *arena,
                         const struct keyring *keyring, const struct case_info *info,
                         const char *text, const char *by);
MUST_USE bool papan_hide(struct regency *regency, struct arena *arena,
                         const struct case_info *info);

// The case moved: its item, where one is shown, is sent as it is now.
MUST_USE bool papan_refresh(struct regency *regency, struct arena *arena,
                            const struct keyring *keyring,
                            const uint8_t case_id[static CASE_ID_LEN]);
// The villager erased: off the board, and no word of it stays here.
MUST_USE bool papan_erase(struct regency *regency, struct arena *arena,
                          const struct case_info *info);

enum papan_end { PAPAN_TAKEN, PAPAN_REFUSED, PAPAN_FAILED };
// One touch of support at a kiosk of that village. REFUSED: no such item there.
enum papan_end papan_support(struct regency *regency, uint32_t village, struct bytes id);
// Sends the items of that village whose count changed: once for all touches of a round.
MUST_USE bool papan_settle(struct regency *regency, const struct keyring *keyring,
                           uint32_t village);

#endif
