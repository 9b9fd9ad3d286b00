// SPDX-License-Identifier: GPL-3.0-or-later
// The carrier over the network: one connection to one regency, known by the pin of its key and by
// nothing else. Whatever answers in its place gets not a byte.
#ifndef HTTPS_H
#define HTTPS_H

#include "agent.h"
#include "db/record/trust.h"

struct https;

enum https_end {
    HTTPS_OK,       // *answer holds all of it
    HTTPS_NO_LINK,  // nobody was reached
    HTTPS_BROKEN,   // the link failed on the way; nothing is known about what arrived
    HTTPS_REFUSED,  // the server said no: trying at once will not help
    HTTPS_STRANGER, // somebody else answered in its place
    HTTPS_WAIT,     // the server is busy
};

// url and pins are copied. Never NULL.
struct https *https_create(const char *url, const ProtobufCBinaryData *pins, size_t pin_count);
void https_destroy(struct https *https); // takes NULL

// True while url and pins are still these: else make a new one.
bool https_is_for(const struct https *https, const char *url, const ProtobufCBinaryData *pins,
                  size_t pin_count);

// POSTs body to url/path; the answer (at most answer_max bytes) lies in the arena. What is not OK
// has set a fault. stop may be NULL; it ends the transfer within a second once it is set.
enum https_end https_post(struct https *https, struct arena *arena, const char *path,
                          struct bytes body, size_t answer_max, const struct stop *stop,
                          struct bytes *answer);
// Is anybody there? A bare TCP connect with PROBE_MS_MAX, no byte sent.
bool https_probe(struct https *https, const struct stop *stop);

#endif
