// SPDX-License-Identifier: GPL-3.0-or-later
// ESC/POS, the few commands that every receipt printer knows: reset, code page, bold, double size,
// centre, QR, feed, cut. Must never wait longer than PRINTER_WAIT_MS, nor pass words on that could
// be taken for commands.
#include "printer.h"

#include "db/base/clock.h"
#include "kiosk/ui/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/lp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utf8proc.h>

enum {
    BYTES_MAX = 2 << 20,   // of an order: 60 lines of the longest text fit
    TEXT_BYTES_MAX = 4096, // of one line of the order; the rest is left out and "..." says so
    QR_BYTES_MAX = 1000,
    QR_DOTS = 8,    // of a module: 25 of them are 25 mm
    FEED_LINES = 4, // from the head to the knife
    ESC = 0x1B,
    GS = 0x1D,
};

static void add(struct buf *out, const uint8_t *bytes, size_t len)
{
    buf_add(out, bytes, len);
}
#define ADD(out, ...)                                                                              \
    add((out), (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

// ---- letters: plain ASCII, so that no code page has to be guessed

static const struct {
    int32_t code;
    const char *plain;
} spelled[] = {
    {0x2013, "-"},  {0x2014, "-"},   {0x2018, "'"}, {0x2019, "'"},         {0x201C, "\""},
    {0x201D, "\""}, {0x2026, "..."}, {0x2022, "-"}, {0x00B0, " derajat "}, {0x00B2, "2"},
    {0x00B3, "3"},  {0x00D7, "x"},   {0x00A0, " "}, {0x00DF, "ss"},        {0x00E6, "ae"},
};

static void add_letter(struct buf *out, int32_t code)
{
    for (size_t i = 0; i < COUNT_OF(spelled); i++) {
        if (spelled[i].code == code) {
            buf_add_str(out, spelled[i].plain);
            return;
        }
    }
    bool is_plain = code >= 0x20 && code < 0x7F;
    bool is_mark = utf8proc_category(code) == UTF8PROC_CATEGORY_MN;
    if (code == '\n' || code == '\t') {
        ADD(out, code == '\t' ? ' ' : '\n');
    } else if (is_plain) {
        ADD(out, (uint8_t)code);
    } else if (!is_mark && code >= 0xA0) {
        ADD(out, '?');
    }
}

// Letters with their accents taken off; control letters are gone, so that no text is a command.
static void add_plain(struct buf *out, const char *text)
{
    int32_t codes[8];
    const uint8_t *at = (const uint8_t *)text;
    size_t left = strnlen(text, TEXT_BYTES_MAX);
    while (left > 0) {
        int32_t code;
        utf8proc_ssize_t len = utf8proc_iterate(at, (utf8proc_ssize_t)left, &code);
        if (len <= 0) {
            break; // cut within a letter, or not text
        }
        utf8proc_ssize_t count =
            utf8proc_decompose_char(code, codes, COUNT_OF(codes), UTF8PROC_DECOMPOSE, NULL);
        for (utf8proc_ssize_t i = 0; i < count && i < (int)COUNT_OF(codes); i++) {
            add_letter(out, codes[i]);
        }
        at += len;
        left -= (size_t)len;
    }
    buf_add_str(out, text[strnlen(text, TEXT_BYTES_MAX)] ? "..." : "");
}

// Lines of at most `columns`, broken between words; a word longer than a line is broken anywhere.
static void add_wrapped(struct buf *out, const char *text, size_t columns)
{
    while (*text) {
        size_t line = strcspn(text, "\n"), len = line;
        if (len > columns) {
            len = columns;
            while (len > 0 && text[len] != ' ') {
                len--;
            }
            len = len > 0 ? len : columns;
        }
        add(out, (const uint8_t *)text, len);
        ADD(out, '\n');
        text += len;
        text += *text == ' ' || *text == '\n';
    }
}

// ---- commands

// The QR function of GS ( k: model 2, module size, level M, the bytes, print.
static void add_qr(struct buf *out, const char *text)
{
    size_t len = strnlen(text, QR_BYTES_MAX + 1);
    if (len == 0 || len > QR_BYTES_MAX) {
        return;
    }
    ADD(out, GS, '(', 'k', 4, 0, 49, 65, 50, 0);
    ADD(out, GS, '(', 'k', 3, 0, 49, 67, QR_DOTS);
    ADD(out, GS, '(', 'k', 3, 0, 49, 69, 49);
    ADD(out, GS, '(', 'k', (uint8_t)((len + 3) & 0xFF), (uint8_t)((len + 3) >> 8), 49, 80, 48);
    add(out, (const uint8_t *)text, len);
    ADD(out, GS, '(', 'k', 3, 0, 49, 81, 48);
    ADD(out, '\n');
}

static void add_words(struct buf *out, const struct printer_line *line, bool is_large)
{
    struct buf plain;
    buf_init(&plain, 5 * TEXT_BYTES_MAX + 16); // a degree sign becomes nine letters
    add_plain(&plain, line->text ? line->text : "");
    add_wrapped(out, buf_str(&plain), is_large ? PRINTER_COLUMNS / 2 : PRINTER_COLUMNS);
    buf_finish(&plain);
}

static void add_line(struct buf *out, const struct printer_line *line)
{
    ADD(out, ESC, 'a', line->is_centred);
    switch (line->look) {
    case PRINTER_PLAIN:
        add_words(out, line, false);
        break;
    case PRINTER_BOLD:
        ADD(out, ESC, 'E', 1);
        add_words(out, line, false);
        ADD(out, ESC, 'E', 0);
        break;
    case PRINTER_LARGE:
        ADD(out, GS, '!', 0x11);
        add_words(out, line, true);
        ADD(out, GS, '!', 0);
        break;
    case PRINTER_QR:
        add_qr(out, line->text ? line->text : "");
        break;
    case PRINTER_GAP:
        ADD(out, '\n');
        break;
    }
}

struct bytes printer_bytes(struct arena *arena, const struct printer_line *lines, size_t count)
{
    struct buf out;
    buf_init(&out, BYTES_MAX);
    ADD(&out, ESC, '@');    // as after switching on
    ADD(&out, ESC, 't', 0); // code page 437: its first half is ASCII everywhere
    for (size_t i = 0; i < count && i < PRINTER_LINES_MAX; i++) {
        add_line(&out, &lines[i]);
    }
    ADD(&out, ESC, 'd', FEED_LINES);
    ADD(&out, GS, 'V', 66, 0); // cut, leaving a corner
    struct bytes bytes = arena_bytes(arena, buf_bytes(&out));
    buf_finish(&out);
    return bytes;
}

// ---- the device

static const char *const missing = N_("Printer tidak tersambung.");
static const char *const silent = N_("Printer tidak menjawab. Periksa apakah sudah menyala.");
static const char *const no_paper = N_("Kertas printer habis.");

// What kernel drivers for printers tell (usblp, lp); other devices know no such question.
static bool is_ready(int fd)
{
    int status = 0;
    if (ioctl(fd, LPGETSTATUS, &status) != 0) {
        return true;
    }
    if (status & LP_POUTPA) {
        fault_set("%s", no_paper);
        return false;
    }
    if (!(status & LP_PERRORP) || !(status & LP_PSELECD)) {
        fault_set("%s", silent);
        return false;
    }
    return true;
}

static bool write_all(int fd, struct bytes bytes)
{
    int64_t until_ms = clock_mono_ms() + PRINTER_WAIT_MS;
    size_t done = 0;
    while (done < bytes.len) {
        ssize_t len = write(fd, bytes.data + done, bytes.len - done);
        if (len > 0) {
            done += (size_t)len;
            continue;
        }
        int64_t left_ms = until_ms - clock_mono_ms();
        struct pollfd wait = {.fd = fd, .events = POLLOUT};
        bool may_wait = len == 0 || errno == EAGAIN || errno == EINTR;
        if (!may_wait || left_ms <= 0 || poll(&wait, 1, (int)left_ms) < 0) {
            fault_set("%s", may_wait ? silent : errno == ENOSPC ? no_paper : missing);
            return false;
        }
    }
    return true;
}

// A path outside /dev is a file for a test: made where it is missing, added to where it is there.
static int open_device(const char *device)
{
    int flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_APPEND;
    return str_starts(device, "/dev/") ? open(device, flags) : open(device, flags | O_CREAT, 0600);
}

static bool print(const char *device, struct bytes bytes)
{
    int fd = open_device(device);
    if (fd < 0) {
        fault_set("%s", errno == EBUSY ? silent : missing);
        return false;
    }
    bool ok = is_ready(fd) && write_all(fd, bytes) && is_ready(fd);
    close(fd);
    return ok;
}

// A pipe that nobody reads any more would end the program: that signal waits, and is taken away.
bool printer_print(const char *device, struct bytes bytes)
{
    sigset_t pipe_signal, before;
    const struct timespec at_once = {0};
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    bool ok = print(device, bytes);
    while (sigtimedwait(&pipe_signal, NULL, &at_once) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}
