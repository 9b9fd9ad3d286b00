// SPDX-License-Identifier: GPL-3.0-or-later
// Which face draws which part. Blanks and signs between two parts of one right-to-left face belong
// to it, so that its words come in their own order. Must never drop a byte of what is measured.
#include "text_item.h"

#include "fallback.h"

#include <string.h>
#include <utf8proc.h>

enum { ZWJ = 0x200d, DOT = 0xb7 };

static uint32_t letter_at(const char *str, size_t len, size_t *bytes)
{
    utf8proc_int32_t code;
    utf8proc_ssize_t n = utf8proc_iterate((const uint8_t *)str, (utf8proc_ssize_t)len, &code);
    *bytes = n < 1 ? 1 : (size_t)n;
    return n < 1 ? 0xfffd : (uint32_t)code;
}

// What has no direction and no script of its own.
static bool is_neutral(uint32_t codepoint)
{
    return codepoint < 0x80 && !((codepoint | 0x20) >= 'a' && (codepoint | 0x20) <= 'z');
}

static enum text_face face_of(struct text *text, struct text_font font, uint32_t codepoint)
{
    int rows[FALLBACK_TRIES];
    if (codepoint < 0x80 || text_has(text, font, codepoint)) {
        return font.face;
    }
    int count = fallback_rows(codepoint, rows);
    for (int i = 0; i < count; i++) {
        enum text_face face = (enum text_face)(TEXT_FALLBACK + rows[i]);
        if (text_has(text, (struct text_font){face, font.px}, codepoint)) {
            return face;
        }
    }
    return fallback_icon(codepoint) ? TEXT_ICON : TEXT_DOTS;
}

bool text_is_plain(struct text *text, struct text_font font, const char *str, size_t len)
{
    size_t bytes;
    for (size_t at = 0; at < len; at += bytes) {
        bytes = 1;
        if ((uint8_t)str[at] >= 0x80) {
            uint32_t codepoint = letter_at(str + at, len - at, &bytes);
            if (!text_has(text, font, codepoint)) {
                return false;
            }
        }
    }
    return true;
}

// Whether the next letter that is not neutral stands in this face.
static bool goes_on(struct text *text, struct text_font font, const char *str, size_t len,
                    enum text_face face)
{
    size_t bytes;
    for (size_t at = 0; at < len; at += bytes) {
        uint32_t codepoint = letter_at(str + at, len - at, &bytes);
        if (!is_neutral(codepoint)) {
            return face_of(text, font, codepoint) == face;
        }
    }
    return false;
}

static bool is_right_to_left(enum text_face face)
{
    return face >= TEXT_FALLBACK && fallback_face((int)(face - TEXT_FALLBACK))->is_right_to_left;
}

size_t text_items(struct text *text, struct text_font font, const char *str, size_t len,
                  struct text_item items[static TEXT_ITEMS_MAX])
{
    size_t count = 0, bytes;
    for (size_t at = 0; at < len; at += bytes) {
        uint32_t codepoint = letter_at(str + at, len - at, &bytes);
        struct text_item *last = count > 0 ? &items[count - 1] : NULL;
        enum text_face face = face_of(text, font, codepoint);
        bool joins = last && (fallback_is_silent(codepoint) || face == last->face ||
                              (is_neutral(codepoint) && is_right_to_left(last->face) &&
                               goes_on(text, font, str + at, len - at, last->face)));
        if (joins || count == TEXT_ITEMS_MAX) {
            last->len += bytes;
        } else {
            items[count++] = (struct text_item){face, at, bytes};
        }
    }
    return count;
}

// Of what is silent only the joiner of a script means something to its face.
static uint32_t shown(enum text_face face, uint32_t codepoint)
{
    if (fallback_is_silent(codepoint)) {
        return codepoint == ZWJ && face >= TEXT_FALLBACK ? codepoint : 0;
    }
    uint32_t icon = face == TEXT_ICON ? fallback_icon(codepoint) : 0;
    return icon ? icon : face == TEXT_ICON || face == TEXT_DOTS ? DOT : codepoint;
}

void text_item_letters(struct text_item item, const char *str, char *out)
{
    size_t bytes, len = 0;
    for (size_t at = 0; at < item.len; at += bytes) {
        uint32_t codepoint = letter_at(str + item.from + at, item.len - at, &bytes);
        uint32_t letter = shown(item.face, codepoint);
        if (letter) {
            text_utf8(letter, out + len);
            len += strlen(out + len);
        }
    }
    out[len] = '\0';
}
