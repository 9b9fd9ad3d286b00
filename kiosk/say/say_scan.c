// SPDX-License-Identifier: GPL-3.0-or-later
// Looking at the text: what is a letter, a digit, a word's edge. Must never look beyond the end.
#include "say_inside.h"

#include <string.h>

bool say_is_digit(const struct say *say, const char *at)
{
    return at >= say->text && at < say->end && *at >= '0' && *at <= '9';
}

size_t say_digit_count(const struct say *say, const char *at)
{
    size_t count = 0;
    while (say_is_digit(say, at + count)) {
        count++;
    }
    return count;
}

uint32_t say_code(const struct say *say, const char *at, size_t *len)
{
    static const struct {
        uint8_t mask, lead;
        size_t len;
    } forms[] = {{0x80, 0x00, 1}, {0xE0, 0xC0, 2}, {0xF0, 0xE0, 3}, {0xF8, 0xF0, 4}};
    *len = 0;
    if (at >= say->end) {
        return 0;
    }
    uint8_t lead = (uint8_t)*at;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if ((lead & forms[i].mask) == forms[i].lead && forms[i].len <= (size_t)(say->end - at)) {
            *len = forms[i].len;
            uint32_t code = lead & (uint8_t)~forms[i].mask;
            for (size_t k = 1; k < *len; k++) {
                code = code << 6 | ((uint8_t)at[k] & 0x3F);
            }
            return code;
        }
    }
    *len = 1;
    return 0xFFFD;
}

// Beyond ASCII: what is no letter, from and to. All else is one, in whatever script.
static const uint32_t no_letters[][2] = {
    {0x0080, 0x00BF}, {0x00D7, 0x00D7}, {0x00F7, 0x00F7}, {0x2000, 0x2BFF}, {0x3000, 0x303F},
    {0xD800, 0xF8FF}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFF0, 0xFFFF}, {0x1F000, 0x10FFFF},
};

size_t say_letter(const struct say *say, const char *at)
{
    size_t len;
    uint32_t code = say_code(say, at, &len);
    if (code < 0x80) {
        return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ? len : 0;
    }
    for (size_t i = 0; i < COUNT_OF(no_letters); i++) {
        if (code >= no_letters[i][0] && code <= no_letters[i][1]) {
            return 0;
        }
    }
    return len;
}

size_t say_letters(const struct say *say, const char *at)
{
    size_t all = 0;
    for (size_t len; (len = say_letter(say, at + all)) > 0;) {
        all += len;
    }
    return all;
}

bool say_is_space(const struct say *say, const char *at)
{
    return at >= say->end || (*at && strchr(" \t\r\n", *at)) || say_has(say, at, "\u00A0") ||
           say_has(say, at, "\u202F");
}

size_t say_spaces(const struct say *say, const char *at)
{
    const char *p = at;
    while (p < say->end) {
        size_t len = *p == ' ' || *p == '\t'                                  ? 1
                     : say_has(say, p, "\u00A0")                              ? 2
                     : say_has(say, p, "\u202F") || say_has(say, p, "\u2009") ? 3
                                                                              : 0;
        if (len == 0) {
            break;
        }
        p += len;
    }
    return (size_t)(p - at);
}

bool say_begins_word(const struct say *say, const char *at)
{
    if (at == say->text || say_is_digit(say, at - 1)) {
        return at == say->text;
    }
    const char *before = at - 1;
    while (before > say->text && ((uint8_t)*before & 0xC0) == 0x80) {
        before--;
    }
    return say_letter(say, before) == 0;
}

bool say_ends_word(const struct say *say, const char *at)
{
    return !say_is_digit(say, at) && say_letter(say, at) == 0;
}

bool say_has(const struct say *say, const char *at, const char *str)
{
    size_t len = strlen(str);
    return at <= say->end && (size_t)(say->end - at) >= len && memcmp(at, str, len) == 0;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

bool say_has_any_case(const struct say *say, const char *at, const char *str)
{
    size_t i = 0;
    while (str[i] && at + i < say->end && lower(at[i]) == lower(str[i])) {
        i++;
    }
    return str[i] == '\0';
}
