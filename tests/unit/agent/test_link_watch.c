// SPDX-License-Identifier: GPL-3.0-or-later
// A real kernel tells of real addresses and routes, in a network namespace of this test alone.
#include "sync/agent/link_watch.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/route.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static int control_fd = -1, device_fd = -1;

// False where this machine gives no namespace or no device.
static bool has_a_place(void)
{
    if (unshare(CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
        return false;
    }
    struct ifreq request = {.ifr_name = "way0", .ifr_flags = IFF_TUN | IFF_NO_PI};
    device_fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    control_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return device_fd >= 0 && ioctl(device_fd, TUNSETIFF, &request) == 0;
}

static struct sockaddr address(const char *dotted)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr out;
    assert_int_equal(inet_pton(AF_INET, dotted, &in.sin_addr), 1);
    memcpy(&out, &in, sizeof out);
    return out;
}

static void set_address(const char *dotted)
{
    struct ifreq request = {.ifr_name = "way0", .ifr_addr = address(dotted)};
    assert_int_equal(ioctl(control_fd, SIOCSIFADDR, &request), 0);
}

static void set_flags(short flags)
{
    struct ifreq request = {.ifr_name = "way0", .ifr_flags = flags};
    assert_int_equal(ioctl(control_fd, SIOCSIFFLAGS, &request), 0);
}

static void set_route(unsigned long what, const char *to, const char *mask)
{
    struct rtentry route = {.rt_dst = address(to),
                            .rt_genmask = address(mask),
                            .rt_flags = RTF_UP,
                            .rt_dev = (char *)(uintptr_t) "way0"};
    assert_int_equal(ioctl(control_fd, what, &route), 0);
}

// Within half a second.
static bool is_told(struct link_watch *watch)
{
    struct pollfd come = {.fd = watch->fd, .events = POLLIN};
    bool told = false;
    while (poll(&come, 1, told ? 20 : 200) > 0) {
        told = link_watch_take(watch) || told;
    }
    return told;
}

static void ways_out_are_told_and_nothing_else(void **state)
{
    (void)state;
    struct link_watch watch;
    if (!has_a_place()) {
        print_message("skipped - no network namespace or TUN device here\n");
        skip();
    }
    link_watch_begin(&watch);
    assert_true(watch.fd >= 0);
    assert_false(is_told(&watch));
    set_address("10.9.0.1");
    assert_true(is_told(&watch));
    set_flags(IFF_UP | IFF_RUNNING);
    assert_false(is_told(&watch));
    set_route(SIOCADDRT, "10.10.0.0", "255.255.0.0"); // leads to one place only
    assert_false(is_told(&watch));
    set_route(SIOCADDRT, "0.0.0.0", "0.0.0.0");
    assert_true(is_told(&watch));
    set_route(SIOCDELRT, "0.0.0.0", "0.0.0.0");
    assert_false(is_told(&watch)); // a loss is found out by whoever needs it
    set_route(SIOCADDRT, "0.0.0.0", "0.0.0.0");
    assert_true(is_told(&watch)); // gone and come again
    set_address("10.9.0.2");      // a lease with another address
    assert_true(is_told(&watch));
    link_watch_end(&watch);
    assert_false(link_watch_take(&watch));
    close(device_fd);
    close(control_fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ways_out_are_told_and_nothing_else)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
