// SPDX-License-Identifier: GPL-3.0-or-later
// `init`: the village file. Running it again changes nothing. `--setup`, the appliance's first
// start: a file that was not there before begins with the wizard at the screen.
#include "agent.h"
#include "db/base/file.h"
#include "db/village/setup.h"

#include <stdio.h>
#include <string.h>

static bool make(const char *dir, bool has_wizard)
{
    struct arena arena;
    arena_init(&arena, FILE_PATH_MAX + 64);
    bool is_fresh = !file_exists(file_path(&arena, dir, "village.db"));
    arena_finish(&arena);
    if (!village_create(dir)) {
        return false;
    }
    if (!has_wizard || !is_fresh) {
        return true;
    }
    struct village *village = village_open(dir, VILLAGE_TOOL);
    bool ok = village && setup_make_due(village);
    if (ok) {
        village_ring(village);
    }
    village_close(village);
    return ok;
}

int init_command(const char *dir, int count, char **words)
{
    bool has_wizard = count == 1 && strcmp(words[0], "--setup") == 0;
    if (count == 1 && !has_wizard) {
        fault_set("init: \"%s\" is not --setup", words[0]);
        log_fault();
        return 2;
    }
    if (!make(dir, has_wizard)) {
        return log_fault();
    }
    printf("%s is ready. Next: ask the regency for a ticket, then\n"
           "  kentongan-sync --data %s enrol TICKET\n"
           "Notices can be posted and read already: kentongan-sync --data %s post FILE.md\n",
           dir, dir, dir);
    return 0;
}
