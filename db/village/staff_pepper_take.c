// SPDX-License-Identifier: GPL-3.0-or-later
// The pepper alone out of a backup, for a disk that was put into another machine: its village stays
// as it is, which is newer than any backup, and its PINs are good again.
#include "staff_pepper.h"

#include "db/record/backup_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

// The pieces up to it were each checked by the time it is read; what follows is not needed.
static bool find(struct backup_reader *reader, uint8_t secret[static PEPPER_LEN])
{
    enum backup_next next;
    const char *name;
    uint64_t bytes;
    while ((next = backup_reader_next(reader, &name, &bytes)) == BACKUP_ENTRY) {
        if (strcmp(name, STAFF_PEPPER_ENTRY) == 0) {
            return backup_reader_bytes(reader, secret, PEPPER_LEN);
        }
        if (!backup_reader_file(reader, NULL, 0)) {
            return false;
        }
    }
    if (next == BACKUP_END) {
        fault_set("brings no pepper: it was made on a machine without a chip, or while the chip "
                  "did not answer");
    }
    return false;
}

static bool read_from(const char *path, const char *passphrase, uint8_t secret[static PEPPER_LEN])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fault_set("cannot be read: %s", strerror(errno));
        return false;
    }
    struct backup_reader *reader = backup_reader_open(fd, passphrase);
    bool ok = reader && find(reader, secret);
    backup_reader_close(reader);
    close(fd);
    return ok;
}

static bool take(struct village *village, const uint8_t secret[static PEPPER_LEN], int64_t *good)
{
    sql_begin(village->sql);
    int64_t lost = staff_pepper_lost(village);
    if (!staff_pepper_keep(village, secret)) {
        sql_fail(village->sql);
    }
    *good = lost - staff_pepper_lost(village);
    if (!sql_commit(village->sql)) {
        return false;
    }
    if (*good == 0) {
        fault_set("helps no PIN here: %s",
                  lost > 0 ? "it is of another machine than the one where they were made"
                           : "all of them can be checked already");
    }
    return *good > 0;
}

bool staff_pepper_take(struct village *village, const char *path, const char *passphrase,
                       int64_t *good)
{
    uint8_t *secret = secret_alloc(PEPPER_LEN);
    bool ok = read_from(path, passphrase, secret) && take(village, secret, good);
    secret_free(secret);
    if (ok) {
        village_ring(village);
    } else {
        fault_where("%s", path);
    }
    return ok;
}
