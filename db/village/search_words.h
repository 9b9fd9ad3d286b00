// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody typed, as words to be found: each by one or several beginnings. And how a word with
// one wrong letter comes to its right ones. For search.c.
#ifndef SEARCH_WORDS_H
#define SEARCH_WORDS_H

#include "db/sql/sql.h"

enum {
    SEARCH_WORDS_MAX = 12,
    SEARCH_STARTS_MAX = 16,
    SEARCH_FORGIVE_LETTERS_MIN = 4, // one wrong letter in three leaves too little of a word
};
struct search_word {
    const char *starts[SEARCH_STARTS_MAX]; // folded; a word of a notice is, or begins with, one
    size_t count;
    size_t letters;
    bool is_whole;  // something follows it: it is looked for as it stands, not as a beginning
    bool has_digit; // a number with one wrong digit is another number
};
struct search_words {
    struct search_word words[SEARCH_WORDS_MAX];
    size_t count, letters;
};

// In the arena. Of more than SEARCH_LETTERS_MAX letters or SEARCH_WORDS_MAX words the first ones; a
// word that another one begins with says nothing by itself and is left out.
void search_words_read(struct arena *arena, const char *query, struct search_words *out);

// Takes every word for a beginning (jalan also finds jalannya). False: they all were already.
bool search_words_loosen(struct search_words *words);
// Each word that no notice has gives way to those that differ in one letter: changed, missing, one
// too many, or swapped with its neighbour. False: nothing is found this way either.
bool search_words_forgive(struct sql *sql, struct arena *arena, struct search_words *words);

// For MATCH: quotes and operators stand nowhere but where this put them.
char *search_words_match(struct arena *arena, const struct search_words *words);

// ---- marks

// The text with SEARCH_MARK_ON and _OFF around its matching words; control letters become spaces.
char *search_words_mark(struct arena *arena, const char *text, const struct search_words *words);
// The same of the surroundings of the first match, at most max_bytes without the marks; of the
// beginning where nothing matches.
char *search_words_excerpt(struct arena *arena, const char *text, size_t max_bytes,
                           const struct search_words *words);

#endif
