// SPDX-License-Identifier: GPL-3.0-or-later
// What a connection costs whoever pays for the link, as the kernel counts it (TCP_INFO,
// Linux 4.19): bytes both ways, those that had to be sent again too, and the head of every packet.
// Names that are looked up, and connects that nobody answered, are not in it.
#ifndef METER_H
#define METER_H

#include <stdint.h>

enum { METER_HEAD_BYTES = 52 }; // IPv4, and TCP with its time stamps (RFC 7323)

struct meter {
    int64_t up, down;
};
// Of this connection since it was opened. Nothing where the kernel does not tell.
struct meter meter_read(int fd);
void meter_add(struct meter *sum, struct meter more);

#endif
