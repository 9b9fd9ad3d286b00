// SPDX-License-Identifier: GPL-3.0-or-later
#include "meter.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

struct meter meter_read(int fd)
{
    struct tcp_info info = {0};
    socklen_t len = sizeof info;
    if (fd < 0 || getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0) {
        return (struct meter){0};
    }
    return (struct meter){
        .up = (int64_t)info.tcpi_bytes_sent + (int64_t)info.tcpi_segs_out * METER_HEAD_BYTES,
        .down = (int64_t)info.tcpi_bytes_received + (int64_t)info.tcpi_segs_in * METER_HEAD_BYTES,
    };
}

void meter_add(struct meter *sum, struct meter more)
{
    sum->up += more.up;
    sum->down += more.down;
}
