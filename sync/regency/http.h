// SPDX-License-Identifier: GPL-3.0-or-later
// HTTPS by libmicrohttpd: requests in, answers out. Its threads only receive and hand over; they
// never see the store. Who waits for news holds a connection and no thread.
#ifndef HTTP_H
#define HTTP_H

#include "desk.h"
#include "tls.h"

// Every limit of the door on one page; those of one address are in address.h.
enum {
    HTTP_THREADS = 2,
    HTTP_CONNECTIONS_MAX = 24 * 1024, // most of them wait for news and cost memory alone
    HTTP_DESCRIPTORS_OWN = 64,        // files of the store, listening, pipes of the threads
    HTTP_CONNECTION_BYTES = 8 * 1024, // headers of one connection
    HTTP_IDLE_S = 120,                // a connection on which nothing moves
    HTTP_REQUEST_MS_MAX =
        15 * 60 * 1000, // one request, however slowly it drips: the agent's own limit
    // A body that moved less than this between two looks is given up. The thinnest link that is
    // served (9.6 kbit/s, a minute dark at a time) brings some KiB meanwhile.
    HTTP_BODY_LOOK_MS = 120 * 1000,
    HTTP_BODY_BYTES_LEAST = 1024,
    HTTP_BODIES_BYTES_MAX = 96 * 1024 * 1024, // of all requests being received
    HTTP_FLUSH_MS_MAX = 3000, // at the end, for answers to whoever is slow to take them
    HTTP_WORD_MAX = 600,
};

struct http;
// listen_fd: a bound and listening socket, taken over. NULL with a fault.
struct http *http_start(int listen_fd, const struct tls_identity *tls, struct desk *desk);
// From now on new requests are told to come back later.
void http_close_door(struct http *http);
// After desk_stop: no request is with the desk any more, and none gets there. Takes NULL.
void http_stop(struct http *http);

#endif
