// SPDX-License-Identifier: GPL-3.0-or-later
// What comes from one address at the same time, so that no single one can take the whole door. Of
// IPv6 a network of /64 is one address: so much belongs to one household. Loopback is none: a
// reverse proxy stands there, for everybody. Safe between threads.
#ifndef ADDRESS_H
#define ADDRESS_H

#include "db/base/base.h"

#include <sys/socket.h>

enum {
    // Hundreds of villages may stand behind one address of a mobile network, each with a connection
    // that waits for news and now and then one with a round.
    ADDRESS_CONNECTIONS_MAX = 2048,
    ADDRESS_BYTES_MAX = 32 * 1024 * 1024, // of bodies that are under way
};

struct addresses;
struct address; // NULL stands for loopback and for what has no address: nothing is counted
struct addresses *addresses_make(void);
void addresses_free(struct addresses *addresses); // nobody is in any more; takes NULL

// False when as many are in as may be.
bool addresses_may_enter(struct addresses *addresses, const struct sockaddr *from, socklen_t len);
struct address *addresses_enter(struct addresses *addresses, const struct sockaddr *from);
void addresses_leave(struct addresses *addresses, struct address *address);

// False when that would be more than one address may have under way; then nothing is taken.
MUST_USE bool address_take(struct address *address, size_t bytes);
void address_give_back(struct address *address, size_t bytes);

#endif
