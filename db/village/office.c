// SPDX-License-Identifier: GPL-3.0-or-later
// The office's sheet, one from here and one from the regency, and whether its door is open now.
#include "office.h"

#include "db/base/moment.h"
#include "media.h"

enum { DAYS_AHEAD = 14 };

bool office_put(struct village *village, const Kt__Office *office, enum setting_by by)
{
    if (!office_fits(office) || !record_texts_are_valid(&office->base)) {
        return false;
    }
    struct arena arena;
    arena_init(&arena, VILLAGE_WORK_BYTES_MAX);
    sql_begin(village->sql);
    sql_run(village->sql, "INSERT OR REPLACE INTO sheet VALUES ('office', $1, $2, $3)", "ibi",
            (int64_t)by, record_pack(&arena, &office->base), village_now_s(village));
    sql_run(village->sql, "DELETE FROM present", "");
    const Kt__Picture *photos[PICTURES_OF_MAX];
    if (!media_named(village, by == SETTING_LOCAL ? "office-here" : "office", MEDIA_FROM_FEED,
                     photos, pictures_of_office(&arena, office, photos))) {
        sql_fail(village->sql);
    }
    bool ok = sql_commit(village->sql);
    arena_finish(&arena);
    if (ok) {
        village_ring(village);
    }
    return ok;
}

static Kt__Official *official_of(const Kt__Office *office, const char *name)
{
    for (size_t i = 0; i < office->n_officials; i++) {
        if (str_equal(office->officials[i]->name, name)) {
            return office->officials[i];
        }
    }
    return NULL;
}

// The sheet is as old as what was last said about it.
static void put_marks(struct village *village, struct arena *arena, Kt__Office *office)
{
    struct sql_rows rows = sql_rows(village->sql, "SELECT name, in_today, at_s FROM present", "");
    while (sql_next(&rows)) {
        Kt__Official *official = official_of(office, sql_row_text(&rows, 0, arena));
        int64_t at_s = sql_row_int(&rows, 2);
        if (official) {
            official->in_today = sql_row_int(&rows, 1) != 0;
            office->at_s = at_s > office->at_s ? at_s : office->at_s;
        }
    }
    sql_done(&rows);
}

Kt__Office *office_get(struct village *village, struct arena *arena)
{
    struct bytes record = sql_bytes(village->sql, arena,
                                    "SELECT record FROM sheet WHERE what = 'office'"
                                    " ORDER BY by LIMIT 1", // SETTING_LOCAL comes first
                                    "");
    Kt__Office *office = record.data ? record_unpack(arena, &kt__office__descriptor, record) : NULL;
    if (office) {
        put_marks(village, arena, office);
    }
    return office;
}

bool office_mark(struct village *village, const char *name, bool is_in)
{
    struct arena arena;
    arena_init(&arena, VILLAGE_WORK_BYTES_MAX);
    Kt__Office *office = office_get(village, &arena);
    Kt__Official *official = office ? official_of(office, name) : NULL;
    bool ok =
        official && sql_run(village->sql, "INSERT OR REPLACE INTO present VALUES ($1, $2, $3)",
                            "tii", name, (int64_t)is_in, village_now_s(village));
    if (!official) {
        fault_set("\"%.80s\" is not on the office's sheet", name);
    }
    arena_finish(&arena);
    return ok;
}

// ---- open or closed

static bool is_closed_day(const Kt__Office *office, int64_t day)
{
    char iso[MOMENT_ISO_LEN];
    moment_iso(moment_day_s(day), 0, iso);
    iso[10] = '\0'; // the day alone
    for (size_t i = 0; i < office->n_closed; i++) {
        if (str_equal(office->closed[i], iso)) {
            return true;
        }
    }
    return false;
}

// A span of that day; false where it is another day's.
static bool span_of(const Kt__Hours *hours, int64_t day, int *opens, int *closes)
{
    return (int)hours->day == moment_at(moment_day_s(day), 0).weekday &&
           office_minute(hours->open, opens) && office_minute(hours->close, closes);
}

// Spans that follow on each other without a break are one to who stands before the door.
static int closes_at(const Kt__Office *office, int64_t day, int minute)
{
    int closes = -1;
    for (bool grew = true; grew;) {
        grew = false;
        for (size_t i = 0; i < office->n_hours; i++) {
            int from, to, here = closes < 0 ? minute : closes;
            if (span_of(office->hours[i], day, &from, &to) && from <= here && to > here) {
                closes = to;
                grew = true;
            }
        }
    }
    return closes;
}

// The first opening of that day at or after `minute`; -1: none.
static int opens_at(const Kt__Office *office, int64_t day, int minute)
{
    int first = -1;
    for (size_t i = 0; i < office->n_hours && !is_closed_day(office, day); i++) {
        int from, to;
        if (span_of(office->hours[i], day, &from, &to) && from >= minute &&
            (first < 0 || from < first)) {
            first = from;
        }
    }
    return first;
}

struct office_now office_now(const Kt__Office *office, int64_t day, int minute)
{
    struct office_now now = {.open = OFFICE_UNKNOWN, .opens_in_days = -1};
    if (office->n_hours == 0) {
        return now;
    }
    now.is_closed_day = is_closed_day(office, day);
    int closes = now.is_closed_day ? -1 : closes_at(office, day, minute);
    if (closes >= 0) {
        now.open = OFFICE_OPEN;
        now.closes_min = closes;
        return now;
    }
    now.open = OFFICE_CLOSED;
    for (int ahead = 0; ahead < DAYS_AHEAD; ahead++) {
        int opens = opens_at(office, day + ahead, ahead == 0 ? minute : 0);
        if (opens >= 0) {
            now.opens_in_days = ahead;
            now.opens_min = opens;
            break;
        }
    }
    return now;
}
