// SPDX-License-Identifier: GPL-3.0-or-later
// `set` and `get`. What is set here is this kiosk's own; a rule of the regency wins over it.
#include "agent.h"
#include "db/village/mirror.h"
#include "db/village/setting.h"

#include <stdio.h>

int set_command(const char *dir, int count, char **words)
{
    (void)count;
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct village *village = village_open(dir, VILLAGE_TOOL);
    bool is_mirror = str_equal(words[0], "mirror") && words[1][0];
    bool ok = village && (!is_mirror || mirror_try(village, words[1])) &&
              setting_set(village, words[0], words[1], SETTING_LOCAL);
    if (ok) {
        village_ring(village);
        if (str_equal(setting_set_by(village, &arena, words[0]), "regency")) {
            log_line("%s: kept, but the regency has set it too, and for this one the regency wins",
                     words[0]);
        }
    }
    int status = ok ? 0 : log_fault();
    village_close(village);
    arena_finish(&arena);
    return status;
}

// One line a row: tabs and line ends inside a value are written \t and \n.
static void print_value(const char *value)
{
    for (const char *p = value; *p; p++) {
        if (*p == '\n' || *p == '\t' || *p == '\\') {
            printf("\\%c", *p == '\n' ? 'n' : *p == '\t' ? 't' : '\\');
        } else {
            putchar(*p);
        }
    }
}

static void print_setting(struct village *village, struct arena *arena,
                          const struct setting_def *def)
{
    printf("%s\t", def->key);
    print_value(setting_get(village, arena, def->key));
    printf("\t%s\t%s\t%s\n", def->otherwise, def->unit, setting_set_by(village, arena, def->key));
}

int get_command(const char *dir, int count, char **words)
{
    const struct setting_def *one = count == 1 ? setting_find(words[0]) : NULL;
    if (count == 1 && !one) {
        fault_set("there is no setting \"%s\"; `get` alone lists them all", words[0]);
        return log_fault();
    }
    struct village *village = village_open(dir, VILLAGE_TOOL);
    if (!village) {
        return log_fault();
    }
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    for (size_t i = 0; i < setting_def_count; i++) {
        if (!one || one == &setting_defs[i]) {
            print_setting(village, &arena, &setting_defs[i]);
        }
    }
    village_close(village);
    arena_finish(&arena);
    return 0;
}
