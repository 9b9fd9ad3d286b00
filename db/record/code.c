// SPDX-License-Identifier: GPL-3.0-or-later
// The check digit, and reading what was typed. Keeps nothing.
#include "code.h"

#include "db/base/clock.h"

#include <stdint.h>

// A totally anti-symmetric quasigroup of order 10 (H. M. Damm, 2004): with the interim digit as
// row and the next digit as column, the whole code with its check digit ends at 0.
static const uint8_t damm[10][10] = {
    {0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3}, {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
    {1, 7, 5, 0, 9, 8, 3, 4, 2, 6}, {6, 1, 2, 3, 0, 4, 5, 9, 7, 8}, {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
    {5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7}, {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
    {2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
};

static uint8_t damm_of(const char *digits, size_t count)
{
    uint8_t interim = 0;
    for (size_t i = 0; i < count; i++) {
        interim = damm[interim][digits[i] - '0'];
    }
    return interim;
}

void code_make(char *code, size_t digits)
{
    for (size_t i = 0; i < digits - 1; i++) {
        code[i] = (char)('0' + clock_random_below(10));
    }
    code[digits - 1] = (char)('0' + damm_of(code, digits - 1));
    code[digits] = '\0';
}

enum code_slip code_check(const char *text, char *code, size_t digits)
{
    size_t count = 0;
    for (const char *p = text; *p; p++) {
        if (*p == ' ' || *p == '-') {
            continue;
        }
        if (*p < '0' || *p > '9' || count == digits) {
            return CODE_SLIP;
        }
        code[count++] = *p;
    }
    code[count] = '\0';
    if (count < digits) {
        return CODE_SHORT;
    }
    return damm_of(code, digits) == 0 ? CODE_OK : CODE_SLIP;
}
