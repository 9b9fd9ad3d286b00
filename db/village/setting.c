// SPDX-License-Identifier: GPL-3.0-or-later
// What may be set is this table. Values are kept as text and checked at the door.
#include "setting.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct setting_def setting_defs[] = {
    {"dpi", "102", "dots/inch", SETTING_DEVICE, 60, 400},
    {"language", "id", "id|su|jv|en", SETTING_DEVICE, 0, 0},
    {"text_size", "100", "%", SETTING_DEVICE, 100, 160},
    {"keyboard", "auto", "auto|abc|qwerty", SETTING_DEVICE, 0, 0},
    {"contrast", "normal", "normal|high", SETTING_DEVICE, 0, 0},
    {"volume", "70", "%", SETTING_DEVICE, 0, 100},
    {"speech", "loudspeaker", "loudspeaker|handset|off", SETTING_DEVICE, 0, 0},
    {"speech_speed", "140", "words/min", SETTING_DEVICE, 80, 260},
    {"printer", "", "device path; empty: none", SETTING_DEVICE, 0, 0},
    {"media_dir", "/media:/run/media", "folders in which sticks appear, : between them",
     SETTING_DEVICE, 0, 0},
    {"mirror", "", "folder on a second medium for a copy of each word; empty: none", SETTING_DEVICE,
     0, 0},
    {"night_from", "", "HH:MM, screen dimmed from; empty: never", SETTING_DEVICE, 0, 0},
    {"night_to", "", "HH:MM, screen dimmed until", SETTING_DEVICE, 0, 0},
    {"alert_tests", "no", "yes|no", SETTING_DEVICE, 0, 0},
    {"receipt_days", "14", "days after which to come back", SETTING_RULE, 1, 90},
    {"keep_years", "5", "years that words are kept", SETTING_RULE, 1, 30},
    // For news, on an open connection: some 300 KB a day.
    {"wait", "yes", "yes|no", SETTING_DEVICE, 0, 0},
    {"poll", "900", "s between rounds when nothing waits", SETTING_DEVICE, 60, 86400},
    {"month_limit", "0", "MB of network a month before recordings and pictures wait; 0: none",
     SETTING_DEVICE, 0, 1000000},
    {"sound_hours", "", "HH-HH, hours in which recordings travel; empty: always", SETTING_DEVICE, 0,
     0},
    {"picture_hours", "", "HH-HH, hours in which pictures travel; empty: always", SETTING_DEVICE, 0,
     0},
    {"zone", "420", "minutes east of UTC", SETTING_RULE, -720, 840},
    {"event_days", "90", "days that a mirror keeps an event", SETTING_RULE, 7, 3650},
    {"first_answer_days", "5", "working days to the first follow-up", SETTING_RULE, 1, 60},
    {"consent", "", "text shown before sending; empty: the built-in one", SETTING_RULE, 0, 0},
    {"approve", "no", "no|yes", SETTING_RULE, 0, 0}, // a second member publishes a notice
    {"consent_version", "1", "number of that text, kept with each word", SETTING_RULE, 1, 1000000},
};
const size_t setting_def_count = COUNT_OF(setting_defs);

enum { VALUE_BYTES_MAX = 4096 };

const struct setting_def *setting_find(const char *key)
{
    for (size_t i = 0; i < setting_def_count; i++) {
        if (str_equal(setting_defs[i].key, key)) {
            return &setting_defs[i];
        }
    }
    return NULL;
}

static const char *value_by(struct village *village, struct arena *arena, const char *key, int by)
{
    return sql_text(village->sql, arena, "SELECT value FROM setting WHERE key = $1 AND by = $2",
                    "ti", key, (int64_t)by);
}

static const char *winner(struct village *village, struct arena *arena,
                          const struct setting_def *def, const char **by)
{
    static const char *const names[] = {[SETTING_LOCAL] = "local", [SETTING_REGENCY] = "regency"};
    int first = def->kind == SETTING_DEVICE ? SETTING_LOCAL : SETTING_REGENCY;
    for (int i = 0; i < 2; i++) {
        int side = i == 0 ? first : 1 - first;
        const char *value = value_by(village, arena, def->key, side);
        if (value) {
            *by = names[side];
            return value;
        }
    }
    *by = "default";
    return def->otherwise;
}

