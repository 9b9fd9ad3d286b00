// SPDX-License-Identifier: GPL-3.0-or-later
// What a notice says of what villagers ask, by the words in it. Of one that came from a template
// only what was filled in is heard, and who is to be asked and whose word it is are no time and no
// place of it. Pure.
#ifndef EDITORIAL_SAID_H
#define EDITORIAL_SAID_H

#include "editorial.h"

enum { EDITORIAL_EMPTY_MAX = BLANKS_MAX };

struct editorial_said {
    int said;         // enum editorial_need
    bool is_ceremony; // congratulations, and nothing that a citizen can use
    bool has_form;    // it was judged by what was filled in
    // The rest of one with a form alone; names of its blanks, "": there is none.
    bool is_title_empty;                    // none of the title's blanks says anything
    size_t body_letters;                    // of what was filled into its text
    const char *title, *first;              // the first of its title, of its text
    const char *contact, *source;           // of its text: whom to ask, whose word it is
    const char *empty[EDITORIAL_EMPTY_MAX]; // filled with a dash and the like, the two apart
    size_t empty_count;
};

struct editorial_said editorial_said(struct arena *arena, const Kt__Notice *notice,
                                     const struct editorial_form *form);
// Small letters between single blanks, one at either end; marks taken off. In the arena.
char *editorial_plain(struct arena *arena, const char *text);
bool editorial_is_letter(char letter);
size_t editorial_letters(const char *text);

#endif
