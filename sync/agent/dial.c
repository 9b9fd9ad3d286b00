// SPDX-License-Identifier: GPL-3.0-or-later
// Several connects at once, the first one wins. Those that come too late are dropped without a
// farewell: nothing was said on them.
#include "dial.h"

#include "db/base/clock.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

void dial_begin(struct dial *dial, const struct dial_address *address, int every_ms)
{
    *dial = (struct dial){.address = *address, .every_ms = every_ms, .begun_ms = clock_mono_ms()};
    dial->next_ms = dial->begun_ms;
}

static void drop(struct dial *dial, size_t i)
{
    close(dial->out[i].fd);
    dial->out[i] = dial->out[--dial->count];
}

// No route or no network at all fails at once: then the next one is tried in its turn.
static void open_one(struct dial *dial, int64_t now_ms)
{
    int fd = socket(dial->address.to.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return;
    }
    const int tries = 1; // after the first; where others follow, that is enough
    if (dial->every_ms > 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_SYNCNT, &tries, sizeof tries);
    }
    const struct linger no_farewell = {.l_onoff = 1};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &no_farewell, sizeof no_farewell);
    if (connect(fd, (struct sockaddr *)&dial->address.to, dial->address.len) != 0 &&
        errno != EINPROGRESS) {
        close(fd);
        return;
    }
    dial->out[dial->count].fd = fd;
    dial->out[dial->count++].until_ms = now_ms + DIAL_LIFE_MS;
}

// Connected, failed, or neither yet.
static bool is_through(int fd, bool *failed)
{
    struct pollfd look = {.fd = fd, .events = POLLOUT};
    int error = 0;
    socklen_t len = sizeof error;
    *failed = false;
    if (poll(&look, 1, 0) <= 0) {
        return false;
    }
    *failed = getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0 || error != 0;
    return !*failed;
}

static int take(struct dial *dial, size_t i)
{
    int fd = dial->out[i].fd;
    const struct linger farewell = {0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &farewell, sizeof farewell);
    dial->out[i] = dial->out[--dial->count];
    return fd;
}

int dial_step(struct dial *dial, int64_t now_ms)
{
    for (size_t i = dial->count; i-- > 0;) {
        bool failed;
        if (is_through(dial->out[i].fd, &failed)) {
            return take(dial, i);
        }
        if (failed || now_ms >= dial->out[i].until_ms) {
            drop(dial, i);
        }
    }
    if (now_ms >= dial->next_ms && dial->count < DIAL_SOCKETS_MAX && dial->address.len > 0) {
        open_one(dial, now_ms);
        dial->next_ms = dial->every_ms > 0 ? now_ms + dial->every_ms : INT64_MAX;
    }
    return -1;
}

bool dial_is_over(const struct dial *dial)
{
    return dial->count == 0 && (dial->next_ms == INT64_MAX || dial->address.len == 0);
}

size_t dial_fds(const struct dial *dial, struct pollfd *out)
{
    for (size_t i = 0; i < dial->count; i++) {
        out[i] = (struct pollfd){.fd = dial->out[i].fd, .events = POLLOUT};
    }
    return dial->count;
}

void dial_end(struct dial *dial)
{
    while (dial->count > 0) {
        drop(dial, dial->count - 1);
    }
    dial->next_ms = INT64_MAX;
}
