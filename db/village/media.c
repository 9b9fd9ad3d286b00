// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures under media/, by the hash of their bytes. Only headers are read here: a picture is
// decoded by the screen, in its own time and under its own caps.
#include "db/base/file.h"
#include "notice.h"

#include <string.h>

enum {
    PICTURE_BYTES_MAX = 8 * 1024 * 1024,
    PICTURE_SIDE_MAX = 8000,
    PICTURE_PIXELS_MAX = 24 * 1000 * 1000, // what the screen decodes (kiosk/ui/picture.h)
};

static uint32_t big(const uint8_t *p, int count)
{
    uint32_t value = 0;
    for (int i = 0; i < count; i++) {
        value = value << 8 | p[i];
    }
    return value;
}

// PNG (ISO 15948): the header chunk comes first, at a fixed place.
static bool png_size(struct bytes file, Kt__Picture *picture)
{
    static const uint8_t magic[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    if (file.len < 24 || memcmp(file.data, magic, sizeof magic) != 0 ||
        memcmp(file.data + 12, "IHDR", 4) != 0) {
        return false;
    }
    picture->type = (char *)(uintptr_t) "image/png";
    picture->width = big(file.data + 16, 4);
    picture->height = big(file.data + 20, 4);
    return true;
}

// JPEG (ITU T.81): segments up to the frame header, which holds the size.
static bool jpeg_size(struct bytes file, Kt__Picture *picture)
{
    if (file.len < 4 || big(file.data, 2) != 0xFFD8) {
        return false;
    }
    for (size_t at = 2; at + 9 <= file.len && file.data[at] == 0xFF;) {
        uint8_t marker = file.data[at + 1];
        bool frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) {
            picture->type = (char *)(uintptr_t) "image/jpeg";
            picture->height = big(file.data + at + 5, 2);
            picture->width = big(file.data + at + 7, 2);
            return true;
        }
        at += 2 + big(file.data + at + 2, 2);
    }
    return false;
}

static bool look(const char *path, struct bytes file, Kt__Picture *picture)
{
    if (!png_size(file, picture) && !jpeg_size(file, picture)) {
        fault_set("%s: is not a PNG or JPEG picture; save it as one of these", path);
        return false;
    }
    if (picture->width == 0 || picture->height == 0 || picture->width > PICTURE_SIDE_MAX ||
        picture->height > PICTURE_SIDE_MAX) {
        fault_set("%s: is %u by %u pixels; make it at most %d a side", path, picture->width,
                  picture->height, PICTURE_SIDE_MAX);
        return false;
    }
    if (picture->width * picture->height > PICTURE_PIXELS_MAX) { // 64 million at the most
        fault_set("%s: is %u by %u pixels; make it at most %d million in all", path, picture->width,
                  picture->height, PICTURE_PIXELS_MAX / 1000000);
        return false;
    }
    return true;
}

bool notice_picture_keep(struct village *village, struct arena *arena, const char *path,
                         Kt__Picture *picture)
{
    struct bytes file;
    if (!file_read(arena, path, PICTURE_BYTES_MAX, &file) || !look(path, file, picture)) {
        return false;
    }
    uint8_t *hash = arena_alloc(arena, HASH_LEN);
    secret_hash(hash, "kt media", &file, 1);
    picture->hash = record_data(bytes_of(hash, HASH_LEN));
    picture->bytes = (uint32_t)file.len;
    char *dir = file_path(arena, village->dir, "media");
    char *kept = file_path(arena, dir, secret_hex(arena, bytes_of(hash, HASH_LEN)));
    return file_exists(kept) || (file_make_dir(dir, 0770) && file_write(kept, file, 0660));
}

char *notice_picture_path(struct village *village, struct arena *arena, ProtobufCBinaryData hash)
{
    if (hash.len != HASH_LEN) {
        return NULL;
    }
    char *path = file_path(arena, file_path(arena, village->dir, "media"),
                           secret_hex(arena, record_view(hash)));
    return file_exists(path) ? path : NULL;
}
