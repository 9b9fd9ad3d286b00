// SPDX-License-Identifier: GPL-3.0-or-later
// Read once into memory, looked at, decoded, turned, scaled, written from bare pixels. What stood
// in the file beside its pixels is never copied, so there is nothing to forget.
#include "photo.h"

#include "db/base/file.h"
#include "kiosk/ui/codec.h"
#include "kiosk/ui/picture.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

// ---- which way up (Exif 2.3, TIFF 6.0)

static uint32_t number(struct bytes tiff, size_t at, size_t len, bool is_little)
{
    uint32_t value = 0;
    for (size_t i = 0; i < len && at + len <= tiff.len; i++) {
        size_t from = is_little ? at + len - 1 - i : at + i;
        value = value << 8 | tiff.data[from];
    }
    return value;
}

static int orientation_in(struct bytes tiff)
{
    enum { TAG_ORIENTATION = 0x0112, ENTRY = 12, ENTRIES_MAX = 200 };
    if (tiff.len < 8 || (tiff.data[0] != 'I' && tiff.data[0] != 'M')) {
        return 1;
    }
    bool is_little = tiff.data[0] == 'I';
    size_t at = number(tiff, 4, 4, is_little);
    uint32_t count = number(tiff, at, 2, is_little);
    for (uint32_t i = 0; i < count && i < ENTRIES_MAX; i++) {
        size_t entry = at + 2 + (size_t)i * ENTRY;
        if (number(tiff, entry, 2, is_little) == TAG_ORIENTATION) {
            uint32_t value = number(tiff, entry + 8, 2, is_little);
            return value >= 1 && value <= 8 ? (int)value : 1;
        }
    }
    return 1;
}

int photo_orientation(struct bytes file)
{
    static const uint8_t mark[] = {'E', 'x', 'i', 'f', 0, 0};
    if (file.len < 4 || file.data[0] != 0xff || file.data[1] != 0xd8) {
        return 1;
    }
    for (size_t at = 2; at + 4 <= file.len && file.data[at] == 0xff;) {
        size_t len = (size_t)file.data[at + 2] << 8 | file.data[at + 3];
        bool is_whole = len >= 2 && at + 2 + len <= file.len;
        if (!is_whole || file.data[at + 1] == 0xda) { // the pixels begin
            return 1;
        }
        if (file.data[at + 1] == 0xe1 && len > 2 + sizeof mark &&
            memcmp(file.data + at + 4, mark, sizeof mark) == 0) {
            return orientation_in(
                bytes_of(file.data + at + 4 + sizeof mark, len - 2 - sizeof mark));
        }
        at += 2 + len;
    }
    return 1;
}

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
        orientation = photo_orientation(file);
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
