// SPDX-License-Identifier: GPL-3.0-or-later
// A sentence for the people at the screen, kept or handed on before anybody knows in which language
// it will be read: the Indonesian one, with at most one number and one word in it. The screen looks
// the sentence up in its catalogue; a terminal shows it as it is.
#ifndef PHRASE_H
#define PHRASE_H

#include "arena.h"

enum { PHRASE_TEXT_MAX = 400, PHRASE_WORD_MAX = 300 }; // bytes, of what is kept in a file

// Marks a sentence for the catalogue (the same as in kiosk/ui/i18n.h); the second one where another
// language has a plural.
#define N_(id)      (id)
#define PLURAL_(id) (id)

struct phrase {
    const char *text; // NULL: nothing to say. %d is the number, %s the word
    int64_t number;
    const char *word; // NULL is ""
};

static inline struct phrase phrase_bare(const char *text)
{
    return (struct phrase){.text = text};
}

static inline struct phrase phrase_number(const char *text, int64_t number)
{
    return (struct phrase){.text = text, .number = number};
}

static inline struct phrase phrase_word(const char *text, const char *word)
{
    return (struct phrase){.text = text, .word = word};
}

static inline struct phrase phrase_both(const char *text, int64_t number, const char *word)
{
    return (struct phrase){.text = text, .number = number, .word = word};
}

// `text` (the sentence, or its translation) with number and word put in. In the arena; NULL and ""
// give "".
char *phrase_fill(struct arena *arena, const char *text, const struct phrase *phrase);
// In Indonesian.
char *phrase_text(struct arena *arena, const struct phrase *phrase);

#endif
