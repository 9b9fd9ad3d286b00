// SPDX-License-Identifier: GPL-3.0-or-later
// The terminal is asked itself, not standard input: a pipe would leave the secret in a shell's
// history. What was typed is never shown and never stays outside locked memory.
#include "ask.h"

#include "db/base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

// One line, without its end. False when it does not fit, or there is none.
static bool read_line(int fd, char *out)
{
    size_t len = 0;
    char letter;
    ssize_t got;
    while ((got = read(fd, &letter, 1)) == 1 && letter != '\n') {
        if (len + 1 >= ASK_BYTES_MAX) {
            return false;
        }
        out[len++] = letter;
    }
    len -= len > 0 && out[len - 1] == '\r';
    out[len] = '\0';
    return got >= 0 && len > 0;
}

static bool from_file(const char *what, const char *path, char *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        fault_set("%s: the %s cannot be read: %s", path, what, strerror(errno));
        return false;
    }
    if (S_ISREG(st.st_mode) && (st.st_mode & 077)) {
        log_line("%s: others may read this %s; chmod 600 it", path, what);
    }
    bool ok = read_line(fd, out);
    close(fd);
    if (!ok) {
        fault_set("%s: holds no %s of at most %d letters on its first line", path, what,
                  ASK_BYTES_MAX - 1);
    }
    return ok;
}

static bool say(int fd, const char *text)
{
    return write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

static bool type_line(int tty, const char *what, const char *more, char *out)
{
    struct termios shown, hidden;
    if (tcgetattr(tty, &shown) != 0) {
        return false;
    }
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    bool ok = say(tty, what) && say(tty, more) && tcsetattr(tty, TCSAFLUSH, &hidden) == 0 &&
              read_line(tty, out);
    tcsetattr(tty, TCSAFLUSH, &shown);
    return say(tty, "\n") && ok;
}

static bool from_terminal(const char *what, bool is_new, char *out)
{
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (tty < 0) {
        fault_set("there is no terminal to type the %s at; give it in a file", what);
        return false;
    }
    char *again = secret_alloc(ASK_BYTES_MAX);
    bool ok = type_line(tty, what, ": ", out);
    if (!ok) {
        fault_set("no %s was typed", what);
    } else if (is_new) {
        ok = type_line(tty, what, ", once more: ", again) && strcmp(out, again) == 0;
        if (!ok) {
            fault_set("the two differ; nothing was changed, try again");
        }
    }
    secret_free(again);
    close(tty);
    return ok;
}

char *ask_secret(const char *what, const char *path, bool is_new)
{
    char *out = secret_alloc(ASK_BYTES_MAX);
    if (path ? from_file(what, path, out) : from_terminal(what, is_new, out)) {
        return out;
    }
    secret_free(out);
    return NULL;
}
