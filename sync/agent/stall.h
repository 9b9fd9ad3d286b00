// SPDX-License-Identifier: GPL-3.0-or-later
// Does a connection still move, or is it a corpse whose link came back without it? TCP waits twice
// as long after each loss, so that after an outage of a quarter of a minute it may sleep through
// all of a short window. Whoever sends looks here meanwhile: once nothing moves, others are
// dialled, and when one of them is through and the old one still does not move, the old one is
// given up.
#ifndef STALL_H
#define STALL_H

#include "dial.h"

enum {
    STALL_LOOK_EVERY_MS = 250,
    STALL_QUIET_MS_MIN = 1500,        // and three round trips: then we dial
    STALL_SLOW_SERVER_MS = 15 * 1000, // between looks while it has all and only thinks
    STALL_GIVE_UP_MS = 30 * 1000,     // nothing moved and nobody could be reached
};

struct stall {
    int64_t begun_ms;
    int fd;         // of the connection; -1: none yet
    uint64_t moved; // bytes acknowledged and received by then
    int64_t moved_ms;
    bool dialing;
    struct dial dial;
    int spare_fd;     // a connection that is through, -1
    int64_t spare_ms; // since when
};

void stall_begin(struct stall *stall);
// Closes the spare one, unless stall_spare took it.
void stall_end(struct stall *stall);

enum stall_look {
    STALL_FINE,
    STALL_DEAD, // the connection is to be given up; stall_spare has a better one
    STALL_LOST, // nothing moved for STALL_GIVE_UP_MS, nobody is there
};
// fd: the connection's, -1 while there is none. address: where others can be dialled.
enum stall_look stall_look(struct stall *stall, int fd, const struct dial_address *address);
// The connected descriptor, now the caller's; -1.
int stall_spare(struct stall *stall);

#endif
