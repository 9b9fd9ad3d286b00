// SPDX-License-Identifier: GPL-3.0-or-later
// The tree in a list of lines: 2.1.03 lies under 2.1, or under 2 where there is no 2.1. Nothing is
// added here: sums are db's, over the lines of a branch.
#include "budget_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The lines of one view, and their codes in order.
struct branch {
    struct budget_line *lines;
    size_t count;
    const char **codes; // sorted
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool has_code(const struct branch *branch, const char *code)
{
    return bsearch(&code, branch->codes, branch->count, sizeof *branch->codes, by_text) != NULL;
}

static bool is_under(const char *code, const char *above)
{
    size_t len = strlen(above);
    return len > 0 && strncmp(code, above, len) == 0 && code[len] == '.';
}

// The nearest code above that is a line of the branch, "" when there is none.
static void parent_of(const struct branch *branch, const char *code,
                      char out[static BUDGET_CODE_LEN_MAX + 1])
{
    (void)snprintf(out, BUDGET_CODE_LEN_MAX + 1, "%s", code);
    for (char *dot = strrchr(out, '.'); dot; dot = strrchr(out, '.')) {
        *dot = '\0';
        if (has_code(branch, out)) {
            return;
        }
    }
    out[0] = '\0';
}

static struct branch branch_of(struct arena *arena, const struct budget_line *lines, size_t count,
                               const struct budget_step *step)
{
    struct branch branch = {.lines = ARENA_ARRAY(arena, struct budget_line, count + 1)};
    for (size_t i = 0; i < count; i++) {
        bool is_in = lines[i].kind == step->kind &&
                     (!step->field[0] || str_equal(lines[i].field, step->field)) &&
                     (!step->code[0] || str_equal(lines[i].code, step->code) ||
                      is_under(lines[i].code, step->code));
        if (is_in) {
            branch.lines[branch.count++] = lines[i];
        }
    }
    branch.codes = ARENA_ARRAY(arena, const char *, branch.count + 1);
    for (size_t i = 0; i < branch.count; i++) {
        branch.codes[i] = branch.lines[i].code;
    }
    qsort(branch.codes, branch.count, sizeof *branch.codes, by_text);
    return branch;
}

// The different fields in the order of the file. One that only stands over others ("belanja, all of
// it") has no name and makes no group.
static size_t fields_of(struct arena *arena, const struct branch *branch, const char ***out)
{
    const char **fields = ARENA_ARRAY(arena, const char *, branch->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < branch->count; i++) {
        const char *field = branch->lines[i].field;
        bool is_known = field[0] == '\0';
        for (size_t j = 0; j < count && !is_known; j++) {
            is_known = str_equal(fields[j], field);
        }
        if (!is_known) {
            fields[count++] = field;
        }
    }
    *out = fields;
    return count;
}

struct budget_sum budget_view_sum(struct arena *arena, const struct budget_line *lines,
                                  size_t count, const struct budget_step *step)
{
    struct branch branch = branch_of(arena, lines, count, step);
    return budget_sum_kind(branch.lines, branch.count, step->kind);
}

static struct budget_row field_row(const struct budget_step *step, const char *field)
{
    struct budget_row row = {.title = field, .step = *step};
    (void)snprintf(row.step.field, sizeof row.step.field, "%s", field);
    return row;
}

// Codes are in order, so what lies under one follows it: the first that is not before "CODE.".
static bool has_below(const struct branch *branch, const char *code)
{
    char first[BUDGET_CODE_LEN_MAX + 2];
    (void)snprintf(first, sizeof first, "%s.", code);
    size_t low = 0, high = branch->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(branch->codes[middle], first) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < branch->count && is_under(branch->codes[low], code);
}

static struct budget_row line_row(const struct branch *branch, const struct budget_step *step,
                                  const struct budget_line *line)
{
    struct budget_row row = {.title = line->item, .step = *step, .line = line};
    (void)snprintf(row.step.code, sizeof row.step.code, "%s", line->code);
    row.is_leaf = !has_below(branch, line->code);
    return row;
}

// Lines right below `above` ("": those with nothing above them).
static size_t lines_below(const struct branch *branch, const struct budget_step *step,
                          const char *above, struct budget_row *rows)
{
    size_t count = 0;
    for (size_t i = 0; i < branch->count; i++) {
        char parent[BUDGET_CODE_LEN_MAX + 1];
        parent_of(branch, branch->lines[i].code, parent);
        if (str_equal(parent, above) && !str_equal(branch->lines[i].code, above)) {
            rows[count++] = line_row(branch, step, &branch->lines[i]);
        }
    }
    return count;
}

static const struct budget_line *line_with(const struct branch *branch, const char *code)
{
    for (size_t i = 0; i < branch->count; i++) {
        if (str_equal(branch->lines[i].code, code)) {
            return &branch->lines[i];
        }
    }
    return NULL;
}

struct budget_view budget_view_at(struct arena *arena, const struct budget_line *lines,
                                  size_t count, const struct budget_step *step)
{
    struct branch branch = branch_of(arena, lines, count, step);
    struct budget_row *rows = ARENA_ARRAY(arena, struct budget_row, branch.count + 1);
    const char **fields;
    size_t field_count = fields_of(arena, &branch, &fields);
    struct budget_view view = {
        .sum = budget_sum_kind(branch.lines, branch.count, step->kind),
        .line = step->code[0] ? line_with(&branch, step->code) : NULL,
        .rows = rows,
    };
    view.title = view.line ? view.line->item : step->field[0] ? step->field : NULL;
    if (!step->field[0] && !step->code[0] && field_count > 1) {
        for (size_t i = 0; i < field_count; i++) {
            rows[view.count++] = field_row(step, fields[i]);
        }
        return view;
    }
    view.count = lines_below(&branch, step, step->code, rows);
    while (view.count == 1 && !rows[0].is_leaf) { // "2" alone in its field: what lies below it
        view.count = lines_below(&branch, step, rows[0].line->code, rows);
    }
    return view;
}
