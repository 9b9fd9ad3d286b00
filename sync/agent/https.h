// SPDX-License-Identifier: GPL-3.0-or-later
// The carrier over the network: one regency, known by the pin of its key and by nothing else.
// Whatever answers in its place gets not a byte (but the question of https_ask_keys). Two requests
// at a time at most: a round, and the long poll of who waits for news; each takes over the
// connection that the other has left.
#ifndef HTTPS_H
#define HTTPS_H

#include "agent.h"
#include "db/record/trust.h"
#include "meter.h"

#include <poll.h>

struct https;

enum https_end {
    HTTPS_OK,        // the answer holds all of it
    HTTPS_NO_LINK,   // nobody was reached
    HTTPS_BROKEN,    // the link failed on the way; nothing is known about what arrived
    HTTPS_STRANGER,  // somebody else answered: a login page of this network, a name that lies
    HTTPS_TOO_LARGE, // the server takes no request of this size
    HTTPS_REFUSED,   // the server said no: trying at once will not help
    HTTPS_BUSY,      // the server said: later
};

// url and pins are copied. Never NULL.
struct https *https_create(const char *url, const ProtobufCBinaryData *pins, size_t pin_count);
void https_destroy(struct https *https); // takes NULL

// True while url and pins are still these: else make a new one.
bool https_is_for(const struct https *https, const char *url, const ProtobufCBinaryData *pins,
                  size_t pin_count);

struct https_answer {
    struct bytes body; // in the arena
    uint32_t wait_s;   // BUSY: at least so long, as the server said; 0: it did not say
    bool was_asked;    // the regency was there: (some of) the request is on its way or arrived
    bool was_cut;      // BROKEN: in the midst of it, not by the server's leave and not by waiting
    bool other_key;    // STRANGER: its key is none of the pins
    bool was_stopped;  // BROKEN: by us, which says nothing of the link
    int64_t moved_ms;  // for how long something moved, until the answer, the end, or the silence
};
// POSTs body to url/path; the answer is at most answer_max bytes. What is not OK has set a fault.
// stop (may be NULL) ends it within a second once it is set. Ends by itself when the link died,
// long before TCP would; where it has come back meanwhile, https_is_ready.
enum https_end https_post(struct https *https, struct arena *arena, const char *path,
                          struct bytes body, size_t answer_max, const struct stop *stop,
                          struct https_answer *answer);
// After other_key: asks whoever answers there for the key lists after this number, on a connection
// of its own, without the pin. Nothing else is said on it, and nothing of the answer (at most
// KEY_LISTS_BYTES_MAX, in the arena) may be believed but what the root has signed. False with a
// fault.
MUST_USE bool https_ask_keys(struct https *https, struct arena *arena, uint32_t after,
                             const struct stop *stop, struct bytes *answer);
// What all its connections have cost since this was last asked.
struct meter https_cost(struct https *https);
// A connection stands ready for the next request.
bool https_is_ready(const struct https *https);

// Is anybody there? Bare TCP connects for PROBE_MS_MAX, no byte sent; the connection is kept for
// the next request. every_ms: a further one so often, so that a link that comes back is found at
// once; 0: one, as the kernel does it.
bool https_probe(struct https *https, int every_ms, const struct stop *stop);
// Closes what the probe kept: for who only wanted to know.
void https_hang_up(struct https *https);

// ---- the long poll
enum https_wait {
    HTTPS_WAIT_NONE, // nobody waits
    HTTPS_WAIT_ON,   // still waiting
    // It is over:
    HTTPS_WAIT_NEWS,   // there is something new
    HTTPS_WAIT_SILENT, // its time is up, nothing was new
    HTTPS_WAIT_STALE,  // the token is of another time: a round brings a new one
    HTTPS_WAIT_LATER,  // busy or ill: not before *wait_s
    HTTPS_WAIT_ABSENT, // a regency that does not know how
    HTTPS_WAIT_BROKEN, // nobody was reached, or the connection died
};
void https_wait_start(struct https *https, struct bytes token); // does nothing while one is on
void https_wait_stop(struct https *https);
// Moves it on without waiting. What is over is NONE afterwards.
enum https_wait https_wait_look(struct https *https, uint32_t *wait_s);
// What to poll for, at most max, and for how long at the most (-1: for ever), before looking again.
size_t https_wait_fds(struct https *https, struct pollfd *out, size_t max, int *due_ms);

#endif
