// SPDX-License-Identifier: GPL-3.0-or-later
// Files, as whole things. Errors name the path and what the system said, in words.
#include "file.h"

#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

char *file_path(struct arena *arena, const char *dir, const char *name)
{
    return arena_printf(arena, "%s/%s", dir, name);
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool file_is_dir(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int64_t file_size(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

static void sync_folder_of(const char *path)
{
    char dir[FILE_PATH_MAX];
    snprintf(dir, sizeof dir, "%s", path);
    char *slash = strrchr(dir, '/');
    if (slash) {
        slash[slash == dir] = '\0';
    }
    int fd = open(slash ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

bool file_make_dir(const char *path, unsigned mode)
{
    char part[FILE_PATH_MAX];
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof part) {
        fault_set("%s: not a usable folder name", path);
        return false;
    }
    memcpy(part, path, len + 1);
    for (char *p = part + 1;; p++) {
        if (*p != '/' && *p) {
            continue;
        }
        char kept = *p;
        *p = '\0';
        if (mkdir(part, kept ? 0755 : mode) == 0) {
            sync_folder_of(part); // what is synced inside it must not lie in a folder that is lost
        } else if (errno != EEXIST) {
            fault_set("%s: the folder cannot be made: %s", part, strerror(errno));
            return false;
        }
        if (!kept) {
            break;
        }
        *p = kept;
    }
    if (!file_is_dir(path)) {
        fault_set("%s: is there but is not a folder; choose another place", path);
        return false;
    }
    return true;
}

static bool read_whole(struct arena *arena, const char *path, int flags, size_t max_bytes,
                       struct bytes *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags); // no pipe keeps us waiting
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        fault_set("%s: cannot be read: %s", path, strerror(errno));
        if (fd >= 0) {
            close(fd);
        }
        return false;
    }
    bool ok = false;
    if (!S_ISREG(st.st_mode)) {
        fault_set("%s: is not a file", path);
    } else if ((uint64_t)st.st_size > max_bytes) {
        fault_set("%s: %lld bytes; at most %zu are taken", path, (long long)st.st_size, max_bytes);
    } else {
        uint8_t *data = arena_alloc(arena, (size_t)st.st_size + 1);
        size_t len = 0;
        ssize_t got;
        while (len < (size_t)st.st_size &&
               (got = read(fd, data + len, (size_t)st.st_size - len)) > 0) {
            len += (size_t)got;
        }
        ok = len == (size_t)st.st_size;
        if (!ok) {
            fault_set("%s: ended early while it was read", path);
        }
        *out = bytes_of(data, len);
    }
    close(fd);
    return ok;
}

bool file_read(struct arena *arena, const char *path, size_t max_bytes, struct bytes *out)
{
    return read_whole(arena, path, 0, max_bytes, out);
}

bool file_read_plain(struct arena *arena, const char *path, size_t max_bytes, struct bytes *out)
{
    return read_whole(arena, path, O_NOFOLLOW, max_bytes, out);
}

bool file_line(const char *path, char *out, size_t cap)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = fd >= 0 ? read(fd, out, cap - 1) : -1;
    if (fd >= 0) {
        close(fd);
    }
    out[got > 0 ? (size_t)got : 0] = '\0';
    out[strcspn(out, "\n")] = '\0';
    return got > 0;
}

static bool write_all(int fd, struct bytes content)
{
    for (size_t at = 0; at < content.len;) {
        ssize_t put = write(fd, content.data + at, content.len - at);
        if (put < 0 && errno != EINTR) {
            return false;
        }
        at += put > 0 ? (size_t)put : 0;
    }
    return fsync(fd) == 0;
}

static void set_write_fault(const char *path)
{
    fault_set("%s: cannot be written: %s; free some room or check the disk", path, strerror(errno));
}

// The content, synced, under a name beside it that nobody else has: two writers at once never meet.
static bool write_beside(char tmp[static FILE_PATH_MAX], const char *path, struct bytes content,
                         unsigned mode)
{
    unsigned long long number;
    randombytes_buf(&number, sizeof number);
    if (snprintf(tmp, FILE_PATH_MAX, "%s.%016llx.tmp", path, number) >= FILE_PATH_MAX) {
        fault_set("%s: the name is too long", path);
        return false;
    }
    int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0) {
        set_write_fault(path);
        return false;
    }
    bool ok = write_all(fd, content);
    ok = close(fd) == 0 && ok;
    if (!ok) {
        set_write_fault(path);
        unlink(tmp);
    }
    return ok;
}

