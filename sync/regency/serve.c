// SPDX-License-Identifier: GPL-3.0-or-later
// `serve`: opens the store, the door and the desk in that order, and closes them in the other one.
// One server a store; other commands work beside it.
#include "command.h"
#include "http.h"
#include "wait_token.h"
#include "wake.h"

#include "db/base/file.h"
#include "db/base/notify.h"
#include "db/regency/picture.h"
#include "db/regency/rule.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BACKLOG = 512,
    HOST_MAX = 256,
    DESK_LOOK_MS = 1000,       // the least between two looks at the desk
    DESK_STUCK_MS = 60 * 1000, // a full batch takes some seconds
    KEEPALIVE_S = 60,          // of connections on which nobody speaks; three unanswered end them
    KEEPALIVE_COUNT = 3,
};

// "HOST:PORT" or "[::1]:PORT".
static bool split_address(const char *address, char host[static HOST_MAX], const char **port)
{
    const char *colon = strrchr(address, ':');
    size_t len = colon ? (size_t)(colon - address) : 0;
    bool bracketed = len >= 2 && address[0] == '[' && colon[-1] == ']';
    const char *from = bracketed ? address + 1 : address;
    len -= bracketed ? 2 : 0;
    bool ok = colon && len > 0 && len < HOST_MAX && colon[1] &&
              strspn(colon + 1, "0123456789") == strlen(colon + 1) && strlen(colon + 1) <= 5 &&
              strtol(colon + 1, NULL, 10) <= UINT16_MAX;
    if (!ok) {
        fault_set("--listen: \"%.80s\" is not HOST:PORT, such as 0.0.0.0:8443", address);
        return false;
    }
    memcpy(host, from, len);
    host[len] = '\0';
    *port = colon + 1;
    return true;
}

// What every accepted connection inherits. Without TCP_NODELAY the second half of the server's
// handshake would wait for an acknowledgement of the first: a whole round trip.
static bool set_options(int fd)
{
    static const struct {
        int level, name, value;
    } options[] = {
        {SOL_SOCKET, SO_REUSEADDR, 1},
        {IPPROTO_TCP, TCP_NODELAY, 1},
        {SOL_SOCKET, SO_KEEPALIVE, 1},
        {IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_S},
        {IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_S},
        {IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_COUNT},
    };
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        if (setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof(int)) !=
            0) {
            return false;
        }
    }
    return true;
}

