// SPDX-License-Identifier: GPL-3.0-or-later
// A photograph from a stick made fit for a notice: upright, of a size that a thin line carries, and
// without what the camera wrote into it (where, when, by whom).
#ifndef PHOTO_H
#define PHOTO_H

#include "db/base/arena.h"

enum {
    PHOTO_SIDE_MAX = 1280,           // pixels: a notice shows it 968 wide
    PHOTO_QUALITY = 80,              // of a JPEG: some 200 KB
    PHOTO_PNG_BYTES_MAX = 256 << 10, // a drawing stays sharp below it
};

// Writes a copy of `from` (PNG or JPEG) to `to`: pixels and nothing else. On any thread; takes a
// second for 12 million pixels. False with a fault: no picture, larger than picture.h allows, or it
// cannot be written.
MUST_USE bool photo_copy(const char *from, const char *to);

#endif
