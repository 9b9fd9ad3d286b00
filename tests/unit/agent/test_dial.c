// SPDX-License-Identifier: GPL-3.0-or-later
// Dialling over loopback: somebody there, nobody there, somebody who comes later, and a connection
// that is watched meanwhile.
#include "sync/agent/dial.h"
#include "sync/agent/stall.h"

#include "db/base/clock.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

// A listening socket; backlog -1: bound and deaf, so that nobody gets through and nobody is told.
static int open_door(struct dial_address *address, int backlog)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_true(backlog < 0 || listen(fd, backlog) == 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    memcpy(&address->to, &at, sizeof at);
    address->len = sizeof at;
    return fd;
}

static int dial_for(struct dial *dial, int limit_ms)
{
    struct pollfd fds[DIAL_SOCKETS_MAX];
    int64_t until_ms = clock_mono_ms() + limit_ms;
    int fd = -1;
    while (fd < 0 && clock_mono_ms() < until_ms && !dial_is_over(dial)) {
        fd = dial_step(dial, clock_mono_ms());
        poll(fds, dial_fds(dial, fds), 5);
    }
    return fd;
}

static void the_first_one_through_is_handed_over(void **state)
{
    (void)state;
    struct dial dial;
    struct dial_address address;
    int door = open_door(&address, 4);
    dial_begin(&dial, &address, 0);
    int fd = dial_for(&dial, 1000);
    assert_true(fd >= 0);
    int other = accept(door, NULL, NULL);
    assert_int_equal(write(fd, "a", 1), 1);
    char letter = 0;
    assert_int_equal(read(other, &letter, 1), 1);
    assert_int_equal(letter, 'a');
    dial_end(&dial);
    assert_int_equal(write(fd, "b", 1), 1); // it stays ours
    close(fd);
    close(other);
    close(door);
}

static void nobody_there_is_over_at_once_or_tried_again(void **state)
{
    (void)state;
    struct dial dial;
    struct dial_address address;
    int door = open_door(&address, -1);
    dial_begin(&dial, &address, 0);
    assert_int_equal(dial_for(&dial, 1000), -1);
    assert_true(dial_is_over(&dial));
    dial_end(&dial);
    dial_begin(&dial, &address, 50);
    assert_int_equal(dial_for(&dial, 200), -1);
    assert_false(dial_is_over(&dial));
    assert_int_equal(listen(door, 4), 0); // now there is
    int fd = dial_for(&dial, 500);
    assert_true(fd >= 0);
    dial_end(&dial);
    assert_true(dial_is_over(&dial));
    close(fd);
    close(door);
}

static void an_address_that_is_not_known_is_not_dialled(void **state)
{
    (void)state;
    struct dial dial;
    const struct dial_address none = {0};
    dial_begin(&dial, &none, 50);
    assert_int_equal(dial_for(&dial, 100), -1);
    assert_true(dial_is_over(&dial));
}

// Looks until it is no longer fine, or the time is over.
static enum stall_look watch(struct stall *stall, int fd, const struct dial_address *address,
                             int limit_ms)
{
    enum stall_look look = STALL_FINE;
    int64_t until_ms = clock_mono_ms() + limit_ms;
    while (look == STALL_FINE && clock_mono_ms() < until_ms) {
        look = stall_look(stall, fd, address);
        usleep(10000);
    }
    return look;
}

// A server that has all of it and thinks for a long time is not given up.
static void who_thinks_is_left_in_peace(void **state)
{
    (void)state;
    struct stall stall;
    struct dial_address address;
    int door = open_door(&address, 4);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address.to, address.len), 0);
    assert_int_equal(write(fd, "question", 8), 8);
    stall_begin(&stall);
    assert_int_equal(watch(&stall, fd, &address, 2 * STALL_QUIET_MS_MIN + 1500), STALL_FINE);
    assert_int_equal(stall_spare(&stall), -1); // looked, and hung up again
    stall_end(&stall);
    close(fd);
    close(door);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_one_through_is_handed_over),
        cmocka_unit_test(nobody_there_is_over_at_once_or_tried_again),
        cmocka_unit_test(an_address_that_is_not_known_is_not_dialled),
        cmocka_unit_test(who_thinks_is_left_in_peace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
