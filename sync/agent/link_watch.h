// SPDX-License-Identifier: GPL-3.0-or-later
// Hears from the kernel when a way out appears: an address on an interface, a default route. A
// phone that was just tethered is then tried at once and not at the next probe.
#ifndef LINK_WATCH_H
#define LINK_WATCH_H

#include "db/base/base.h"

enum { LINK_WATCH_KNOWN_MAX = 32 };

struct link_watch {
    int fd;                               // to poll for reading; -1: this machine does not tell
    uint64_t known[LINK_WATCH_KNOWN_MAX]; // addresses and routes heard of, as hashes
    size_t known_count;
};

void link_watch_begin(struct link_watch *watch);
void link_watch_end(struct link_watch *watch);
// Takes up what came. True when there was something new among it: a lease that is only renewed, or
// an address of the loopback or of the local link alone, is none.
bool link_watch_take(struct link_watch *watch);

#endif
