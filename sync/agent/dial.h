// SPDX-License-Identifier: GPL-3.0-or-later
// Is anybody there, and since when? Bare TCP connects to one known address, one more every so often
// and each with a short life, so that a link that comes back is found within moments: the kernel's
// own next try may be half a minute away. Not a byte is sent. The first that is through can be
// handed to libcurl.
#ifndef DIAL_H
#define DIAL_H

#include "db/base/base.h"

#include <poll.h>
#include <sys/socket.h>

enum {
    DIAL_SOCKETS_MAX = 8,
    DIAL_LIFE_MS = 4 * 1000, // of one connect: the kernel asks at 0, 1 and 3 s
    DIAL_EVERY_MS_MIN = 500, // between two; half a round trip where that is longer
};

struct dial_address {
    struct sockaddr_storage to;
    socklen_t len; // 0: none known
};

struct dial {
    struct dial_address address;
    int64_t begun_ms, next_ms;
    int every_ms; // 0: one connect and no more
    struct {
        int fd;
        int64_t until_ms;
    } out[DIAL_SOCKETS_MAX];
    size_t count; // of those that are out
};

void dial_begin(struct dial *dial, const struct dial_address *address, int every_ms);
// Opens what is due and drops what is too old. Returns a connected descriptor, the caller's; -1:
// not yet.
int dial_step(struct dial *dial, int64_t now_ms);
// True when none is out and none will be.
bool dial_is_over(const struct dial *dial);
// What to poll for; room for DIAL_SOCKETS_MAX. Returns how many.
size_t dial_fds(const struct dial *dial, struct pollfd *out);
void dial_end(struct dial *dial);

#endif
