// SPDX-License-Identifier: GPL-3.0-or-later
// A piece of a line in parts that one face draws each. Used by text.c alone.
#ifndef TEXT_ITEM_H
#define TEXT_ITEM_H

#include "text.h"

enum { TEXT_ITEMS_MAX = 64 }; // of a piece; what is beyond is drawn by the last one's face

struct text_item {
    enum text_face face; // TEXT_ICON: emoji, TEXT_DOTS: what no face has
    size_t from, len;    // bytes of the piece
};

// True when all of it stands in the piece's own face, as nearly everything does.
bool text_is_plain(struct text *text, struct text_font font, const char *str, size_t len);
// In reading order. Returns how many; 0 for an empty piece.
size_t text_items(struct text *text, struct text_font font, const char *str, size_t len,
                  struct text_item items[static TEXT_ITEMS_MAX]);
// What the item's face is given to draw, ended by a zero byte: at most three bytes for one of str.
void text_item_letters(struct text_item item, const char *str, char *out);

#endif
