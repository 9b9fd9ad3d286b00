// SPDX-License-Identifier: GPL-3.0-or-later
// gettext under the one locale that every machine has (C.UTF-8), with a domain for each language;
// names of days and months are tables, because no system has them for all four.
#include "i18n.h"

#include <assert.h>
#include <inttypes.h>
#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEAR_DAYS = 30, SEN_A_RUPIAH = 100 };

struct language {
    const char *code, *name, *domain; // domain NULL: the source's own words
    const char *days[7], *months[12];
    char thousand, decimal;
    const char *clock; // between hours and minutes
    const char *today, *yesterday, *days_ago, *tomorrow, *days_ahead;
    const char *million, *billion, *trillion;
};

static const struct language languages[I18N_COUNT] =
    {
        [I18N_ID] =
            {
                .code = "id",
                .name = "Bahasa Indonesia",
                .days = {"Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"},
                .months = {"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli",
                           "Agustus", "September", "Oktober", "November", "Desember"},
                .thousand = '.',
                .decimal = ',',
                .clock = ".",
                .today = "hari ini",
                .yesterday = "kemarin",
                .days_ago = "hari lalu",
                .tomorrow = "besok",
                .days_ahead = "hari lagi",
                .million = "juta",
                .billion = "miliar",
                .trillion = "triliun",
            },
        [I18N_SU] =
            {
                .code = "su",
                .name = "Basa Sunda",
                .domain = "kentongan-su",
                .days = {"Senén", "Salasa", "Rebo", "Kemis", "Jumaah", "Saptu", "Minggu"},
                .months = {"Januari", "Pébruari", "Maret", "April", "Méi", "Juni", "Juli",
                           "Agustus", "Séptémber", "Oktober", "Nopémber", "Désémber"},
                .thousand = '.',
                .decimal = ',',
                .clock = ".",
                .today = "dinten ieu",
                .yesterday = "kamari",
                .days_ago = "dinten kapengker",
                .tomorrow = "énjing",
                .days_ahead = "dinten deui",
                .million = "juta",
                .billion = "miliar",
                .trillion = "triliun",
            },
        [I18N_JV] =
            {
                .code = "jv",
                .name = "Basa Jawa",
                .domain = "kentongan-jv",
                .days = {"Senèn", "Selasa", "Rebo", "Kemis", "Jemuwah", "Setu", "Minggu"},
                .months = {"Januari", "Februari", "Maret", "April", "Mei",
                           "Juni", "Juli", "Agustus", "September", "Oktober", "November",
                           "Desember"},
                .thousand = '.',
                .decimal = ',',
                .clock = ".",
                .today = "dinten punika",
                .yesterday = "kala wingi",
                .days_ago = "dinten kepengker",
                .tomorrow = "mbénjing",
                .days_ahead = "dinten malih",
                .million = "yuta",
                .billion = "milyar",
                .trillion = "trilyun",
            },
        [I18N_EN] =
            {
                .code = "en",
                .name = "English",
                .domain = "kentongan-en",
                .days = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
                         "Sunday"},
                .months = {"January", "February", "March", "April", "May", "June", "July",
                           "August", "September", "October", "November", "December"},
                .thousand = ',',
                .decimal = '.',
                .clock = ":",
                .today = "today",
                .yesterday = "yesterday",
                .days_ago = "days ago",
                .tomorrow = "tomorrow",
                .days_ahead = "days from now",
                .million = "million",
                .billion = "billion",
                .trillion = "trillion",
            },
        [I18N_PSEUDO] =
            {
                .code = "pseudo",
                .name = "[Þšéúðø]",
                .domain = "kentongan-pseudo",
                .days = {"[Šéñîñ~~]", "[Šéļášá~~]", "[Ŕáƀú~~]", "[Ķámîš~~]", "[Ĵúmáţ~~]",
                         "[Šáƀţú~~]", "[Mîñĝĝú~~]"},
                .months = {"[Ĵáñúáŕî~~]", "[Féƀŕúáŕî~~~]", "[Máŕéţ~~]", "[Áþŕîļ~~]",
                           "[Méî~~]", "[Ĵúñî~~]", "[Ĵúļî~~]", "[Áĝúšţúš~~]", "[Šéþţémƀéŕ~~~]",
                           "[Øķţøƀéŕ~~]", "[Ñøṽémƀéŕ~~]", "[Ðéšémƀéŕ~~]"},
                .thousand = '.',
                .decimal = ',',
                .clock = ".",
                .today = "[ĥáŕî îñî~~~]",
                .yesterday = "[ķémáŕîñ~~~]",
                .days_ago = "[ĥáŕî ļáļú~~~]",
                .tomorrow = "[ƀéšøķ~~]",
                .days_ahead = "[ĥáŕî ļáĝî~~~]",
                .million = "[ĵúţá~~]",
                .billion = "[mîļîáŕ~~]",
                .trillion = "[ţŕîļîúñ~~]",
            },
};

static enum i18n_lang current = I18N_ID;

void i18n_init(const char *folder)
{
    setlocale(LC_MESSAGES, "C.UTF-8");
    setlocale(LC_CTYPE, "C.UTF-8");
    unsetenv("LANGUAGE"); // it would put other catalogues before ours
    for (size_t i = 0; i < I18N_COUNT; i++) {
        if (languages[i].domain) {
            bindtextdomain(languages[i].domain, folder);
            bind_textdomain_codeset(languages[i].domain, "UTF-8");
        }
    }
}

