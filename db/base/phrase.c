// SPDX-License-Identifier: GPL-3.0-or-later
// Puts a number and a word into a sentence. Not printf: a sentence may come out of a file, so
// nothing in it can ask for more than these two.
#include "phrase.h"

#include <inttypes.h>

enum { FILLED_MAX = 4096 };

char *phrase_fill(struct arena *arena, const char *text, const struct phrase *phrase)
{
    struct buf out;
    buf_init(&out, FILLED_MAX);
    for (const char *p = text ? text : ""; *p; p++) {
        if (p[0] == '%' && p[1] == 'd') {
            buf_printf(&out, "%" PRId64, phrase->number);
            p++;
        } else if (p[0] == '%' && p[1] == 's') {
            buf_add_str(&out, phrase->word ? phrase->word : "");
            p++;
        } else {
            p += p[0] == '%' && p[1] == '%';
            buf_add(&out, p, 1);
        }
    }
    char *filled = arena_str(arena, buf_str(&out));
    buf_finish(&out);
    return filled;
}

char *phrase_text(struct arena *arena, const struct phrase *phrase)
{
    return phrase_fill(arena, phrase->text, phrase);
}
