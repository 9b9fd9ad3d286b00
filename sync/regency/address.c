// SPDX-License-Identifier: GPL-3.0-or-later
// A table of those that are connected now, by hash.
#include "address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 4096 };

struct address {
    struct address *next;
    uint64_t key;
    unsigned connections; // under the table's lock
    atomic_size_t bytes;
};
struct addresses {
    pthread_mutex_t lock;
    struct address *buckets[BUCKETS];
};

struct addresses *addresses_make(void)
{
    struct addresses *addresses = die_if_null(calloc(1, sizeof *addresses));
    pthread_mutex_init(&addresses->lock, NULL);
    return addresses;
}

void addresses_free(struct addresses *addresses)
{
    if (addresses) {
        pthread_mutex_destroy(&addresses->lock);
        free(addresses);
    }
}

static uint64_t key_of_v4(uint32_t host)
{
    bool is_loopback = host >> 24 == 127;
    return is_loopback ? 0 : (uint64_t)1 << 32 | host;
}

// 0: not counted.
static uint64_t key_of(const struct sockaddr *from)
{
    if (from && from->sa_family == AF_INET) {
        struct sockaddr_in at;
        memcpy(&at, from, sizeof at);
        return key_of_v4(ntohl(at.sin_addr.s_addr));
    }
    if (!from || from->sa_family != AF_INET6) {
        return 0;
    }
    struct sockaddr_in6 at;
    memcpy(&at, from, sizeof at);
    const uint8_t *bytes = at.sin6_addr.s6_addr;
    uint64_t net = 0;
    if (IN6_IS_ADDR_V4MAPPED(&at.sin6_addr)) {
        return key_of_v4((uint32_t)bytes[12] << 24 | (uint32_t)bytes[13] << 16 |
                         (uint32_t)bytes[14] << 8 | bytes[15]);
    }
    for (int i = 0; i < 8; i++) {
        net = net << 8 | bytes[i];
    }
    return net; // 0 is that of ::1
}

static struct address **place_of(struct addresses *addresses, uint64_t key)
{
    struct address **at = &addresses->buckets[key * 0x9E3779B97F4A7C15u >> 52];
    while (*at && (*at)->key != key) {
        at = &(*at)->next;
    }
    return at;
}

bool addresses_may_enter(struct addresses *addresses, const struct sockaddr *from, socklen_t len)
{
    uint64_t key = len >= sizeof from->sa_family ? key_of(from) : 0;
    if (key == 0) {
        return true;
    }
    pthread_mutex_lock(&addresses->lock);
    const struct address *address = *place_of(addresses, key);
    bool may = !address || address->connections < ADDRESS_CONNECTIONS_MAX;
    pthread_mutex_unlock(&addresses->lock);
    return may;
}

struct address *addresses_enter(struct addresses *addresses, const struct sockaddr *from)
{
    uint64_t key = key_of(from);
    if (key == 0) {
        return NULL;
    }
    pthread_mutex_lock(&addresses->lock);
    struct address **at = place_of(addresses, key), *address = *at;
    if (!address) {
        *at = address = die_if_null(calloc(1, sizeof *address));
        address->key = key;
    }
    address->connections++;
    pthread_mutex_unlock(&addresses->lock);
    return address;
}

void addresses_leave(struct addresses *addresses, struct address *address)
{
    if (!address) {
        return;
    }
    pthread_mutex_lock(&addresses->lock);
    if (--address->connections == 0) {
        *place_of(addresses, address->key) = address->next;
        free(address);
    }
    pthread_mutex_unlock(&addresses->lock);
}

bool address_take(struct address *address, size_t bytes)
{
    if (!address || atomic_fetch_add(&address->bytes, bytes) + bytes <= ADDRESS_BYTES_MAX) {
        return true;
    }
    atomic_fetch_sub(&address->bytes, bytes);
    return false;
}

void address_give_back(struct address *address, size_t bytes)
{
    if (address) {
        atomic_fetch_sub(&address->bytes, bytes);
    }
}
