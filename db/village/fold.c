// SPDX-License-Identifier: GPL-3.0-or-later
// Words by Unicode's own tables; the ASCII that makes up nearly all of it goes a short way.
#include "fold.h"

#include <string.h>
#include <utf8proc.h>

enum { PARTS_MAX = 32 }; // one letter unfolds into at most 18

// One letter of the text: what it adds to a word.
struct letter {
    size_t len; // bytes in the text
    bool is_word;
    bool is_silent; // does not end a word, adds nothing to it
    bool is_mark;   // is written over the letter before
    int32_t parts[PARTS_MAX];
    size_t count;
};

static bool is_word_category(utf8proc_category_t category)
{
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           category == UTF8PROC_CATEGORY_MC ||
           (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

static bool is_mark(int32_t code)
{
    utf8proc_category_t category = utf8proc_category(code);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME ||
           category == UTF8PROC_CATEGORY_CF;
}

static bool is_silent(int32_t code)
{
    return code == 0x2019 || code == 0x02BC || is_mark(code); // apostrophes
}

static void read_wide(const char *text, struct letter *out)
{
    int32_t code = -1;
    // A letter is at most four bytes; the zero at the end stops a broken one.
    utf8proc_ssize_t left = (utf8proc_ssize_t)strnlen(text, 4);
    utf8proc_ssize_t len = utf8proc_iterate((const uint8_t *)text, left, &code);
    if (len <= 0) {
        out->len = 1;
        return;
    }
    out->len = (size_t)len;
    out->is_silent = is_silent(code);
    out->is_mark = is_mark(code);
    if (out->is_silent || !is_word_category(utf8proc_category(code))) {
        return;
    }
    int last_class = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        code, out->parts, PARTS_MAX,
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, &last_class);
    out->is_word = true;
    if (count < 0 || count > PARTS_MAX) {
        out->parts[0] = code;
        count = 1;
    }
    for (utf8proc_ssize_t i = 0; i < count; i++) { // a fraction unfolds into more than digits
        if (is_word_category(utf8proc_category(out->parts[i]))) {
            out->parts[out->count++] = out->parts[i];
        }
    }
}

static void read_letter(const char *text, struct letter *out)
{
    unsigned char c = (unsigned char)text[0];
    out->len = 1;
    out->count = 0;
    out->is_silent = c == '\'';
    out->is_word = out->is_mark = false;
    if (c >= 0x80) {
        read_wide(text, out);
        return;
    }
    bool upper = c >= 'A' && c <= 'Z';
    if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        out->is_word = true;
        out->parts[0] = upper ? c + 'a' - 'A' : c;
        out->count = 1;
    }
}

static void add_letter(struct fold_word *out, const struct letter *letter, size_t *len)
{
    for (size_t i = 0; i < letter->count && out->letters < FOLD_LETTERS_MAX; i++) {
        *len += (size_t)utf8proc_encode_char(letter->parts[i], (uint8_t *)out->word + *len);
        out->has_digit = out->has_digit || (letter->parts[i] >= '0' && letter->parts[i] <= '9');
        out->letters++;
    }
}

bool fold_next(const char *text, size_t *pos, struct fold_word *out)
{
    size_t len = 0;
    out->letters = 0;
    out->has_digit = false;
    out->at = out->len = 0;
    struct letter letter;
    for (size_t at = *pos; text[at]; at += letter.len) {
        read_letter(text + at, &letter);
        if (letter.is_word) {
            out->at = out->letters == 0 ? at : out->at;
            add_letter(out, &letter, &len);
            out->len = at + letter.len - out->at;
        } else if (out->letters > 0 && !letter.is_silent) {
            break;
        } else if (out->letters > 0 && letter.is_mark) {
            out->len = at + letter.len - out->at;
        }
        *pos = at + letter.len;
    }
    out->word[len] = '\0';
    return out->letters > 0;
}

void fold_add(struct buf *out, const char *text)
{
    struct fold_word word;
    for (size_t pos = 0; fold_next(text, &pos, &word);) {
        if (out->len > 0) {
            buf_add(out, " ", 1);
        }
        buf_add_str(out, word.word);
    }
}
