// SPDX-License-Identifier: GPL-3.0-or-later
// Letters: fonts by path, widths of words, and pieces of a line as coverage (one byte a pixel). All
// caches are bounded and keyed by a keyed hash; no letter of a text is kept in them. Letters that a
// face has not are drawn by another one (text_item.h), in the same piece.
#ifndef TEXT_H
#define TEXT_H

#include "db/base/base.h"
#include "fallback.h"

enum text_face {
    TEXT_REGULAR,
    TEXT_BOLD,
    TEXT_ITALIC,
    TEXT_BOLD_ITALIC,
    TEXT_ICON,
    TEXT_DOTS,     // in place of letters that no face has: drawn by the regular one
    TEXT_FALLBACK, // the first row of fallback.h, opened when a letter needs it
    TEXT_FACE_COUNT = TEXT_FALLBACK + FALLBACK_FACES,
};

enum {
    TEXT_PIECE_BYTES_MAX = 1023,    // of one piece of a line
    TEXT_FILE_BYTES_MAX = 64 << 20, // of a font
    TEXT_FONTS_MAX = 32,            // open at a time: a face in a size each
    TEXT_WIDTHS = 8192,             // words whose width is known
    TEXT_MASKS = 2048,              // pieces drawn and kept
    TEXT_MASK_BYTES_MAX = 6 << 20,  // three windows of 1080x1920 full of letters
    TEXT_PX_MIN = 6,
    TEXT_PX_MAX = 600,
};

struct text_font {
    enum text_face face;
    int px; // letter size
};

struct text_mask {
    int w, h;
    int left; // where it begins beside the pen: 0, or less for letters like J that reach back
    const uint8_t *coverage; // w * h bytes, 0 to 255
};

struct text;

// False with a fault when the fonts are not there.
MUST_USE bool text_open(struct text **out);
void text_close(struct text *text); // takes NULL; wipes

// In pixels. str need not end with a zero byte; len <= TEXT_PIECE_BYTES_MAX.
int text_width(struct text *text, struct text_font font, const char *str, size_t len);
int text_height(struct text *text, struct text_font font);
// The piece drawn; valid until the next call. Never NULL; nothing to draw has w 0.
struct text_mask text_mask(struct text *text, struct text_font font, const char *str, size_t len);
// A hash of the text under this program's own random key.
uint64_t text_key(const struct text *text, struct text_font font, const char *str, size_t len);
// False also where the face's file is not there.
bool text_has(struct text *text, struct text_font font, uint32_t codepoint);

// Wipes all widths and masks: what was written by one person must not outlive their screen.
void text_forget(struct text *text);

// Writes the code point as UTF-8 and a zero byte.
void text_utf8(uint32_t codepoint, char out[static 5]);

#endif
