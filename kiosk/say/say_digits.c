// SPDX-License-Identifier: GPL-3.0-or-later
// Digits that only name something (a receipt's code, a public number, a telephone) and the words
// made of a number: "ke-3", "25th". Each digit is said, with a pause where the writer left a gap.
#include "say_inside.h"

#include <string.h>

enum { GROUP = 4, CODE_GROUPS = 4, PHONE_MIN = 5 };

// Digit by digit, in fours where the writer left no gap.
static void say_in_fours(struct say *say, const char *at, size_t len)
{
    for (size_t i = 0; i < len; i += GROUP) {
        size_t part = len - i < GROUP + 2 ? len - i : GROUP; // no last group of one
        say_digits(say, at + i, part);
        if (i + part < len) {
            say_pause(say, ',');
        } else {
            break;
        }
    }
}

// "4821 7093 1155 0268", and sixteen digits and more without a gap (a code, a NIK).
size_t say_rule_code(struct say *say, const char *at)
{
    size_t run = say_digit_count(say, at);
    if (run == 0 || !say_begins_word(say, at)) {
        return 0;
    }
    if (run >= 11 && run <= SAY_DIGITS_MAX) {
        say_in_fours(say, at, run);
        return run;
    }
    const char *p = at;
    for (size_t group = 0; group < CODE_GROUPS; group++) {
        if (say_digit_count(say, p) != GROUP) {
            return 0;
        }
        p += GROUP;
        p += group + 1 < CODE_GROUPS ? say_spaces(say, p) : 0;
    }
    for (const char *q = at; q < p; q += say_spaces(say, q)) {
        say_digits(say, q, GROUP);
        q += GROUP;
        if (q < p) {
            say_pause(say, ',');
        }
    }
    return (size_t)(p - at);
}

// "2005-0042". Two years with a hyphen between are a span only after a word that says so.
size_t say_rule_public_number(struct say *say, const char *at)
{
    static const char *const spans[] = {"tahun", "periode", "masa",   "ajaran", "anggaran", "warsa",
                                        "taun",  "year",    "period", "years",  NULL};
    size_t first = say_digit_count(say, at);
    if (first != GROUP || at[first] != '-' || !say_begins_word(say, at)) {
        return 0;
    }
    size_t second = say_digit_count(say, at + first + 1);
    const char *end = at + first + 1 + second;
    if (second < GROUP || second > GROUP + 2 || !say_ends_word(say, end) ||
        (end < say->end && *end == '-') || say_is_after(say, spans)) {
        return 0;
    }
    say_digits(say, at, first + 1 + second);
    return (size_t)(end - at);
}

// The digits, gaps and brackets of a telephone number; *digits is how many are digits.
static size_t phone_len(const struct say *say, const char *at, size_t *digits)
{
    const char *p = at, *last = at;
    *digits = 0;
    while (p < say->end && p - at < SAY_DIGITS_MAX) {
        if (say_is_digit(say, p)) {
            ++*digits;
            last = ++p;
        } else if (strchr("-() ", *p) && (say_is_digit(say, p + 1) || (p[1] && strchr("( ", p[1]) &&
                                                                       say_is_digit(say, p + 2)))) {
            p++;
        } else {
            break;
        }
    }
    return (size_t)(last - at);
}

static const char *const phone_words[] = {
    "telepon", "telp",   "hubungi", "nomor",  "ponsel", "menghubungi", "call", "phone",
    "number",  "kontak", "darurat", "telpon", "we a",   "sms",         NULL,
};

// The numbers to call for help, where nothing is counted by them: they end the text.
static bool is_emergency(const struct say *say, const char *at, size_t run)
{
    static const char *const known[] = {"110", "112", "113", "115", "117", "118", "119", "129"};
    bool is_known = false;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        is_known = is_known || (run == 3 && say_has(say, at, known[i]));
    }
    const char *end = at + run;
    return is_known && (end >= say->end || *end == '\n' || (*end == '.' && end + 1 >= say->end));
}

// Begins with 0 or +, or stands after a word that says what it is.
size_t say_rule_phone(struct say *say, const char *at)
{
    const char *p = at + (at < say->end && strchr("+(", *at) ? 1 : 0);
    size_t run = say_digit_count(say, p), digits;
    if (run == 0 || !say_begins_word(say, at)) {
        return 0;
    }
    bool is_marked = *at == '+' || *p == '0';
    bool is_named = p == at && run >= 3 && run <= 6 && say_is_after(say, phone_words) &&
                    (p[run] == '\0' || !strchr(".,/", p[run]) || !say_is_digit(say, p + run + 1));
    if ((is_named && !is_marked) || (p == at && is_emergency(say, at, run))) {
        say_digits(say, at, run);
        return run;
    }
    size_t len = phone_len(say, p, &digits);
    if (!is_marked || digits < PHONE_MIN) {
        return 0;
    }
    if (*at == '+') {
        say_word(say, "plus");
    }
    if (len == digits) {
        say_in_fours(say, p, len);
    } else {
        say_digits(say, p, len);
    }
    return (size_t)(p - at) + len;
}

// ---- "ke-3", "ke-II", "3rd"

static const char *const english_days[] = {
    "first",        "second",         "third",         "fourth",        "fifth",
    "sixth",        "seventh",        "eighth",        "ninth",         "tenth",
    "eleventh",     "twelfth",        "thirteenth",    "fourteenth",    "fifteenth",
    "sixteenth",    "seventeenth",    "eighteenth",    "nineteenth",    "twentieth",
    "twenty-first", "twenty-second",  "twenty-third",  "twenty-fourth", "twenty-fifth",
    "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth",  "thirtieth",
    "thirty-first",
};

const char *say_english_nth(int64_t value)
{
    return value >= 1 && value <= (int64_t)COUNT_OF(english_days) ? english_days[value - 1] : NULL;
}

static size_t english_nth(struct say *say, const char *at)
{
    static const char *const ends[] = {"st", "nd", "rd", "th"};
    struct say_figure figure;
    size_t len = say_read_figure(say, at, &figure);
    const char *words = len > 0 && len <= 2 ? say_english_nth(figure.whole) : NULL;
    for (size_t i = 0; words && i < COUNT_OF(ends); i++) {
        if (say_has(say, at + len, ends[i]) && say_ends_word(say, at + len + 2)) {
            say_word(say, words);
            return len + 2;
        }
    }
    return 0;
}

size_t say_rule_nth(struct say *say, const char *at)
{
    if (say->with->is_english && say_is_digit(say, at)) {
        return english_nth(say, at);
    }
    const char *prefix = say->lang == I18N_JV ? "kaping-" : "ke-";
    size_t skip = say_has_any_case(say, at, "ke-") ? 3 : say_has_any_case(say, at, prefix) ? 7 : 0;
    if (skip == 0 || !say_begins_word(say, at)) {
        return 0;
    }
    struct say_figure figure;
    size_t len = say_read_figure(say, at + skip, &figure);
    if (len == 0) {
        len = say_read_roman(say, at + skip, &figure.whole);
    }
    if (len == 0) {
        return 0;
    }
    const char *words = say_number(say->arena, say->lang, figure.whole);
    say_word(say, figure.whole == 1 ? say->with->first
                                    : arena_printf(say->arena, "%s%s", say->with->nth, words));
    return skip + len;
}
