// SPDX-License-Identifier: GPL-3.0-or-later
// Trained dictionaries for bundles, as the regency gave them out: by the feed in pieces, or whole
// when one was asked for. Nothing that is kept for long is ever packed with one: who lacks it asks
// for the same bytes without it.
#ifndef DICTIONARY_H
#define DICTIONARY_H

#include "village.h"

enum { DICTIONARIES_KEPT = 8 }; // whole ones: a stick from before eight trainings is news no more

struct dictionary {
    uint32_t id; // Adler-32, as in a bundle's header
    struct bytes words;
    uint32_t damaged; // of dictionary_newest: one that is newer, and to be asked for; 0: none
};

// A piece. One of a dictionary that is here already says that the regency has it too; where its
// words are others than those kept, neither is used from then on. False with a fault: no piece, or
// the file could not take it.
MUST_USE bool dictionary_put(struct village *village, const Kt__Dictionary *piece);

// The newest that the regency has too; false when there is none. Words in the arena.
bool dictionary_newest(struct village *village, struct arena *arena, struct dictionary *out);
// Any that is whole, by its id; empty when it is not here, or damaged. In the arena.
struct bytes dictionary_words(struct village *village, struct arena *arena, uint32_t id);

// The regency cannot read what is packed with it, or what it packs with it cannot be read here: it
// is left alone. *was_used: it was until now.
MUST_USE bool dictionary_leave(struct village *village, uint32_t id, bool *was_used);

// A bundle named one that is not here: a round asks for it, once. dictionary_given: it came, to
// read with; one that is here already, or comes twice by stick, stays what it is, for whether it is
// in use the feed says. dictionary_was_asked: the answer is there, and what did not come will not.
MUST_USE bool dictionary_want(struct village *village, uint32_t id);
uint32_t dictionary_wanted(struct village *village); // 0: none
MUST_USE bool dictionary_given(struct village *village, const Kt__Dictionary *whole);
MUST_USE bool dictionary_was_asked(struct village *village, uint32_t id);

// As feed_whole_begin and feed_whole_end: one that the whole state does not name is not used.
MUST_USE bool dictionary_whole_begin(struct village *village);
MUST_USE bool dictionary_whole_end(struct village *village);

#endif
