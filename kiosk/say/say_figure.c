// SPDX-License-Identifier: GPL-3.0-or-later
// What is counted: figures, money, units, fractions, "ke-3", "x.y.z". What is only numbered (codes,
// telephones) is in say_digits.c.
#include "say_inside.h"

#include <string.h>

enum { CHAIN_PARTS_MAX = 8 };

static bool is_group(const struct say *say, const char *at)
{
    return say_digit_count(say, at) == 3;
}

// Digits in threes with `mark` between; 0: no such groups.
static size_t grouped(const struct say *say, const char *at, char mark)
{
    size_t len = say_digit_count(say, at);
    if (len > 3 || *at == '0') {
        return 0;
    }
    size_t first = len;
    while (at + len < say->end && at[len] == mark && is_group(say, at + len + 1)) {
        len += 4;
    }
    return len > first ? len : 0;
}

// The language's own marks first; where there are two groups or more, the other language's too.
static size_t read_groups(const struct say *say, const char *at, char *decimal)
{
    char thousand = say->with->thousand;
    *decimal = say->with->decimal;
    size_t len = grouped(say, at, thousand);
    if (len == 0 && grouped(say, at, *decimal) > 7) {
        len = grouped(say, at, *decimal);
        *decimal = thousand;
    }
    return len > 0 ? len : say_digit_count(say, at);
}

size_t say_read_figure(const struct say *say, const char *at, struct say_figure *out)
{
    char decimal;
    *out = (struct say_figure){0};
    size_t len = read_groups(say, at, &decimal), digits = 0;
    if (len == 0) {
        return 0;
    }
    for (size_t i = 0; i < len; i++) {
        if (say_is_digit(say, at + i) && ++digits <= SAY_NUMBER_MAX_DIGITS) {
            out->whole = out->whole * 10 + (at[i] - '0');
        }
    }
    if (digits > SAY_NUMBER_MAX_DIGITS) {
        return 0;
    }
    size_t fraction =
        at + len < say->end && at[len] == decimal ? say_digit_count(say, at + len + 1) : 0;
    if (fraction > 0 && fraction <= SAY_DIGITS_MAX) {
        out->fraction = at + len + 1;
        out->fraction_len = fraction;
        len += 1 + fraction;
    }
    return len;
}

void say_figure(struct say *say, const struct say_figure *figure)
{
    say_int(say, figure->whole);
    if (figure->fraction_len > 0) {
        say_word(say, say->with->point);
        say_digits(say, figure->fraction, figure->fraction_len);
    }
}

// A row whose letters stand at `at` as a whole word.
static const struct say_unit *find_unit(const struct say *say, const char *at,
                                        const struct say_unit *rows)
{
    for (; rows->shown; rows++) {
        const char *end = at + strlen(rows->shown);
        bool is_times = *rows->shown == 'x' && say_is_digit(say, end); // "2x3 cm"
        if (say_has(say, at, rows->shown) && (is_times || say_ends_word(say, end))) {
            return rows;
        }
    }
    return NULL;
}

// What may stand behind a figure, after a space or not: "juta", "kg". Bytes, 0: none.
static size_t say_unit_there(struct say *say, const char *at, const struct say_unit *rows)
{
    size_t spaces = say_spaces(say, at);
    const struct say_unit *unit = find_unit(say, at + spaces, rows);
    if (!unit) {
        return 0;
    }
    say_word(say, say->with->is_english ? unit->english : unit->other);
    return spaces + strlen(unit->shown);
}

// "/bulan", "/kg": per month, where a small letter follows a figure's slash.
static size_t say_per(struct say *say, const char *at)
{
    if (at >= say->end || *at != '/' || say_letter(say, at + 1) == 0 ||
        (at[1] >= 'A' && at[1] <= 'Z')) {
        return 0;
    }
    say_word(say, say->with->per);
    const struct say_unit *unit = find_unit(say, at + 1, say_units);
    if (!unit) {
        return 1;
    }
    say_word(say, say->with->is_english ? unit->english : unit->other);
    return 1 + strlen(unit->shown);
}

static size_t minus_len(const struct say *say, const char *at)
{
    return say_has(say, at, "-") ? 1 : say_has(say, at, "\u2212") ? 3 : 0;
}

// ---- money

static bool is_nothing(const struct say_figure *figure)
{
    for (size_t i = 0; i < figure->fraction_len; i++) {
        if (figure->fraction[i] != '0') {
            return false;
        }
    }
    return true;
}

size_t say_rule_money(struct say *say, const char *at)
{
    static const char *const signs[] = {"Rp.", "Rp", "RP.", "RP", "rp", "IDR"};
    size_t before = minus_len(say, at), after; // "-Rp500", "Rp-500"
    const char *p = at + before, *sign = p;
    for (size_t i = 0; i < COUNT_OF(signs) && p == sign; i++) {
        p += say_has(say, sign, signs[i]) ? strlen(signs[i]) : 0;
    }
    if (p == sign || !say_begins_word(say, at)) {
        return 0;
    }
    p += say_spaces(say, p);
    after = minus_len(say, p);
    p += after;
    struct say_figure figure;
    size_t len = say_read_figure(say, p, &figure);
    if (len == 0) {
        return 0;
    }
    if (is_nothing(&figure)) {
        figure.fraction_len = 0;
    }
    say_word(say, before + after > 0 ? say->with->minus : "");
    say_figure(say, &figure);
    p += len;
    p += say_unit_there(say, p, say_scales);
    say_word(say, say->with->rupiah);
    if (say_has(say, p, ",-") || say_has(say, p, ".-")) { // "Rp5.000,-"
        p += 2;
    }
    return (size_t)(p - at) + say_per(say, p);
}

