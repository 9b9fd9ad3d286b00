// SPDX-License-Identifier: GPL-3.0-or-later
// The two ends of the link: a TUN device in a named network namespace, with its address, its route
// and cubic for TCP. Ends the program when it cannot.
#ifndef ENDS_H
#define ENDS_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/route.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ENDS_NAME_MAX = 64, ENDS_LINE_MAX = 256 };

static _Noreturn void fail(const char *what, const char *whom)
{
    fprintf(stderr, "link: %s %s: %s\n", what, whom, strerror(errno));
    exit(1);
}

static void write_line(const char *path, const char *line)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, line, strlen(line)) != (ssize_t)strlen(line)) {
        fail("cannot set", path);
    }
    close(fd);
}

static struct sockaddr address(const char *dotted)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr out;
    inet_pton(AF_INET, dotted, &in.sin_addr);
    memcpy(&out, &in, sizeof out);
    return out;
}

static void configure(const char *own, const char *other, bool default_route)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq request = {.ifr_name = "link0"};
    request.ifr_addr = address(own);
    bool ok = fd >= 0 && ioctl(fd, SIOCSIFADDR, &request) == 0;
    request.ifr_dstaddr = address(other);
    ok = ok && ioctl(fd, SIOCSIFDSTADDR, &request) == 0;
    request.ifr_mtu = 1500;
    ok = ok && ioctl(fd, SIOCSIFMTU, &request) == 0;
    request.ifr_flags = IFF_UP | IFF_RUNNING | IFF_POINTOPOINT;
    ok = ok && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
    struct rtentry route = {.rt_dst = address("0.0.0.0"),
                            .rt_genmask = address("0.0.0.0"),
                            .rt_flags = RTF_UP,
                            .rt_dev = request.ifr_name};
    ok = ok && (!default_route || ioctl(fd, SIOCADDRT, &route) == 0);
    struct ifreq loopback = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    ok = ok && ioctl(fd, SIOCSIFFLAGS, &loopback) == 0;
    if (!ok) {
        fail("cannot set up the device with", own);
    }
    close(fd);
}

// A namespace may only choose what the machine allows; Debian's own default allows cubic already.
static void allow_cubic(void)
{
    static const char path[] = "/proc/sys/net/ipv4/tcp_allowed_congestion_control";
    char allowed[ENDS_LINE_MAX] = "", line[ENDS_LINE_MAX + 8];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t len = read(fd, allowed, sizeof allowed - 1);
    close(fd);
    if (len > 0 && !strstr(allowed, "cubic")) {
        allowed[strcspn(allowed, "\n")] = '\0';
        snprintf(line, sizeof line, "%s cubic\n", allowed);
        write_line(path, line);
    }
}

// A TUN device inside the namespace; the thread comes back to its own.
static int open_end(const char *name, const char *own, const char *other, bool default_route)
{
    char path[ENDS_NAME_MAX + 32];
    snprintf(path, sizeof path, "/run/netns/%.64s", name);
    int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    int there = open(path, O_RDONLY | O_CLOEXEC);
    if (home < 0 || there < 0 || setns(there, CLONE_NEWNET) != 0) {
        fail("cannot enter the namespace", path);
    }
    struct ifreq request = {.ifr_name = "link0", .ifr_flags = IFF_TUN | IFF_NO_PI};
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || ioctl(fd, TUNSETIFF, &request) != 0) {
        fail("cannot make a device in", name);
    }
    write_line("/proc/sys/net/ipv4/tcp_congestion_control", "cubic");
    write_line("/proc/sys/net/ipv4/tcp_no_metrics_save", "1"); // a run must not learn from the last
    if (access("/proc/sys/net/ipv6", F_OK) == 0) {
        write_line("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1"); // nothing but what we send
    }
    configure(own, other, default_route);
    if (setns(home, CLONE_NEWNET) != 0) {
        fail("cannot come back from", path);
    }
    close(home);
    close(there);
    return fd;
}

#endif