static int open_socket(const char *address)
{
    char host[HOST_MAX];
    const char *port;
    if (!split_address(address, host, &port)) {
        return -1;
    }
    struct addrinfo *found = NULL;
    const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    int result = getaddrinfo(host, port, &wanted, &found);
    if (result != 0) {
        fault_set("--listen %s: %s", address, gai_strerror(result));
        return -1;
    }
    int fd = socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool ok = fd >= 0 && set_options(fd) && bind(fd, found->ai_addr, found->ai_addrlen) == 0 &&
              listen(fd, BACKLOG) == 0;
    if (!ok) {
        fault_set(errno == EADDRINUSE
                      ? "%s: another program listens there already; stop it or choose another port"
                      : "%s: cannot be listened on: %s",
                  address, strerror(errno));
        if (fd >= 0) {
            close(fd);
        }
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

// As a kiosk would write it; with port 0 the one that the system chose.
static char *url_of(struct arena *arena, const char *address, int fd)
{
    struct sockaddr_storage bound;
    socklen_t len = sizeof bound;
    char port[NI_MAXSERV], host[HOST_MAX];
    const char *asked_port;
    if (getsockname(fd, (struct sockaddr *)&bound, &len) != 0 ||
        getnameinfo((struct sockaddr *)&bound, len, NULL, 0, port, sizeof port, NI_NUMERICSERV) !=
            0 ||
        !split_address(address, host, &asked_port)) {
        return arena_printf(arena, "https://%s", address);
    }
    return arena_printf(arena, strchr(host, ':') ? "https://[%s]:%s" : "https://%s:%s", host, port);
}

// Kiosks believe the pins of the key list and nothing else.
static bool check_pin(const Kt__KeyList *list, const struct tls_identity *tls)
{
    for (size_t i = 0; i < list->n_tls_pins; i++) {
        if (bytes_equal(record_view(list->tls_pins[i]), bytes_of(tls->pin, TLS_PIN_LEN))) {
            return true;
        }
    }
    fault_set("the certificate's key is none that the kiosks know (%zu pins in key list %u); serve "
              "with a certificate for one of the keys under keys/",
              list->n_tls_pins, list->number);
    return false;
}

// How long to sleep at most, as poll(2) takes it.
static int look_again_ms(void)
{
    int64_t ms = notify_due_ms() < DESK_LOOK_MS ? DESK_LOOK_MS : notify_due_ms();
    return ms > INT32_MAX ? -1 : (int)ms;
}

// Until SIGTERM or SIGINT, which all threads have blocked; the desk hears of every ring meanwhile.
// A desk that is stuck is not alive, whatever the door says.
static void watch(int signal_fd, int wake_fd, struct desk *desk)
{
    struct pollfd fds[] = {{.fd = signal_fd, .events = POLLIN}, {.fd = wake_fd, .events = POLLIN}};
    while (!(fds[0].revents & POLLIN)) {
        if (poll(fds, COUNT_OF(fds), look_again_ms()) > 0 && (fds[1].revents & POLLIN)) {
            wake_take(wake_fd);
            desk_ring(desk);
        }
        if (desk_busy_ms(desk) < DESK_STUCK_MS) {
            notify_alive();
        }
    }
    notify_stopping();
}

static bool run_server(struct command *command, const char *address, int fd,
                       const struct tls_identity *tls)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    int signal_fd = signalfd(-1, &signals, SFD_CLOEXEC);
    int wake_fd = wake_open(command->regency->dir);
    const char *url = url_of(&command->arena, address, fd);
    if (signal_fd < 0 || wake_fd < 0 || !rule_set_own(command->regency, RULE_LISTEN, url)) {
        close(fd);
        return false;
    }
    picture_look(command->regency);
    part_look(command->regency);
    aside_try_again(command);
    wait_token_begin();
    struct desk *desk = desk_start(command->regency, command->keyring);
    struct http *http = http_start(fd, tls, desk);
    if (http) {
        log_line("listening on %s", url);
        notify_ready();
        watch(signal_fd, wake_fd, desk);
        http_close_door(http);
    }
    desk_stop(desk); // what was handed over is stored and answered
    http_stop(http);
    desk_destroy(desk);
    close(wake_fd);
    close(signal_fd);
    return http != NULL;
}

int serve_command(const char *dir, int count, char **words)
{
    const char *address = NULL, *cert = NULL, *key = NULL, *plain[COMMAND_OPTIONS_MAX];
    const struct command_option options[] = {
        {"listen", &address, NULL}, {"cert", &cert, NULL}, {"key", &key, NULL}, {0}};
    int plain_count;
    if (count > COMMAND_OPTIONS_MAX || !command_read(count, words, options, plain, &plain_count) ||
        plain_count > 0 || !address || !cert != !key) {
        return command_usage("serve --listen HOST:PORT [--cert F --key F]");
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITH_KEYS)) {
        return log_fault();
    }
    int lock_fd = -1, fd = -1;
    struct tls_identity tls;
    enum file_lock lock = file_lock(file_path(&command.arena, dir, "serve.lock"), 0, &lock_fd);
    if (lock == FILE_LOCK_BUSY) {
        fault_set("%s: another `serve` runs on this store; one is enough", dir);
    }
    Kt__KeyList *list = keyring_list(command.regency, &command.arena);
    bool ok = lock == FILE_LOCK_TAKEN && list &&
              tls_load(&command.arena, dir, cert, key, list->tls_pins[0].data, &tls) &&
              check_pin(list, &tls) && (fd = open_socket(address)) >= 0 &&
              run_server(&command, address, fd, &tls);
    if (lock == FILE_LOCK_TAKEN) {
        close(lock_fd);
    }
    command_close(&command);
    return ok ? COMMAND_OK : log_fault();
}
