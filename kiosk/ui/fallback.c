// SPDX-License-Identifier: GPL-3.0-or-later
// The scripts of these islands, those of the Quran and of neighbours' names, signs, and emoji. What
// is not here shows as a dot, which tells that something stands there and frightens nobody.
#include "fallback.h"

#include "icon.h"

#include <stddef.h>

#define NOTO "/usr/share/fonts/truetype/noto/Noto"

enum row {
    ROW_ARABIC,
    ROW_JAVANESE,
    ROW_SUNDANESE,
    ROW_BALINESE,
    ROW_BATAK,
    ROW_BUGINESE,
    ROW_REJANG,
    ROW_DEVANAGARI,
    ROW_TAMIL,
    ROW_THAI,
    ROW_HEBREW,
    ROW_PICTURES,
    ROW_SIGNS,
    ROW_MATHS,
};

static const struct fallback_face faces[FALLBACK_FACES] = {
    [ROW_ARABIC] = {NOTO "SansArabic-Regular.ttf", "Arab", true, 90},
    [ROW_JAVANESE] = {NOTO "SansJavanese-Regular.ttf", "Java", false, 70},
    [ROW_SUNDANESE] = {NOTO "SansSundanese-Regular.ttf", "Sund", false, 90},
    [ROW_BALINESE] = {NOTO "SansBalinese-Regular.ttf", "Bali", false, 70},
    [ROW_BATAK] = {NOTO "SansBatak-Regular.ttf", "Batk", false, 90},
    [ROW_BUGINESE] = {NOTO "SansBuginese-Regular.ttf", "Bugi", false, 90},
    [ROW_REJANG] = {NOTO "SansRejang-Regular.ttf", "Rjng", false, 90},
    [ROW_DEVANAGARI] = {NOTO "SansDevanagari-Regular.ttf", "Deva", false, 90},
    [ROW_TAMIL] = {NOTO "SansTamil-Regular.ttf", "Taml", false, 90},
    [ROW_THAI] = {NOTO "SansThai-Regular.ttf", "Thai", false, 90},
    [ROW_HEBREW] = {NOTO "SansHebrew-Regular.ttf", "Hebr", true, 100},
    [ROW_PICTURES] = {NOTO "SansSymbols2-Regular.ttf", "", false, 90},
    [ROW_SIGNS] = {NOTO "SansSymbols-Regular.ttf", "", false, 90},
    [ROW_MATHS] = {NOTO "SansMath-Regular.ttf", "", false, 90},
};

static const struct range {
    uint32_t from, to;
    enum row row;
} ranges[] = {
    {0x590, 0x5ff, ROW_HEBREW},     {0x600, 0x6ff, ROW_ARABIC},
    {0x750, 0x77f, ROW_ARABIC},     {0x8a0, 0x8ff, ROW_ARABIC},
    {0x900, 0x97f, ROW_DEVANAGARI}, {0xb80, 0xbff, ROW_TAMIL},
    {0xe00, 0xe7f, ROW_THAI},       {0x1a00, 0x1a1f, ROW_BUGINESE},
    {0x1b00, 0x1b7f, ROW_BALINESE}, {0x1b80, 0x1bbf, ROW_SUNDANESE},
    {0x1bc0, 0x1bff, ROW_BATAK},    {0x1cc0, 0x1ccf, ROW_SUNDANESE},
    {0x2100, 0x2bff, ROW_PICTURES}, {0x2100, 0x2bff, ROW_SIGNS},
    {0x2100, 0x2aff, ROW_MATHS},    {0xa930, 0xa95f, ROW_REJANG},
    {0xa980, 0xa9df, ROW_JAVANESE}, {0xfb1d, 0xfb4f, ROW_HEBREW},
    {0xfb50, 0xfdff, ROW_ARABIC},   {0xfe70, 0xfefe, ROW_ARABIC},
    {0x1d400, 0x1d7ff, ROW_MATHS},  {0x1f000, 0x1fbff, ROW_PICTURES},
    {0x1f100, 0x1f2ff, ROW_SIGNS},
};

