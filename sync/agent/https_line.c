// SPDX-License-Identifier: GPL-3.0-or-later
// libcurl with every limit set. Never follows, never falls back, never trusts a certificate for its
// issuer or its name: the pin from the root-signed key list is the whole of the trust. One question
// goes out without it (https_keys.c).
#include "https_line.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void pins_text(char out[static PINS_TEXT_MAX], const ProtobufCBinaryData *pins, size_t count)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count && i < TLS_PINS_MAX; i++) {
        char text[64];
        sodium_bin2base64(text, sizeof text, pins[i].data, pins[i].len,
                          sodium_base64_VARIANT_ORIGINAL);
        len += (size_t)snprintf(out + len, PINS_TEXT_MAX - len, "%ssha256//%s", i ? ";" : "", text);
    }
}

static void url_text(char out[static URL_LEN_MAX + 1], const char *url)
{
    snprintf(out, URL_LEN_MAX + 1, "%s", url);
    for (size_t len = strlen(out); len > 0 && out[len - 1] == '/'; len--) {
        out[len - 1] = '\0';
    }
}

// ---------------------------------------------------------------- sockets

// A router forgets a silent connection after a minute: something goes over it before that. Data
// that nobody acknowledges ends it for good when whoever watches it (stall.h) has not done so
// before.
static void set_socket(int fd)
{
    static const struct {
        int level, name, value;
    } options[] = {
        {SOL_SOCKET, SO_KEEPALIVE, 1},
        {IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_S},
        {IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_AGAIN_S},
        {IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_COUNT},
        {IPPROTO_TCP, TCP_USER_TIMEOUT, (KEEPALIVE_S + KEEPALIVE_COUNT * KEEPALIVE_AGAIN_S) * 1000},
        // The last packet of TCP's own handshake then travels with the first of TLS.
        {IPPROTO_TCP, TCP_QUICKACK, 0},
    };
    for (size_t i = 0; i < COUNT_OF(options); i++) { // what a kernel does not know, it goes without
        setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof(int));
    }
}

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    struct line *line = ctx;
    struct https *https = line->https;
    int fd = https->ready_fd;
    https->ready_fd = -1;
    if (fd < 0) {
        fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }
    if (fd < 0 || https->socket_count == LINE_SOCKETS_MAX) {
        close(fd);
        return CURL_SOCKET_BAD;
    }
    set_socket(fd);
    https->sockets[https->socket_count++] = fd;
    if (address->addrlen <= sizeof https->tried.to) {
        memcpy(&https->tried.to, &address->addr, address->addrlen);
        https->tried.len = address->addrlen;
    }
    line->fd = fd;
    return fd;
}

static int is_connected(void *ctx, curl_socket_t fd, curlsocktype purpose)
{
    (void)ctx;
    (void)purpose;
    struct sockaddr_storage peer;
    socklen_t len = sizeof peer;
    return getpeername(fd, (struct sockaddr *)&peer, &len) == 0 ? CURL_SOCKOPT_ALREADY_CONNECTED
                                                                : CURL_SOCKOPT_OK;
}

static int close_socket(void *ctx, curl_socket_t fd)
{
    struct https *https = ctx;
    for (size_t i = 0; i < https->socket_count; i++) {
        if (https->sockets[i] == fd) {
            https->sockets[i] = https->sockets[--https->socket_count];
            break;
        }
    }
    struct line *lines[] = {&https->post, &https->wait};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        lines[i]->fd = lines[i]->fd == fd ? -1 : lines[i]->fd;
    }
    meter_add(&https->closed, meter_read(fd));
    return close(fd);
}

struct meter https_cost(struct https *https)
{
    struct meter all = https->closed;
    for (size_t i = 0; i < https->socket_count; i++) {
        meter_add(&all, meter_read(https->sockets[i]));
    }
    struct meter since = {.up = all.up - https->told.up, .down = all.down - https->told.down};
    https->told = all;
    return since;
}

static in_port_t own_port(int fd)
{
    struct sockaddr_storage own;
    socklen_t len = sizeof own;
    if (getsockname(fd, (struct sockaddr *)&own, &len) != 0) {
        return 0;
    }
    return ntohs(own.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&own)->sin6_port
                                           : ((struct sockaddr_in *)&own)->sin_port);
}

// The key was shown and the request goes out now: over which connection, and where to?
static int before_request(void *ctx, char *to, char *from, int to_port, int from_port)
{
    (void)to, (void)from, (void)to_port;
    struct line *line = ctx;
    struct https *https = line->https;
    line->asked = true;
    for (size_t i = 0; i < https->socket_count; i++) {
        if (own_port(https->sockets[i]) == from_port) {
            line->fd = https->sockets[i];
        }
    }
    https->address.len = sizeof https->address.to;
    if (line->fd < 0 ||
        getpeername(line->fd, (struct sockaddr *)&https->address.to, &https->address.len) != 0) {
        https->address.len = 0;
    }
    return CURL_PREREQFUNC_OK;
}

// ---------------------------------------------------------------- handles

