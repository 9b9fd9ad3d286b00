// SPDX-License-Identifier: GPL-3.0-or-later
// The style sheet: colours, letter sizes and measures as tables. A screen names a token and never
// a number of its own, so that another theme is another row and nothing else.
#ifndef THEME_H
#define THEME_H

#include "db/base/base.h"

enum ui_color {
    UI_NONE, // nothing is painted; for text it means ink
    UI_PAPER,
    UI_CARD,
    UI_INK,
    UI_SOFT,
    UI_EDGE, // border of what can be touched
    UI_LINE, // ornament only
    UI_GREEN,
    UI_BRICK,
    UI_BLUE,
    UI_GOLD,  // marks, never text
    UI_WHITE, // text on green, brick and blue
    UI_TINT_GREEN,
    UI_TINT_GOLD,
    UI_TINT_BLUE,
    UI_TINT_BRICK,
    UI_VEIL,   // half-transparent, over the screen behind a dialog
    UI_PRESS,  // half-transparent, over what a finger is on
    UI_DIM,    // half-transparent, over pictures at night; nothing by day
    UI_SPOKEN, // behind the sentence being read aloud, with
    UI_SPOKEN_INK,
    UI_COLOR_COUNT,
};

// Letter sizes, in dp at 100 %. Zero is body, so that it needs no word.
enum ui_size {
    UI_BODY,     // 36
    UI_SMALL,    // 28, the smallest: letters of 4 mm
    UI_SECOND,   // 32
    UI_LARGE,    // 42, own words and labels of choices
    UI_HEADLINE, // 54
    UI_QUESTION, // 60
    UI_CODE,     // 128
    UI_SIZE_COUNT,
};

// Night: the same at half luminance, contrast kept.
enum theme { THEME_DAY, THEME_CONTRAST, THEME_NIGHT, THEME_CONTRAST_NIGHT, THEME_COUNT };

// Measures in dp. 1 dp is 1/102 inch: 4.016 dp are a millimetre.
enum {
    DP_PER_INCH = 102,
    DP_MARGIN = 56,
    DP_MARGIN_NARROW = 28, // on windows under DP_NARROW
    DP_NARROW = 900,
    DP_CRAMPED = 560, // width at 100 %: a 720 window from 130 % on
    DP_CRAMPED_WIDE = 1250,
    DP_GAP = 24,
    DP_GAP_SMALL = 12,
    DP_GAP_CRAMPED = 14,
    DP_RADIUS = 28,
    DP_RADIUS_LARGE = 36,
    DP_RADIUS_KEY = 18,
    DP_BORDER = 2,
    DP_BORDER_STRONG = 5, // selected or focused
    DP_TARGET = 81,       // 20 mm, rounded up
    DP_TARGET_ABC = 73,   // 18 mm: a key of the ABC grid
    DP_TARGET_KEY = 49,   // 12 mm: a key of QWERTY by choice
    DP_ICON_TEXT = 40,
    DP_ICON_LINE = 48, // up to here it stands in a line of words and grows with them
    DP_ICON_SMALL = 68,
    DP_ICON_CHOICE = 104,
    DP_ICON_TILE = 120,
};

// 0xAARRGGBB.
uint32_t theme_color(enum theme theme, enum ui_color color);
int theme_size_dp(enum ui_size size);
// Line height as a percentage of the letter size: 140 for body and below, 120 for headlines.
int theme_line_percent(enum ui_size size);

#endif
