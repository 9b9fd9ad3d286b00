// SPDX-License-Identifier: GPL-3.0-or-later
// A server as it runs, on a port of its own, and a client that speaks TLS 1.3 to it.
#ifndef SERVER_SIDE_H
#define SERVER_SIDE_H

#include "exchange_side.h"

#include "db/base/file.h"
#include "sync/regency/http.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>

struct server {
    struct side side;
    struct desk *desk;
    struct http *http;
    uint16_t port;
    uint8_t pin[TLS_PIN_LEN];
};

static inline void server_begin(struct server *server, const char *dir)
{
    uint8_t pins[2][TLS_PIN_LEN];
    struct tls_identity tls;
    side_begin(&server->side, dir);
    assert_true(tls_make(dir, "Kabupaten", pins));
    assert_true(tls_load(&server->side.arena, dir, NULL, NULL, pins[0], &tls));
    assert_memory_equal(tls.pin, pins[0], TLS_PIN_LEN);
    assert_memory_not_equal(pins[0], pins[1], TLS_PIN_LEN);
    memcpy(server->pin, tls.pin, TLS_PIN_LEN);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(fd, 64), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    server->port = ntohs(at.sin_port);
    server->desk = desk_start(server->side.regency, server->side.keyring);
    server->http = http_start(fd, &tls, server->desk);
    assert_non_null(server->http);
}

static inline void server_end(struct server *server)
{
    http_close_door(server->http);
    desk_stop(server->desk);
    http_stop(server->http);
    desk_destroy(server->desk);
    side_end(&server->side);
}

// ---- a client

struct client {
    int fd;
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
};

static inline bool client_open(struct client *client, const struct server *server,
                               const char *priorities)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons(server->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct timeval patience = {.tv_sec = 10};
    client->fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(client->fd, (struct sockaddr *)&at, sizeof at) != 0) {
        return false;
    }
    gnutls_certificate_allocate_credentials(&client->credentials);
    gnutls_init(&client->session, GNUTLS_CLIENT);
    gnutls_priority_set_direct(client->session, priorities, NULL);
    gnutls_credentials_set(client->session, GNUTLS_CRD_CERTIFICATE, client->credentials);
    gnutls_transport_set_int(client->session, client->fd);
    int result;
    do {
        result = gnutls_handshake(client->session);
    } while (result < 0 && !gnutls_error_is_fatal(result));
    return result == 0;
}

static inline void client_close(struct client *client)
{
    gnutls_deinit(client->session);
    gnutls_certificate_free_credentials(client->credentials);
    close(client->fd);
}

static inline void client_send(struct client *client, const void *data, size_t len)
{
    for (size_t at = 0; at < len;) {
        ssize_t put = gnutls_record_send(client->session, (const char *)data + at, len - at);
        if (put <= 0) {
            return; // the server has had enough: what it said can still be read
        }
        at += (size_t)put;
    }
}

// Status and body of one answer; headers_len tells what stood before it. 0 when none came.
static inline int client_read(struct client *client, struct buf *body, size_t *headers_len)
{
    char head[2048];
    size_t len = 0;
    *headers_len = 0;
    char *end = NULL;
    while (!end && len < sizeof head - 1) {
        ssize_t got = gnutls_record_recv(client->session, head + len, sizeof head - 1 - len);
        if (got <= 0) {
            return 0;
        }
        len += (size_t)got;
        head[len] = '\0';
        end = strstr(head, "\r\n\r\n");
    }
    assert_non_null(end);
    const char *length = strcasestr(head, "Content-Length:");
    assert_non_null(length);
    size_t body_len = (size_t)strtoul(length + 15, NULL, 10);
    int status = atoi(head + 9);
    *headers_len = (size_t)(end + 4 - head);
    buf_add(body, end + 4, len - *headers_len);
    while (body->len < body_len) {
        ssize_t got = gnutls_record_recv(client->session, head, sizeof head);
        if (got <= 0) {
            return 0;
        }
        buf_add(body, head, (size_t)got);
    }
    return status;
}

static const char tls13[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3";

// One request on a connection of its own. Returns the status.
static inline int request(const struct server *server, const char *method, const char *url,
                          struct bytes content, struct buf *body)
{
    struct client client;
    char head[512];
    size_t headers_len;
    assert_true(client_open(&client, server, tls13));
    snprintf(head, sizeof head, "%s %s HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n", method,
             url, content.len);
    client_send(&client, head, strlen(head));
    if (content.len > 0) {
        client_send(&client, content.data, content.len);
    }
    int status = client_read(&client, body, &headers_len);
    client_close(&client);
    return status;
}

#endif
