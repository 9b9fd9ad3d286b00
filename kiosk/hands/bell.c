// SPDX-License-Identifier: GPL-3.0-or-later
// One tiny thread that sleeps until a file is touched or a signal comes. It only pushes events.
// Must never watch the database itself: its log changes before a commit can be seen.
#include "bell.h"

#include "db/base/file.h"

#include <SDL_events.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct bell {
    pthread_t thread;
    int notify_fd, signal_fd, stop_fd;
    uint32_t event_type;
    atomic_bool is_ringing; // an event is on its way
};

static void ending_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGURG); // of the unit: the compositor above us must not hear it end
}

void bell_block_signals(void)
{
    sigset_t set;
    ending_signals(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static void push(uint32_t type)
{
    SDL_Event event = {.type = type};
    SDL_PushEvent(&event);
}

static void *listen_on(void *ctx)
{
    struct bell *bell = ctx;
    struct pollfd fds[] = {
        {.fd = bell->stop_fd, .events = POLLIN},
        {.fd = bell->signal_fd, .events = POLLIN},
        {.fd = bell->notify_fd, .events = POLLIN}, // negative: skipped
    };
    char drained[4096];
    for (;;) {
        if (poll(fds, COUNT_OF(fds), -1) < 0 && errno != EINTR) {
            return NULL;
        }
        if (fds[0].revents) {
            return NULL;
        }
        if (fds[1].revents && read(bell->signal_fd, drained, sizeof drained) > 0) {
            push(SDL_QUIT);
        }
        if (fds[2].revents && read(bell->notify_fd, drained, sizeof drained) > 0 &&
            !atomic_exchange(&bell->is_ringing, true)) {
            push(bell->event_type);
        }
    }
}

static int watch(const char *folder)
{
    char path[PATH_MAX];
    if ((size_t)snprintf(path, sizeof path, "%s/bell", folder) >= sizeof path) {
        return -1;
    }
    file_ring(folder); // so that there is a file to watch
    int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (fd >= 0 && inotify_add_watch(fd, path, IN_ATTRIB | IN_CLOSE_WRITE) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static void close_fd(int fd)
{
    if (fd >= 0) {
        close(fd);
    }
}

struct bell *bell_open(const char *folder, uint32_t event_type)
{
    struct bell *bell = die_if_null(calloc(1, sizeof *bell));
    sigset_t set;
    ending_signals(&set);
    bell->event_type = event_type;
    bell->notify_fd = folder ? watch(folder) : -1;
    bell->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    bell->stop_fd = eventfd(0, EFD_CLOEXEC);
    bool ok = (!folder || bell->notify_fd >= 0) && bell->signal_fd >= 0 && bell->stop_fd >= 0;
    if (!ok || pthread_create(&bell->thread, NULL, listen_on, bell) != 0) {
        fault_set("cannot listen for %s/bell: %s", folder ? folder : ".", strerror(errno));
        close_fd(bell->notify_fd);
        close_fd(bell->signal_fd);
        close_fd(bell->stop_fd);
        free(bell);
        return NULL;
    }
    return bell;
}

void bell_heard(struct bell *bell)
{
    atomic_store(&bell->is_ringing, false);
}

void bell_close(struct bell *bell)
{
    if (!bell) {
        return;
    }
    uint64_t one = 1;
    if (write(bell->stop_fd, &one, sizeof one) == sizeof one) {
        pthread_join(bell->thread, NULL);
    }
    close_fd(bell->notify_fd);
    close_fd(bell->signal_fd);
    close_fd(bell->stop_fd);
    free(bell);
}
