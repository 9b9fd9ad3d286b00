// SPDX-License-Identifier: GPL-3.0-or-later
// JPEG (ITU T.81) segment by segment, PNG (ISO 15948) chunk by chunk: what the pixels need is
// copied, all else is passed over, and nothing behind the end is looked at.
#include "picture_file.h"

#include "db/base/file.h"

#include <string.h>

static uint32_t big(const uint8_t *p, int count)
{
    uint32_t value = 0;
    for (int i = 0; i < count; i++) {
        value = value << 8 | p[i];
    }
    return value;
}

struct out {
    uint8_t *data; // as long as the file: nothing grows
    size_t len;
};

static void copy(struct out *out, const uint8_t *from, size_t len)
{
    memcpy(out->data + out->len, from, len);
    out->len += len;
}

// ---------------------------------------------------------------- PNG

enum { PNG_MAGIC = 8, PNG_AROUND = 12 }; // around a chunk's data: length, name, check sum

static bool png_is_needed(const uint8_t *name)
{
    static const char needed[][5] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS",
                                     "gAMA", "cHRM", "sRGB", "sBIT"};
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        if (memcmp(name, needed[i], 4) == 0) {
            return true;
        }
    }
    return false;
}

// False: it does not reach its end.
static bool png_clean(struct bytes file, struct out *out, Kt__Picture *picture)
{
    copy(out, file.data, PNG_MAGIC);
    for (size_t at = PNG_MAGIC; file.len - at >= PNG_AROUND;) {
        const uint8_t *chunk = file.data + at, *name = chunk + 4;
        size_t len = big(chunk, 4);
        if (len > file.len - at - PNG_AROUND) {
            return false;
        }
        if (memcmp(name, "IHDR", 4) == 0 && len >= 8) {
            picture->width = big(chunk + 8, 4);
            picture->height = big(chunk + 12, 4);
        }
        if (png_is_needed(name)) {
            copy(out, chunk, len + PNG_AROUND);
        }
        if (memcmp(name, "IEND", 4) == 0) {
            return true;
        }
        at += len + PNG_AROUND;
    }
    return false;
}

// ---------------------------------------------------------------- JPEG

enum {
    SOI = 0xD8,
    EOI = 0xD9,
    SOS = 0xDA,
    APP0 = 0xE0,  // JFIF: how dense its pixels are
    APP14 = 0xEE, // Adobe: how its colours are mixed
    APP15 = 0xEF,
    COM = 0xFE,
};

