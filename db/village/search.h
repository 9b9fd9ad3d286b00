// SPDX-License-Identifier: GPL-3.0-or-later
// Finding a notice by its words while somebody types: prefixes, accents folded, one wrong letter
// forgiven; newest first up to two letters, by relevance from three.
#ifndef SEARCH_H
#define SEARCH_H

#include "notice.h"

enum {
    SEARCH_LETTERS_MAX = 60,
    SEARCH_HITS_MAX = 1000,
    // Around what matched, in title_marked and excerpt_marked: control letters, which no valid text
    // of a notice holds.
    SEARCH_MARK_ON = '\x01',
    SEARCH_MARK_OFF = '\x02',
};
struct search_hit {
    struct notice_row row;
    const char *title_marked, *excerpt_marked; // in the arena
    bool is_archived;
};
// Current ones and those of the archive, withdrawn ones not. Returns how many hits were filled;
// *total how many there are, at most SEARCH_HITS_MAX are counted and can be reached. A query
// without a letter or digit finds nothing; of a longer one the first SEARCH_LETTERS_MAX letters
// count.
//
// By relevance: those that have all the words in the title, then by bm25, then newest first. Where
// more match than can be weighed in the time of a letter, the newest are weighed.
size_t search_notices(struct village *village, struct arena *arena, const char *query,
                      const char *lang, size_t from, size_t max, struct search_hit *hits,
                      size_t *total);

// ---- for the rooms of db/village, inside the transaction that wrote or withdrew the notice

// Its words and those of its translations are found from now on, the older ones no more.
MUST_USE bool search_put(struct sql *sql, const Kt__Notice *notice);
// This one is found no more if it is withdrawn; all of those that are.
MUST_USE bool search_drop_withdrawn(struct sql *sql, const char *id);
MUST_USE bool search_drop_all_withdrawn(struct sql *sql);
// This one is found no more (it gets another id).
MUST_USE bool search_drop(struct sql *sql, const char *id);

#endif
