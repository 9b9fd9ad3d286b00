// SPDX-License-Identifier: GPL-3.0-or-later
// What draws letters that Noto Sans has not: another face of Debian's fonts-noto-core by range of
// code points, an icon for an emoji, a dot for the rest. Pure tables.
#ifndef FALLBACK_H
#define FALLBACK_H

#include <stdbool.h>
#include <stdint.h>

enum {
    FALLBACK_FACES = 16, // room for rows of the table; those after the last have no path
    FALLBACK_TRIES = 3,  // faces that one code point may stand in
};

struct fallback_face {
    const char *path;     // NULL: no such row
    const char script[5]; // ISO 15924, for the shaper; "" for signs
    bool is_right_to_left;
    int percent; // of the letter size, so that its letters fit between Noto Sans's lines
};
const struct fallback_face *fallback_face(int row);
// The rows in which this code point may stand, the likeliest first; how many.
int fallback_rows(uint32_t codepoint, int rows[static FALLBACK_TRIES]);
// The letter of the icon font that stands for an emoji; 0 when it is none.
uint32_t fallback_icon(uint32_t codepoint);
// Joins or colours what stands before it and has no picture of its own.
bool fallback_is_silent(uint32_t codepoint);

#endif
