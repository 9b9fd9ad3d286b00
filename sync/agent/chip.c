// SPDX-License-Identifier: GPL-3.0-or-later
// One question to systemd-creds, which alone speaks to the TPM2. Its answer comes by a pipe into
// locked memory.
#include "chip.h"

#include "db/base/file.h"
#include "db/base/pepper.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// What went wrong there is many lines for nobody; kentongan-pepper.service has them in the journal.
static pid_t start(const char *path, int out_fd)
{
    static char program[] = "/usr/bin/systemd-creds", verb[] = "decrypt",
                name[] = "--name=" PEPPER_NAME, to[] = "-";
    char from[FILE_PATH_MAX];
    memcpy(from, path, strlen(path) + 1);
    char *const words[] = {program, verb, name, from, to, NULL};
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out_fd, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t pid;
    bool is_started = posix_spawn(&pid, program, &files, NULL, words, environ) == 0;
    posix_spawn_file_actions_destroy(&files);
    return is_started ? pid : -1;
}

// True when exactly len bytes came.
static bool read_all(int fd, uint8_t *out, size_t len)
{
    size_t got = 0;
    uint8_t more;
    for (ssize_t n; got < len && (n = read(fd, out + got, len - got)) != 0;) {
        if (n < 0 && errno != EINTR) {
            return false;
        }
        got += n > 0 ? (size_t)n : 0;
    }
    return got == len && read(fd, &more, 1) == 0;
}

static bool ask(const char *path, uint8_t secret[static PEPPER_LEN])
{
    int ends[2], status = -1;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    pid_t pid = start(path, ends[1]);
    close(ends[1]);
    bool ok = pid > 0 && read_all(ends[0], secret, PEPPER_LEN);
    close(ends[0]);
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return ok && status == 0;
}

void chip_open(const char *dir)
{
    char path[FILE_PATH_MAX];
    if (geteuid() != 0 || pepper_here() ||
        snprintf(path, sizeof path, "%s/keys/pepper", dir) >= (int)sizeof path ||
        !file_exists(path)) {
        return;
    }
    uint8_t *secret = secret_alloc(PEPPER_LEN);
    if (ask(path, secret)) {
        pepper_use(secret);
    } else {
        log_line("%s: the chip of this machine does not open it; going on without", path);
    }
    secret_free(secret);
}
