// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of kiosk/say share. A rule looks at the text and, where it is its own, says it and
// returns how many bytes that was; 0 otherwise. Nobody else includes this.
#ifndef SAY_INSIDE_H
#define SAY_INSIDE_H

#include "say.h"

enum {
    SAY_WORD_BYTES_MAX = 64,     // a longer one is said in pieces
    SAY_DIGITS_MAX = 40,         // of one run
    SAY_LETTERS_SPELLED_MAX = 8, // of an abbreviation that nobody knows
    SAY_DAY_PARTS = 6,
};

// A language's words beside its numbers: say_table.c.
struct say_language {
    char thousand, decimal;
    const char *point, *dot, *at, *minus, *to, *rupiah, *per, *first, *nth;
    const char *half, *quarter, *three_quarters;  // 1/2, 1/4, 3/4
    const char *hour, *half_hour, *past, *minute; // "pukul", "setengah", "lewat", "menit"
    struct {
        int until_min; // of the day
        const char *words;
    } parts[SAY_DAY_PARTS];
    const char *months[12];
    const char *web, *mail;
    const char *letters[26];
    bool is_english;
};
extern const struct say_language say_languages[I18N_COUNT];

struct say {
    struct arena *arena;
    enum i18n_lang lang;
    const struct say_language *with;
    const char *text, *end; // all of it
    const char *from;       // where this sentence begins
    struct buf out;         // what was said of it
};

typedef size_t say_rule(struct say *say, const char *at);

// The language whose rows are used: the test's own pseudo-language counts as Indonesian.
static inline enum i18n_lang say_lang(enum i18n_lang lang)
{
    return lang <= I18N_EN ? lang : I18N_ID;
}

// ---- say.c: saying
void say_word(struct say *say, const char *word);  // a space before it; respelled for the voice
void say_plain(struct say *say, const char *word); // as it stands
void say_pause(struct say *say, char mark);        // , . ? ! after the last word; once
void say_int(struct say *say, int64_t value);
void say_spell(struct say *say, const char *letters, size_t len);
// Digit by digit; whatever else is among them is a pause.
void say_digits(struct say *say, const char *digits, size_t len);
// The last word said is one of these (ended by NULL).
bool say_is_after(const struct say *say, const char *const *words);

// ---- say_scan.c: looking
bool say_is_digit(const struct say *say, const char *at);
size_t say_digit_count(const struct say *say, const char *at);
// Bytes of the letter there, 0 when it is none. Combining marks count as letters.
size_t say_letter(const struct say *say, const char *at);
size_t say_letters(const struct say *say, const char *at); // of the run of letters there
uint32_t say_code(const struct say *say, const char *at, size_t *len);
bool say_is_space(const struct say *say, const char *at);
size_t say_spaces(const struct say *say, const char *at); // plain and hard ones, not line breaks
// No letter and no digit stands directly before `at`, or at it.
bool say_begins_word(const struct say *say, const char *at);
bool say_ends_word(const struct say *say, const char *at);
// The text at `at` begins with this; ASCII letters of either case when is_any_case.
bool say_has(const struct say *say, const char *at, const char *str);
bool say_has_any_case(const struct say *say, const char *at, const char *str);

// ---- numbers
const char *say_digit(enum i18n_lang lang, char digit);
struct say_figure {
    int64_t whole;
    const char *fraction; // digits, in the text
    size_t fraction_len;
};
// "1.250.000,50" in the language's own writing. 0: none there, or too large for a number.
size_t say_read_figure(const struct say *say, const char *at, struct say_figure *out);
void say_figure(struct say *say, const struct say_figure *figure);
// Capitals that are a Roman number up to 3999, as a whole word. 0: none.
size_t say_read_roman(const struct say *say, const char *at, int64_t *value);
const char *say_english_nth(int64_t value); // 1 to 31, else NULL

// The rules, in the order in which they are tried (say.c).
say_rule say_rule_address, say_rule_money, say_rule_date, say_rule_time, say_rule_code,
    say_rule_public_number, say_rule_phone, say_rule_fraction, say_rule_nth, say_rule_day,
    say_rule_list, say_rule_chain, say_rule_number, say_rule_roman, say_rule_short,
    say_rule_capitals, say_rule_word, say_rule_dash, say_rule_symbol;

// ---- say_table.c: rows
enum say_when {
    SAY_EXACT = 1,         // these very capitals
    SAY_DOT = 2,           // only with its full stop
    SAY_BEFORE_NUMBER = 4, // only there
    SAY_AFTER_NUMBER = 8,  // only there
    SAY_STOP = 16,         // a full stop behind it is its own, never the sentence's
};
struct say_short {
    const char *shown;              // without its full stop
    const char *spoken[I18N_COUNT]; // NULL: as in Indonesian; that NULL too: letter by letter
    unsigned when;                  // of enum say_when
};
extern const struct say_short say_shorts[]; // ended by a row of zeroes
struct say_unit {
    const char *shown;
    const char *other, *english;
};
extern const struct say_unit say_units[], say_scales[];
struct say_symbol {
    uint32_t from, to; // code points
    bool is_pause;
    const char *spoken[I18N_COUNT]; // NULL in Indonesian: nothing is said
};
extern const struct say_symbol say_symbols[];
extern const char *const say_before_roman[];
extern const char *const say_hour_words[];
extern const char *const say_domains[];

// ---- say_respell.c
// For the Indonesian voice; the word as it is where nothing has to be changed. In the arena.
const char *say_respell(struct arena *arena, enum i18n_lang lang, const char *word);

#endif