void line_set_limits(CURL *curl, struct https *https)
{
    SET(curl, CURLOPT_NOSIGNAL, 1L);
    SET(curl, CURLOPT_PROXY, "");
    SET(curl, CURLOPT_FOLLOWLOCATION, 0L);
    SET(curl, CURLOPT_PROTOCOLS_STR, "https");
    SET(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    SET(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_3);
    SET(curl, CURLOPT_TLS13_CIPHERS, "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256");
    SET(curl, CURLOPT_SSL_EC_CURVES, "X25519:P-256");
    SET(curl, CURLOPT_SSL_VERIFYPEER, 0L); // the pin says more: it is checked all the same
    SET(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    SET(curl, CURLOPT_CAINFO, NULL); // so nobody's list of issuers is read into memory either
    SET(curl, CURLOPT_CAPATH, NULL);
    SET(curl, CURLOPT_SSL_ENABLE_ALPN, 0L);
    SET(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(curl, CURLOPT_HTTPHEADER, https->headers);
    SET(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS_MAX);
    SET(curl, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    SET(curl, CURLOPT_CLOSESOCKETDATA, https);
}

static void set_up(struct line *line, struct https *https)
{
    CURL *curl = line->curl = die_if_null(curl_easy_init());
    line->https = https;
    line->fd = -1;
    line_set_limits(curl, https);
    SET(curl, CURLOPT_PRIVATE, line);
    SET(curl, CURLOPT_PINNEDPUBLICKEY, https->pins);
    SET(curl, CURLOPT_DNS_CACHE_TIMEOUT, (long)NAME_KEPT_S);
    SET(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    SET(curl, CURLOPT_OPENSOCKETDATA, line);
    SET(curl, CURLOPT_SOCKOPTFUNCTION, is_connected);
    SET(curl, CURLOPT_PREREQFUNCTION, before_request);
    SET(curl, CURLOPT_PREREQDATA, line);
    SET(curl, CURLOPT_ERRORBUFFER, line->error);
}

struct https *https_create(const char *url, const ProtobufCBinaryData *pins, size_t pin_count)
{
    static bool begun;
    if (!begun && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        die("libcurl does not start: reinstall libcurl4");
    }
    begun = true;
    struct https *https = die_if_null(calloc(1, sizeof *https));
    https->multi = die_if_null(curl_multi_init());
    https->ready_fd = -1;
    // Each header costs as much as a word on a thin link.
    static const char *const headers[] = {"Content-Type:", "Accept:", "Expect:"};
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        https->headers = die_if_null(curl_slist_append(https->headers, headers[i]));
    }
    url_text(https->url, url);
    pins_text(https->pins, pins, pin_count);
    curl_multi_setopt(https->multi, CURLMOPT_MAXCONNECTS, 2L);
    set_up(&https->post, https);
    set_up(&https->wait, https);
    return https;
}

void https_destroy(struct https *https)
{
    if (!https) {
        return;
    }
    line_end(&https->post);
    line_end(&https->wait);
    curl_easy_cleanup(https->post.curl);
    curl_easy_cleanup(https->wait.curl);
    curl_multi_cleanup(https->multi);
    curl_slist_free_all(https->headers);
    if (https->ready_fd >= 0) {
        close(https->ready_fd);
    }
    free(https);
}

bool https_is_for(const struct https *https, const char *url, const ProtobufCBinaryData *pins,
                  size_t pin_count)
{
    char url_now[URL_LEN_MAX + 1], pins_now[PINS_TEXT_MAX];
    url_text(url_now, url);
    pins_text(pins_now, pins, pin_count);
    return strcmp(https->url, url_now) == 0 && strcmp(https->pins, pins_now) == 0;
}

// ---------------------------------------------------------------- a request

void line_begin(struct line *line)
{
    line->busy = true;
    line->done = line->asked = false;
    line->fd = -1;
    line->error[0] = '\0';
    // What was dialled just now is better than what lies idle from before.
    SET(line->curl, CURLOPT_FRESH_CONNECT, line->https->ready_fd >= 0 ? 1L : 0L);
    if (curl_multi_add_handle(line->https->multi, line->curl) != CURLM_OK) {
        die("libcurl does not take a request");
    }
}

// What the kernel still holds of a request that was given up would go on being sent, beside the
// next one and at its cost: it is dropped.
static void drop_unsent(int fd)
{
    const struct linger at_once = {.l_onoff = 1};
    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
}

void line_end(struct line *line)
{
    if (line->busy) {
        if (!line->done) {
            drop_unsent(line->fd);
        }
        curl_multi_remove_handle(line->https->multi, line->curl);
    }
    line->busy = false;
    line->fd = -1;
}

void line_pump(struct https *https)
{
    int running, left;
    curl_multi_perform(https->multi, &running);
    for (CURLMsg *msg; (msg = curl_multi_info_read(https->multi, &left));) {
        struct line *line = NULL;
        curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, (char **)&line);
        if (msg->msg == CURLMSG_DONE && line) {
            line->done = true;
            line->code = msg->data.result;
        }
    }
}