// ---- plain figures

static bool is_percent(const struct say *say, const char *at)
{
    return at < say->end && *at == '%';
}

static size_t say_quantity(struct say *say, const char *at)
{
    struct say_figure figure;
    size_t len = say_read_figure(say, at, &figure);
    if (len == 0) {
        return 0;
    }
    bool is_year = say->with->is_english && len == 4 && figure.whole >= 1900 &&
                   figure.whole < 2100 && figure.whole != 2000;
    if (is_year && figure.whole % 100 >= 10) {
        say_int(say, figure.whole / 100);
        say_int(say, figure.whole % 100);
    } else {
        say_figure(say, &figure);
    }
    const char *p = at + len;
    if (is_percent(say, p + say_spaces(say, p))) {
        say_word(say, say->with->is_english ? "percent" : "persen");
        return len + say_spaces(say, p) + 1;
    }
    p += say_unit_there(say, p, say_scales);
    p += say_unit_there(say, p, say_units);
    return (size_t)(p - at) + say_per(say, p);
}

// "-5 °C", "− 3": a minus only where nothing stands directly before it.
size_t say_rule_number(struct say *say, const char *at)
{
    size_t sign = minus_len(say, at);
    if (sign > 0 &&
        (!say_is_digit(say, at + sign) || (at > say->text && !strchr(" (\n", at[-1])))) {
        return 0;
    }
    if (!say_is_digit(say, at + sign)) {
        return 0;
    }
    if (sign > 0) {
        say_word(say, say->with->minus);
    }
    size_t len = say_quantity(say, at + sign);
    if (len > 0) {
        return sign + len;
    }
    len = say_digit_count(say, at + sign); // more digits than a number has
    len = len < SAY_DIGITS_MAX ? len : SAY_DIGITS_MAX;
    say_digits(say, at + sign, len);
    return sign + len;
}

// "1/2" is a half, "4/10" four per ten; more slashes are a document's number.
size_t say_rule_fraction(struct say *say, const char *at)
{
    size_t upper = say_digit_count(say, at), lower = say_digit_count(say, at + upper + 1);
    const char *end = at + upper + 1 + lower;
    if (upper == 0 || upper > 3 || at[upper] != '/' || lower == 0 || lower > 3 ||
        !say_begins_word(say, at) || !say_ends_word(say, end) || (end < say->end && *end == '/') ||
        (at > say->text && strchr("/.,", at[-1])) || *at == '0') {
        return 0;
    }
    const struct {
        const char *shown, *spoken;
    } known[] = {
        {"1/2", say->with->half}, {"1/4", say->with->quarter}, {"3/4", say->with->three_quarters}};
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (end - at == 3 && say_has(say, at, known[i].shown)) {
            say_word(say, known[i].spoken);
            return 3;
        }
    }
    struct say_figure figure;
    say_read_figure(say, at, &figure);
    say_int(say, figure.whole);
    say_word(say, say->with->per);
    say_read_figure(say, at + upper + 1, &figure);
    say_int(say, figure.whole);
    return (size_t)(end - at);
}

// "1. Fotokopi KTP" at the beginning: a number and a pause, and no end of a sentence.
size_t say_rule_list(struct say *say, const char *at)
{
    size_t len = say_digit_count(say, at);
    if (at != say->from || len == 0 || len > 3 || (at[len] != '.' && at[len] != ')') ||
        say_spaces(say, at + len + 1) == 0) {
        return 0;
    }
    struct say_figure figure;
    say_read_figure(say, at, &figure);
    say_int(say, figure.whole);
    say_pause(say, ',');
    return len + 1;
}

// "2.1.03", "32.15.11.2005": parts of a code, each said, with "titik" between.
size_t say_rule_chain(struct say *say, const char *at)
{
    struct say_figure figure;
    const char *p = at + say_digit_count(say, at);
    if (p == at || p - at > 4 || *p != '.' || !say_is_digit(say, p + 1) ||
        (size_t)(p - at) + 1 + say_digit_count(say, p + 1) <= say_read_figure(say, at, &figure)) {
        return 0;
    }
    p = at;
    for (size_t parts = 0;
         parts < CHAIN_PARTS_MAX && say_is_digit(say, p) && say_digit_count(say, p) <= 4; parts++) {
        size_t len = say_digit_count(say, p);
        if (parts > 0) {
            say_word(say, say->with->dot);
        }
        if (*p == '0') {
            say_digits(say, p, len);
        } else {
            int64_t value = 0;
            for (size_t i = 0; i < len; i++) {
                value = value * 10 + (p[i] - '0');
            }
            say_int(say, value);
        }
        p += len;
        if (p >= say->end || *p != '.' || !say_is_digit(say, p + 1)) {
            break;
        }
        p++;
    }
    return (size_t)(p - at) + say_unit_there(say, p, say_units);
}