void i18n_set(enum i18n_lang lang)
{
    assert(lang < I18N_COUNT);
    current = lang;
}

enum i18n_lang i18n_lang(void)
{
    return current;
}

const char *i18n_code(enum i18n_lang lang)
{
    return languages[lang].code;
}

const char *i18n_name(enum i18n_lang lang)
{
    return languages[lang].name;
}

bool i18n_parse(const char *code, enum i18n_lang *out)
{
    for (size_t i = 0; i < I18N_COUNT; i++) {
        if (str_equal(languages[i].code, code)) {
            *out = (enum i18n_lang)i;
            return true;
        }
    }
    return false;
}

const char *i18n_text(const char *id)
{
    const char *domain = languages[current].domain;
    return domain && *id ? dgettext(domain, id) : id;
}

const char *i18n_count(const char *id, int64_t count)
{
    const char *domain = languages[current].domain;
    return domain ? dngettext(domain, id, id, (unsigned long)count) : id;
}

const char *i18n_weekday(int weekday)
{
    assert(weekday >= 1 && weekday <= 7);
    return languages[current].days[weekday - 1];
}

const char *i18n_month(int month)
{
    assert(month >= 1 && month <= 12);
    return languages[current].months[month - 1];
}

const char *i18n_clock(struct arena *arena, struct moment at)
{
    return arena_printf(arena, "%02d%s%02d", at.hour, languages[current].clock, at.minute);
}

const char *i18n_day_month(struct arena *arena, struct moment at)
{
    return arena_printf(arena, "%d %s", at.day, i18n_month(at.month));
}

const char *i18n_day_near(struct arena *arena, struct moment at, struct moment now)
{
    return at.year == now.year ? i18n_day_month(arena, at)
                               : arena_printf(arena, "%s %d", i18n_day_month(arena, at), at.year);
}

const char *i18n_date(struct arena *arena, struct moment at)
{
    return arena_printf(arena, "%s, %s", i18n_weekday(at.weekday), i18n_day_month(arena, at));
}

const char *i18n_date_year(struct arena *arena, struct moment at)
{
    return arena_printf(arena, "%s %d", i18n_date(arena, at), at.year);
}

static int64_t days_between(struct moment from, struct moment to)
{
    return moment_day(moment_unix_s(to, 0), 0) - moment_day(moment_unix_s(from, 0), 0);
}

static const char *near_day(struct arena *arena, struct moment at, struct moment now, int64_t days,
                            const char *one, const char *many)
{
    if (days == 0) {
        return languages[current].today;
    }
    if (days == 1) {
        return one;
    }
    if (days > 1 && days < NEAR_DAYS) {
        return arena_printf(arena, "%d %s", (int)days, many);
    }
    return i18n_day_near(arena, at, now);
}

const char *i18n_ago(struct arena *arena, struct moment at, struct moment now)
{
    const struct language *lang = &languages[current];
    return near_day(arena, at, now, days_between(at, now), lang->yesterday, lang->days_ago);
}

const char *i18n_coming(struct arena *arena, struct moment at, struct moment now)
{
    const struct language *lang = &languages[current];
    return near_day(arena, at, now, days_between(now, at), lang->tomorrow, lang->days_ahead);
}

const char *i18n_number(struct arena *arena, int64_t number)
{
    char digits[24], out[32];
    int len = snprintf(digits, sizeof digits, "%" PRIu64,
                       number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number);
    int o = 0;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) {
            out[o++] = languages[current].thousand;
        }
        out[o++] = digits[i];
    }
    out[o] = '\0';
    return arena_printf(arena, "%s%s", number < 0 ? "-" : "", out);
}

static uint64_t size_of(int64_t number)
{
    return number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number;
}

const char *i18n_money(struct arena *arena, int64_t sen)
{
    int64_t rupiah = (int64_t)((size_of(sen) + SEN_A_RUPIAH / 2) / SEN_A_RUPIAH);
    return arena_printf(arena, "%sRp%s", sen < 0 && rupiah ? "-" : "", i18n_number(arena, rupiah));
}

const char *i18n_money_short(struct arena *arena, int64_t sen)
{
    const struct language *lang = &languages[current];
    const struct {
        uint64_t sen;
        const char *word;
    } steps[] = {
        {UINT64_C(100000000000000), lang->trillion},
        {UINT64_C(100000000000), lang->billion},
        {UINT64_C(100000000), lang->million},
    };
    uint64_t size = size_of(sen);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        uint64_t step = steps[i].sen;
        if (size < step - step / 20000) { // 999,96 juta is a billion, not 1.000 juta
            continue;
        }
        uint64_t tenths = (size + step / 20) / (step / 10);
        const char *whole = i18n_number(arena, (int64_t)(tenths / 10));
        const char *part =
            tenths % 10 ? arena_printf(arena, "%c%d", lang->decimal, (int)(tenths % 10)) : "";
        return arena_printf(arena, "%sRp%s%s %s", sen < 0 ? "-" : "", whole, part, steps[i].word);
    }
    return i18n_money(arena, sen);
}
