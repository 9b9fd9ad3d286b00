// SPDX-License-Identifier: GPL-3.0-or-later
// Words, dates and numbers in the villager's language. The source sentence is the Indonesian one,
// so `id` needs no catalogue; the others are one gettext domain each (kentongan-en, ...), because
// glibc has no locale for Javanese or Sundanese. Used from the event loop alone.
#ifndef I18N_H
#define I18N_H

#include "db/base/arena.h"
#include "db/base/moment.h"

// The last one is made from the source sentences at build time, 40 % longer, accented and between
// brackets, to see what is cut or was never given for translation. It is for tests.
enum i18n_lang { I18N_ID, I18N_SU, I18N_JV, I18N_EN, I18N_PSEUDO, I18N_COUNT };
enum { I18N_OFFERED = I18N_PSEUDO }; // a visitor is offered the languages before this one

// Sets locale and folder of the catalogues: folder/C.UTF-8/LC_MESSAGES/kentongan-LANG.mo. Falls
// back to Indonesian where a catalogue or a sentence is missing; never fails.
void i18n_init(const char *folder);
void i18n_set(enum i18n_lang lang);
enum i18n_lang i18n_lang(void);
const char *i18n_code(enum i18n_lang lang);             // "id", "su", "jv", "en", "pseudo"
const char *i18n_name(enum i18n_lang lang);             // in its own words: "Bahasa Indonesia"
bool i18n_parse(const char *code, enum i18n_lang *out); // false for any other code; sets no fault

// The sentence in the language set; lives as long as the program.
const char *i18n_text(const char *id) __attribute__((format_arg(1)));
// Where the other language has a plural. The Indonesian sentence is one for all counts; %d in it.
const char *i18n_count(const char *id, int64_t count) __attribute__((format_arg(1)));
#define _(id)  i18n_text(id)
#define N_(id) (id) // marks a sentence in a table for the catalogue; say _(row->text) when shown

// All of these give text in the arena.
const char *i18n_clock(struct arena *arena, struct moment at);     // 09.41 (en: 09:41)
const char *i18n_date(struct arena *arena, struct moment at);      // Rabu, 25 November
const char *i18n_date_year(struct arena *arena, struct moment at); // Rabu, 25 November 2026
const char *i18n_day_month(struct arena *arena, struct moment at); // 25 November
// The same, with its year where that is another than now's.
const char *i18n_day_near(struct arena *arena, struct moment at, struct moment now);
// "hari ini", "kemarin", "3 hari lalu", else the date: of `at` seen from `now`.
const char *i18n_ago(struct arena *arena, struct moment at, struct moment now);
// The same for what is to come: "hari ini", "besok", "3 hari lagi", else the date.
const char *i18n_coming(struct arena *arena, struct moment at, struct moment now);
const char *i18n_weekday(int weekday);                        // 1 Monday .. 7
const char *i18n_month(int month);                            // 1 January .. 12
const char *i18n_number(struct arena *arena, int64_t number); // 1.403.029 (en: 1,403,029)
// Sen, a hundredth of a rupiah, as whole rupiah: Rp1.403.029, -Rp500. Half a rupiah rounds away
// from zero.
const char *i18n_money(struct arena *arena, int64_t sen);
// The same for a chart: Rp950.000, Rp12,5 juta, Rp1,4 miliar (en: Rp1.4 billion). One decimal,
// none where it is 0.
const char *i18n_money_short(struct arena *arena, int64_t sen);

#endif
