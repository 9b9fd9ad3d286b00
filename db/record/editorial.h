// SPDX-License-Identifier: GPL-3.0-or-later
// The editorial check of a notice: what a villager would ask and the words do not say, and what
// makes them hard to read. It helps and never forbids: who writes may publish all the same. The
// three rules of public communication stand behind it: substance, source, timeliness. Pure.
#ifndef EDITORIAL_H
#define EDITORIAL_H

#include "blank.h"
#include "record.h"

enum {
    EDITORIAL_FINDINGS_MAX = 24,
    EDITORIAL_SENTENCE_WORDS_MAX = 25, // longer ones are read twice, aloud never to their end
    EDITORIAL_DETAIL_BYTES_MAX = 120,
};

enum editorial_rule {
    EDITORIAL_CLOCK,    // the kiosk's clock is a guess: no day can be held against it
    EDITORIAL_BLANK,    // a blank of the template is still there: detail is its name
    EDITORIAL_EMPTY,    // it was filled with a dash and the like: detail is its name
    EDITORIAL_TITLE,    // no title, or one of a single word
    EDITORIAL_BODY,     // no words to speak of
    EDITORIAL_PRIVATE,  // sixteen digits on end: somebody's NIK or family card
    EDITORIAL_CEREMONY, // congratulations, and nothing that a citizen can use
    EDITORIAL_WHO,      // whom it is about or for
    EDITORIAL_WHEN,
    EDITORIAL_WHERE,
    EDITORIAL_HOW, // what to do, how to take part
    EDITORIAL_CONTACT,
    EDITORIAL_SOURCE,
    EDITORIAL_PAST,       // its event, or its last day, is over
    EDITORIAL_ENDS_FIRST, // it stops being shown before its event, or the event ends before it
                          // begins
    EDITORIAL_NO_END,     // shown for ever
    EDITORIAL_MARKS,      // * or ** without its other half: detail is where
    EDITORIAL_CAPITALS,   // shouting: detail is where
    EDITORIAL_LONG,       // a long sentence: detail is how it begins
    EDITORIAL_RULES,
};
// Where to put it right.
enum editorial_field {
    EDITORIAL_IN_TITLE,
    EDITORIAL_IN_BODY,
    EDITORIAL_IN_WHEN,
    EDITORIAL_IN_PLACE,
    EDITORIAL_IN_SHOWN, // from which day to which
};

// What a villager asks of a notice.
enum editorial_need {
    EDITORIAL_NEEDS_WHO = 1,
    EDITORIAL_NEEDS_WHEN = 2,
    EDITORIAL_NEEDS_WHERE = 4,
    EDITORIAL_NEEDS_HOW = 8,
    EDITORIAL_NEEDS_CONTACT = 16,
    EDITORIAL_NEEDS_SOURCE = 32,
};

struct editorial_finding {
    enum editorial_rule rule;
    enum editorial_field field;
    const char *detail; // in the arena; "" for none
    const char *blank;  // of the template, where it is put right; "": none, then the field
};

// Where a notice came from a template, and its blanks are known still: then the template's own
// words say nothing for whoever filled it in.
struct editorial_form {
    const Kt__Notice *notice; // with its blanks in brackets
    const struct blank *blanks;
    size_t count;
    int says; // enum editorial_need: what its own words tell a villager all the same
};

// What is asked of a notice of this category: enum editorial_need; 0 for one that is not known.
int editorial_needs(const char *category);

// As it would be published, words in Indonesian. form NULL, or without blanks in its text: the
// words were written as a whole, and are judged as they stand. now_s 0: the clock is not sure; that
// is said first, and nothing is said to be over. Returns how many findings, in the order of the
// rules.
size_t editorial_check(struct arena *arena, const Kt__Notice *notice,
                       const struct editorial_form *form, int64_t now_s,
                       struct editorial_finding out[static EDITORIAL_FINDINGS_MAX]);

#endif
