// SPDX-License-Identifier: GPL-3.0-or-later
// Days and hours. An hour is said as people in a village say it: of twelve, with the part of the
// day ("setengah delapan malam" for 19.30), never as the figures of a timetable.
#include "say_inside.h"

#include <string.h>

static int number_at(const char *at, size_t len)
{
    int value = 0;
    for (size_t i = 0; i < len; i++) {
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

// ---- days

static void say_day(struct say *say, int day, int month, int year)
{
    if (say->with->is_english) {
        say_plain(say, say_english_nth(day));
        say_plain(say, "of");
        say_plain(say, say->with->months[month - 1]);
        if (year % 100 >= 10) {
            say_int(say, year / 100);
            say_int(say, year % 100);
        } else {
            say_int(say, year);
        }
        return;
    }
    say_int(say, day);
    say_word(say, say->with->months[month - 1]);
    say_int(say, year);
}

// "2026-12-25", "25/12/2026", "25-12-2026": three numbers with one mark between.
size_t say_rule_date(struct say *say, const char *at)
{
    size_t lens[3];
    int parts[3];
    const char *p = at;
    char mark = '\0';
    for (size_t i = 0; i < 3; i++) {
        lens[i] = say_digit_count(say, p);
        if (lens[i] == 0 || lens[i] > 4) {
            return 0;
        }
        parts[i] = number_at(p, lens[i]);
        p += lens[i];
        if (i < 2) {
            if (p >= say->end || !strchr("/-", *p) || (i == 1 && *p != mark)) {
                return 0;
            }
            mark = *p++;
        }
    }
    bool is_year_first = lens[0] == 4;
    int year = is_year_first ? parts[0] : parts[2];
    int day = is_year_first ? parts[2] : parts[0];
    size_t year_len = is_year_first ? lens[0] : lens[2];
    bool is_date = parts[1] >= 1 && parts[1] <= 12 && day >= 1 && day <= 31 && year_len == 4 &&
                   lens[1] <= 2 && lens[is_year_first ? 2 : 0] <= 2 && year >= 1900;
    if (!is_date || !say_begins_word(say, at) || say_is_digit(say, p) ||
        (p < say->end && *p == mark)) {
        return 0;
    }
    say_day(say, day, parts[1], year);
    return (size_t)(p - at);
}

// English alone: "25 December 2026". The others say their day and year as any number.
size_t say_rule_day(struct say *say, const char *at)
{
    size_t len = say_digit_count(say, at);
    if (!say->with->is_english || len == 0 || len > 2 || say_spaces(say, at + len) == 0) {
        return 0;
    }
    const char *p = at + len + say_spaces(say, at + len);
    const char *words = say_english_nth(number_at(at, len));
    for (size_t i = 0; words && i < 12; i++) {
        const char *month = say->with->months[i];
        if (say_has(say, p, month) && say_ends_word(say, p + strlen(month))) {
            say_plain(say, words);
            say_plain(say, "of");
            return (size_t)(p - at);
        }
    }
    return 0;
}

// ---- hours

static const char *day_part(const struct say *say, int minute_of_day)
{
    size_t i = 0;
    while (minute_of_day >= say->with->parts[i].until_min) {
        i++;
    }
    return say->with->parts[i].words;
}

static int of_twelve(int hour)
{
    return (hour + 11) % 12 + 1;
}

static void english_hour(struct say *say, int hour, int minute)
{
    say_int(say, of_twelve(hour));
    if (minute == 0) {
        say_plain(say, "o'clock");
    } else {
        say_plain(say, minute < 10 ? "oh" : "");
        say_int(say, minute);
    }
    say_plain(say, day_part(say, hour * 60 + minute));
}

static void say_hour(struct say *say, int hour, int minute)
{
    const char *part = day_part(say, hour % 24 * 60 + minute);
    if (say->with->is_english) {
        english_hour(say, hour % 24, minute);
        return;
    }
    if (!say_is_after(say, say_hour_words)) {
        say_word(say, say->with->hour);
    }
    if (minute == 30) {
        say_word(say, say->with->half_hour);
        say_int(say, of_twelve(hour + 1));
        say_word(say, part);
        return;
    }
    say_int(say, of_twelve(hour));
    say_word(say, part);
    if (minute > 0) {
        say_word(say, say->with->past);
        say_int(say, minute);
        say_word(say, say->with->minute);
    }
}

static size_t read_hour(const struct say *say, const char *at, int *hour, int *minute)
{
    size_t len = say_digit_count(say, at);
    if (len == 0 || len > 2 || at + len >= say->end || !strchr(".:", at[len]) ||
        say_digit_count(say, at + len + 1) != 2) {
        return 0;
    }
    *hour = number_at(at, len);
    *minute = number_at(at + len + 1, 2);
    return *hour <= 23 || (*hour == 24 && *minute == 0) ? len + 3 : 0;
}

static bool is_zone_there(const struct say *say, const char *at)
{
    static const char *const zones[] = {"WIB", "WITA", "WIT", "a.m.", "p.m."};
    at += say_spaces(say, at);
    for (size_t i = 0; i < COUNT_OF(zones); i++) {
        if (say_has(say, at, zones[i])) {
            return true;
        }
    }
    return false;
}

// "08.00–15.30": where one end is an hour the other is.
static bool is_span_there(const struct say *say, const char *at)
{
    static const char *const marks[] = {"\u2013", "\u2014", "-", "s.d.", "s/d", "sampai", "hingga"};
    int hour, minute;
    at += say_spaces(say, at);
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (say_has(say, at, marks[i])) {
            at += strlen(marks[i]);
            at += say_spaces(say, at);
            return read_hour(say, at, &hour, &minute) > 0;
        }
    }
    return false;
}

static bool is_measured(const struct say *say, const char *at)
{
    at += say_spaces(say, at);
    if (at < say->end && *at == '%') {
        return true;
    }
    for (const struct say_unit *unit = say_units; unit->shown; unit++) {
        if (say_has(say, at, unit->shown) && say_ends_word(say, at + strlen(unit->shown))) {
            return true;
        }
    }
    return false;
}

size_t say_rule_time(struct say *say, const char *at)
{
    int hour, minute;
    size_t len = read_hour(say, at, &hour, &minute);
    const char *end = at + len;
    if (len == 0 || !say_begins_word(say, at) || !say_ends_word(say, end) ||
        (at > say->text && strchr(".,/:", at[-1])) ||
        (end < say->end && strchr(".,/:", *end) && say_is_digit(say, end + 1))) {
        return 0;
    }
    bool is_clear = at[len - 3] == ':' || say_is_after(say, say_hour_words) ||
                    is_zone_there(say, end) || is_span_there(say, end);
    bool is_likely = len == 5 && !say->with->is_english && !is_measured(say, end);
    if (!is_clear && !is_likely) {
        return 0;
    }
    say_hour(say, hour, minute);
    return len;
}
