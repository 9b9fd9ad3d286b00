// SPDX-License-Identifier: GPL-3.0-or-later
// A row a question, the most basic first. Must never write: the disk may be the trouble.
#include "refusal.h"

#include "db/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

enum { ROOM_BYTES_MIN = 64 * 1024 }; // for the shared index of the log, and a letter in the lock

struct place {
    const char *dir;
    char file[FILE_PATH_MAX], lock[FILE_PATH_MAX];
};

static bool is_missing(const struct place *place)
{
    return access(place->file, F_OK) != 0 && errno != EACCES;
}

static bool is_read_only(const struct place *place)
{
    return access(place->dir, W_OK) != 0 && errno == EROFS;
}

static bool is_foreign(const struct place *place)
{
    return access(place->dir, W_OK | X_OK) != 0 || access(place->file, R_OK | W_OK) != 0 ||
           (access(place->lock, F_OK) == 0 && access(place->lock, R_OK | W_OK) != 0);
}

static bool is_full(const struct place *place)
{
    int64_t free_bytes = file_free_bytes(place->dir);
    return free_bytes >= 0 && free_bytes < ROOM_BYTES_MIN;
}

static bool is_busy(const struct place *place)
{
    int fd = open(place->lock, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool busy = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (fd >= 0) {
        close(fd);
    }
    return busy;
}

static const struct {
    enum refusal refusal;
    bool (*holds)(const struct place *place);
} rows[] = {
    {REFUSAL_MISSING, is_missing}, {REFUSAL_READ_ONLY, is_read_only}, {REFUSAL_RIGHTS, is_foreign},
    {REFUSAL_FULL, is_full},       {REFUSAL_BUSY, is_busy},
};

enum refusal refusal_of(const char *dir)
{
    struct place place = {.dir = dir};
    if ((size_t)snprintf(place.file, FILE_PATH_MAX, "%s/village.db", dir) >= FILE_PATH_MAX ||
        (size_t)snprintf(place.lock, FILE_PATH_MAX, "%s/kiosk.lock", dir) >= FILE_PATH_MAX) {
        return REFUSAL_MISSING;
    }
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].holds(&place)) {
            return rows[i].refusal;
        }
    }
    return REFUSAL_FILE;
}
