// SPDX-License-Identifier: GPL-3.0-or-later
// Letters: addresses of the net, Roman numbers, abbreviations, capitals, words as they are; and
// last of all the marks between them. The rows are in say_table.c.
#include "say_inside.h"

#include <string.h>
#include <strings.h>

// ---- addresses: the name of the place, not its folders

static bool is_address_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr(".-_", c) != NULL;
}

static size_t run_of_address(const struct say *say, const char *at)
{
    size_t len = 0;
    while (at + len < say->end && at[len] && is_address_letter(at[len])) {
        len++;
    }
    while (len > 0 && strchr(".-_", at[len - 1])) { // the sentence's own full stop
        len--;
    }
    return len;
}

static void say_host(struct say *say, const char *at, size_t len)
{
    for (size_t i = 0; i < len;) {
        size_t part = 0;
        while (i + part < len &&
               (say_letter(say, at + i + part) || say_is_digit(say, at + i + part))) {
            part++;
        }
        if (part == 0) {
            say_word(say, at[i] == '.' ? say->with->dot : "");
            i++;
            continue;
        }
        size_t letters = say_letters(say, at + i);
        if (letters == part) {
            struct bytes word =
                bytes_of(at + i, part < SAY_WORD_BYTES_MAX ? part : SAY_WORD_BYTES_MAX);
            say_plain(say, arena_str_of(say->arena, word));
        } else {
            say_spell(say, at + i, part < SAY_WORD_BYTES_MAX ? part : SAY_WORD_BYTES_MAX);
        }
        i += part;
    }
}

// It ends in a domain that people here know, or begins as an address does.
static bool is_host(const struct say *say, const char *at, size_t len)
{
    for (const char *const *domain = say_domains; *domain; domain++) {
        size_t domain_len = strlen(*domain);
        if (len > domain_len && say_has(say, at + len - domain_len, *domain)) {
            return true;
        }
    }
    return false;
}

static size_t skip_to_space(const struct say *say, const char *at)
{
    size_t len = 0;
    while (at + len < say->end && !say_is_space(say, at + len)) {
        len++;
    }
    while (len > 0 && strchr(".,;:!?)]>\"'", at[len - 1])) {
        len--;
    }
    return len;
}

size_t say_rule_address(struct say *say, const char *at)
{
    static const char *const schemes[] = {"https://", "http://", "mailto:"};
    const char *p = at;
    for (size_t i = 0; i < COUNT_OF(schemes) && p == at; i++) {
        p += say_has_any_case(say, at, schemes[i]) ? strlen(schemes[i]) : 0;
    }
    p += say_has_any_case(say, p, "www.") ? 4 : 0;
    size_t len = run_of_address(say, p);
    if (len == 0 || !say_begins_word(say, at)) {
        return 0;
    }
    if (p + len < say->end && p[len] == '@') {
        size_t host = run_of_address(say, p + len + 1);
        if (!memchr(p + len + 1, '.', host)) {
            return 0;
        }
        say_word(say, say->with->mail);
        say_host(say, p, len);
        say_word(say, say->with->at);
        say_host(say, p + len + 1, host);
        return (size_t)(p - at) + len + 1 + host;
    }
    if (p == at && (!is_host(say, p, len) || say_is_digit(say, p))) {
        return 0;
    }
    say_word(say, say->with->web);
    say_host(say, p, len);
    return (size_t)(p - at) + len + skip_to_space(say, p + len);
}

// ---- Roman numbers

static int roman_letter(char c)
{
    static const char letters[] = "IVXLCDM";
    static const int values[] = {1, 5, 10, 50, 100, 500, 1000};
    const char *found = c ? strchr(letters, c) : NULL;
    return found ? values[found - letters] : 0;
}

size_t say_read_roman(const struct say *say, const char *at, int64_t *value)
{
    size_t len = 0;
    *value = 0;
    while (at + len < say->end && roman_letter(at[len]) > 0 && len < 15) {
        int this = roman_letter(at[len]);
        int next = at + len + 1 < say->end ? roman_letter(at[len + 1]) : 0;
        *value += this < next ? -this : this;
        len++;
    }
    return len > 0 && *value > 0 && *value < 4000 && say_ends_word(say, at + len) ? len : 0;
}

size_t say_rule_roman(struct say *say, const char *at)
{
    int64_t value;
    size_t len = say_begins_word(say, at) ? say_read_roman(say, at, &value) : 0;
    bool is_plain = len > 1 && strspn(at, "IVX") >= len; // "Dusun II": no word looks like that
    if (len == 0 || !(is_plain || say_is_after(say, say_before_roman))) {
        return 0;
    }
    say_int(say, value);
    return len;
}

// ---- abbreviations

static bool is_number_before(const struct say *say, const char *at)
{
    while (at > say->text && at[-1] == ' ') {
        at--;
    }
    return say_is_digit(say, at - 1);
}

static bool is_number_after(const struct say *say, const char *at)
{
    at += at < say->end && strchr(".:", *at) ? 1 : 0;
    return say_is_digit(say, at + say_spaces(say, at));
}

// A new sentence begins behind this full stop, or nothing does.
static bool is_sentence_end(const struct say *say, const char *stop)
{
    const char *next = stop + 1 + say_spaces(say, stop + 1);
    return next >= say->end || !((*next >= 'a' && *next <= 'z') || say_is_digit(say, next));
}

static bool fits(const struct say *say, const char *at, const struct say_short *row)
{
    const char *end = at + strlen(row->shown);
    bool is_there = row->when & SAY_EXACT ? say_has(say, at, row->shown)
                                          : say_has_any_case(say, at, row->shown);
    return is_there && say_ends_word(say, end) &&
           (!(row->when & SAY_DOT) || (end < say->end && *end == '.')) &&
           (!(row->when & SAY_AFTER_NUMBER) || is_number_before(say, at)) &&
           (!(row->when & SAY_BEFORE_NUMBER) || is_number_after(say, end));
}

