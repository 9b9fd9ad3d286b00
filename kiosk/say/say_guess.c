// SPDX-License-Identifier: GPL-3.0-or-later
// Which language a text is in, by counting the small words that no sentence does without. A notice
// is mostly Indonesian, whatever the screen's own language is. Must never look at meaning.
#include "say.h"

#include <string.h>
#include <strings.h>

enum { SMALL_WORDS_MAX = 32, LETTERS_MAX = 16 };

static const char *const small[I18N_COUNT][SMALL_WORDS_MAX] = {
    [I18N_ID] = {"yang", "dan",   "untuk", "dengan", "akan",    "pada",    "ini",    "itu",
                 "dari", "atau",  "tidak", "dapat",  "oleh",    "telah",   "bagi",   "kami",
                 "anda", "harus", "sudah", "belum",  "silakan", "tentang", "kepada", "di"},
    [I18N_SU] = {"nu",     "sareng", "kanggo", "kana",     "ieu",      "éta",   "tina",  "atanapi",
                 "henteu", "anu",    "sadaya", "teu",      "parantos", "aya",   "dina",  "badé",
                 "pikeun", "mangga", "urang",  "ngeunaan", "sanés",    "tiasa", "jeung", "ti"},
    [I18N_JV] = {"ingkang", "lan",      "kaliyan", "wonten", "ing",         "punika",
                 "menika",  "saking",   "utawi",   "boten",  "dhateng",     "kanggé",
                 "kangge",  "sampun",   "badhé",   "dados",  "panjenengan", "inggih",
                 "saged",   "sumangga", "déning",  "bab",    "iki",         "sing"},
    [I18N_EN] = {"the",  "and",  "of",     "to",  "is",  "for",  "will", "on",
                 "this", "from", "or",     "not", "can", "by",   "are",  "be",
                 "you",  "your", "please", "in",  "at",  "with", "has",  "was"},
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (uint8_t)c >= 0x80;
}

static bool is_small(enum i18n_lang lang, const char *word)
{
    for (size_t i = 0; i < SMALL_WORDS_MAX && small[lang][i]; i++) {
        if (strcasecmp(small[lang][i], word) == 0) {
            return true;
        }
    }
    return false;
}

enum i18n_lang say_guess(const char *text, enum i18n_lang otherwise)
{
    int counts[I18N_COUNT] = {0};
    const char *end = text + strnlen(text, SAY_GUESS_BYTES_MAX);
    for (const char *at = text; at < end;) {
        size_t len = 0;
        while (at + len < end && is_letter(at[len])) {
            len++;
        }
        if (len > 0 && len < LETTERS_MAX) {
            char word[LETTERS_MAX] = "";
            memcpy(word, at, len);
            for (size_t lang = 0; lang < I18N_COUNT; lang++) {
                counts[lang] += is_small((enum i18n_lang)lang, word);
            }
        }
        at += len > 0 ? len : 1;
    }
    enum i18n_lang best = otherwise;
    for (size_t lang = 0; lang < I18N_COUNT; lang++) {
        best = counts[lang] > counts[best] ? (enum i18n_lang)lang : best;
    }
    return best;
}
