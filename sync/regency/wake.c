// SPDX-License-Identifier: GPL-3.0-or-later
// inotify on the store's folder, because the bell may not be there yet. Never on the database: its
// log changes before the commit can be seen.
#include "wake.h"

#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

int wake_open(const char *dir)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0 || inotify_add_watch(fd, dir, IN_ATTRIB | IN_ONLYDIR) < 0) {
        fault_set("%s: cannot be watched: %s", dir, strerror(errno));
        if (fd >= 0) {
            close(fd);
        }
        return -1;
    }
    return fd;
}

void wake_take(int fd)
{
    char events[4096];
    while (read(fd, events, sizeof events) > 0) {
    }
}
