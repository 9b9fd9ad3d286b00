// SPDX-License-Identifier: GPL-3.0-or-later
// `once`: everything that waits, now. Harmless beside a running agent: rounds take turns.
#include "agent.h"
#include "exchange.h"

#include "db/village/media.h"

int once_command(const char *dir, int count, char **words)
{
    (void)count;
    (void)words;
    struct village *village = village_open(dir, VILLAGE_TOOL);
    if (!village) {
        return log_fault();
    }
    media_sweep(village); // what the disk lost is asked for
    struct exchange exchange;
    exchange_init(&exchange, village, NULL);
    uint32_t wait_s;
    int status = exchange_all(&exchange, &wait_s) == EXCHANGE_DONE ? 0 : log_fault();
    exchange_finish(&exchange);
    village_close(village);
    return status;
}
