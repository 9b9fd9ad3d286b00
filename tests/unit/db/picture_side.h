// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures made by hand, for the tests of what may travel and of who keeps it.
#ifndef PICTURE_SIDE_H
#define PICTURE_SIDE_H

#include "regency_side.h"

#include "db/record/picture_file.h"

static struct arena arena;

static inline void put(struct buf *buf, const void *bytes, size_t len)
{
    (void)buf_add(buf, bytes, len);
}

static inline void png_chunk(struct buf *buf, const char *name, size_t len, uint8_t fill)
{
    uint8_t head[8] = {(uint8_t)(len >> 24), (uint8_t)(len >> 16), (uint8_t)(len >> 8),
                       (uint8_t)len};
    memcpy(head + 4, name, 4);
    put(buf, head, sizeof head);
    for (size_t i = 0; i < len + 4; i++) { // with a check sum that nobody here looks at
        put(buf, &fill, 1);
    }
}

static inline struct bytes png(uint16_t w, uint16_t h, size_t pixels, uint8_t fill,
                               const char *note)
{
    struct buf buf;
    buf_init(&buf, 4 << 20);
    put(&buf, "\x89PNG\r\n\x1a\n", 8);
    const uint8_t header[25] = {0,
                                0,
                                0,
                                13,
                                'I',
                                'H',
                                'D',
                                'R',
                                0,
                                0,
                                (uint8_t)(w >> 8),
                                (uint8_t)w,
                                0,
                                0,
                                (uint8_t)(h >> 8),
                                (uint8_t)h,
                                8,
                                2};
    put(&buf, header, sizeof header);
    if (note) {
        png_chunk(&buf, note, 40, 'G');
    }
    png_chunk(&buf, "IDAT", pixels, fill);
    png_chunk(&buf, "IEND", 0, 0);
    if (note) {
        put(&buf, "GPSGPS", 6); // behind the end
    }
    struct bytes out = arena_bytes(&arena, buf_bytes(&buf));
    buf_finish(&buf);
    return out;
}

// A JPEG's bones: what stands in which segment, two scans, a restart inside.
static inline struct bytes jpeg(int orientation, bool is_whole)
{
    static const uint8_t start[] = {0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 'J', 'F'};
    static const uint8_t colour[] = {0xFF, 0xE2, 0, 6, 'G', 'P', 'S', 'x'};
    static const uint8_t comment[] = {0xFF, 0xFE, 0, 5, 'G', 'P', 'S'};
    static const uint8_t frame[] = {0xFF, 0xC2, 0, 11, 8, 0, 30, 0, 40, 1, 1, 0x11, 0};
    static const uint8_t scan[] = {0xFF, 0xDA, 0,    8,    1,    1,    0, 0,    63,   0,
                                   1,    2,    0xFF, 0x00, 0xFF, 0xD3, 5, 0xFF, 0xC4, 0,
                                   4,    7,    7,    0xFF, 0xDA, 0,    4, 1,    1,    9};
    uint8_t exif[] = {0xFF,
                      0xE1,
                      0,
                      34,
                      'E',
                      'x',
                      'i',
                      'f',
                      0,
                      0,
                      'I',
                      'I',
                      42,
                      0,
                      8,
                      0,
                      0,
                      0,
                      1,
                      0,
                      0x12,
                      1,
                      3,
                      0,
                      1,
                      0,
                      0,
                      0,
                      (uint8_t)orientation,
                      0,
                      0,
                      0,
                      'G',
                      'P',
                      'S',
                      0};
    struct buf buf;
    buf_init(&buf, 4096);
    put(&buf, start, sizeof start);
    put(&buf, exif, sizeof exif);
    put(&buf, colour, sizeof colour);
    put(&buf, frame, sizeof frame);
    put(&buf, comment, sizeof comment);
    put(&buf, scan, sizeof scan);
    if (is_whole) {
        put(&buf, "\xff\xd9GPS behind the end", 20);
    }
    struct bytes out = arena_bytes(&arena, buf_bytes(&buf));
    buf_finish(&buf);
    return out;
}

static inline bool holds(struct bytes all, const char *word)
{
    return memmem(all.data, all.len, word, strlen(word)) != NULL;
}

#endif
