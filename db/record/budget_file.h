// SPDX-License-Identifier: GPL-3.0-or-later
// APBDes as a .csv file: tahun;kode;jenis;bidang;uraian;anggaran;realisasi, told apart by their
// names in the header, in any order; other columns are passed over. Separator `;` or `,`, quotes as
// in RFC 4180. Money is 1403029730, 1403029730.50, 1403029730,50 or 1.403.029.730,00. Only
// pembiayaan may be below zero: what goes out of the reserves. The whole file or none of it;
// each bad line is named. Pure: bytes in, lines out.
#ifndef BUDGET_FILE_H
#define BUDGET_FILE_H

#include "record.h"

enum {
    BUDGET_FILE_BYTES_MAX = 4 * 1024 * 1024,
    BUDGET_LINES_MAX = 5000,
    BUDGET_TEXT_BYTES_MAX = 400, // of bidang and uraian
    BUDGET_CODE_LEN_MAX = 40,
    BUDGET_BAD_LINES_MAX = 20, // named one by one; the rest is counted
    BUDGET_COLUMNS_MAX = 40,
    BUDGET_YEAR_MIN = 2000, // the village law is of 2014; a few years before it for comparing
    BUDGET_YEAR_MAX = 2100,
};
#define BUDGET_RUPIAH_MAX INT64_C(1000000000000000) // 10^15 a line

enum budget_kind { BUDGET_INCOME, BUDGET_SPENDING, BUDGET_FINANCING, BUDGET_KINDS };
struct budget_line {
    int year;
    enum budget_kind kind;
    const char *code, *field, *item; // bidang, uraian; UTF-8, in the arena
    int64_t planned_sen, realised_sen;
};
struct budget_file {
    const struct budget_line *lines;
    size_t count;
    bool was_windows_1252; // converted: to be said
};
// False with a fault of one line: what, in which line, and what to do. bad (called for each of the
// first BUDGET_BAD_LINES_MAX bad lines, may be NULL) names them; the fault says how many there are.
MUST_USE bool budget_file_read(struct arena *arena, struct bytes file,
                               void (*bad)(void *ctx, size_t line, const char *what), void *ctx,
                               struct budget_file *out);

#endif
