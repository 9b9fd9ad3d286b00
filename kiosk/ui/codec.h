// SPDX-License-Identifier: GPL-3.0-or-later
// PNG and JPEG from and to streams, through SDL2_image. Safe to call from any thread.
#ifndef CODEC_H
#define CODEC_H

#include "db/base/base.h"

struct SDL_RWops;
struct SDL_Surface;

// The picture decoded; the caller's to free with SDL_FreeSurface(). Closes the stream. NULL,
// without a fault, when it cannot be decoded. Whoever calls has looked at its size before
// (picture_sides).
struct SDL_Surface *codec_load(struct SDL_RWops *from);
// Closes the stream; NULL, as SDL_RWFromFile gives it, fails as well. False with a fault.
MUST_USE bool codec_save_png(struct SDL_Surface *surface, struct SDL_RWops *to);
// quality: 0 to 100.
MUST_USE bool codec_save_jpg(struct SDL_Surface *surface, const char *path, int quality);

#endif
