// SPDX-License-Identifier: GPL-3.0-or-later
// `budget`: the APBDes from a spreadsheet's CSV. The whole file or none of it; each bad line is
// named, so that it can be put right in one go.
#include "db/village/budget.h"
#include "agent.h"
#include "db/base/file.h"

#include <stdio.h>

static void name_line(void *path, size_t line, const char *what)
{
    log_line("%s: line %zu: %s", (const char *)path, line, what);
}

// "2026: 41 lines", one a year, newest first.
static void say_years(const struct budget_file *file)
{
    for (int year = BUDGET_YEAR_MAX; year >= BUDGET_YEAR_MIN; year--) {
        size_t count = 0;
        for (size_t i = 0; i < file->count; i++) {
            count += file->lines[i].year == year;
        }
        if (count > 0) {
            printf("%d: %zu line%s\n", year, count, count == 1 ? "" : "s");
        }
    }
}

int budget_command(const char *dir, int count, char **words)
{
    (void)count;
    char *path = words[0];
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct village *village = village_open(dir, VILLAGE_TOOL);
    struct bytes text;
    struct budget_file file;
    bool ok = village && file_read(&arena, path, BUDGET_FILE_BYTES_MAX, &text);
    if (ok && !budget_file_read(&arena, text, name_line, path, &file)) {
        fault_where("%s", path);
        ok = false;
    }
    ok = ok && budget_put(village, file.lines, file.count);
    if (ok) {
        say_years(&file);
        if (file.was_windows_1252) {
            log_line("%s: was not UTF-8; it was read as Windows-1252. Look at the accents once",
                     path);
        }
    }
    int status = ok ? 0 : log_fault();
    village_close(village);
    arena_finish(&arena);
    return status;
}
