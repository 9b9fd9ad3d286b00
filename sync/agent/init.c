// SPDX-License-Identifier: GPL-3.0-or-later
// `init`: the village file. Running it again changes nothing.
#include "agent.h"
#include "db/village/village.h"

#include <stdio.h>

int init_command(const char *dir, int count, char **words)
{
    (void)count;
    (void)words;
    if (!village_create(dir)) {
        return log_fault();
    }
    printf("%s is ready. Next: ask the regency for a ticket, then\n"
           "  kentongan-sync --data %s enrol TICKET\n"
           "Notices can be posted and read already: kentongan-sync --data %s post FILE.md\n",
           dir, dir, dir);
    return 0;
}