const char *setting_get(struct village *village, struct arena *arena, const char *key)
{
    const char *by;
    return winner(village, arena, setting_find(key), &by);
}

int64_t setting_int(struct village *village, const char *key)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    int64_t value = strtoll(setting_get(village, &arena, key), NULL, 10);
    arena_finish(&arena);
    return value;
}

const char *setting_set_by(struct village *village, struct arena *arena, const char *key)
{
    const char *by;
    winner(village, arena, setting_find(key), &by);
    return by;
}

// How many leading letters agree: enough to guess which key was meant.
static const char *nearest(const char *key)
{
    size_t best_len = 0, best = 0;
    for (size_t i = 0; i < setting_def_count; i++) {
        size_t len = 0;
        while (key[len] && key[len] == setting_defs[i].key[len]) {
            len++;
        }
        if (len > best_len) {
            best_len = len;
            best = i;
        }
    }
    return best_len > 0 ? setting_defs[best].key : "dpi";
}

// A unit that reads "a|b|c" is the list of what may be set.
static bool is_choice(const char *choices, const char *value)
{
    size_t len = strlen(value);
    for (const char *p = choices; p && len > 0; p = strchr(p, '|')) {
        p += *p == '|';
        if (strncmp(p, value, len) == 0 && (p[len] == '|' || p[len] == '\0')) {
            return true;
        }
    }
    return false;
}

// "HH-HH", or empty.
static bool is_hours(const char *value)
{
    int from, to, used = 0;
    return !value[0] || (sscanf(value, "%2d-%2d%n", &from, &to, &used) == 2 && !value[used] &&
                         from >= 0 && from < 24 && to >= 0 && to <= 24);
}

int setting_minute(const char *value)
{
    int hour, minute;
    char end;
    bool is_time = sscanf(value, "%2d:%2d%c", &hour, &minute, &end) == 2 && hour >= 0 &&
                   hour < 24 && minute >= 0 && minute < 60;
    return is_time ? hour * 60 + minute : -1;
}

static bool check(const struct setting_def *def, const char *value)
{
    if (strlen(value) > VALUE_BYTES_MAX || !utf8_is_valid(bytes_of_str(value))) {
        fault_set("%s: the value is longer than %d bytes or not text", def->key, VALUE_BYTES_MAX);
        return false;
    }
    if (def->min == 0 && def->max == 0) {
        if (str_starts(def->unit, "HH:MM") && *value && setting_minute(value) < 0) {
            fault_set("%s: \"%s\" is no time of the day; write it as 21:30", def->key, value);
            return false;
        }
        if (strchr(def->unit, '|') && !is_choice(def->unit, value)) {
            fault_set("%s: \"%s\" is none of %s", def->key, value, def->unit);
            return false;
        }
        if (str_starts(def->unit, "folder ") && *value && *value != '/') {
            fault_set("%s: \"%s\" is no whole path of a folder, such as /media/salinan", def->key,
                      value);
            return false;
        }
        if (str_starts(def->unit, "HH-HH") && !is_hours(value)) {
            fault_set("%s: \"%s\" is no pair of hours such as 22-05", def->key, value);
            return false;
        }
        return true;
    }
    char *end;
    long long number = strtoll(value, &end, 10);
    if (end == value || *end || number < def->min || number > def->max) {
        fault_set("%s: \"%s\" is not a whole number from %" PRId64 " to %" PRId64 " (%s)", def->key,
                  value, def->min, def->max, def->unit);
        return false;
    }
    return true;
}

bool setting_set(struct village *village, const char *key, const char *value, enum setting_by by)
{
    const struct setting_def *def = setting_find(key);
    if (!def) {
        fault_set("there is no setting \"%s\"; did you mean \"%s\"? `get` lists them all", key,
                  nearest(key));
        return false;
    }
    if (!value) {
        return sql_run(village->sql, "DELETE FROM setting WHERE key = $1 AND by = $2", "ti", key,
                       (int64_t)by);
    }
    return check(def, value) &&
           sql_run(village->sql, "INSERT OR REPLACE INTO setting VALUES ($1, $2, $3)", "tit", key,
                   (int64_t)by, value);
}
