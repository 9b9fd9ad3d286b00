// SPDX-License-Identifier: GPL-3.0-or-later
// Civil dates by counting days of the proleptic Gregorian calendar in 400-year eras.
#include "moment.h"

#include <stdio.h>

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

// Days since 1970-01-01; the year is counted from March, so that the leap day comes last.
static int64_t day_of(int64_t year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static int64_t local_s(int64_t unix_s, int zone_min)
{
    const int64_t first_s = INT64_C(-62167219200); // 0000-01-01
    int64_t s = unix_s > MOMENT_S_MAX ? MOMENT_S_MAX : unix_s < first_s ? first_s : unix_s;
    return s + (int64_t)zone_min * 60;
}

int64_t moment_day(int64_t unix_s, int zone_min)
{
    return floor_div(local_s(unix_s, zone_min), DAY_S);
}

int64_t moment_day_s(int64_t day)
{
    const int64_t first = -719528; // 0000-01-01
    return (day > MOMENT_DAY_MAX ? MOMENT_DAY_MAX : day < first ? first : day) * DAY_S;
}

struct moment moment_at(int64_t unix_s, int zone_min)
{
    int64_t day = moment_day(unix_s, zone_min);
    int64_t second = local_s(unix_s, zone_min) - day * DAY_S;
    int64_t z = day + 719468;
    int64_t era = floor_div(z, 146097);
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month = (int)((5 * day_of_year + 2) / 153);
    struct moment at = {
        .day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
        .month = month < 10 ? month + 3 : month - 9,
        .hour = (int)(second / 3600),
        .minute = (int)(second / 60 % 60),
        .second = (int)(second % 60),
        .weekday = (int)(day + 3 - floor_div(day + 3, 7) * 7) + 1,
    };
    at.year = (int)(year_of_era + era * 400 + (at.month <= 2));
    return at;
}

int64_t moment_unix_s(struct moment at, int zone_min)
{
    return day_of(at.year, at.month, at.day) * DAY_S + at.hour * 3600 + at.minute * 60 + at.second -
           zone_min * 60;
}

static bool is_real(struct moment at)
{
    return at.year >= 1 && at.month >= 1 && at.month <= 12 && at.day >= 1 &&
           at.day <= days_in_month(at.year, at.month) && at.hour >= 0 && at.hour <= 23 &&
           at.minute >= 0 && at.minute <= 59 && at.second >= 0 && at.second <= 60;
}

bool moment_parse(const char *iso, int zone_min, int64_t *unix_s)
{
    struct moment at = {0};
    int used = 0;
    if (sscanf(iso, "%4d-%2d-%2d%n", &at.year, &at.month, &at.day, &used) != 3 || used != 10) {
        return false;
    }
    const char *p = iso + used;
    if (*p == 'T' || *p == ' ') {
        if (sscanf(p + 1, "%2d:%2d%n", &at.hour, &at.minute, &used) != 2 || used != 5) {
            return false;
        }
        p += 1 + used;
        if (*p == ':') {
            if (sscanf(p + 1, "%2d%n", &at.second, &used) != 1 || used != 2) {
                return false;
            }
            p += 1 + used;
        }
        if (*p == 'Z') {
            zone_min = 0;
            p++;
        } else if (*p == '+' || *p == '-') {
            int hours, minutes;
            if (sscanf(p + 1, "%2d:%2d%n", &hours, &minutes, &used) != 2 || used != 5 ||
                hours < 0 || minutes < 0) {
                return false;
            }
            zone_min = (*p == '-' ? -1 : 1) * (hours * 60 + minutes);
            p += 1 + used;
        }
    }
    if (*p || !is_real(at)) {
        return false;
    }
    *unix_s = moment_unix_s(at, zone_min);
    return true;
}

char *moment_iso(int64_t unix_s, int zone_min, char out[static MOMENT_ISO_LEN])
{
    struct moment at = moment_at(unix_s, zone_min);
    unsigned zone = (unsigned)(zone_min < 0 ? -zone_min : zone_min);
    snprintf(out, MOMENT_ISO_LEN, "%04u-%02u-%02uT%02u:%02u:%02u%c%02u:%02u",
             (unsigned)at.year % 10000, (unsigned)at.month % 100, (unsigned)at.day % 100,
             (unsigned)at.hour % 100, (unsigned)at.minute % 100, (unsigned)at.second % 100,
             zone_min < 0 ? '-' : '+', zone / 60 % 100, zone % 60);
    return out;
}

int64_t moment_working_days_after(int64_t day, int count)
{
    while (count > 0) {
        day++;
        int weekday = (int)(day + 3 - floor_div(day + 3, 7) * 7) + 1;
        count -= weekday <= 5;
    }
    return day;
}
