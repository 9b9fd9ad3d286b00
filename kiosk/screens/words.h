// SPDX-License-Identifier: GPL-3.0-or-later
// How things are called where a villager reads: one table a kind. Office words stay inside.
#ifndef WORDS_H
#define WORDS_H

#include "kiosk/screens/screens.h"

struct word {
    enum ui_icon icon;
    const char *text;   // in the language set
    const char *second; // what it means, where that needs saying; else NULL
};

// A number or slug that this version does not know gives "Lainnya" and the like, never NULL.
struct word words_shelf(const char *slug); // category of a notice
struct word words_category(int category);  // Kt__Category
struct word words_to(int addressee);       // Kt__Addressee
struct word words_mode(int mode);          // Kt__Mode
struct word words_state(int state);        // Kt__State
struct word words_role(int role);          // enum staff_role

// "Rabu, 25 November, pukul 19.30", with the year when it is not this one. In the arena.
const char *words_when(struct app *app, struct arena *arena, int64_t unix_s);
// The same for what has an end: "..., pukul 19.30 sampai 22.00"; until_s 0, or before: none.
const char *words_span(struct app *app, struct arena *arena, int64_t from_s, int64_t until_s);
// "baru saja", "12 menit lalu", "3 jam lalu", "kemarin", "4 hari lalu" ...
const char *words_since(struct app *app, struct arena *arena, int64_t unix_s);
// Whether BPD says it: its name begins with the three letters.
bool words_is_bpd(const char *publisher);
// Where a village is: "Kec. Cibadak · Kab. Mekarsari". In the arena.
const char *words_place(struct arena *arena, const Kt__Village *village);
// a and b with " · " between them; either may be NULL or empty.
const char *words_join(struct arena *arena, const char *a, const char *b);

#endif
