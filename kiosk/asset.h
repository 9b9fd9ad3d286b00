// SPDX-License-Identifier: GPL-3.0-or-later
// Files that came with the program: guides, questions, samples to practise on.
#ifndef ASSET_H
#define ASSET_H

#include "db/base/arena.h"

// The path of "guides/warga.md", in the arena: where the program was installed, else where it was
// built. NULL with a fault when it is in neither place.
const char *asset_path(struct arena *arena, const char *name);

#endif
