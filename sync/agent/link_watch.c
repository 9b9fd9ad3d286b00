// SPDX-License-Identifier: GPL-3.0-or-later
// rtnetlink, read only. Needs no privilege; where it is missing, probes find the link a little
// later.
#include "link_watch.h"

#include "db/record/record.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void link_watch_begin(struct link_watch *watch)
{
    const struct sockaddr_nl from = {.nl_family = AF_NETLINK,
                                     .nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE |
                                                  RTMGRP_IPV6_IFADDR | RTMGRP_IPV6_ROUTE};
    *watch = (struct link_watch){
        .fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE)};
    if (watch->fd < 0 || bind(watch->fd, (const struct sockaddr *)&from, sizeof from) != 0) {
        log_line("the kernel does not tell when a network comes up (%s): it is found by trying",
                 strerror(errno));
        link_watch_end(watch);
    }
}

void link_watch_end(struct link_watch *watch)
{
    if (watch->fd >= 0) {
        close(watch->fd);
    }
    watch->fd = -1;
}

// One attribute of a message; empty where it is not there.
static struct bytes attribute(const struct rtattr *first, size_t len, unsigned short type)
{
    for (const struct rtattr *at = first; RTA_OK(at, len); at = RTA_NEXT(at, len)) {
        if (at->rta_type == type) {
            return bytes_of(RTA_DATA(at), RTA_PAYLOAD(at));
        }
    }
    return (struct bytes){0};
}

// What is the same when the kernel only repeats itself. 0: no way out.
static uint64_t address_id(const struct nlmsghdr *msg)
{
    const struct ifaddrmsg *address = NLMSG_DATA(msg);
    struct bytes own = attribute(IFA_RTA(address), IFA_PAYLOAD(msg), IFA_ADDRESS);
    if (address->ifa_scope != RT_SCOPE_UNIVERSE || (address->ifa_flags & IFA_F_TENTATIVE)) {
        return 0;
    }
    const struct bytes parts[] = {bytes_of(&address->ifa_index, sizeof address->ifa_index), own};
    uint8_t hash[HASH_LEN];
    uint64_t id;
    secret_hash(hash, "kt link address", parts, COUNT_OF(parts));
    memcpy(&id, hash, sizeof id);
    return id;
}

static uint64_t route_id(const struct nlmsghdr *msg)
{
    const struct rtmsg *route = NLMSG_DATA(msg);
    if (route->rtm_dst_len != 0 || route->rtm_type != RTN_UNICAST ||
        route->rtm_table != RT_TABLE_MAIN) {
        return 0;
    }
    const struct bytes parts[] = {attribute(RTM_RTA(route), RTM_PAYLOAD(msg), RTA_OIF),
                                  attribute(RTM_RTA(route), RTM_PAYLOAD(msg), RTA_GATEWAY)};
    uint8_t hash[HASH_LEN];
    uint64_t id;
    secret_hash(hash, "kt link route", parts, COUNT_OF(parts));
    memcpy(&id, hash, sizeof id);
    return id;
}

static bool forget(struct link_watch *watch, uint64_t id)
{
    for (size_t i = 0; i < watch->known_count; i++) {
        if (watch->known[i] == id) {
            watch->known[i] = watch->known[--watch->known_count];
            return true;
        }
    }
    return false;
}

// True when it was not known. The oldest makes room.
static bool learn(struct link_watch *watch, uint64_t id)
{
    bool known = forget(watch, id);
    if (watch->known_count == LINK_WATCH_KNOWN_MAX) {
        memmove(watch->known, watch->known + 1, sizeof watch->known - sizeof *watch->known);
        watch->known_count--;
    }
    watch->known[watch->known_count++] = id;
    return !known;
}

static bool is_news(struct link_watch *watch, const struct nlmsghdr *msg)
{
    bool address = msg->nlmsg_type == RTM_NEWADDR || msg->nlmsg_type == RTM_DELADDR;
    bool route = msg->nlmsg_type == RTM_NEWROUTE || msg->nlmsg_type == RTM_DELROUTE;
    uint64_t id = address ? address_id(msg) : route ? route_id(msg) : 0;
    if (id == 0) {
        return false;
    }
    if (msg->nlmsg_type == RTM_DELADDR || msg->nlmsg_type == RTM_DELROUTE) {
        forget(watch, id);
        return false;
    }
    return learn(watch, id);
}

bool link_watch_take(struct link_watch *watch)
{
    _Alignas(struct nlmsghdr) char said[8192];
    bool news = false;
    ssize_t got;
    while (watch->fd >= 0 &&
           ((got = recv(watch->fd, said, sizeof said, 0)) > 0 || errno == ENOBUFS)) {
        if (got < 0) {
            news = true; // more came than we could hear
            continue;
        }
        size_t left = (size_t)got;
        for (const struct nlmsghdr *msg = (const void *)said; NLMSG_OK(msg, left);
             msg = NLMSG_NEXT(msg, left)) {
            news = is_news(watch, msg) || news;
        }
    }
    return news;
}
