// SPDX-License-Identifier: GPL-3.0-or-later
// posix_spawn, three pipes and a clock. The child is the head of a process group of its own, so
// that what it has started ends with it. Must never pass on a handle or a variable that it does not
// need.
#include "tool.h"

#include "db/base/clock.h"

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

enum { STEP_MS = 200, GRACE_MS = 1000, PATH_MAX_BYTES = 1024, READ = 0, WRITE = 1 };

struct child {
    pid_t pid;
    int in, out, err; // ours; -1 once closed
    size_t written;
    struct buf said, complained;
};

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
    *fd = -1;
}

static bool make_pipes(int pipes[3][2])
{
    for (int i = 0; i < 3; i++) {
        if (pipe2(pipes[i], O_CLOEXEC) != 0) {
            fault_set("no pipe can be made: %s", strerror(errno));
            return false;
        }
    }
    return true;
}

static int spawn(const struct tool *tool, int pipes[3][2], pid_t *pid)
{
    char path[PATH_MAX_BYTES];
    const char *own = getenv("PATH");
    (void)snprintf(path, sizeof path, "PATH=%s", own ? own : "/usr/bin:/bin");
    char lang[] = "LC_ALL=C", zone[] = "TZ=UTC0";
    char *env[] = {path, lang, zone, NULL};
    sigset_t none, all;
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, pipes[0][READ], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, pipes[1][WRITE], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, pipes[2][WRITE], STDERR_FILENO);
    posix_spawnattr_init(&how);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                       POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&how, 0);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &all);
    char *words[TOOL_WORDS_MAX + 1] = {0};
    for (size_t i = 0; i < TOOL_WORDS_MAX && tool->words[i]; i++) {
        words[i] = (char *)(uintptr_t)tool->words[i];
    }
    int failed = posix_spawnp(pid, words[0], &files, &how, words, env);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    return failed;
}

// What does not fit is read all the same, so that the child does not wait for us.
static void take(int *fd, struct buf *into)
{
    char piece[4096];
    ssize_t got = read(*fd, piece, sizeof piece);
    if (got <= 0) {
        close_fd(fd);
        return;
    }
    size_t room = into->max - into->len, len = (size_t)got < room ? (size_t)got : room;
    buf_add(into, piece, len);
}

static void give(struct child *child, struct bytes input)
{
    ssize_t put = write(child->in, input.data + child->written, input.len - child->written);
    child->written += put > 0 ? (size_t)put : 0;
    bool is_over = child->written == input.len || (put < 0 && errno != EINTR && errno != EAGAIN);
    if (is_over) {
        close_fd(&child->in);
    }
}

// Until it has closed both its ends. False when its time is over, or it was stopped.
static bool listen_to(struct child *child, const struct tool *tool)
{
    int64_t until_ms = clock_mono_ms() + (tool->ms_max ? tool->ms_max : TOOL_MS_DEFAULT);
    while (child->out >= 0 || child->err >= 0) {
        struct pollfd fds[] = {
            {.fd = child->out, .events = POLLIN},
            {.fd = child->err, .events = POLLIN},
            {.fd = child->in, .events = POLLOUT}, // negative: skipped
        };
        if (clock_mono_ms() >= until_ms || stop_is_set(tool->stop)) {
            return false;
        }
        if (poll(fds, COUNT_OF(fds), STEP_MS) <= 0) {
            continue;
        }
        if (fds[0].revents) {
            take(&child->out, &child->said);
        }
        if (fds[1].revents) {
            take(&child->err, &child->complained);
        }
        if (fds[2].revents) {
            give(child, tool->input);
        }
    }
    return true;
}

// It has closed its ends, or must go: waits a moment, then ends all of its group.
static int end(const struct child *child, bool is_late)
{
    int status = 0;
    int64_t until_ms = clock_mono_ms() + GRACE_MS;
    if (is_late) {
        kill(-child->pid, SIGTERM);
    }
    while (waitpid(child->pid, &status, WNOHANG) == 0) {
        if (clock_mono_ms() >= until_ms) {
            kill(-child->pid, SIGKILL);
            waitpid(child->pid, &status, 0);
            break;
        }
        usleep(5000);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static const char *first_line(struct arena *arena, const struct buf *text)
{
    const char *str = buf_str(text);
    struct bytes line = bytes_of(str, strcspn(str, "\n"));
    return utf8_is_valid(line) ? arena_str_of(arena, line) : "";
}

static void say(const struct tool *tool, const struct tool_said *said)
{
    if (said->end == TOOL_LATE) {
        fault_set("%s: took too long and was ended", tool->words[0]);
    } else if (said->end == TOOL_FAILED) {
        fault_set("%s: exit %d: %s", tool->words[0], said->status, said->err);
    }
}

struct tool_said tool_run(struct arena *arena, const struct tool *tool)
{
    struct tool_said said = {.end = TOOL_FAILED, .status = -1, .out = "", .err = ""};
    int pipes[3][2] = {{-1, -1}, {-1, -1}, {-1, -1}};
    struct child child = {.in = -1, .out = -1, .err = -1};
    buf_init(&child.said, TOOL_SAID_MAX);
    buf_init(&child.complained, TOOL_SAID_MAX);
    int failed = make_pipes(pipes) ? spawn(tool, pipes, &child.pid) : EMFILE;
    close_fd(&pipes[0][READ]);
    close_fd(&pipes[1][WRITE]);
    close_fd(&pipes[2][WRITE]);
    child.in = pipes[0][WRITE];
    child.out = pipes[1][READ];
    child.err = pipes[2][READ];
    if (failed) {
        said.end = failed == ENOENT ? TOOL_MISSING : TOOL_FAILED;
        fault_set("%s: cannot be run: %s", tool->words[0], strerror(failed));
    } else {
        fcntl(child.in, F_SETFL, O_NONBLOCK);
        if (tool->input.len == 0) {
            close_fd(&child.in);
        }
        bool is_late = !listen_to(&child, tool);
        said.status = end(&child, is_late);
        said.end = is_late ? TOOL_LATE : said.status == 0 ? TOOL_WELL : TOOL_FAILED;
        said.out = arena_str(arena, buf_str(&child.said));
        said.err = first_line(arena, &child.complained);
        say(tool, &said);
    }
    close_fd(&child.in);
    close_fd(&child.out);
    close_fd(&child.err);
    buf_finish(&child.said);
    buf_finish(&child.complained);
    return said;
}
