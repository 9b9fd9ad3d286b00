// SPDX-License-Identifier: GPL-3.0-or-later
// What https.c and https_wait.c share, and nobody else includes: two requests at a time, at most,
// over one libcurl multi, which keeps their connections for each other.
#ifndef HTTPS_LINE_H
#define HTTPS_LINE_H

#include "agent.h"
#include "dial.h"
#include "https.h"
#include "meter.h"

#include <curl/curl.h>

enum {
    PIN_TEXT_LEN = 8 + 44 + 1,
    PINS_TEXT_MAX = TLS_PINS_MAX * PIN_TEXT_LEN + 1,
    LINE_SOCKETS_MAX = 8,
};

// One request and the connection that carries it.
struct line {
    struct https *https;
    CURL *curl; // owned
    int fd;     // of its connection, libcurl's; -1: none yet
    bool asked; // the handshake is done, the key was the right one, the request may be on its way
    bool busy, done;
    CURLcode code; // when done
    char error[CURL_ERROR_SIZE];
};

struct https {
    CURLM *multi; // owned
    struct line post, wait;
    struct curl_slist *headers; // owned
    char url[URL_LEN_MAX + 1];  // without a slash at its end
    char pins[PINS_TEXT_MAX];   // as curl wants them: sha256//...;sha256//...
    int sockets[LINE_SOCKETS_MAX];
    size_t socket_count;
    int ready_fd;                // connected already, for the next connection; -1
    struct dial_address address; // where the regency showed its key last
    struct dial_address tried;   // where a connection was last opened to
    int misses;                  // probes in a row that reached nobody
    struct meter closed, told;   // of connections that are closed; of all, told already
};

#define SET(curl, option, value)                                                                   \
    do {                                                                                           \
        CURLcode set_code = curl_easy_setopt((curl), (option), (value));                           \
        if (set_code != CURLE_OK) {                                                                \
            die("libcurl does not take %s: %s", #option, curl_easy_strerror(set_code));            \
        }                                                                                          \
    } while (0)

// What holds for every request of ours, whoever answers it: TLS 1.3, no proxy, nothing followed.
// The pin is the caller's to set.
void line_set_limits(CURL *curl, struct https *https);
// Begins what the line's handle was set up for.
void line_begin(struct line *line);
// Ends it, done or not; what is not done loses its connection.
void line_end(struct line *line);
// Moves both on as far as they go without waiting.
void line_pump(struct https *https);

#endif
