// SPDX-License-Identifier: GPL-3.0-or-later
// The style sheet's tables. Contrast of every pair of ink and ground is at least 7:1, of borders
// 3:1; what changes here is to be measured again. Nothing here knows a window.
#include "theme.h"

#include <assert.h>

static const uint32_t colors[THEME_COUNT][UI_COLOR_COUNT] = {
    [THEME_DAY] =
        {
            [UI_PAPER] = 0xfffbf6ec,     [UI_CARD] = 0xffffffff,       [UI_INK] = 0xff1e1b16,
            [UI_SOFT] = 0xff4e473c,      [UI_EDGE] = 0xff8a7f6c,       [UI_LINE] = 0xffd9cfbe,
            [UI_GREEN] = 0xff0e4a38,     [UI_BRICK] = 0xff9c2b1b,      [UI_BLUE] = 0xff173f6b,
            [UI_GOLD] = 0xfff2b63c,      [UI_WHITE] = 0xffffffff,      [UI_TINT_GREEN] = 0xffe3efe7,
            [UI_TINT_GOLD] = 0xfffff1cf, [UI_TINT_BLUE] = 0xffe1ecf7,  [UI_TINT_BRICK] = 0xfffbe3dc,
            [UI_SPOKEN] = 0xffffd978,    [UI_SPOKEN_INK] = 0xff1e1b16, [UI_VEIL] = 0xa61e1b16,
            [UI_PRESS] = 0x291e1b16,     [UI_DIM] = 0x00000000,
        },
    // Black, white and gold: what is a colour by day is gold with black letters, or white.
    [THEME_CONTRAST] =
        {
            [UI_PAPER] = 0xff000000,     [UI_CARD] = 0xff000000,       [UI_INK] = 0xffffffff,
            [UI_SOFT] = 0xffffffff,      [UI_EDGE] = 0xffffffff,       [UI_LINE] = 0xff767676,
            [UI_GREEN] = 0xfff2b63c,     [UI_BRICK] = 0xffffffff,      [UI_BLUE] = 0xfff2b63c,
            [UI_GOLD] = 0xfff2b63c,      [UI_WHITE] = 0xff000000,      [UI_TINT_GREEN] = 0xff2b2416,
            [UI_TINT_GOLD] = 0xff2b2416, [UI_TINT_BLUE] = 0xff202020,  [UI_TINT_BRICK] = 0xff202020,
            [UI_SPOKEN] = 0xfff2b63c,    [UI_SPOKEN_INK] = 0xff000000, [UI_VEIL] = 0xcc000000,
            [UI_PRESS] = 0x4dffffff,     [UI_DIM] = 0x00000000,
        },
    // Light grounds at half luminance; what stands on them darker still, so that contrast holds.
    [THEME_NIGHT] =
        {
            [UI_PAPER] = 0xffb9b5ad,     [UI_CARD] = 0xffbcbcbc,       [UI_INK] = 0xff100e0b,
            [UI_SOFT] = 0xff211d18,      [UI_EDGE] = 0xff5c5447,       [UI_LINE] = 0xff9f988b,
            [UI_GREEN] = 0xff062e22,     [UI_BRICK] = 0xff501109,      [UI_BLUE] = 0xff0b2745,
            [UI_GOLD] = 0xffcc9931,      [UI_WHITE] = 0xffbcbcbc,      [UI_TINT_GREEN] = 0xffa7b0aa,
            [UI_TINT_GOLD] = 0xffbcb198, [UI_TINT_BLUE] = 0xffa5adb6,  [UI_TINT_BRICK] = 0xffb9a7a1,
            [UI_SPOKEN] = 0xffbc9f56,    [UI_SPOKEN_INK] = 0xff100e0b, [UI_VEIL] = 0xa6000000,
            [UI_PRESS] = 0x29000000,     [UI_DIM] = 0x73000000,
        },
    [THEME_CONTRAST_NIGHT] =
        {
            [UI_PAPER] = 0xff000000,     [UI_CARD] = 0xff000000,       [UI_INK] = 0xffbcbcbc,
            [UI_SOFT] = 0xffbcbcbc,      [UI_EDGE] = 0xffbcbcbc,       [UI_LINE] = 0xff646464,
            [UI_GREEN] = 0xffcc9931,     [UI_BRICK] = 0xffbcbcbc,      [UI_BLUE] = 0xffcc9931,
            [UI_GOLD] = 0xffcc9931,      [UI_WHITE] = 0xff000000,      [UI_TINT_GREEN] = 0xff1d170d,
            [UI_TINT_GOLD] = 0xff1d170d, [UI_TINT_BLUE] = 0xff141414,  [UI_TINT_BRICK] = 0xff141414,
            [UI_SPOKEN] = 0xffcc9931,    [UI_SPOKEN_INK] = 0xff000000, [UI_VEIL] = 0xcc000000,
            [UI_PRESS] = 0x4dbcbcbc,     [UI_DIM] = 0x73000000,
        },
};

struct letter {
    int size_dp, line_percent;
};

static const struct letter letters[UI_SIZE_COUNT] = {
    [UI_BODY] = {36, 140},  [UI_SMALL] = {28, 140},    [UI_SECOND] = {32, 140},
    [UI_LARGE] = {42, 136}, [UI_HEADLINE] = {54, 120}, [UI_QUESTION] = {60, 120},
    [UI_CODE] = {128, 120},
};

uint32_t theme_color(enum theme theme, enum ui_color color)
{
    assert(theme < THEME_COUNT && color < UI_COLOR_COUNT);
    return colors[theme][color];
}

int theme_size_dp(enum ui_size size)
{
    assert(size < UI_SIZE_COUNT);
    return letters[size].size_dp;
}

int theme_line_percent(enum ui_size size)
{
    assert(size < UI_SIZE_COUNT);
    return letters[size].line_percent;
}
