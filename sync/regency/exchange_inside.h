// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of an exchange share: key lists that travel in an Ack, and trained dictionaries:
// which one the answer may name, one that is asked for, and the answer to a request that this store
// cannot read.
#ifndef EXCHANGE_INSIDE_H
#define EXCHANGE_INSIDE_H

#include "exchange.h"

// The lists after that number, for a kiosk that does not know the key that signs by now.
void exchange_add_key_lists(struct regency *regency, struct arena *arena,
                            const struct keyring *keyring, uint32_t after, Kt__Ack *ack);

// The words of Round.dictionary, in the arena; empty: the shipped ones will do.
struct bytes exchange_words(struct regency *regency, struct arena *arena, const Kt__Round *round);
// The round was packed with the very words that are kept here under that id. round NULL: it is not
// even a round.
bool exchange_words_agree(struct regency *regency, struct arena *arena, const struct bundle *bundle,
                          const Kt__Round *round);
// Round.dictionary_wanted into the Ack, where it is kept.
void exchange_words_given(struct regency *regency, struct arena *arena, const Kt__Round *round,
                          Kt__Ack *ack);
// A signed request under a dictionary that is not here: Verdict.UNREAD is the whole answer, with
// all key lists, since nobody knows which ones the kiosk has.
void exchange_unread(struct regency *regency, const struct keyring *keyring, struct arena *arena,
                     struct bytes request, const struct bundle *bundle, struct exchange_end *end);

#endif
