// SPDX-License-Identifier: GPL-3.0-or-later
// A round with nothing new on a connection that is open already: requests, TCP payload bytes up and
// down as the kernel counted them, and milliseconds: empty_round DIR (enrolled, its regency
// running)
#include "kit.h"
#include "sync/agent/exchange.h"

#include <linux/tcp.h> // the C library's own lags behind the kernel
#include <netinet/in.h>
#include <sys/socket.h>

enum { FDS_MAX = 256, STATE_ESTABLISHED = 1 };

struct count {
    uint64_t up, down;
    int64_t rounds;
};

// Over the process's established TCP connections, of which there is one.
static struct count count_now(struct village *village)
{
    struct count count = {.rounds = sql_int(village->sql, 0, "SELECT max(id) FROM round", "")};
    for (int fd = 3; fd < FDS_MAX; fd++) {
        struct tcp_info info;
        socklen_t len = sizeof info;
        if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) == 0 &&
            info.tcpi_state == STATE_ESTABLISHED) {
            count.up += info.tcpi_bytes_acked;
            count.down += info.tcpi_bytes_received;
        }
    }
    return count;
}

int main(int argc, char **argv)
{
    struct village *village = argc == 2 ? village_open(argv[1], VILLAGE_TOOL) : NULL;
    if (!village) {
        fprintf(stderr, "usage: empty_round DIR\n");
        return 2;
    }
    secret_init();
    struct exchange exchange;
    exchange_init(&exchange, village, NULL);
    uint32_t wait_s;
    bool ok = exchange_all(&exchange, &wait_s) == EXCHANGE_DONE; // opens the connection
    usleep(1200000); // the last acknowledgement, too, over a slow link
    struct count before = count_now(village);
    int64_t begun_ms = clock_mono_ms();
    ok = ok && exchange_all(&exchange, &wait_s) == EXCHANGE_DONE;
    int64_t took_ms = clock_mono_ms() - begun_ms;
    usleep(1200000);
    struct count after = count_now(village);
    if (!ok) {
        return log_fault();
    }
    printf("%lld %llu %llu %lld\n", (long long)(after.rounds - before.rounds),
           (unsigned long long)(after.up - before.up),
           (unsigned long long)(after.down - before.down), (long long)took_ms);
    exchange_finish(&exchange);
    village_close(village);
    return 0;
}
