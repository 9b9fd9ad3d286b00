// SPDX-License-Identifier: GPL-3.0-or-later
// The letters and the money of a budget file: whatever a spreadsheet saved, as UTF-8 and whole sen.
// Pure.
#ifndef BUDGET_TEXT_H
#define BUDGET_TEXT_H

#include "db/base/arena.h"

// UTF-8 without a byte order mark, in the arena or as it came. False with a fault: UTF-16, or bytes
// that are text in neither coding.
MUST_USE bool budget_text(struct arena *arena, struct bytes file, struct bytes *out,
                          bool *was_windows_1252);

enum budget_money {
    BUDGET_MONEY_OK,
    BUDGET_MONEY_EMPTY,
    BUDGET_MONEY_NEGATIVE,  // *sen holds it: the caller decides whether it may be
    BUDGET_MONEY_TOO_LARGE, // above rupiah_max, or as far below zero
    BUDGET_MONEY_UNREADABLE,
};
// 1403029730, 1403029730.5, 1403029730,50, 1.403.029.730,00; "Rp" before it is passed over. A dot
// before exactly three digits groups thousands, before one or two it is a comma.
enum budget_money budget_money(const char *text, int64_t rupiah_max, int64_t *sen);

#endif
