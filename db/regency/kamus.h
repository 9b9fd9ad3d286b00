// SPDX-License-Identifier: GPL-3.0-or-later
// Dictionaries for bundles (kamus), trained here and given out to every kiosk by the feed. All that
// were ever given out stay: a kiosk may use an old one for years.
#ifndef KAMUS_H
#define KAMUS_H

#include "regency.h"

enum {
    KAMUS_TEXTS_MAX = 4000,          // learnt from, the newest first
    KAMUS_TEXTS_BYTES_MAX = 1 << 20, // of them
    KAMUS_TEXTS_MIN = 30,            // fewer say what one writer says, not what villages write
    KAMUS_GAIN_MIN = 2,              // percent: what is not better by so much is not worth its way
};

// What is out in the feed now for people to read: published notices with their translations, items
// of the board with the answers that were given in public. No name of a villager, nothing that was
// withdrawn, erased or replaced. Texts in the arena, the newest first; returns how many.
size_t kamus_texts(struct regency *regency, struct arena *arena,
                   struct bytes texts[static KAMUS_TEXTS_MAX]);

// Its words in the arena; empty when this store never gave it out.
struct bytes kamus_words(struct regency *regency, struct arena *arena, uint32_t id);
// The same by its mark (record.h), as kiosks tell it.
struct bytes kamus_marked(struct regency *regency, struct arena *arena, uint32_t mark);
// The newest; empty when there is none.
struct bytes kamus_newest(struct regency *regency, struct arena *arena);

// Keeps it and puts it into the feed. False with a fault: too long, the one that is in use already,
// or another one of the same id.
MUST_USE bool kamus_give_out(struct regency *regency, struct bytes words);

struct kamus_trained {
    uint32_t id;
    size_t bytes, way;      // of its words; of what each kiosk fetches once to have them
    size_t texts, held_out; // learnt from; measured on
    size_t before, with;    // bytes of those held out, each deflated alone: with what is in use
                            // now, and with this one
};
// Learns from four texts of five, measures on the fifth, and gives it out. The same texts give the
// same dictionary. False with a fault and nothing changed: too few texts, too little in common, or
// no better than the one in use.
MUST_USE bool kamus_train(struct regency *regency, struct kamus_trained *out);

#endif
