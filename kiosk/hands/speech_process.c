// SPDX-License-Identifier: GPL-3.0-or-later
// Starts and ends espeak-ng. It gets no environment but what stands below, no descriptor but its
// three, and the words by a pipe: others on the machine see neither arguments nor files. In its own
// memory and the pipe the words lie open while they are said. Must never wait for it without a
// limit.
#include "speech_process.h"

#include "kiosk/ui/i18n.h"
#include "speech.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "espeak-ng"

enum { END_STEP_MS = 2 };

bool speech_process_find(char path[static PATH_MAX])
{
    const char *folders = getenv("PATH");
    for (const char *at = folders ? folders : "/usr/bin:/bin"; *at;) {
        size_t len = strcspn(at, ":");
        int all = snprintf(path, PATH_MAX, "%.*s/" PROGRAM, (int)len, at);
        if (len > 0 && all < PATH_MAX && access(path, X_OK) == 0) {
            return true;
        }
        at += len + (at[len] == ':');
    }
    fault_set("%s", N_("Suara pembaca belum dipasang di mesin ini."));
    return false;
}

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
    *fd = -1;
}

static int spawn(pid_t *pid, const char *path, char *const *args, int in_fd, int out_fd)
{
    // It looks for a sound server although its sound goes to us: there is none for it.
    static char *const env[] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8",
                                "PULSE_SERVER=unix:/dev/null", NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in_fd, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out_fd, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &none); // the kiosk's threads block some
    posix_spawnattr_setsigdefault(&attr, &usual);
    posix_spawnattr_setpgroup(&attr, 0); // what it may start ends with it
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                        POSIX_SPAWN_SETPGROUP);
    int rc = posix_spawn(pid, path, &files, &attr, args, env);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&files);
    return rc;
}

bool speech_process_start(struct speech_process *process, const char *path, const char *voice,
                          int words_per_min, const char *words)
{
    char speed[16];
    snprintf(speed, sizeof speed, "%d", words_per_min);
    char *const args[] = {PROGRAM, "-b1", "--stdin", "--stdout", "-v", (char *)(uintptr_t)voice,
                          "-s",    speed, NULL};
    int in[2] = {-1, -1}, out[2] = {-1, -1};
    size_t len = strlen(words);
    *process = (struct speech_process){.out_fd = -1};
    // The pipe holds all of the words: they are written before anybody reads, and never waited for.
    bool ok = len <= SPEECH_SENTENCE_BYTES_MAX && pipe2(in, O_CLOEXEC) == 0 &&
              pipe2(out, O_CLOEXEC) == 0 && write(in[1], words, len) == (ssize_t)len &&
              spawn(&process->pid, path, args, in[0], out[1]) == 0;
    close_fd(&in[0]);
    close_fd(&in[1]);
    close_fd(&out[1]);
    if (!ok) {
        close_fd(&out[0]);
        process->pid = 0;
        fault_set("%s", N_("Suara pembaca tidak bisa dijalankan."));
        return false;
    }
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    process->out_fd = out[0];
    return true;
}

static bool is_ours(const uint8_t *head)
{
    static const uint8_t format[] = {1, 0, 1, 0, SPEECH_RATE & 0xFF, SPEECH_RATE >> 8, 0, 0};
    return memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WAVEfmt ", 8) == 0 &&
           memcmp(head + 20, format, sizeof format) == 0 && head[34] == 16;
}

int speech_process_read(struct speech_process *process, void *out, size_t max, size_t *len)
{
    bool is_head = process->head_len < sizeof process->head;
    void *to = is_head ? process->head + process->head_len : out;
    size_t room = is_head ? sizeof process->head - process->head_len : max;
    *len = 0;
    ssize_t got = read(process->out_fd, to, room);
    if (got < 0) {
        return errno == EAGAIN || errno == EINTR ? 1 : -1;
    }
    if (got == 0) {
        return is_head && process->head_len > 0 ? -1 : 0;
    }
    if (!is_head) {
        *len = (size_t)got;
        return 1;
    }
    process->head_len += (size_t)got;
    bool is_whole = process->head_len == sizeof process->head;
    return !is_whole || is_ours(process->head) ? 1 : -1;
}

bool speech_process_end(struct speech_process *process, int wait_ms)
{
    int status = 0;
    if (process->pid == 0) {
        return false;
    }
    close_fd(&process->out_fd);
    pid_t ended = 0;
    for (int waited = 0; ended == 0 && waited < wait_ms; waited += END_STEP_MS) {
        ended = waitpid(process->pid, &status, WNOHANG);
        if (ended == 0) {
            poll(NULL, 0, END_STEP_MS);
        }
    }
    if (ended == 0) {
        kill(-process->pid, SIGKILL);
        kill(process->pid, SIGKILL);
        while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR) {
        }
    }
    process->pid = 0;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