// Emoji that people here send, by what they mean; the last row is for all others.
static const struct emoji {
    uint32_t from, to;
    enum ui_icon icon;
} emojis[] = {
    {0x1f600, 0x1f644, ICON_FACE},     {0x1f910, 0x1f92f, ICON_FACE},
    {0x1f970, 0x1f97a, ICON_FACE},     {0x263a, 0x263b, ICON_FACE},
    {0x1f44d, 0x1f44f, ICON_SUPPORT},  {0x1f64c, 0x1f64c, ICON_SUPPORT},
    {0x1f4aa, 0x1f4aa, ICON_SUPPORT},  {0x1f645, 0x1f64f, ICON_PERSON},
    {0x1f465, 0x1f469, ICON_PERSON},   {0x1f474, 0x1f478, ICON_PERSON},
    {0x1f468, 0x1f469, ICON_PERSON},   {0x2705, 0x2705, ICON_CHECK_CIRCLE},
    {0x2714, 0x2714, ICON_CHECK},      {0x274c, 0x274c, ICON_CLOSE},
    {0x26a0, 0x26a0, ICON_WARNING},    {0x1f6a8, 0x1f6a8, ICON_DANGER},
    {0x1f4e2, 0x1f4e3, ICON_ANNOUNCE}, {0x1f514, 0x1f514, ICON_BELL},
    {0x1f4c5, 0x1f4c6, ICON_CALENDAR}, {0x23f0, 0x23f0, ICON_ALARM},
    {0x1f4cd, 0x1f4cd, ICON_PLACE},    {0x1f4de, 0x1f4f1, ICON_PHONE},
    {0x1f3e0, 0x1f3e1, ICON_HOME},     {0x1f3e5, 0x1f3e5, ICON_HEALTH},
    {0x1f3eb, 0x1f3eb, ICON_SCHOOL},   {0x1f525, 0x1f525, ICON_FIRE},
    {0x1f4a7, 0x1f4a7, ICON_WATER},    {0x1f30a, 0x1f30a, ICON_WATER},
    {0x1f327, 0x1f329, ICON_STORM},    {0x26c8, 0x26c8, ICON_STORM},
    {0x1f331, 0x1f343, ICON_LEAF},     {0x1f381, 0x1f38a, ICON_GIFT},
    {0x1f4b0, 0x1f4b9, ICON_MONEY},    {0x2b50, 0x2b50, ICON_STAR},
    {0x1f31f, 0x1f31f, ICON_STAR},     {0x1f3c6, 0x1f3c6, ICON_TROPHY},
    {0x1f30d, 0x1f30f, ICON_EARTH},    {0x1f4dd, 0x1f4dd, ICON_EDIT},
    {0x1f300, 0x1faff, ICON_PICTURE},
};

const struct fallback_face *fallback_face(int row)
{
    return &faces[row];
}

int fallback_rows(uint32_t codepoint, int rows[static FALLBACK_TRIES])
{
    int count = 0;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges && count < FALLBACK_TRIES; i++) {
        if (codepoint >= ranges[i].from && codepoint <= ranges[i].to) {
            rows[count++] = (int)ranges[i].row;
        }
    }
    return count;
}

uint32_t fallback_icon(uint32_t codepoint)
{
    for (size_t i = 0; i < sizeof emojis / sizeof *emojis; i++) {
        if (codepoint >= emojis[i].from && codepoint <= emojis[i].to) {
            return icon_codepoint(emojis[i].icon);
        }
    }
    return 0;
}

bool fallback_is_silent(uint32_t codepoint)
{
    return codepoint == 0x200d || (codepoint >= 0xfe00 && codepoint <= 0xfe0f) ||
           (codepoint >= 0x1f3fb && codepoint <= 0x1f3ff) ||
           (codepoint >= 0xe0000 && codepoint <= 0xe007f) || codepoint == 0x20e3;
}
