// SPDX-License-Identifier: GPL-3.0-or-later
// Read once into memory, looked at, decoded, turned, scaled, written from bare pixels. What stood
// in the file beside its pixels is never copied, so there is nothing to forget.
#include "photo.h"

#include "db/base/file.h"
#include "db/record/picture_file.h"
#include "kiosk/ui/codec.h"
#include "kiosk/ui/picture.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

// ---- pixels

// As the eye saw it: from 5 on the sides are exchanged.
static uint32_t *turned(const uint32_t *pixels, int w, int h, int orientation)
{
    bool is_swapped = orientation >= 5;
    int out_w = is_swapped ? h : w, out_h = is_swapped ? w : h;
    uint32_t *out = die_if_null(malloc((size_t)w * (size_t)h * 4));
    for (int y = 0; y < out_h; y++) {
        for (int x = 0; x < out_w; x++) {
            int from_x = is_swapped ? y : x, from_y = is_swapped ? x : y;
            bool flip_x =
                orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
            bool flip_y =
                orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
            from_x = flip_x ? w - 1 - from_x : from_x;
            from_y = flip_y ? h - 1 - from_y : from_y;
            out[(size_t)y * (size_t)out_w + (size_t)x] =
                pixels[(size_t)from_y * (size_t)w + (size_t)from_x];
        }
    }
    return out;
}

static bool save(const uint32_t *pixels, int w, int h, bool is_drawing, const char *to)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormatFrom((void *)(uintptr_t)pixels, w, h, 32,
                                                              w * 4, SDL_PIXELFORMAT_RGB888);
    bool ok = surface && is_drawing && codec_save_png(surface, SDL_RWFromFile(to, "wb"));
    if (!ok || file_size(to) > PHOTO_PNG_BYTES_MAX) {
        ok = surface && codec_save_jpg(surface, to, PHOTO_QUALITY);
    }
    for (int quality = PHOTO_QUALITY; ok && file_size(to) > MEDIA_BYTES_MAX && quality > 20;) {
        quality -= 20; // leaves and gravel: more than may travel
        ok = codec_save_jpg(surface, to, quality);
    }
    SDL_FreeSurface(surface);
    if (!ok) {
        fault_where("%s", to);
    }
    return ok;
}

static SDL_Surface *decode(const char *from, struct bytes file)
{
    int w, h;
    if (!picture_sides_of(file, &w, &h)) {
        fault_set("%s: is no PNG or JPEG picture, or larger than %d million pixels", from,
                  PICTURE_PIXELS_MAX / 1000000);
        return NULL;
    }
    SDL_RWops *stream = SDL_RWFromConstMem(file.data, (int)file.len);
    SDL_Surface *read = codec_load(stream);
    bool same = read && read->w == w && read->h == h;
    SDL_Surface *plain = same ? SDL_ConvertSurfaceFormat(read, SDL_PIXELFORMAT_ARGB8888, 0) : NULL;
    SDL_FreeSurface(read);
    if (!plain) {
        fault_set("%s: the picture is damaged", from);
    }
    return plain;
}

bool photo_copy(const char *from, const char *to)
{
    struct arena arena;
    arena_init(&arena, PICTURE_FILE_BYTES_MAX + 4096);
    struct bytes file;
    SDL_Surface *plain = NULL;
    int orientation = 1;
    bool is_drawing = false;
    if (file_read_plain(&arena, from, PICTURE_FILE_BYTES_MAX, &file)) {
        orientation = picture_file_orientation(file);
        is_drawing = file.len > 1 && file.data[0] == 0x89;
        plain = decode(from, file);
    }
    arena_finish(&arena);
    if (!plain) {
        return false;
    }
    int longest = plain->w > plain->h ? plain->w : plain->h;
    int side = longest < PHOTO_SIDE_MAX ? longest : PHOTO_SIDE_MAX;
    int w = (int)((int64_t)plain->w * side / longest),
        h = (int)((int64_t)plain->h * side / longest);
    w = w > 0 ? w : 1;
    h = h > 0 ? h : 1;
    uint32_t *pixels = picture_scaled(plain, w, h);
    SDL_FreeSurface(plain);
    uint32_t *upright = turned(pixels, w, h, orientation);
    free(pixels);
    bool is_swapped = orientation >= 5;
    bool ok = save(upright, is_swapped ? h : w, is_swapped ? w : h, is_drawing, to);
    free(upright);
    return ok;
}
