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

struct language {
    const char *code, *name, *domain; // domain NULL: the source's own words
    const char *days[7], *months[12];
    char thousand;
    const char *today, *yesterday, *days_ago;
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
                .today = "hari ini",
                .yesterday = "kemarin",
                .days_ago = "hari lalu",
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
                .today = "dinten ieu",
                .yesterday = "kamari",
                .days_ago = "dinten kapengker",
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
                .today = "dina iki",
                .yesterday = "wingi",
                .days_ago = "dina kepungkur",
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
                .today = "today",
                .yesterday = "yesterday",
                .days_ago = "days ago",
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

static const char *month_name(const struct language *lang, int month)
{
    assert(month >= 1 && month <= 12);
    return lang->months[month - 1];
}

const char *i18n_weekday(int weekday)
{
    assert(weekday >= 1 && weekday <= 7);
    return languages[current].days[weekday - 1];
}

const char *i18n_clock(struct arena *arena, struct moment at)
{
    const char *between = current == I18N_EN ? ":" : ".";
    return arena_printf(arena, "%02d%s%02d", at.hour, between, at.minute);
}

const char *i18n_day_month(struct arena *arena, struct moment at)
{
    return arena_printf(arena, "%d %s", at.day, month_name(&languages[current], at.month));
}

const char *i18n_date(struct arena *arena, struct moment at)
{
    return arena_printf(arena, "%s, %s", i18n_weekday(at.weekday), i18n_day_month(arena, at));
}

const char *i18n_date_year(struct arena *arena, struct moment at)
{
    return arena_printf(arena, "%s %d", i18n_date(arena, at), at.year);
}

const char *i18n_ago(struct arena *arena, struct moment at, struct moment now)
{
    const struct language *lang = &languages[current];
    int64_t days = moment_day(moment_unix_s(now, 0), 0) - moment_day(moment_unix_s(at, 0), 0);
    if (days == 0) {
        return lang->today;
    }
    if (days == 1) {
        return lang->yesterday;
    }
    if (days > 1 && days < 30) {
        return arena_printf(arena, "%d %s", (int)days, lang->days_ago);
    }
    return at.year == now.year ? i18n_day_month(arena, at)
                               : arena_printf(arena, "%s %d", i18n_day_month(arena, at), at.year);
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
