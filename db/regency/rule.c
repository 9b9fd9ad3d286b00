// SPDX-License-Identifier: GPL-3.0-or-later
// Settings in their table. The newest one that reaches a kiosk counts, whatever scope it was for.
#include "rule.h"

#include "change.h"
#include "db/base/clock.h"
#include "db/village/setting.h"

#include <stdlib.h>
#include <string.h>

enum { RULE_ROWS_MAX = 2000 };
static const char own_scope[] = "-";

// The regency's own, beside the kiosks' table.
static const struct own {
    const char *key, *otherwise, *unit;
    bool by_hand;
} owns[] = {
    {RULE_URL, "", "https address for tickets", true},
    {RULE_LISTEN, "", "address of the last serve", false},
};

static const struct own *own_find(const char *key)
{
    for (size_t i = 0; i < COUNT_OF(owns); i++) {
        if (str_equal(owns[i].key, key)) {
            return &owns[i];
        }
    }
    return NULL;
}

const char *rule_own(struct regency *regency, struct arena *arena, const char *key)
{
    return sql_text(regency->sql, arena, "SELECT value FROM rule WHERE key = $1 AND scope = $2",
                    "tt", key, own_scope);
}

static bool write_rule(struct regency *regency, const char *key, const char *scope,
                       const char *value)
{
    return sql_run(regency->sql,
                   "INSERT OR REPLACE INTO rule (key, scope, value, at_s)"
                   " VALUES ($1, $2, $3, $4)",
                   "ttti", key, scope, value, clock_now_s());
}

bool rule_set_own(struct regency *regency, const char *key, const char *value)
{
    return write_rule(regency, key, own_scope, value);
}

// How many leading letters agree: enough to guess which key was meant.
static size_t agree(const char *a, const char *b)
{
    size_t len = 0;
    while (a[len] && a[len] == b[len]) {
        len++;
    }
    return len;
}

static void say_unknown(const char *key)
{
    const char *best = RULE_URL;
    size_t best_len = agree(key, best);
    for (size_t i = 0; i < setting_def_count; i++) {
        size_t len = agree(key, setting_defs[i].key);
        if (len > best_len) {
            best_len = len;
            best = setting_defs[i].key;
        }
    }
    fault_set("there is no setting \"%.60s\"; did you mean \"%s\"? `get` lists them all", key,
              best);
}

static bool set_own(struct regency *regency, const struct own *own, const char *scope,
                    const char *value)
{
    if (scope || !own->by_hand) {
        fault_set(own->by_hand ? "%s stays at the regency: leave --to out"
                               : "%s is set by `serve` alone; set url instead",
                  own->key);
        return false;
    }
    if (!str_starts(value, "https://") || strlen(value) > RULE_VALUE_BYTES_MAX) {
        fault_set("%s: \"%.60s\" is no https:// address", own->key, value);
        return false;
    }
    return rule_set_own(regency, own->key, value);
}

// The words of a choice stand in its unit: "id|su|jv|en".
static bool is_choice(const char *unit, const char *value)
{
    size_t len = strlen(value);
    for (const char *at = unit; at && len > 0; at = strchr(at, '|')) {
        at += *at == '|';
        if (strncmp(at, value, len) == 0 && (at[len] == '|' || at[len] == '\0')) {
            return true;
        }
    }
    return false;
}

static bool value_is_fit(const struct setting_def *def, const char *value)
{
    if (strlen(value) > RULE_VALUE_BYTES_MAX || !utf8_is_valid(bytes_of_str(value))) {
        fault_set("%s: the value is longer than %d bytes or not text", def->key,
                  RULE_VALUE_BYTES_MAX);
        return false;
    }
    if (def->min == 0 && def->max == 0) {
        bool ok = !strchr(def->unit, '|') || is_choice(def->unit, value);
        if (!ok) {
            fault_set("%s: \"%.60s\" is none of %s", def->key, value, def->unit);
        }
        return ok;
    }
    char *end;
    long long number = strtoll(value, &end, 10);
    if (end == value || *end || number < def->min || number > def->max) {
        fault_set("%s: \"%.60s\" is not a whole number from %lld to %lld (%s)", def->key, value,
                  (long long)def->min, (long long)def->max, def->unit);
        return false;
    }
    return true;
}

bool rule_set(struct regency *regency, struct arena *arena, const char *scope, const char *key,
              const char *value)
{
    const struct own *own = own_find(key);
    if (own) {
        return set_own(regency, own, scope, value);
    }
    const struct setting_def *def = setting_find(key);
    if (!def) {
        say_unknown(key);
        return false;
    }
    scope = scope ? scope : "all";
    if (!regency_scope_check(scope) || !value_is_fit(def, value)) {
        return false;
    }
    Kt__Extra pair = KT__EXTRA__INIT;
    pair.key = arena_str(arena, key);
    pair.value = arena_str(arena, value);
    sql_begin(regency->sql);
    write_rule(regency, key, scope, value);
    if (!change_put(regency, CHANGE_TEXT, scope, arena_printf(arena, "set %s", key), CHANGE_SETTING,
                    record_pack(arena, &pair.base), 0)) {
        sql_fail(regency->sql);
    }
    return sql_commit(regency->sql);
}

// ---- listing

// The rows that are set for a key, or one that says the default.
static size_t list_key(struct regency *regency, struct arena *arena, const char *key,
                       const char *otherwise, const char *unit, struct rule_row *to, size_t max)
{
    struct sql_rows rows = sql_rows(
        regency->sql, "SELECT scope, value FROM rule WHERE key = $1 ORDER BY at_s LIMIT $2", "ti",
        key, (int64_t)max);
    size_t count = 0;
    while (sql_next(&rows)) {
        const char *scope = sql_row_text(&rows, 0, arena);
        to[count++] = (struct rule_row){
            .key = key,
            .value = sql_row_text(&rows, 1, arena),
            .otherwise = otherwise,
            .unit = unit,
            .set_by =
                str_equal(scope, own_scope) ? "regency" : arena_printf(arena, "regency %s", scope),
        };
    }
    if (count == 0 && max > 0) {
        to[count++] = (struct rule_row){key, otherwise, otherwise, unit, "default"};
    }
    return count;
}

size_t rule_list(struct regency *regency, struct arena *arena, const char *key,
                 struct rule_row **list)
{
    *list = ARENA_ARRAY(arena, struct rule_row, RULE_ROWS_MAX);
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(owns); i++) {
        if (!key || str_equal(key, owns[i].key)) {
            count += list_key(regency, arena, owns[i].key, owns[i].otherwise, owns[i].unit,
                              *list + count, RULE_ROWS_MAX - count);
        }
    }
    for (size_t i = 0; i < setting_def_count; i++) {
        const struct setting_def *def = &setting_defs[i];
        if (!key || str_equal(key, def->key)) {
            count += list_key(regency, arena, def->key, def->otherwise, def->unit, *list + count,
                              RULE_ROWS_MAX - count);
        }
    }
    if (count == 0) {
        say_unknown(key);
    }
    return count;
}
