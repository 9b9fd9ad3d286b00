// SPDX-License-Identifier: GPL-3.0-or-later
// Trained dictionaries in a round: which one the answer may name, one that is asked for, and the
// answer to a request that this store cannot read.
#ifndef EXCHANGE_WORDS_H
#define EXCHANGE_WORDS_H

#include "exchange.h"

// The words of Round.dictionary, in the arena; empty: the shipped ones will do.
struct bytes exchange_words(struct regency *regency, struct arena *arena, const Kt__Round *round);
// The round was packed with the very words that are kept here under that id. round NULL: it is not
// even a round.
bool exchange_words_agree(struct regency *regency, struct arena *arena, const struct bundle *bundle,
                          const Kt__Round *round);
// Round.dictionary_wanted into the Ack, where it is kept.
void exchange_words_given(struct regency *regency, struct arena *arena, const Kt__Round *round,
                          Kt__Ack *ack);
// A signed request under a dictionary that is not here: Verdict.UNREAD is the whole answer.
void exchange_unread(const struct keyring *keyring, struct arena *arena, struct bytes request,
                     const struct bundle *bundle, struct exchange_end *end);

#endif