// "RT 02", "RT.02/RW.05": the nought only fills its place.
static size_t skip_noughts(const struct say *say, const char *at)
{
    size_t spaces = say_spaces(say, at), noughts = 0;
    size_t digits = say_digit_count(say, at + spaces);
    while (digits <= 3 && noughts + 1 < digits && at[spaces + noughts] == '0') {
        noughts++;
    }
    return noughts > 0 ? spaces + noughts : 0;
}

size_t say_rule_short(struct say *say, const char *at)
{
    if (!say_begins_word(say, at)) {
        return 0;
    }
    for (const struct say_short *row = say_shorts; row->shown; row++) {
        if (!fits(say, at, row)) {
            continue;
        }
        const char *spoken = row->spoken[say->lang];
        spoken = spoken ? spoken : row->spoken[I18N_ID];
        size_t len = strlen(row->shown);
        if (spoken) {
            say_word(say, spoken);
        } else {
            say_spell(say, row->shown, len);
        }
        const char *stop = at + len;
        bool has_stop = stop < say->end && *stop == '.';
        bool is_end = has_stop && !(row->when & (SAY_DOT | SAY_STOP)) && is_sentence_end(say, stop);
        len += has_stop && !is_end ? 1 : 0;
        return len + skip_noughts(say, at + len);
    }
    return 0;
}

// ---- words

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static char *lowered(struct say *say, const char *at, size_t len)
{
    char *word = arena_str_of(say->arena, bytes_of(at, len));
    for (char *c = word; *c; c++) {
        *c = is_upper(*c) ? (char)(*c | 0x20) : *c;
    }
    return word;
}

// "PENGUMUMAN" is a word, "KPMD" is spelled: what has no vowel cannot be said. One capital with a
// full stop is somebody's initial and ends no sentence.
size_t say_rule_capitals(struct say *say, const char *at)
{
    size_t len = 0, vowels = 0;
    while (at + len < say->end && is_upper(at[len]) && len < SAY_WORD_BYTES_MAX) {
        vowels += strchr("AIUEO", at[len]) != NULL;
        len++;
    }
    if (len == 0 || !say_begins_word(say, at) || say_letter(say, at + len) > 0) {
        return 0;
    }
    if (len == 1 && !say->with->is_english) {
        say_spell(say, at, 1);
        bool is_initial = say_has(say, at + 1, ".") && say_spaces(say, at + 2) > 0;
        return is_initial ? 2 : 1;
    }
    if (len == 1) {
        say_plain(say, strchr("AI", *at) ? lowered(say, at, 1) : say->with->letters[*at - 'A']);
    } else if (vowels > 0 || len > SAY_LETTERS_SPELLED_MAX) {
        say_word(say, lowered(say, at, len));
    } else {
        say_spell(say, at, len);
    }
    return len;
}

// A word with its hyphens and apostrophes. A long one is said in pieces: the rest comes next.
size_t say_rule_word(struct say *say, const char *at)
{
    size_t len = say_letters(say, at);
    while (len > 0 && at + len < say->end && strchr("-'", at[len]) &&
           say_letter(say, at + len + 1) > 0) {
        len += 1 + say_letters(say, at + len + 1);
    }
    if (len == 0) {
        return 0;
    }
    if (len > SAY_WORD_BYTES_MAX) {
        len = SAY_WORD_BYTES_MAX;
        while (((uint8_t)at[len] & 0xC0) == 0x80) {
            len--;
        }
    }
    // A name is not respelled; a sentence's first word may be one, but mostly is not.
    char *word = arena_str_of(say->arena, bytes_of(at, len));
    bool is_name = is_upper(*at) && at > say->from;
    is_name ? say_plain(say, word) : say_word(say, word);
    return len;
}

// ---- marks

static bool is_figure_before(const struct say *say, const char *at)
{
    while (at > say->from && at[-1] == ' ') {
        at--;
    }
    return at > say->from && (say_is_digit(say, at - 1) || at[-1] == '%');
}

// A dash between figures, or without spaces between words, says "to"; any other is a pause.
size_t say_rule_dash(struct say *say, const char *at)
{
    bool is_hyphen = *at == '-';
    bool is_long = say_has(say, at, "\u2013") || say_has(say, at, "\u2014");
    if (!is_hyphen && !is_long) {
        return 0;
    }
    const char *end = at + (is_hyphen ? 1 : 3), *next = end + say_spaces(say, end);
    bool has_figure = say_is_digit(say, next) || say_has(say, next, "Rp");
    bool is_tight = say_letter(say, end) > 0 && at > say->from && at[-1] != ' ';
    if ((is_figure_before(say, at) && has_figure) || (is_long && is_tight)) {
        say_word(say, say->with->to);
    } else {
        say_pause(say, ',');
    }
    return (size_t)(end - at);
}

size_t say_rule_symbol(struct say *say, const char *at)
{
    size_t len;
    uint32_t code = say_code(say, at, &len);
    for (const struct say_symbol *row = say_symbols; row->to; row++) {
        if (code < row->from || code > row->to) {
            continue;
        }
        const char *spoken = row->spoken[say->lang] ? row->spoken[say->lang] : row->spoken[I18N_ID];
        bool is_beside_figure =
            code == '/' && (say_is_digit(say, at - 1) || say_is_digit(say, at + 1));
        if (row->is_pause || is_beside_figure) { // "No. 14/2026", "RT 02/RW 05"
            say_pause(say, ',');
        } else if (spoken) {
            say_word(say, spoken);
        }
        break;
    }
    return len;
}
