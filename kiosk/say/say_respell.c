// SPDX-License-Identifier: GPL-3.0-or-later
// Sundanese and Javanese for the Indonesian voice, which is all that espeak-ng has. Approximate:
// - that voice makes every stressed "e" an open e and every other one a schwa, so a stressed schwa
//   ("beurang", "enem") comes out as e, and é and è sound alike;
// - Javanese th and dh become plain t and d (the retroflex is lost), and the breathy consonants
// too;
// - Javanese a is o at the end of a word and in an open syllable before it ("desa": deso, "sanga":
//   songo), unless the word is one of the few exceptions, or a name (say_words.c).
// Must never change a word that it does not know a rule for.
#include "say_inside.h"

#include <string.h>

struct letters {
    const char *written, *voiced;
};

static const struct letters sundanese[] = {{"eu", "e"},     {"Eu", "E"},     {"\u00E9", "e"},
                                           {"\u00C9", "E"}, {"\u00E8", "e"}, {NULL, NULL}};
static const struct letters javanese[] = {{"\u00E9", "e"}, {"\u00E8", "e"}, {"\u00EA", "e"},
                                          {"\u00C9", "E"}, {"\u00C8", "E"}, {"\u00E5", "o"},
                                          {"dh", "d"},     {"th", "t"},     {"Dh", "D"},
                                          {"Th", "T"},     {NULL, NULL}};

// Said with a, whatever the rule says; and what Javanese has from others unchanged.
static const char *const with_a[] = {"ora", "mboya", "lha",   "tanpa", "saka", "warta", "data",
                                     "era", "bola",  "drama", "media", "idea", "ya",    NULL};

static bool is_vowel(char c)
{
    return c && strchr("aiueoAIUEO", c);
}

// One consonant, or one that a nasal begins: the syllable before it is open.
static bool is_open(const char *from, size_t len)
{
    static const char *const nasal[] = {"ng", "ny", "mb", "nd", "nj", "nc", "ngg", "ngs", "nth"};
    for (size_t i = 0; i < COUNT_OF(nasal); i++) {
        if (len == strlen(nasal[i]) && memcmp(from, nasal[i], len) == 0) {
            return true;
        }
    }
    return len == 1;
}

static void javanese_a(char *word)
{
    size_t len = strlen(word);
    for (const char *const *w = with_a; *w; w++) {
        if (strcmp(word, *w) == 0) {
            return;
        }
    }
    if (len < 3 || word[len - 1] != 'a' || is_vowel(word[len - 2])) {
        return;
    }
    size_t before = len - 1;
    while (before > 0 && !is_vowel(word[before - 1])) {
        before--;
    }
    word[len - 1] = 'o';
    if (before > 0 && word[before - 1] == 'a' && is_open(word + before, len - 1 - before)) {
        word[before - 1] = 'o';
    }
}

static char *replaced(struct arena *arena, const struct letters *table, const char *word)
{
    char *out = arena_alloc(arena, strlen(word) + 1), *to = out; // no row is longer when voiced
    while (*word) {
        const struct letters *row = table;
        while (row->written && strncmp(word, row->written, strlen(row->written)) != 0) {
            row++;
        }
        if (row->written) {
            to = stpcpy(to, row->voiced);
            word += strlen(row->written);
        } else {
            *to++ = *word++;
        }
    }
    return out;
}

const char *say_respell(struct arena *arena, enum i18n_lang lang, const char *word)
{
    if (lang == I18N_SU) {
        return replaced(arena, sundanese, word);
    }
    if (lang == I18N_JV) {
        char *out = replaced(arena, javanese, word);
        javanese_a(out);
        return out;
    }
    return word;
}
