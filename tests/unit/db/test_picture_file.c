// SPDX-License-Identifier: GPL-3.0-or-later
// A picture as it may travel: what a camera wrote beside the pixels is left out, and what is no
// picture or too large is said.
#include "picture_side.h"

static void what_a_camera_wrote_is_left_out(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 20);
    static const char *const notes[] = {"eXIf", "tEXt", "iTXt", "zTXt", "iCCP", "tIME", "fcTL"};
    struct bytes clean, plain = png(40, 30, 500, 7, NULL);
    for (size_t i = 0; i < COUNT_OF(notes); i++) {
        Kt__Picture picture = KT__PICTURE__INIT;
        struct bytes file = png(40, 30, 500, 7, notes[i]);
        assert_true(holds(file, "GGGG"));
        assert_true(picture_file_clean(&arena, "x.png", file, &clean, &picture));
        assert_true(bytes_equal(clean, plain)); // the same as one that never had it
        assert_int_equal(picture.width, 40);
        assert_int_equal(picture.height, 30);
    }
    // What the pixels need stays, also where it stands between them.
    Kt__Picture picture = KT__PICTURE__INIT;
    struct bytes file = png(40, 30, 500, 7, "tRNS");
    assert_true(picture_file_clean(&arena, "x.png", file, &clean, &picture));
    assert_true(holds(clean, "tRNS"));
    file = jpeg(1, true);
    assert_true(holds(file, "GPS"));
    assert_true(picture_file_clean(&arena, "x.jpg", file, &clean, &picture));
    assert_false(holds(clean, "GPS"));
    assert_false(holds(clean, "Exif"));
    assert_true(holds(clean, "JF"));
    assert_int_equal(picture.width, 40);
    assert_int_equal(picture.height, 30);
    static const uint8_t both_scans[] = {1, 2, 0xFF, 0x00, 0xFF, 0xD3, 5, 0xFF, 0xC4};
    assert_non_null(memmem(clean.data, clean.len, both_scans, sizeof both_scans));
    assert_memory_equal(clean.data + clean.len - 3, "\x09\xff\xd9", 3);
    struct bytes again;
    assert_true(picture_file_clean(&arena, "x.jpg", clean, &again, &picture));
    assert_true(bytes_equal(clean, again));
    arena_finish(&arena);
}

static void what_cannot_travel_is_said(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 20);
    const struct {
        struct bytes file;
        const char *word;
    } bad[] = {
        {bytes_of_str("GIF89a........................"), "PNG or JPEG"},
        {{0}, "PNG or JPEG"},
        {bytes_of(png(40, 30, 500, 1, NULL).data, 300), "cut off"},
        {jpeg(1, false), "cut off"},
        {bytes_of(jpeg(1, true).data, 3), "PNG or JPEG"},
        {jpeg(6, true), "aslant"},
        {png(4000, 3000, 500, 1, NULL), "1280"},
        {png(8001, 1, 500, 1, NULL), "1280"},
        {png(0, 30, 500, 1, NULL), "pixels"},
        {png(1000, 800, MEDIA_BYTES_MAX, 1, NULL), "1280"},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct bytes clean;
        Kt__Picture picture = KT__PICTURE__INIT;
        fault_clear();
        assert_false(picture_file_clean(&arena, "x", bad[i].file, &clean, &picture));
        assert_non_null(strstr(fault_text(), bad[i].word));
    }
    for (size_t len = 0; len < jpeg(1, true).len; len++) { // and nothing is read beyond the end
        struct bytes clean;
        Kt__Picture picture = KT__PICTURE__INIT;
        uint8_t *exact = malloc(len + 1);
        memcpy(exact, jpeg(1, true).data, len);
        if (picture_file_clean(&arena, "x", bytes_of(exact, len), &clean, &picture)) {
            assert_true(len >= jpeg(1, true).len - 18);
        }
        free(exact);
    }
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_camera_wrote_is_left_out),
        cmocka_unit_test(what_cannot_travel_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
