// SPDX-License-Identifier: GPL-3.0-or-later
// A budget as a spreadsheet saved it; and its sums.
#include "fuzz.h"

#include "db/village/budget.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    arena_init(&arena, 32 << 20);
    struct budget_file file;
    if (budget_file_read(&arena, bytes_of(data, len), NULL, NULL, &file)) {
        for (size_t i = 0; i < file.count; i++) {
            const char *const texts[] = {file.lines[i].code, file.lines[i].field,
                                         file.lines[i].item};
            for (size_t k = 0; k < COUNT_OF(texts); k++) {
                if (!utf8_is_valid(bytes_of_str(texts[k]))) {
                    abort();
                }
            }
        }
        for (int kind = 0; kind < BUDGET_KINDS; kind++) {
            budget_sum_kind(file.lines, file.count, (enum budget_kind)kind);
        }
    }
    arena_finish(&arena);
    return 0;
}
