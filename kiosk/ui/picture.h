// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures from files: PNG and JPEG, looked at before they are decoded, decoded on another thread
// to the size in which they are shown, and a few of them kept.
#ifndef PICTURE_H
#define PICTURE_H

#include "db/base/base.h"
#include "engine.h"

enum {
    PICTURE_SIDE_MAX = 10000,      // pixels; larger is refused unread
    PICTURE_PIXELS_MAX = 24000000, // 96 MB while it is decoded
    PICTURE_FILE_BYTES_MAX = 16 << 20,
    PICTURES_MAX = 16,             // known at a time
    PICTURES_BYTES_MAX = 12 << 20, // of pixels kept
    PICTURE_PATH_LEN_MAX = 1023,
};

struct pictures;
struct picture;

struct pictures *pictures_create(struct ui_worker worker);
void pictures_destroy(struct pictures *pictures); // takes NULL
// Gives back the pixels of all that are not on the screen.
void pictures_forget(struct pictures *pictures);

// A new list of drawing commands begins: pixels handed out from now on live until the next begin.
void pictures_begin(struct pictures *pictures);
// The picture of this file; its sides are known at once. NULL: no file, neither PNG nor JPEG, or
// larger than the limits above. Lives until the next call with another path.
struct picture *pictures_find(struct pictures *pictures, const char *path);
int picture_w(const struct picture *picture);
int picture_h(const struct picture *picture);
// w * h pixels, or NULL as long as they are being made (or cannot be). Two sizes of one picture are
// kept side by side.
const uint32_t *picture_pixels(struct pictures *pictures, struct picture *picture, int w, int h);
// Changes when other pixels are there.
uint64_t picture_key(const struct picture *picture, int w, int h);

// Looks at a file's head alone: false when it is no PNG or JPEG. Sets no fault.
bool picture_sides(const char *path, int *w, int *h);
// The same of bytes that were read; false also beyond the limits above. Any thread.
bool picture_sides_of(struct bytes file, int *w, int *h);
// w * h pixels, each the mean of those of the surface (ARGB8888) that it covers, on white paper.
// The caller's to free. Any thread.
uint32_t *picture_scaled(const SDL_Surface *from, int w, int h);

#endif
