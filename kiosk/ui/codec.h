// SPDX-License-Identifier: GPL-3.0-or-later
// PNG and JPEG from and to files, through SDL2_image. Safe to call from any thread.
#ifndef CODEC_H
#define CODEC_H

#include "db/base/base.h"

struct SDL_Surface;

// The picture decoded; the caller's to free with SDL_FreeSurface(). NULL, without a fault, when it
// cannot be decoded. Whoever calls has looked at its size before (picture_sides).
struct SDL_Surface *codec_load(const char *path);
// False with a fault.
MUST_USE bool codec_save_png(struct SDL_Surface *surface, const char *path);

#endif
