// SPDX-License-Identifier: GPL-3.0-or-later
// Waits for news while nothing else is to be done: the second connection. Says when a round is
// worth its bytes, and keeps quiet where waiting does not work.
#ifndef NEWS_H
#define NEWS_H

#include "exchange.h"

struct news {
    struct exchange *exchange; // not owned
    int64_t begun_ms, next_ms; // of the present wait; when to begin another
    int short_ones;            // in a row that ended before they were worth anything
};
void news_begin(struct news *news, struct exchange *exchange);

enum news_heard {
    NEWS_NOTHING,
    NEWS_CAME,  // fetch it
    NEWS_DOUBT, // the connection is gone: is the link?
};
// Begins to wait, goes on waiting, or stops: in_touch false. Never blocks.
enum news_heard news_step(struct news *news, bool in_touch);
// What to poll for, and for how many ms at most (-1: for ever) until the next step.
size_t news_fds(struct news *news, struct pollfd *out, size_t max, int *due_ms);

#endif
