// SPDX-License-Identifier: GPL-3.0-or-later
// A PIN from a file or from the terminal into locked memory. It is never an argument, where every
// program of the machine could read it, and never on the screen.
#include "agent.h"
#include "db/base/secret.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { END_OF_TEXT = 3, END_OF_INPUT = 4, BACKSPACE = 8, ERASE = 127 };

// ---- a file

static bool read_all(int fd, const char *file, char *pin, size_t size)
{
    size_t len = 0;
    while (len < size) {
        ssize_t got = read(fd, pin + len, size - len);
        if (got < 0) {
            fault_set("%s: cannot be read", file);
            return false;
        }
        if (got == 0) {
            break;
        }
        len += (size_t)got;
    }
    while (len > 0 && len < size && (pin[len - 1] == '\n' || pin[len - 1] == '\r')) {
        len--;
    }
    if (len == size || memchr(pin, '\0', len)) {
        fault_set("%s: is longer than a PIN, or no text: one line with its digits", file);
        return false;
    }
    pin[len] = '\0';
    return true;
}

static bool from_file(const char *file, char *pin, size_t size)
{
    struct stat st;
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        fault_set("%s: cannot be read", file);
        return false;
    }
    if (S_ISREG(st.st_mode) && (st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        log_line("%s: others of this machine may read this PIN; chmod 600 it, and delete it when "
                 "it is no longer needed",
                 file);
    }
    bool ok = read_all(fd, file, pin, size);
    close(fd);
    return ok;
}

// ---- the terminal

static void say(int tty, const char *text)
{
    if (write(tty, text, strlen(text)) < 0) {
        log_line("the terminal takes no words");
    }
}

// One line without an echo. What is more than fits is taken as too long by the check that follows.
static bool ask(int tty, const char *question, char *pin, size_t size)
{
    size_t len = 0;
    char letter = 0;
    say(tty, question);
    while (read(tty, &letter, 1) == 1 && letter != '\n' && letter != '\r' &&
           letter != END_OF_TEXT && letter != END_OF_INPUT) {
        if (letter == BACKSPACE || letter == ERASE) {
            len -= len > 0;
        } else if (len < size - 1) {
            pin[len++] = letter;
        }
    }
    say(tty, "\n");
    pin[len] = '\0';
    bool is_ended = letter == '\n' || letter == '\r';
    if (!is_ended) {
        fault_set("stopped: no PIN was set");
    }
    return is_ended;
}

static bool ask_twice(int tty, char *pin, size_t size)
{
    char *again = secret_alloc(size);
    bool ok = ask(tty, "New PIN, 6 to 12 digits (nothing shows while you type): ", pin, size) &&
              ask(tty, "The same once more: ", again, size);
    if (ok && strcmp(pin, again) != 0) {
        fault_set("the two PINs differ; start again");
        ok = false;
    }
    secret_free(again);
    return ok;
}

static bool from_terminal(char *pin, size_t size)
{
    struct termios before, quiet;
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (tty < 0 || tcgetattr(tty, &before) != 0) {
        fault_set("there is no terminal to ask for the PIN; give it as --pin-file FILE");
        if (tty >= 0) {
            close(tty);
        }
        return false;
    }
    quiet = before; // Ctrl-C comes as a letter: the terminal is never left without its echo
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG);
    quiet.c_cc[VMIN] = 1;
    quiet.c_cc[VTIME] = 0;
    bool ok = tcsetattr(tty, TCSAFLUSH, &quiet) == 0 && ask_twice(tty, pin, size);
    if (tcsetattr(tty, TCSAFLUSH, &before) != 0) {
        log_line("the terminal keeps hiding letters; run: stty sane");
    }
    close(tty);
    return ok;
}

bool pin_read(const char *file, char *pin, size_t size)
{
    return file ? from_file(file, pin, size) : from_terminal(pin, size);
}