bool file_write(const char *path, struct bytes content, unsigned mode)
{
    char tmp[FILE_PATH_MAX];
    if (!write_beside(tmp, path, content, mode)) {
        return false;
    }
    if (rename(tmp, path) != 0) {
        set_write_fault(path);
        unlink(tmp);
        return false;
    }
    sync_folder_of(path);
    return true;
}

enum file_first file_write_first(const char *path, struct bytes content, unsigned mode)
{
    char tmp[FILE_PATH_MAX];
    if (!write_beside(tmp, path, content, mode)) {
        return FILE_FIRST_FAILED;
    }
    enum file_first first = FILE_FIRST;
    if (link(tmp, path) != 0) { // unlike rename, it never puts one over another
        first = errno == EEXIST ? FILE_SECOND : FILE_FIRST_FAILED;
        set_write_fault(path);
    }
    unlink(tmp);
    if (first == FILE_FIRST) {
        sync_folder_of(path);
    }
    return first;
}

bool file_read_at(const char *path, uint64_t offset, void *out, size_t len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    size_t done = 0;
    ssize_t got = 0;
    while (fd >= 0 && done < len &&
           (got = pread(fd, (char *)out + done, len - done, (off_t)(offset + done))) > 0) {
        done += (size_t)got;
    }
    if (fd < 0 || done < len) {
        fault_set("%s: cannot be read: %s", path,
                  fd < 0 || got < 0 ? strerror(errno) : "too short");
    }
    if (fd >= 0) {
        close(fd);
    }
    return fd >= 0 && done == len;
}

bool file_write_at(const char *path, uint64_t offset, struct bytes content, unsigned mode)
{
    bool made = !file_exists(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
    bool ok = fd >= 0 && lseek(fd, (off_t)offset, SEEK_SET) >= 0 && write_all(fd, content);
    if (!ok) {
        set_write_fault(path);
    }
    if (fd >= 0) {
        close(fd);
    }
    if (ok && made) {
        sync_folder_of(path);
    }
    return ok;
}

bool file_rename(const char *from, const char *to)
{
    if (rename(from, to) != 0) {
        fault_set("%s: cannot be renamed: %s", from, strerror(errno));
        return false;
    }
    sync_folder_of(to);
    return true;
}

void file_touch(const char *path)
{
    (void)utimensat(AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW);
}

bool file_remove(const char *path)
{
    if (unlink(path) != 0 && errno != ENOENT) {
        fault_set("%s: cannot be removed: %s", path, strerror(errno));
        return false;
    }
    return true;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st;
    (void)kind;
    (void)walk;
    return remove(path);
}

bool file_remove_tree(const char *path)
{
    enum { FOLDERS_OPEN_MAX = 16 };
    if (nftw(path, remove_one, FOLDERS_OPEN_MAX, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0 &&
        errno != ENOENT) {
        fault_set("%s: the folder cannot be removed: %s", path, strerror(errno));
        return false;
    }
    return true;
}

enum file_lock file_lock(const char *path, int wait_ms, int *fd)
{
    *fd = -1;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
    if (file < 0) {
        fault_set("%s: cannot be locked: %s", path, strerror(errno));
        return FILE_LOCK_FAILED;
    }
    int64_t until_ms = clock_mono_ms() + wait_ms;
    while (flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            fault_set("%s: cannot be locked: %s", path, strerror(errno));
            close(file);
            return FILE_LOCK_FAILED;
        }
        if (clock_mono_ms() >= until_ms) {
            fault_set("%s: another program holds it", path);
            close(file);
            return FILE_LOCK_BUSY;
        }
        usleep(10000);
    }
    *fd = file;
    return FILE_LOCK_TAKEN;
}

bool file_lock_is_held(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool is_held = file >= 0 && flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (file >= 0) {
        close(file);
    }
    return is_held;
}

const char *file_boot(void)
{
    static _Thread_local char boot[40];
    if (boot[0]) {
        return boot;
    }
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        ssize_t got = read(fd, boot, sizeof boot - 1);
        boot[got > 0 ? (size_t)got : 0] = '\0';
        boot[strcspn(boot, "\n")] = '\0';
        close(fd);
    }
    return boot;
}

int64_t file_free_bytes(const char *path)
{
    struct statvfs st;
    return statvfs(path, &st) == 0 ? (int64_t)(st.f_bavail * st.f_frsize) : -1;
}

void file_ring(const char *dir)
{
    char path[FILE_PATH_MAX];
    if ((size_t)snprintf(path, sizeof path, "%s/bell", dir) >= sizeof path) {
        return;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
    if (fd >= 0) {
        futimens(fd, NULL);
        close(fd);
    }
}
