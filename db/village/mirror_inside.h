// SPDX-License-Identifier: GPL-3.0-or-later
// What mirror.c (onto the card) and mirror_take.c (back from it) share. Nobody else includes it.
#ifndef MIRROR_INSIDE_H
#define MIRROR_INSIDE_H

#include "db/record/mirror_file.h"
#include "mirror.h"

// False: none was made yet.
bool mirror_key(struct village *village, uint8_t key[static MIRROR_KEY_LEN]);

#endif
