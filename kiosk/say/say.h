// SPDX-License-Identifier: GPL-3.0-or-later
// Text as shown to text as spoken: times, money, dates, numbers and abbreviations become words,
// for each language; Sundanese and Javanese are respelled for the Indonesian voice. Pure.
#ifndef SAY_H
#define SAY_H

#include "db/base/arena.h"
#include "kiosk/ui/i18n.h"

enum {
    SAY_SENTENCE_BYTES_MAX = 600, // of the shown text; a longer one is cut at a comma or a space
    SAY_SPOKEN_BYTES_MAX = 16384, // what those may become: no row makes a byte longer than 24
    SAY_NUMBER_MAX_DIGITS = 18,   // more are read digit by digit
    SAY_GUESS_BYTES_MAX = 4096,   // so much of a text is looked at to guess its language
};

// Where a sentence stands in the text that it was cut from.
struct say_sentence {
    size_t from, to;    // bytes of the shown text
    const char *spoken; // words, in the arena; never empty
};
// Cuts a text into sentences (a full stop of "Rp1.250.000" or "RT.02" ends none) and says each.
// A sentence without a word in it (a rule, an emoji) is left out. text is well-formed UTF-8.
// Returns how many were filled; where that is max, text after out[max - 1].to is still to be said.
size_t say_text(struct arena *arena, enum i18n_lang lang, const char *text, size_t max,
                struct say_sentence *out);
// "1403029730" -> "satu miliar empat ratus tiga juta ...". In the arena, in the language's own
// spelling: say_text() alone respells.
char *say_number(struct arena *arena, enum i18n_lang lang, int64_t value);
// The language that a text is most likely in, by its small words: a notice stays Indonesian on a
// screen in English. `otherwise` where they do not tell.
enum i18n_lang say_guess(const char *text, enum i18n_lang otherwise);

#endif
