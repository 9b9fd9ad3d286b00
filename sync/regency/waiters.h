// SPDX-License-Identifier: GPL-3.0-or-later
// Kiosks that wait for news. A waiter is a row in a list, not a thread and not a poll; the desk's
// thread owns the list and looks through it when something was committed.
#ifndef WAITERS_H
#define WAITERS_H

#include "db/regency/change.h"

enum {
    WAITERS_MAX = 16 * 1024,
    WAITERS_MS_MAX = 15 * 60 * 1000, // then they are told that there was nothing, and ask again
    // What concerns everybody would bring everybody at once: so many are told at a time, so far
    // apart, and only while no round waits.
    WAITERS_AT_ONCE = 64,
    WAITERS_PAUSE_MS = 40,
};

// Part of whoever's request it is; in the list from waiters_add until waiters_next gives it back.
struct waiter {
    uint32_t kiosk, village;
    char code[REGENCY_CODE_BYTES_MAX + 1];
    uint64_t after; // the newest change that it knows of
    int64_t until_ms;
    bool news, over; // over: its place was taken, or its time is up
    struct waiter *next;
};

struct waiters {
    struct waiter *first, **last;
    size_t count;
    uint64_t seen;   // changes up to here were looked at
    int64_t rest_ms; // nobody is told before
};
void waiters_init(struct waiters *waiters, struct regency *regency);

enum waiters_end {
    WAITERS_HELD,
    WAITERS_NEWS,  // there is something already
    WAITERS_STALE, // the token is none, or of a kiosk that may not ask any more
    WAITERS_FULL,
};
// text: the token. An older waiter of the same kiosk is over: its connection is most likely gone.
enum waiters_end waiters_add(struct waiters *waiters, struct regency *regency, struct arena *arena,
                             const char *text, struct waiter *waiter);
// A round told the kiosk of everything up to `number`.
void waiters_told(struct waiters *waiters, uint32_t kiosk, uint64_t number);
// Looks at what was committed since the last time.
void waiters_look(struct waiters *waiters, struct regency *regency, struct arena *arena);
// Takes out those whose time has come, as a list, at most WAITERS_AT_ONCE with news; NULL: nobody.
// all: the server is closing, everybody is over.
struct waiter *waiters_take(struct waiters *waiters, int64_t now_ms, bool all);
// When waiters_take has something to do next; -1: not before something happens.
int64_t waiters_due_ms(const struct waiters *waiters);

#endif
