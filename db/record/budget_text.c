// SPDX-License-Identifier: GPL-3.0-or-later
// Codings and amounts. Money never passes through floating point.
#include "budget_text.h"

#include <string.h>

#define MINUS "\xE2\x88\x92" // the typographic one

// ---- codings

// Windows-1252 from 0x80 to 0x9F; 0: no letter there.
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static bool is_utf_16(struct bytes file)
{
    if (file.len < 2) {
        return false;
    }
    bool marked = (file.data[0] == 0xFF && file.data[1] == 0xFE) ||
                  (file.data[0] == 0xFE && file.data[1] == 0xFF);
    return marked || file.data[0] == 0 || file.data[1] == 0;
}

static uint8_t *put_letter(uint8_t *out, unsigned code)
{
    if (code < 0x80) {
        *out++ = (uint8_t)code;
    } else if (code < 0x800) {
        *out++ = (uint8_t)(0xC0 | code >> 6);
        *out++ = (uint8_t)(0x80 | (code & 0x3F));
    } else {
        *out++ = (uint8_t)(0xE0 | code >> 12);
        *out++ = (uint8_t)(0x80 | (code >> 6 & 0x3F));
        *out++ = (uint8_t)(0x80 | (code & 0x3F));
    }
    return out;
}

static bool convert(struct arena *arena, struct bytes file, struct bytes *out)
{
    uint8_t *text = arena_alloc(arena, 3 * file.len + 1), *end = text;
    size_t line = 1;
    for (size_t i = 0; i < file.len; i++) {
        unsigned c = file.data[i];
        unsigned code = c >= 0x80 && c < 0xA0 ? windows_1252[c - 0x80] : c;
        if (code == 0) {
            fault_set("line %zu: byte %02X is text neither in UTF-8 nor in Windows-1252; save the "
                      "file as CSV UTF-8",
                      line, c);
            return false;
        }
        line += c == '\n';
        end = put_letter(end, code);
    }
    *out = bytes_of(text, (size_t)(end - text));
    return true;
}

bool budget_text(struct arena *arena, struct bytes file, struct bytes *out, bool *was_windows_1252)
{
    *was_windows_1252 = false;
    *out = file;
    if (is_utf_16(file)) {
        fault_set("the file is UTF-16 (\"Unicode text\"); save it as CSV UTF-8 and give it again");
        return false;
    }
    if (file.len >= 3 && memcmp(file.data, "\xEF\xBB\xBF", 3) == 0) {
        *out = bytes_of(file.data + 3, file.len - 3);
    }
    if (utf8_is_valid(*out)) {
        return true;
    }
    if (memchr(file.data, '\0', file.len)) {
        fault_set("the file is not text; save it as CSV UTF-8 and give it again");
        return false;
    }
    *was_windows_1252 = true;
    return convert(arena, *out, out);
}

// ---- money

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits(const char *text)
{
    size_t count = 0;
    while (is_digit(text[count])) {
        count++;
    }
    return count;
}

// Adds digits to *value; false beyond max.
static bool take(const char *text, size_t count, int64_t max, int64_t *value)
{
    for (size_t i = 0; i < count; i++) {
        int64_t digit = text[i] - '0';
        if (*value > (max - digit) / 10) {
            return false;
        }
        *value = *value * 10 + digit;
    }
    return true;
}

// Behind "Rp", a minus, or both; *is_negative says which.
static const char *after_sign(const char *text, bool *is_negative)
{
    const char *p = text;
    *is_negative = p[0] == '-' || str_starts(p, MINUS);
    p += p[0] == '-' ? 1 : *is_negative ? strlen(MINUS) : 0;
    p += strspn(p, " ");
    if ((p[0] == 'R' || p[0] == 'r') && (p[1] == 'p' || p[1] == 'P')) {
        p += 2 + (p[2] == '.');
    }
    return p + strspn(p, " ");
}

enum budget_money budget_money(const char *text, int64_t rupiah_max, int64_t *sen)
{
    bool is_negative;
    const char *p = after_sign(text, &is_negative);
    if (!text[0]) {
        return BUDGET_MONEY_EMPTY;
    }
    size_t count = digits(p);
    if (count == 0) {
        return BUDGET_MONEY_UNREADABLE;
    }
    int64_t rupiah = 0, cents = 0;
    bool fits = take(p, count, rupiah_max, &rupiah), grouped = false;
    p += count;
    for (; count <= 3 && p[0] == '.' && digits(p + 1) == 3; p += 4) {
        fits = fits && take(p + 1, 3, rupiah_max, &rupiah);
        grouped = true;
    }
    if (p[0] == ',' || (p[0] == '.' && !grouped)) {
        count = digits(p + 1);
        if (count < 1 || count > 2) {
            return BUDGET_MONEY_UNREADABLE;
        }
        cents = (p[1] - '0') * 10 + (count == 2 ? p[2] - '0' : 0);
        p += 1 + count;
    }
    if (p[0]) {
        return BUDGET_MONEY_UNREADABLE;
    }
    if (!fits || (rupiah == rupiah_max && cents > 0)) {
        return BUDGET_MONEY_TOO_LARGE;
    }
    *sen = (is_negative ? -1 : 1) * (rupiah * 100 + cents);
    return *sen < 0 ? BUDGET_MONEY_NEGATIVE : BUDGET_MONEY_OK;
}
