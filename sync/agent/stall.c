// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at what the kernel knows of a connection (TCP_INFO). Never reads or writes on it.
#include "stall.h"

#include "db/base/clock.h"

#include <linux/tcp.h> // the C library's own lags behind the kernel
#include <netinet/in.h>
#include <unistd.h>

enum { TRIP_MS_UNKNOWN = 500 };

struct tcp_state {
    uint64_t moved;
    int trip_ms;
    bool all_arrived; // what we sent was acknowledged, all of it
};

static struct tcp_state state_of(int fd)
{
    struct tcp_info info = {0};
    socklen_t len = sizeof info;
    if (fd < 0 || getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0) {
        return (struct tcp_state){.trip_ms = TRIP_MS_UNKNOWN};
    }
    return (struct tcp_state){
        .moved = info.tcpi_bytes_acked + info.tcpi_bytes_received,
        .trip_ms = info.tcpi_rtt ? (int)(info.tcpi_rtt / 1000) : TRIP_MS_UNKNOWN,
        .all_arrived = info.tcpi_unacked == 0 && info.tcpi_notsent_bytes == 0,
    };
}

static int more_of(int a, int b)
{
    return a > b ? a : b;
}

void stall_begin(struct stall *stall)
{
    *stall = (struct stall){.fd = -1, .spare_fd = -1, .begun_ms = clock_mono_ms()};
    stall->moved_ms = stall->begun_ms;
}

static void drop_spare(struct stall *stall)
{
    if (stall->spare_fd >= 0) {
        close(stall->spare_fd);
    }
    stall->spare_fd = -1;
}

static void hang_up(struct stall *stall)
{
    if (stall->dialing) {
        dial_end(&stall->dial);
    }
    stall->dialing = false;
}

void stall_end(struct stall *stall)
{
    hang_up(stall);
    drop_spare(stall);
}

static void moved(struct stall *stall, int fd, uint64_t bytes, int64_t now_ms)
{
    hang_up(stall);
    drop_spare(stall);
    stall->fd = fd;
    stall->moved = bytes;
    stall->moved_ms = now_ms;
}

// Somebody answered. TCP's own next try comes, by its doubling, within as long as it has been quiet
// already. What was carried so far would have to be carried again: where that was less, the old
// connection is given up at once, else when that time is over.
static enum stall_look judge(struct stall *stall, const struct tcp_state *state, int64_t now_ms)
{
    int64_t invested_ms = stall->moved_ms - stall->begun_ms;
    int64_t quiet_ms = stall->spare_ms - stall->moved_ms;
    int64_t took_ms = stall->spare_ms - stall->dial.begun_ms;
    bool was_away = took_ms > more_of(STALL_QUIET_MS_MIN, 3 * state->trip_ms);
    if (was_away && 2 * invested_ms < quiet_ms) {
        return STALL_DEAD;
    }
    if (now_ms - stall->spare_ms < quiet_ms) {
        return STALL_FINE;
    }
    if (was_away || !state->all_arrived) {
        return STALL_DEAD;
    }
    drop_spare(stall); // it has all and thinks about it
    stall->moved_ms = now_ms + STALL_SLOW_SERVER_MS;
    return STALL_FINE;
}

enum stall_look stall_look(struct stall *stall, int fd, const struct dial_address *address)
{
    int64_t now_ms = clock_mono_ms();
    struct tcp_state state = state_of(fd);
    if (fd != stall->fd || state.moved != stall->moved) {
        moved(stall, fd, state.moved, now_ms);
        return STALL_FINE;
    }
    if (stall->spare_fd >= 0) {
        return judge(stall, &state, now_ms);
    }
    int64_t quiet_ms = now_ms - stall->moved_ms;
    if (!stall->dialing) {
        if (quiet_ms >= more_of(STALL_QUIET_MS_MIN, 3 * state.trip_ms) && address->len > 0) {
            dial_begin(&stall->dial, address, more_of(DIAL_EVERY_MS_MIN, state.trip_ms / 2));
            stall->dialing = true;
        }
    }
    if (stall->dialing && (stall->spare_fd = dial_step(&stall->dial, now_ms)) >= 0) {
        stall->spare_ms = now_ms;
        hang_up(stall);
    }
    return stall->spare_fd < 0 && quiet_ms >= STALL_GIVE_UP_MS ? STALL_LOST : STALL_FINE;
}

int stall_spare(struct stall *stall)
{
    int fd = stall->spare_fd;
    stall->spare_fd = -1;
    return fd;
}
