// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures: what is one is shown in the size that is asked for; what is none, lies, or is too large
// is refused before it is decoded.
#include "kiosk/ui/picture.h"

#include <SDL_image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

static char folder[] = "/tmp/test_ui_picture_XXXXXX";
static char path[128];

static const char *file_of(const char *name, const void *data, size_t len)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, len, file), len);
    fclose(file);
    return path;
}

static const char *png_of(const char *name, int w, int h, uint32_t color)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, w, h, 32, SDL_PIXELFORMAT_ARGB8888);
    SDL_FillRect(surface, NULL, color);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(IMG_SavePNG(surface, path), 0);
    SDL_FreeSurface(surface);
    return path;
}

static void test_scaled_to_size(void **state)
{
    (void)state;
    struct pictures *pictures = pictures_create((struct ui_worker){0});
    struct picture *picture = pictures_find(pictures, png_of("red.png", 90, 60, 0xffcc2010));
    assert_non_null(picture);
    assert_int_equal(picture_w(picture), 90);
    assert_int_equal(picture_h(picture), 60);
    const uint32_t *pixels = picture_pixels(pictures, picture, 30, 20);
    assert_non_null(pixels);
    for (int i = 0; i < 30 * 20; i++) {
        assert_int_equal(pixels[i], 0xffcc2010);
    }
    pixels = picture_pixels(pictures, picture, 180, 120); // another size, larger than the file
    assert_non_null(pixels);
    assert_int_equal(pixels[180 * 120 - 1], 0xffcc2010);
    pictures_destroy(pictures);
}

// In its page and large over it: neither drives the other out, and what was handed out stays.
static void test_two_sizes_at_a_time(void **state)
{
    (void)state;
    struct pictures *pictures = pictures_create((struct ui_worker){0});
    struct picture *picture = pictures_find(pictures, png_of("two.png", 90, 60, 0xff10cc20));
    for (int i = 0; i < 3; i++) {
        pictures_begin(pictures);
        const uint32_t *small = picture_pixels(pictures, picture, 30, 20);
        uint64_t key = picture_key(picture, 30, 20);
        const uint32_t *large = picture_pixels(pictures, picture, 900, 600);
        assert_non_null(small);
        assert_non_null(large);
        assert_ptr_equal(picture_pixels(pictures, picture, 30, 20), small);
        assert_int_equal(picture_key(picture, 30, 20), key);    // not made again
        assert_null(picture_pixels(pictures, picture, 60, 40)); // a third has to wait
        assert_int_equal(small[0], 0xff10cc20);
        assert_int_equal(large[900 * 600 - 1], 0xff10cc20);
    }
    pictures_begin(pictures);
    assert_non_null(picture_pixels(pictures, picture, 60, 40));
    pictures_destroy(pictures);
}

static void test_clear_parts_are_white(void **state)
{
    (void)state;
    struct pictures *pictures = pictures_create((struct ui_worker){0});
    struct picture *picture = pictures_find(pictures, png_of("clear.png", 8, 8, 0x00000000));
    assert_int_equal(picture_pixels(pictures, picture, 8, 8)[5], 0xffffffff);
    pictures_destroy(pictures);
}

// A head alone, with sides of 40,000: its pixels would take 6 GB.
static void test_too_large_is_refused_unread(void **state)
{
    (void)state;
    uint8_t head[24] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x9c\x40\0\0\x9c\x40";
    memcpy(head + 16, "\0\0\x9c\x40\0\0\x9c\x40", 8);
    struct pictures *pictures = pictures_create((struct ui_worker){0});
    assert_null(pictures_find(pictures, file_of("huge.png", head, sizeof head)));
    int w, h;
    assert_true(picture_sides(path, &w, &h));
    assert_int_equal(w, 40000);
    pictures_destroy(pictures);
}

// What a decoder passes over before the frame must not hide the frame behind a smaller one.
static void test_a_small_head_hides_no_large_one(void **state)
{
    (void)state;
    enum { LEN = 1 << 16, FRAME = 0x11 };
    static const uint8_t begin[][3] = {{0xff, 0xff, 0xc0}, {0xff, 0x01, 0xff}, {0xff, 0xd3, 0xff}};
    static const uint8_t large[] = {0x00, FRAME, 8, 0x9c, 0x40, 0x9c, 0x40};
    static const uint8_t small[] = {0xff, 0xc0, 0x00, FRAME, 8, 0x00, 0x10, 0x00, 0x10};
    for (size_t i = 0; i < COUNT_OF(begin); i++) {
        uint8_t *file = calloc(LEN, 1), *at = file + 2;
        assert_non_null(file);
        memcpy(file, "\xff\xd8", 2);
        memcpy(at, begin[i], 3);
        at += 3;
        if (begin[i][2] == 0xff) {
            *at++ = 0xc0;
        }
        memcpy(at, large, sizeof large);
        // Where a reader comes to that takes the two bytes behind the first marker for a length.
        memcpy(file + 4 + (file[4] << 8 | file[5]), small, sizeof small);
        int w, h;
        assert_false(picture_sides_of(bytes_of(file, LEN), &w, &h));
        assert_int_equal(w, 40000);
        free(file);
    }
}

