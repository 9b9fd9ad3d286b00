// SPDX-License-Identifier: GPL-3.0-or-later
// Agencies. A code that nobody knows is refused, with the one that was probably meant.
#include "opd.h"

#include <ctype.h>
#include <string.h>

static bool is_fit(const char *code, const char *name)
{
    size_t len = strlen(code);
    bool ok = len >= 2 && len <= OPD_CODE_LETTERS_MAX;
    for (size_t i = 0; ok && i < len; i++) {
        ok = isalnum((unsigned char)code[i]) || code[i] == '-' || code[i] == '_';
    }
    if (!ok) {
        fault_set("\"%.40s\" is no OPD code: 2 to %d letters, digits, - or _", code,
                  OPD_CODE_LETTERS_MAX);
        return false;
    }
    size_t name_len = strlen(name);
    if (name_len == 0 || name_len > REGENCY_NAME_BYTES_MAX || strpbrk(name, "\n\r\t") ||
        !utf8_is_valid(bytes_of_str(name))) {
        fault_set("OPD %s needs a name of 1 to %d bytes", code, REGENCY_NAME_BYTES_MAX);
        return false;
    }
    return true;
}

bool opd_add(struct regency *regency, const char *code, const char *name)
{
    return is_fit(code, name) && sql_run(regency->sql,
                                         "INSERT INTO opd (code, name) VALUES (upper($1), $2)"
                                         " ON CONFLICT (code) DO UPDATE SET name = excluded.name",
                                         "tt", code, name);
}

bool opd_load(struct regency *regency, struct bytes csv)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    char *rest = arena_str_of(&arena, csv);
    sql_begin(regency->sql);
    strsep(&rest, "\n"); // the header
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        char *code = strsep(&line, ";");
        if (*code && !opd_add(regency, code, line ? line : "")) {
            sql_fail(regency->sql);
        }
    }
    bool ok = sql_commit(regency->sql);
    arena_finish(&arena);
    return ok;
}

bool opd_find(struct regency *regency, struct arena *arena, const char *code, struct opd *out)
{
    struct sql_rows rows =
        sql_rows(regency->sql, "SELECT code, name FROM opd WHERE code = $1", "t", code);
    bool found = sql_next(&rows);
    if (found) {
        out->code = sql_row_text(&rows, 0, arena);
        out->name = sql_row_text(&rows, 1, arena);
    }
    sql_done(&rows);
    return found;
}

size_t opd_list(struct regency *regency, struct arena *arena, struct opd **list)
{
    *list = ARENA_ARRAY(arena, struct opd, OPD_LIST_MAX);
    struct sql_rows rows =
        sql_rows(regency->sql, "SELECT code, name FROM opd ORDER BY code LIMIT $1", "i",
                 (int64_t)OPD_LIST_MAX);
    size_t count = 0;
    while (sql_next(&rows)) {
        (*list)[count].code = sql_row_text(&rows, 0, arena);
        (*list)[count++].name = sql_row_text(&rows, 1, arena);
    }
    return count;
}

// Letters to add, remove, change or swap with their neighbour (Damerau and Levenshtein,
// restricted).
static size_t distance(const char *a, const char *b)
{
    size_t row[3][OPD_CODE_LETTERS_MAX + 2];
    size_t a_len = strlen(a), b_len = strlen(b);
    for (size_t j = 0; j <= b_len; j++) {
        row[0][j] = j;
    }
    for (size_t i = 1; i <= a_len; i++) {
        size_t *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            int x = toupper((unsigned char)a[i - 1]), y = toupper((unsigned char)b[j - 1]);
            size_t best = before[j - 1] + (x != y);
            best = before[j] + 1 < best ? before[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && x == toupper((unsigned char)b[j - 2]) &&
                y == toupper((unsigned char)a[i - 2]) && earlier[j - 2] + 1 < best) {
                best = earlier[j - 2] + 1;
            }
            now[j] = best;
        }
    }
    return row[a_len % 3][b_len];
}

bool opd_need(struct regency *regency, struct arena *arena, const char *code, struct opd *out)
{
    if (opd_find(regency, arena, code, out)) {
        return true;
    }
    struct opd *list;
    size_t count = opd_list(regency, arena, &list), best = SIZE_MAX;
    const struct opd *nearest = NULL;
    for (size_t i = 0; i < count && strlen(code) <= OPD_CODE_LETTERS_MAX; i++) {
        size_t far = distance(code, list[i].code);
        if (far < best) {
            best = far;
            nearest = &list[i];
        }
    }
    if (nearest) {
        fault_set("there is no OPD \"%.40s\"; the nearest is %s (%s); `opd list` names them all",
                  code, nearest->code, nearest->name);
    } else {
        fault_set("there is no OPD \"%.40s\"; `opd list` names them all", code);
    }
    return false;
}
