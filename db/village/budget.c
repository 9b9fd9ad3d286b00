// SPDX-License-Identifier: GPL-3.0-or-later
// APBDes in the village file, year by year, and its sums: in whole sen, never rounded, never put
// right. What does not add up is told to whoever asks.
#include "budget.h"

#include <stdlib.h>
#include <string.h>

// ---- kept

static bool put_line(struct village *village, const struct budget_line *line, size_t number)
{
    return sql_run(village->sql, "INSERT INTO budget VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                   "iitittii", (int64_t)line->year, (int64_t)number, line->code,
                   (int64_t)line->kind, line->field, line->item, line->planned_sen,
                   line->realised_sen);
}

bool budget_put(struct village *village, const struct budget_line *lines, size_t count)
{
    sql_begin(village->sql);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || lines[i].year != lines[i - 1].year) {
            sql_run(village->sql, "DELETE FROM budget WHERE year = $1", "i",
                    (int64_t)lines[i].year);
        }
    }
    for (size_t i = 0; i < count && !sql_failed(village->sql); i++) {
        put_line(village, &lines[i], i);
    }
    if (sql_int(village->sql, 0, "SELECT count(DISTINCT year) FROM budget", "") >
        BUDGET_YEARS_MAX) {
        fault_set("with these there are more than %d years; nothing was changed", BUDGET_YEARS_MAX);
        sql_fail(village->sql);
    }
    bool ok = sql_commit(village->sql);
    if (ok) {
        village_ring(village);
    }
    return ok;
}

size_t budget_years(struct village *village, int years[static BUDGET_YEARS_MAX])
{
    struct sql_rows rows =
        sql_rows(village->sql, "SELECT DISTINCT year FROM budget ORDER BY year DESC LIMIT $1", "i",
                 (int64_t)BUDGET_YEARS_MAX);
    size_t count = 0;
    while (count < BUDGET_YEARS_MAX && sql_next(&rows)) {
        years[count++] = (int)sql_row_int(&rows, 0);
    }
    sql_done(&rows);
    return count;
}

const struct budget_line *budget_lines(struct village *village, struct arena *arena, int year,
                                       size_t *count)
{
    *count = 0;
    size_t max = (size_t)sql_int(village->sql, 0, "SELECT count(*) FROM budget WHERE year = $1",
                                 "i", (int64_t)year);
    struct budget_line *lines = ARENA_ARRAY(arena, struct budget_line, max + 1);
    struct sql_rows rows =
        sql_rows(village->sql,
                 "SELECT kind, code, field, item, planned_sen, realised_sen FROM budget"
                 " WHERE year = $1 ORDER BY line",
                 "i", (int64_t)year);
    while (*count < max && sql_next(&rows)) {
        lines[(*count)++] = (struct budget_line){
            .year = year,
            .kind = (enum budget_kind)sql_row_int(&rows, 0),
            .code = sql_row_text(&rows, 1, arena),
            .field = sql_row_text(&rows, 2, arena),
            .item = sql_row_text(&rows, 3, arena),
            .planned_sen = sql_row_int(&rows, 4),
            .realised_sen = sql_row_int(&rows, 5),
        };
    }
    sql_done(&rows);
    return lines;
}

// ---- sums

// Lines sorted by code. A dot sorts before digits and letters, so what lies under a code follows
// right behind it.
struct sorted {
    const struct budget_line **lines;
    size_t count;
};

static int by_code(const void *a, const void *b)
{
    const struct budget_line *const *left = a, *const *right = b;
    int order = strcmp((*left)->code, (*right)->code);
    return order != 0 ? order : (*left > *right) - (*left < *right);
}

static bool is_under(const char *code, const char *above)
{
    size_t len = strlen(above);
    return len > 0 && strncmp(code, above, len) == 0 && code[len] == '.';
}

static bool add(int64_t *sum, int64_t value)
{
    return !__builtin_add_overflow(*sum, value, sum);
}

// One past the lines of the same code, and one past those under it.
static size_t same_end(const struct sorted *all, size_t at)
{
    size_t end = at + 1;
    while (end < all->count && strcmp(all->lines[end]->code, all->lines[at]->code) == 0) {
        end++;
    }
    return end;
}

static size_t under_end(const struct sorted *all, size_t at)
{
    size_t end = same_end(all, at);
    while (end < all->count && is_under(all->lines[end]->code, all->lines[at]->code)) {
        end++;
    }
    return end;
}

// What the lines from `at` to `end` say themselves, those under one of them left out.
static bool add_level(const struct sorted *all, size_t at, size_t end, int64_t *planned,
                      int64_t *realised)
{
    *planned = *realised = 0;
    while (at < end) {
        size_t same = same_end(all, at), next = under_end(all, at);
        for (; at < same; at++) {
            if (!add(planned, all->lines[at]->planned_sen) ||
                !add(realised, all->lines[at]->realised_sen)) {
                return false;
            }
        }
        at = next;
    }
    return true;
}

// A code that stands for others: is it their sum?
static bool compare(const struct sorted *all, size_t at, struct budget_sum *out,
                    const struct budget_line **first_off)
{
    size_t same = same_end(all, at);
    int64_t planned, realised, below_planned, below_realised, off;
    if (!add_level(all, at, same, &planned, &realised) ||
        !add_level(all, same, under_end(all, at), &below_planned, &below_realised)) {
        return false;
    }
    bool is_planned = planned != below_planned;
    if (__builtin_sub_overflow(is_planned ? planned : realised,
                               is_planned ? below_planned : below_realised, &off)) {
        return false;
    }
    if (off != 0 && (!*first_off || all->lines[at] < *first_off)) { // the first one of the file
        *first_off = all->lines[at];
        out->is_off = true;
        out->off_code = all->lines[at]->code;
        out->off_by_sen = off;
    }
    return true;
}

static struct budget_sum sum_of(const struct sorted *all)
{
    struct budget_sum sum = {.lines = all->count};
    const struct budget_line *first_off = NULL;
    for (size_t at = 0; at < all->count && !sum.is_too_large;) {
        size_t same = same_end(all, at);
        bool stands_for_others =
            same < all->count && is_under(all->lines[same]->code, all->lines[at]->code);
        if (stands_for_others) {
            sum.is_too_large = !compare(all, at, &sum, &first_off);
            at = same;
            continue;
        }
        for (; at < same && !sum.is_too_large; at++) {
            sum.is_too_large = !add(&sum.planned_sen, all->lines[at]->planned_sen) ||
                               !add(&sum.realised_sen, all->lines[at]->realised_sen);
        }
    }
    return sum;
}

struct budget_sum budget_sum_under(const struct budget_line *lines, size_t count,
                                   enum budget_kind kind, const char *code)
{
    struct sorted all = {.lines = die_if_null(calloc(count + 1, sizeof(void *)))};
    for (size_t i = 0; i < count; i++) {
        if (lines[i].kind == kind && (!code || is_under(lines[i].code, code))) {
            all.lines[all.count++] = &lines[i];
        }
    }
    qsort(all.lines, all.count, sizeof all.lines[0], by_code);
    struct budget_sum sum = sum_of(&all);
    free(all.lines);
    return sum;
}

struct budget_sum budget_sum_kind(const struct budget_line *lines, size_t count,
                                  enum budget_kind kind)
{
    return budget_sum_under(lines, count, kind, NULL);
}