static bool jpeg_is_frame(uint8_t marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static bool jpeg_is_needed(uint8_t marker)
{
    return marker == APP0 || marker == APP14 ||
           !((marker >= APP0 && marker <= APP15) || marker == COM);
}

// Up to the next marker: coded pixels hold none but restarts, and 0xFF 0x00 for a 0xFF.
static size_t jpeg_pixels_end(struct bytes file, size_t at)
{
    while (at + 1 < file.len) {
        uint8_t next = file.data[at + 1];
        if (file.data[at] == 0xFF && next != 0x00 && next != 0xFF &&
            !(next >= 0xD0 && next <= 0xD7)) {
            break;
        }
        at++;
    }
    return at;
}

static bool jpeg_clean(struct bytes file, struct out *out, Kt__Picture *picture)
{
    size_t at = 2;
    copy(out, file.data, at);
    while (file.len - at >= 4 && file.data[at] == 0xFF) {
        uint8_t marker = file.data[at + 1];
        if (marker == 0xFF) { // a marker may be led in by any number of these
            at++;
            continue;
        }
        size_t len = 2 + (size_t)big(file.data + at + 2, 2);
        if (marker == EOI || len < 4 || len > file.len - at) {
            break;
        }
        if (jpeg_is_frame(marker) && len >= 9) {
            picture->height = big(file.data + at + 5, 2);
            picture->width = big(file.data + at + 7, 2);
        }
        size_t end = marker == SOS ? jpeg_pixels_end(file, at + len) : at + len;
        if (jpeg_is_needed(marker)) {
            copy(out, file.data + at, end - at);
        }
        at = end;
    }
    bool is_ended = file.len - at >= 2 && file.data[at] == 0xFF && file.data[at + 1] == EOI;
    if (is_ended) {
        copy(out, file.data + at, 2);
    }
    return is_ended;
}

// ---- which way up (Exif 2.3, TIFF 6.0)

static uint32_t number(struct bytes tiff, size_t at, size_t len, bool is_little)
{
    uint32_t value = 0;
    bool is_inside = len <= tiff.len && at <= tiff.len - len; // a sum of 32 bits may wrap around
    for (size_t i = 0; i < len && is_inside; i++) {
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

int picture_file_orientation(struct bytes file)
{
    static const uint8_t mark[] = {'E', 'x', 'i', 'f', 0, 0};
    if (file.len < 4 || file.data[0] != 0xff || file.data[1] != SOI) {
        return 1;
    }
    for (size_t at = 2; at + 4 <= file.len && file.data[at] == 0xff;) {
        size_t len = (size_t)file.data[at + 2] << 8 | file.data[at + 3];
        bool is_whole = len >= 2 && at + 2 + len <= file.len;
        if (!is_whole || file.data[at + 1] == SOS) { // the pixels begin
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

// ---------------------------------------------------------------- a file

static bool is_png(struct bytes file)
{
    static const uint8_t magic[PNG_MAGIC] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    return file.len >= PNG_MAGIC && memcmp(file.data, magic, PNG_MAGIC) == 0;
}

static bool is_jpeg(struct bytes file)
{
    return file.len >= 4 && big(file.data, 2) == (0xFF00 | SOI);
}

static bool fits(const char *path, const Kt__Picture *picture)
{
    uint32_t w = picture->width, h = picture->height;
    if (w == 0 || h == 0 || w > MEDIA_SIDE_MAX || h > MEDIA_SIDE_MAX ||
        w * h > MEDIA_PIXELS_MAX) { // 64 million at the most
        fault_set("%s: is %u by %u pixels; at most %d million in all and %d a side can be shown: "
                  "make it smaller, 1280 a side are plenty",
                  path, w, h, MEDIA_PIXELS_MAX / 1000000, MEDIA_SIDE_MAX);
        return false;
    }
    if (picture->bytes > MEDIA_BYTES_MAX) {
        fault_set("%s: has %u KiB; at most %d can travel: save it as JPEG with 1280 pixels a side",
                  path, (picture->bytes + 1023) / 1024, MEDIA_BYTES_MAX / 1024);
        return false;
    }
    return true;
}

void picture_file_hash(uint8_t out[static HASH_LEN], struct bytes whole)
{
    secret_hash(out, "kt media", &whole, 1);
}

bool picture_file_clean(struct arena *arena, const char *name, struct bytes file,
                        struct bytes *clean, Kt__Picture *picture)
{
    struct out out = {.data = arena_alloc(arena, file.len + 1)};
    bool png = is_png(file);
    if (!png && !is_jpeg(file)) {
        fault_set("%s: is not a PNG or JPEG picture; save it as one of these", name);
        return false;
    }
    if (!(png ? png_clean : jpeg_clean)(file, &out, picture)) {
        fault_set("%s: is damaged or cut off; copy it again", name);
        return false;
    }
    if (picture_file_orientation(file) != 1) {
        fault_set("%s: the camera was held aslant, and says so in a note that does not travel: "
                  "turn the picture upright in a picture program and save it",
                  name);
        return false;
    }
    picture->type = (char *)(uintptr_t)(png ? "image/png" : "image/jpeg");
    picture->bytes = (uint32_t)out.len;
    *clean = bytes_of(out.data, out.len);
    return fits(name, picture);
}

bool picture_file_read(struct arena *arena, const char *path, struct bytes *clean,
                       Kt__Picture *picture)
{
    struct arena work; // a camera's file is larger than what is kept of it
    arena_init(&work, 2 * MEDIA_READ_MAX + 8192);
    struct bytes file, kept;
    bool ok = file_read(&work, path, MEDIA_READ_MAX, &file) &&
              picture_file_clean(&work, path, file, &kept, picture);
    if (ok) {
        uint8_t *hash = arena_alloc(arena, HASH_LEN);
        *clean = arena_bytes(arena, kept);
        picture_file_hash(hash, *clean);
        picture->hash = record_data(bytes_of(hash, HASH_LEN));
    }
    arena_finish(&work);
    return ok;
}

bool picture_may_travel(const Kt__Picture *picture)
{
    return picture->hash.len == HASH_LEN && picture->bytes > 0 && picture->bytes <= MEDIA_BYTES_MAX;
}

static size_t add(const Kt__Picture *picture, const Kt__Picture **out, size_t count)
{
    if (!picture || !picture_may_travel(picture) || count == PICTURES_OF_MAX) {
        return count;
    }
    out[count] = picture;
    return count + 1;
}

size_t pictures_of_notice(const Kt__Notice *notice, const Kt__Picture **out)
{
    size_t count = add(notice->before, out, add(notice->after, out, 0));
    for (size_t i = 0; i < notice->n_pictures; i++) {
        count = add(notice->pictures[i], out, count);
    }
    return count;
}

size_t pictures_of_office(struct arena *arena, const Kt__Office *office, const Kt__Picture **out)
{
    size_t count = 0;
    for (size_t i = 0; i < office->n_officials; i++) {
        const Kt__Official *official = office->officials[i];
        uint8_t *hash = arena_alloc(arena, HASH_LEN);
        size_t len = 0;
        const char *end;
        if (sodium_hex2bin(hash, HASH_LEN, official->photo, strlen(official->photo), NULL, &len,
                           &end) == 0 &&
            len == HASH_LEN && !*end) {
            Kt__Picture *picture = ARENA_NEW(arena, Kt__Picture);
            kt__picture__init(picture);
            picture->hash = record_data(bytes_of(hash, HASH_LEN));
            picture->bytes = official->photo_bytes;
            count = add(picture, out, count);
        }
    }
    return count;
}
