// SPDX-License-Identifier: GPL-3.0-or-later
// Whole numbers as words. Indonesian and Sundanese count alike; Javanese (ngoko, which is how
// figures are read out, also in polite speech) joins its units and has words of its own from 21 to
// 29; English says "and". All of it is this table; the code below must never know a language.
#include "say_inside.h"

#include <string.h>

enum { GROUPS_MAX = 7 }; // of three digits: up to 9 * 10^18

struct counting {
    const char *units[20];    // 0 to 19
    const char *joined[10];   // 2 to 9 before hundred, thousand ...; "" as units
    const char *twenties[10]; // 21 to 29; NULL: as other tens
    const char *tens[10];     // 20 to 90
    const char *hundreds[10]; // 100 to 900
    struct {
        const char *one, *many; // "seribu", "ribu"
    } groups[GROUPS_MAX];
    const char *minus, *and, *hyphen;
};

static const struct counting counting[I18N_COUNT] = {
    [I18N_ID] =
        {
            .units = {"nol",        "satu",       "dua",         "tiga",          "empat",
                      "lima",       "enam",       "tujuh",       "delapan",       "sembilan",
                      "sepuluh",    "sebelas",    "dua belas",   "tiga belas",    "empat belas",
                      "lima belas", "enam belas", "tujuh belas", "delapan belas", "sembilan belas"},
            .tens = {"", "", "dua puluh", "tiga puluh", "empat puluh", "lima puluh", "enam puluh",
                     "tujuh puluh", "delapan puluh", "sembilan puluh"},
            .hundreds = {"", "seratus", "dua ratus", "tiga ratus", "empat ratus", "lima ratus",
                         "enam ratus", "tujuh ratus", "delapan ratus", "sembilan ratus"},
            .groups = {{"", ""},
                       {"seribu", "ribu"},
                       {"satu juta", "juta"},
                       {"satu miliar", "miliar"},
                       {"satu triliun", "triliun"},
                       {"satu kuadriliun", "kuadriliun"},
                       {"satu kuintiliun", "kuintiliun"}},
            .minus = "minus",
            .and = "",
            .hyphen = " ",
        },
    [I18N_SU] =
        {
            .units = {"enol",       "hiji",        "dua",         "tilu",          "opat",
                      "lima",       "genep",       "tujuh",       "dalapan",       "salapan",
                      "sapuluh",    "sabelas",     "dua belas",   "tilu belas",    "opat belas",
                      "lima belas", "genep belas", "tujuh belas", "dalapan belas", "salapan belas"},
            .tens = {"", "", "dua puluh", "tilu puluh", "opat puluh", "lima puluh", "genep puluh",
                     "tujuh puluh", "dalapan puluh", "salapan puluh"},
            .hundreds = {"", "saratus", "dua ratus", "tilu ratus", "opat ratus", "lima ratus",
                         "genep ratus", "tujuh ratus", "dalapan ratus", "salapan ratus"},
            .groups = {{"", ""},
                       {"sarébu", "rébu"},
                       {"sajuta", "juta"},
                       {"samilyar", "milyar"},
                       {"satriliun", "triliun"},
                       {"sakuadriliun", "kuadriliun"},
                       {"sakuintiliun", "kuintiliun"}},
            .minus = "minus",
            .and = "",
            .hyphen = " ",
        },
    [I18N_JV] =
        {
            .units = {"nol",      "siji",    "loro",     "telu",    "papat",   "lima",    "enem",
                      "pitu",     "wolu",    "sanga",    "sepuluh", "sewelas", "rolas",   "telulas",
                      "patbelas", "limalas", "nembelas", "pitulas", "wolulas", "sangalas"},
            .joined = {"", "", "rong", "telung", "patang", "limang", "nem", "pitung", "wolung",
                       "sangang"},
            .twenties = {"", "selikur", "rolikur", "telulikur", "patlikur", "selawé", "nemlikur",
                         "pitulikur", "wolulikur", "sangalikur"},
            .tens = {"", "", "rong puluh", "telung puluh", "patang puluh", "sèket", "sewidak",
                     "pitung puluh", "wolung puluh", "sangang puluh"},
            .hundreds = {"", "satus", "rong atus", "telung atus", "patang atus", "limang atus",
                         "nem atus", "pitung atus", "wolung atus", "sangang atus"},
            .groups = {{"", ""},
                       {"sèwu", "èwu"},
                       {"sayuta", "yuta"},
                       {"samilyar", "milyar"},
                       {"satriliun", "triliun"},
                       {"sakuadriliun", "kuadriliun"},
                       {"sakuintiliun", "kuintiliun"}},
            .minus = "minus",
            .and = "",
            .hyphen = " ",
        },
    [I18N_EN] =
        {
            .units = {"zero",    "one",     "two",       "three",    "four",
                      "five",    "six",     "seven",     "eight",    "nine",
                      "ten",     "eleven",  "twelve",    "thirteen", "fourteen",
                      "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"},
            .tens = {"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
                     "ninety"},
            .hundreds = {"", "one hundred", "two hundred", "three hundred", "four hundred",
                         "five hundred", "six hundred", "seven hundred", "eight hundred",
                         "nine hundred"},
            .groups = {{"", ""},
                       {"one thousand", "thousand"},
                       {"one million", "million"},
                       {"one billion", "billion"},
                       {"one trillion", "trillion"},
                       {"one quadrillion", "quadrillion"},
                       {"one quintillion", "quintillion"}},
            .minus = "minus",
            .and = "and",
            .hyphen = "-",
        },
};

