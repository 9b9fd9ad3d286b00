// SPDX-License-Identifier: GPL-3.0-or-later
// APBDes: planned against realised, by year. Money is in sen (1/100 rupiah), added exactly; what
// does not add up is said, never corrected. Only financing (pembiayaan) may be below zero: money
// that goes out of the reserves.
#ifndef BUDGET_H
#define BUDGET_H

#include "db/record/budget_file.h"
#include "village.h"

enum { BUDGET_YEARS_MAX = 30 };

// Puts a year's (or several years') lines in the place of those that are here; one transaction.
// False with a fault: the disk, or more than BUDGET_YEARS_MAX years.
MUST_USE bool budget_put(struct village *village, const struct budget_line *lines, size_t count);
// Newest first.
size_t budget_years(struct village *village, int years[static BUDGET_YEARS_MAX]);
// Lines of a year in the order of the file, in the arena; count 0 when there are none.
const struct budget_line *budget_lines(struct village *village, struct arena *arena, int year,
                                       size_t *count);

// ---- sums, pure

struct budget_sum {
    int64_t planned_sen, realised_sen;
    size_t lines;         // looked at, those that stand for others included
    bool is_off;          // a line that stands for others is not the sum of them,
    const char *off_code; // the first such line,
    int64_t off_by_sen;   // and by how much the planned (else the realised) ones differ
    bool is_too_large;    // beyond 64 bits: the figures above are not to be shown
};
// Of one kind. A line whose code is the beginning of another's (2.1 of 2.1.03) stands for those and
// is not added again; where it differs from the sum of the lines next below it, is_off says so.
// off_by_sen: what the line says less that sum.
struct budget_sum budget_sum_kind(const struct budget_line *lines, size_t count,
                                  enum budget_kind kind);
// Of what lies under a code, the line of that very code left out.
struct budget_sum budget_sum_under(const struct budget_line *lines, size_t count,
                                   enum budget_kind kind, const char *code);

#endif