static void test_what_is_no_picture(void **state)
{
    (void)state;
    static const uint8_t cut_jpeg[] = {0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 'J', 'F'};
    static const uint8_t short_frame[] = {0xff, 0xd8, 0xff, 0xc0, 0x00, 0x0b, 0x08, 0x00};
    static const uint8_t stuck_jpeg[] = {0xff, 0xd8, 0xff, 0xe1, 0x00, 0x00, 0x00, 0x00};
    struct pictures *pictures = pictures_create((struct ui_worker){0});
    assert_null(pictures_find(pictures, file_of("a.png", "# Bukan gambar", 14)));
    assert_null(pictures_find(pictures, file_of("b.jpg", cut_jpeg, sizeof cut_jpeg)));
    assert_null(pictures_find(pictures, file_of("c.jpg", short_frame, sizeof short_frame)));
    assert_null(pictures_find(pictures, file_of("d.jpg", stuck_jpeg, sizeof stuck_jpeg)));
    assert_null(pictures_find(pictures, file_of("e.png", "", 0)));
    assert_null(pictures_find(pictures, "/nowhere/at/all.png"));
    assert_null(pictures_find(pictures, ""));
    pictures_destroy(pictures);
}

// A good head over broken bytes: its place is known, its pixels never come, and it is not tried
// for ever.
static void test_broken_body(void **state)
{
    (void)state;
    uint8_t bytes[256] = {0};
    FILE *file = fopen(png_of("good.png", 20, 20, 0xff00ff00), "rb");
    size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_true(len > 60);
    memset(bytes + 45, 0x5a, len - 45);
    struct pictures *pictures = pictures_create((struct ui_worker){0});
    struct picture *picture = pictures_find(pictures, file_of("broken.png", bytes, len));
    assert_non_null(picture);
    assert_null(picture_pixels(pictures, picture, 20, 20));
    assert_null(pictures_find(pictures, path));
    pictures_destroy(pictures);
}

static void be32_to(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        at[i] = (uint8_t)(value >> (24 - 8 * i));
    }
}

// A chunk put in after the head of a good PNG; gives the path.
static const char *png_with(const char *name, const char *kind, const void *data, size_t data_len)
{
    static uint8_t in[4096], out[4096];
    FILE *file = fopen(png_of("plain.png", 20, 20, 0xff00ff00), "rb");
    size_t len = fread(in, 1, sizeof in, file), head = 8 + 25;
    fclose(file);
    memcpy(out, in, head);
    be32_to(out + head, (uint32_t)data_len);
    memcpy(out + head + 4, kind, 4);
    memcpy(out + head + 8, data, data_len);
    be32_to(out + head + 8 + data_len,
            (uint32_t)crc32(0, out + head + 4, (unsigned)(4 + data_len)));
    memcpy(out + head + 12 + data_len, in + head, len - head);
    return file_of(name, out, len + 12 + data_len);
}

static void assert_green(const char *shown)
{
    struct pictures *pictures = pictures_create((struct ui_worker){0});
    struct picture *picture = pictures_find(pictures, shown);
    assert_non_null(picture);
    const uint32_t *pixels = picture_pixels(pictures, picture, 20, 20);
    assert_non_null(pixels);
    assert_int_equal(pixels[0], 0xff00ff00);
    pictures_destroy(pictures);
}

// What moves shows its first picture, or is no picture; a profile of colours is passed over, also a
// broken one.
static void test_animated_and_profiled(void **state)
{
    (void)state;
    static const uint8_t frames[8] = {0, 0, 0, 200, 0, 0, 0, 0}; // 200 of them, for ever
    static const uint8_t gif[] = "GIF89a\x14\0\x14\0\x80\0\0\0\xff\0\0\0\0!\xff\x0bNETSCAPE2.0";
    assert_green(png_with("moves.png", "acTL", frames, sizeof frames));
    assert_green(png_with("profile.png", "iCCP", "sRGB\0\0 not a profile at all", 28));
    assert_green(png_with("gamma.png", "gAMA", "\0\0\0\0", 4));
    struct pictures *pictures = pictures_create((struct ui_worker){0});
    assert_null(pictures_find(pictures, file_of("moves.gif", gif, sizeof gif)));
    pictures_destroy(pictures);
}

static void test_few_are_kept(void **state)
{
    (void)state;
    struct pictures *pictures = pictures_create((struct ui_worker){0});
    for (int i = 0; i < 3 * PICTURES_MAX; i++) {
        char name[32];
        snprintf(name, sizeof name, "n%d.png", i);
        struct picture *picture = pictures_find(pictures, png_of(name, 4, 4, 0xff102030));
        assert_non_null(picture_pixels(pictures, picture, 4, 4));
    }
    pictures_destroy(pictures);
}

static int setup(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scaled_to_size),
        cmocka_unit_test(test_two_sizes_at_a_time),
        cmocka_unit_test(test_clear_parts_are_white),
        cmocka_unit_test(test_too_large_is_refused_unread),
        cmocka_unit_test(test_a_small_head_hides_no_large_one),
        cmocka_unit_test(test_what_is_no_picture),
        cmocka_unit_test(test_broken_body),
        cmocka_unit_test(test_animated_and_profiled),
        cmocka_unit_test(test_few_are_kept),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
