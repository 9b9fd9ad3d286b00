// SPDX-License-Identifier: GPL-3.0-or-later
// Codes of digits that people read out, write down and type: random ones, the last one checks.
#ifndef CODE_H
#define CODE_H

#include <stddef.h>

enum { CODE_GROUP_DIGITS = 4 }; // as they are shown and told

enum code_slip { CODE_OK, CODE_SHORT, CODE_SLIP };

// `digits` digits and their end: code has room for digits + 1.
void code_make(char *code, size_t digits);
// Spaces and dashes are passed over; what is found stands in code, at most `digits` of it. SLIP:
// the check digit does not hold (H. M. Damm's quasigroup of order 10: every single wrong digit and
// every swap of neighbours is caught), or there is more than a code, or something else in it.
enum code_slip code_check(const char *text, char *code, size_t digits);

#endif
