// SPDX-License-Identifier: GPL-3.0-or-later
// The terminal is asked itself, not standard input: a pipe would leave the secret in a shell's
// history. What was typed is never shown and never stays outside locked memory.
#include "ask.h"

#include "db/base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { END_OF_TEXT = 3, END_OF_INPUT = 4, BACKSPACE = 8, ERASE = 127, QUESTION_MAX = 160 };

// ---- a file

// One line, without its end. False when it does not fit, there is none, or more than one.
static bool read_line(int fd, char *out, size_t size)
{
    size_t len = 0;
    char letter = 0;
    ssize_t got;
    while ((got = read(fd, &letter, 1)) == 1 && letter != '\n') {
        if (len + 1 >= size || letter == '\0') {
            return false;
        }
        out[len++] = letter;
    }
    while (got == 1 && (got = read(fd, &letter, 1)) == 1) {
        if (letter != '\n' && letter != '\r') {
            return false;
        }
    }
    len -= len > 0 && out[len - 1] == '\r';
    out[len] = '\0';
    return got >= 0 && len > 0;
}

static bool from_file(const struct ask *ask, char *out, size_t size)
{
    struct stat st;
    int fd = open(ask->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        fault_set("%s: the %s cannot be read: %s", ask->path, ask->what, strerror(errno));
        if (fd >= 0) {
            close(fd);
        }
        return false;
    }
    if (S_ISREG(st.st_mode) && (st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        log_line("%s: others of this machine may read this %s; chmod 600 it, and delete it when it "
                 "is no longer needed",
                 ask->path, ask->what);
    }
    bool ok = read_line(fd, out, size);
    close(fd);
    if (!ok) {
        fault_set("%s: is not one line with a %s (%s)", ask->path, ask->what, ask->hint);
    }
    return ok;
}

// ---- the terminal

static void say(int tty, const char *text)
{
    if (write(tty, text, strlen(text)) < 0) {
        log_line("the terminal takes no words");
    }
}

// One line without an echo. What is more than fits is too long for the check that follows.
static bool type_line(const struct ask *ask, int tty, const char *question, char *out, size_t size)
{
    size_t len = 0;
    char letter = 0;
    say(tty, question);
    while (read(tty, &letter, 1) == 1 && letter != '\n' && letter != '\r' &&
           letter != END_OF_TEXT && letter != END_OF_INPUT) {
        if (letter == BACKSPACE || letter == ERASE) {
            len -= len > 0;
        } else if (len < size - 1) {
            out[len++] = letter;
        }
    }
    say(tty, "\n");
    out[len] = '\0';
    bool is_ended = letter == '\n' || letter == '\r';
    if (!is_ended || len == 0) {
        fault_set("stopped: no %s was typed", ask->what);
    }
    return is_ended && len > 0;
}

static bool type_all(const struct ask *ask, int tty, char *out, size_t size)
{
    char question[QUESTION_MAX];
    snprintf(question, sizeof question,
             "%s%s, %s (nothing shows while you type): ", ask->is_new ? "New " : "", ask->what,
             ask->hint);
    if (!type_line(ask, tty, question, out, size)) {
        return false;
    }
    if (!ask->is_new) {
        return true;
    }
    char *again = secret_alloc(size);
    bool ok = type_line(ask, tty, "The same once more: ", again, size);
    if (ok && strcmp(out, again) != 0) {
        fault_set("the two differ; nothing was changed, start again");
        ok = false;
    }
    secret_free(again);
    return ok;
}

static bool from_terminal(const struct ask *ask, char *out, size_t size)
{
    struct termios before, quiet;
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (tty < 0 || tcgetattr(tty, &before) != 0) {
        fault_set("there is no terminal to ask for the %s; give it in a file", ask->what);
        if (tty >= 0) {
            close(tty);
        }
        return false;
    }
    quiet = before; // Ctrl-C comes as a letter: the terminal is never left without its echo
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG);
    quiet.c_cc[VMIN] = 1;
    quiet.c_cc[VTIME] = 0;
    bool ok = tcsetattr(tty, TCSAFLUSH, &quiet) == 0 && type_all(ask, tty, out, size);
    if (tcsetattr(tty, TCSAFLUSH, &before) != 0) {
        log_line("the terminal keeps hiding letters; run: stty sane");
    }
    close(tty);
    return ok;
}

bool ask_secret(const struct ask *ask, char *out, size_t size)
{
    return ask->path ? from_file(ask, out, size) : from_terminal(ask, out, size);
}
