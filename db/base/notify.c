// SPDX-License-Identifier: GPL-3.0-or-later
// The few words of sd_notify(3) that are used here, by one socket. Must never wait for long, end
// the program, or say more than the program knows: a lost word is the service manager's to notice.
#include "notify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { SEND_S_MAX = 2, US_PER_MS = 1000 };

static struct {
    int fd; // 0: nobody asked
    struct sockaddr_un to;
    socklen_t to_len;
    int64_t every_ms; // 0: not watched
    int64_t said_ms;  // when "alive" was last said
} manager;

// Not db/base/clock.h: a simulator's time is not what the service manager waits by.
static int64_t mono_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void say(const char *words)
{
    if (manager.fd > 0 && sendto(manager.fd, words, strlen(words), MSG_NOSIGNAL,
                                 (const struct sockaddr *)&manager.to, manager.to_len) < 0) {
        log_line("the service manager does not listen: %s", strerror(errno));
    }
}

// A path, or "@name" for one without a file.
static bool read_address(const char *name)
{
    size_t len = name ? strlen(name) : 0;
    if (len < 2 || len >= sizeof manager.to.sun_path || (name[0] != '/' && name[0] != '@')) {
        return false;
    }
    manager.to.sun_family = AF_UNIX;
    memcpy(manager.to.sun_path, name, len);
    bool is_file = name[0] == '/';
    if (!is_file) {
        manager.to.sun_path[0] = '\0';
    }
    manager.to_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len + is_file);
    return true;
}

static int64_t read_interval_ms(const char *usec)
{
    char *end;
    errno = 0;
    long long value = usec ? strtoll(usec, &end, 10) : 0;
    bool ok = usec && end != usec && !*end && !errno && value > 2 * US_PER_MS;
    return ok ? value / US_PER_MS / 2 : 0;
}

void notify_open(void)
{
    int fd = -1;
    if (read_address(getenv("NOTIFY_SOCKET"))) {
        fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    }
    if (fd > 0) {
        const struct timeval limit = {.tv_sec = SEND_S_MAX};
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        manager.fd = fd;
        manager.every_ms = read_interval_ms(getenv("WATCHDOG_USEC"));
        manager.said_ms = mono_ms();
    }
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
}

bool notify_is_kept(void)
{
    return manager.fd > 0;
}

void notify_ready(void)
{
    say("READY=1");
}

void notify_stopping(void)
{
    say("STOPPING=1");
}

void notify_status(const char *fmt, ...)
{
    char words[sizeof "STATUS=" + NOTIFY_STATUS_MAX] = "STATUS=";
    size_t head = strlen(words);
    va_list args;
    va_start(args, fmt);
    vsnprintf(words + head, sizeof words - head, fmt, args);
    va_end(args);
    size_t len = head + strcspn(words + head, "\n"); // a line more would be another order
    while (len > head && !utf8_is_valid(bytes_of(words, len))) {
        len--; // cut within a letter
    }
    words[len] = '\0';
    say(words);
}

void notify_alive(void)
{
    if (notify_due_ms() <= 0) {
        manager.said_ms = mono_ms();
        say("WATCHDOG=1");
    }
}

int64_t notify_due_ms(void)
{
    if (manager.every_ms == 0) {
        return INT64_MAX;
    }
    int64_t left_ms = manager.said_ms + manager.every_ms - mono_ms();
    return left_ms > 0 ? left_ms : 0;
}
