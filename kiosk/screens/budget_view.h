// SPDX-License-Identifier: GPL-3.0-or-later
// A year's money as a tree to go down: kinds, their fields (bidang), and the lines below by their
// codes. Figures only; how they look is budget.c's.
#ifndef BUDGET_VIEW_H
#define BUDGET_VIEW_H

#include "db/village/budget.h"

enum { BUDGET_STEPS_MAX = 12 };

// From above: a kind, then a field or a code, then codes.
struct budget_step {
    enum budget_kind kind;
    char field[BUDGET_TEXT_BYTES_MAX + 1]; // "" where there is only one
    char code[BUDGET_CODE_LEN_MAX + 1];    // "": all of the kind, or of the field
};

struct budget_row {
    const char *title;
    struct budget_step step;        // where a touch leads
    bool is_leaf;                   // a line that stands for no others
    const struct budget_line *line; // NULL: a field without a line of its own
};

struct budget_view {
    const char *title; // NULL for a kind as a whole
    struct budget_sum sum;
    const struct budget_line *line;
    const struct budget_row *rows; // in the arena
    size_t count;
};

// What lies at a step, of the lines of one year; all of it in the arena or in the lines.
struct budget_view budget_view_at(struct arena *arena, const struct budget_line *lines,
                                  size_t count, const struct budget_step *step);

// The sum of what lies at a step: for the rows that are shown.
struct budget_sum budget_view_sum(struct arena *arena, const struct budget_line *lines,
                                  size_t count, const struct budget_step *step);

#endif