static void word(struct buf *out, const char *word)
{
    if (word && *word) {
        buf_add_str(out, out->len > 0 ? " " : "");
        buf_add_str(out, word);
    }
}

// 1 to 99. is_joined: something is counted by it ("rong ewu").
static void below_hundred(struct buf *out, const struct counting *in, int value, bool is_joined)
{
    int unit = value % 10;
    const char *joined = is_joined ? in->joined[unit] : NULL;
    if (value < 20) {
        word(out, value < 10 && joined && *joined ? joined : in->units[value]);
    } else if (value < 30 && unit > 0 && in->twenties[unit]) {
        word(out, in->twenties[unit]);
    } else {
        word(out, in->tens[value / 10]);
        if (unit > 0) {
            buf_add_str(out, in->hyphen);
            buf_add_str(out, joined && *joined ? joined : in->units[unit]);
        }
    }
}

static void below_thousand(struct buf *out, const struct counting *in, int value, bool is_joined)
{
    if (value >= 100) {
        word(out, in->hundreds[value / 100]);
    }
    if (value % 100 > 0) {
        word(out, value >= 100 ? in->and : "");
        below_hundred(out, in, value % 100, is_joined);
    }
}

char *say_number(struct arena *arena, enum i18n_lang lang, int64_t value)
{
    const struct counting *in = &counting[say_lang(lang)];
    struct buf out;
    buf_init(&out, 1024);
    uint64_t rest = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    if (rest == 0) {
        word(&out, in->units[0]);
    }
    if (value < 0) {
        word(&out, in->minus);
    }
    uint64_t weight = UINT64_C(1000000000000000000);
    bool is_first = true;
    for (int group = GROUPS_MAX - 1; group >= 0; group--, weight /= 1000) {
        int part = (int)(rest / weight % 1000);
        if (part == 0) {
            continue;
        }
        if (part == 1 && group > 0) {
            word(&out, in->groups[group].one);
        } else {
            struct buf words;
            buf_init(&words, 256);
            if (group == 0 && !is_first && part < 100) {
                word(&words, in->and);
            }
            below_thousand(&words, in, part, group > 0);
            word(&out, buf_str(&words));
            word(&out, in->groups[group].many);
            buf_finish(&words);
        }
        is_first = false;
    }
    char *spoken = arena_str(arena, buf_str(&out));
    buf_finish(&out);
    return spoken;
}

const char *say_digit(enum i18n_lang lang, char digit)
{
    return counting[lang].units[digit - '0'];
}
