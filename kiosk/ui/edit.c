// SPDX-License-Identifier: GPL-3.0-or-later
// Changes to a field of words: by grapheme, so that what looks like one letter is erased as one.
// What does not fit is not added in part, and the caller is told. Bytes that are gone are wiped.
#include "node.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>
#include <utf8proc.h>

// Bytes of the grapheme that begins at `from`.
static size_t grapheme_len(const char *text, size_t len, size_t from)
{
    utf8proc_int32_t before = 0, state = 0;
    size_t at = from;
    while (at < len) {
        utf8proc_int32_t code;
        utf8proc_ssize_t n =
            utf8proc_iterate((const uint8_t *)text + at, (utf8proc_ssize_t)(len - at), &code);
        if (n < 1) {
            return at > from ? at - from : 1;
        }
        if (at > from && utf8proc_grapheme_break_stateful(before, code, &state)) {
            break;
        }
        before = code;
        at += (size_t)n;
    }
    return at - from;
}

static size_t count_graphemes(const char *text, size_t len)
{
    size_t count = 0;
    for (size_t at = 0; at < len; at += grapheme_len(text, len, at)) {
        count++;
    }
    return count;
}

// Where the grapheme before the cursor begins. Graphemes are found from a line's or word's start,
// because looking backwards one cannot tell where a cluster of several code points begins.
static size_t grapheme_before(const struct ui_field *field)
{
    size_t start = field->cursor;
    while (start > 0 && (start == field->cursor || field->text[start] != ' ')) {
        start--;
    }
    size_t last = start;
    while (start < field->cursor) {
        last = start;
        start += grapheme_len(field->text, field->len, start);
    }
    return last;
}

static bool edit_cut(struct ui_field *field, size_t from, size_t len)
{
    if (len == 0) {
        return false;
    }
    memmove(field->text + from, field->text + from + len, field->len - from - len);
    field->len -= len;
    sodium_memzero(field->text + field->len, len);
    field->cursor = from;
    field->is_full = false;
    return true;
}

bool edit_insert(struct ui_field *field, const char *str)
{
    size_t len = strlen(str);
    assert(field->len < field->cap && field->cursor <= field->len);
    if (len == 0 || !utf8_is_valid(bytes_of(str, len))) {
        return false;
    }
    field->is_full = len >= field->cap - field->len;
    if (field->is_full) {
        return false;
    }
    if (field->letters_max && field->len + len > field->letters_max) {
        size_t letters = count_graphemes(field->text, field->len) + count_graphemes(str, len);
        field->is_full = letters > field->letters_max;
        if (field->is_full) {
            return false;
        }
    }
    memmove(field->text + field->cursor + len, field->text + field->cursor,
            field->len - field->cursor);
    memcpy(field->text + field->cursor, str, len);
    field->len += len;
    field->cursor += len;
    field->text[field->len] = '\0';
    return true;
}

bool edit_press(struct ui_field *field, enum ui_press press)
{
    assert(field->cursor <= field->len);
    size_t before = field->cursor;
    switch (press) {
    case UI_PRESS_ERASE: {
        size_t from = grapheme_before(field);
        return edit_cut(field, from, field->cursor - from);
    }
    case UI_PRESS_DELETE:
        return edit_cut(field, field->cursor, grapheme_len(field->text, field->len, field->cursor));
    case UI_PRESS_LEFT:
        field->cursor = grapheme_before(field);
        break;
    case UI_PRESS_RIGHT:
        field->cursor += grapheme_len(field->text, field->len, field->cursor);
        break;
    case UI_PRESS_START:
        field->cursor = 0;
        break;
    case UI_PRESS_FINISH:
        field->cursor = field->len;
        break;
    case UI_PRESS_ENTER:
        return edit_insert(field, "\n");
    }
    return field->cursor != before;
}
