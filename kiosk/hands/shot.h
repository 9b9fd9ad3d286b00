// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the screen, and lists of what is on it, as files.
#ifndef SHOT_H
#define SHOT_H

#include "kiosk/ui/engine.h"

enum { SHOT_BYTES_MAX = 64 << 20 }; // of all elements of a screen, as text

// Writes the surface as a PNG. False with a fault.
MUST_USE bool shot_picture(SDL_Surface *frame, const char *path);
// Writes a line an element that can be seen: id (or -), role, label as shown, x, y, w, h in pixels,
// with tabs between. What can be touched is listed where it is seen large enough to be touched.
MUST_USE bool shot_dump(struct ui *ui, const char *path);

#endif
