// SPDX-License-Identifier: GPL-3.0-or-later
// One request to its end, and the words for whatever came of it. Watches the connection meanwhile:
// a link that went away must not keep us longer than it was gone.
#include "https_line.h"
#include "stall.h"

#include "db/base/clock.h"
#include "sync/bundle/limits.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static size_t take(char *data, size_t size, size_t count, void *ctx)
{
    return buf_add(ctx, data, size * count) ? size * count : 0;
}

static int look_at_stop(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    return stop_is_set(ctx) ? 1 : 0;
}

// curl's codes in words that say what to do. What is not here is said in curl's own.
static const struct {
    CURLcode code;
    enum https_end end;
    const char *words;
} failures[] = {
    {CURLE_COULDNT_RESOLVE_HOST, HTTPS_NO_LINK, "the name is not known here: no network yet?"},
    {CURLE_COULDNT_CONNECT, HTTPS_NO_LINK,
     "nobody answers there: no network, or the server is off"},
    {CURLE_SSL_PINNEDPUBKEYNOTMATCH, HTTPS_STRANGER,
     "another machine answers in its place (a login page of this network?), or its key changed"},
    {CURLE_SSL_CONNECT_ERROR, HTTPS_STRANGER,
     "what answers there does not speak TLS 1.3: another machine, or a wrong port"},
    {CURLE_GOT_NOTHING, HTTPS_BROKEN, "it hung up without an answer; nothing was changed"},
    {CURLE_PARTIAL_FILE, HTTPS_BROKEN, "the answer broke off half-way; nothing was changed"},
    {CURLE_RECV_ERROR, HTTPS_BROKEN, "the link broke while waiting for the answer"},
    {CURLE_SEND_ERROR, HTTPS_BROKEN, "the link broke while sending"},
    {CURLE_WRITE_ERROR, HTTPS_REFUSED, "the answer is larger than any answer may be"},
    {CURLE_WEIRD_SERVER_REPLY, HTTPS_STRANGER, "what answers there does not speak HTTP"},
    {CURLE_UNSUPPORTED_PROTOCOL, HTTPS_STRANGER, "what answers there does not speak HTTP"},
    {CURLE_URL_MALFORMAT, HTTPS_REFUSED, "the address is not one"},
    {CURLE_ABORTED_BY_CALLBACK, HTTPS_BROKEN, "stopped"},
};

// What libcurl and OpenSSL say of a handshake that ended without a word from the other side.
static bool hung_up(const char *error)
{
    return str_starts(error, "OpenSSL SSL_connect") || strstr(error, "unexpected eof");
}

static enum https_end failed(struct https *https, CURLcode code)
{
    double connected_s = 0;
    curl_easy_getinfo(https->post.curl, CURLINFO_APPCONNECT_TIME, &connected_s);
    if (code == CURLE_SSL_CONNECT_ERROR && hung_up(https->post.error)) {
        fault_set("%s: the link broke before anything was said", https->url);
        return HTTPS_NO_LINK;
    }
    if (code == CURLE_OPERATION_TIMEDOUT) {
        bool reached = connected_s > 0 || https->post.asked;
        fault_set("%s: %s", https->url,
                  reached ? "too slow or silent for too long; nothing was changed"
                          : "nobody answers there in time: no network, or the server is off");
        return reached ? HTTPS_BROKEN : HTTPS_NO_LINK;
    }
    for (size_t i = 0; i < COUNT_OF(failures); i++) {
        if (failures[i].code == code) {
            fault_set("%s: %s", https->url, failures[i].words);
            return failures[i].end;
        }
    }
    fault_set("%s: %s", https->url,
              https->post.error[0] ? https->post.error : curl_easy_strerror(code));
    return HTTPS_BROKEN;
}

// The first line of what the server said, when it is a line for people and no page.
static const char *first_line(struct arena *arena, struct bytes said)
{
    size_t len = 0;
    while (len < said.len && len < WORD_BYTES_MAX && said.data[len] >= ' ') {
        len++;
    }
    bool page = len == 0 || said.data[0] == '<' || !utf8_is_valid(bytes_of(said.data, len));
    return page ? NULL : arena_str_of(arena, bytes_of(said.data, len));
}

static enum https_end not_ok(struct https *https, struct arena *arena, long status,
                             struct bytes said)
{
    const char *line = first_line(arena, said);
    if (status >= 300 && status < 400) {
        fault_set("%s: sends us elsewhere (status %ld), and we do not follow: a login page?",
                  https->url, status);
        return HTTPS_STRANGER;
    }
    if (line) {
        fault_set("the regency says: %s", line);
    } else {
        fault_set("%s: status %ld and a web page instead of an answer", https->url, status);
    }
    return status == 429 || status == 503 ? HTTPS_BUSY
           : status == 413                ? HTTPS_TOO_LARGE
                                          : HTTPS_REFUSED;
}

static void set_post(struct https *https, struct arena *arena, const char *path, struct bytes body,
                     size_t answer_max, struct buf *said)
{
    CURL *curl = https->post.curl;
    SET(curl, CURLOPT_URL, arena_printf(arena, "%s%s", https->url, path));
    SET(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
    SET(curl, CURLOPT_POSTFIELDS, body.data);
    SET(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)answer_max);
    SET(curl, CURLOPT_WRITEFUNCTION, take);
    SET(curl, CURLOPT_WRITEDATA, said);
    SET(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES_S);
    SET(curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
    SET(curl, CURLOPT_TIMEOUT, (long)TRANSFER_S_MAX);
}

// Moves the request on until it is done, told to stop, or its connection turns out to be dead.
static CURLcode carry(struct https *https, const struct stop *stop, int64_t *moved_ms)
{
    struct line *line = &https->post;
    struct stall stall;
    enum stall_look look = STALL_FINE;
    stall_begin(&stall);
    line_begin(line);
    line_pump(https);
    while (!line->done && look == STALL_FINE && !stop_is_set(stop)) {
        struct pollfd dialled[DIAL_SOCKETS_MAX];
        struct curl_waitfd also[DIAL_SOCKETS_MAX];
        size_t count = stall.dialing ? dial_fds(&stall.dial, dialled) : 0;
        for (size_t i = 0; i < count; i++) {
            also[i] = (struct curl_waitfd){.fd = dialled[i].fd, .events = CURL_WAIT_POLLOUT};
        }
        curl_multi_poll(https->multi, also, (unsigned)count, STALL_LOOK_EVERY_MS, NULL);
        line_pump(https);
        look = line->done ? STALL_FINE : stall_look(&stall, line->fd, &https->tried);
    }
    CURLcode code = line->done           ? line->code
                    : look == STALL_DEAD ? CURLE_RECV_ERROR
                    : look == STALL_LOST ? CURLE_OPERATION_TIMEDOUT
                                         : CURLE_ABORTED_BY_CALLBACK;
    *moved_ms = stall.moved_ms - stall.begun_ms;
    if (look == STALL_DEAD) {
        https->ready_fd = stall_spare(&stall);
    }
    stall_end(&stall);
    return code == CURLE_FILESIZE_EXCEEDED ? CURLE_WRITE_ERROR : code;
}

static enum https_end judge(struct https *https, struct arena *arena, CURLcode code,
                            const struct buf *said, struct https_answer *answer)
{
    long status = 0;
    curl_off_t after_s = 0;
    curl_easy_getinfo(https->post.curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(https->post.curl, CURLINFO_RETRY_AFTER, &after_s);
    answer->wait_s = (uint32_t)(after_s < 0               ? 0
                                : after_s < BACKOFF_S_MAX ? after_s
                                                          : BACKOFF_S_MAX);
    if (code != CURLE_OK) {
        return failed(https, code);
    }
    if (status != 200) {
        return not_ok(https, arena, status, buf_bytes(said));
    }
    if (said->len == 0 || said->data[0] == '<') {
        fault_set("%s: %s; nothing was changed", https->url,
                  said->len == 0 ? "an empty answer" : "a web page instead of an answer");
        return said->len == 0 ? HTTPS_REFUSED : HTTPS_STRANGER;
    }
    answer->body = arena_bytes(arena, buf_bytes(said));
    return HTTPS_OK;
}

enum https_end https_post(struct https *https, struct arena *arena, const char *path,
                          struct bytes body, size_t answer_max, const struct stop *stop,
                          struct https_answer *answer)
{
    struct buf said;
    buf_init(&said, answer_max);
    *answer = (struct https_answer){0};
    set_post(https, arena, path, body, answer_max, &said);
    CURLcode code = carry(https, stop, &answer->moved_ms);
    enum https_end end = judge(https, arena, code, &said, answer);
    answer->was_asked = https->post.asked;
    answer->other_key = code == CURLE_SSL_PINNEDPUBKEYNOTMATCH;
    answer->was_stopped = code == CURLE_ABORTED_BY_CALLBACK;
    answer->was_cut = end == HTTPS_BROKEN && (code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR);
    line_end(&https->post);
    SET(https->post.curl, CURLOPT_POSTFIELDS, NULL);
    // A name that led elsewhere is asked for again; one that led home is kept.
    SET(https->post.curl, CURLOPT_DNS_CACHE_TIMEOUT,
        end == HTTPS_STRANGER ? 0L : (long)NAME_KEPT_S);
    buf_finish(&said);
    return end;
}

bool https_is_ready(const struct https *https)
{
    return https->ready_fd >= 0;
}

// ---------------------------------------------------------------- the probe

// Where the regency was last, without asking anybody for its address.
static int dial_known(const struct https *https, int every_ms, const struct stop *stop)
{
    struct dial dial;
    struct pollfd fds[DIAL_SOCKETS_MAX];
    int fd = -1;
    dial_begin(&dial, &https->address, every_ms);
    int64_t until_ms = clock_mono_ms() + PROBE_MS_MAX;
    for (int64_t now_ms; fd < 0 && (now_ms = clock_mono_ms()) < until_ms && !stop_is_set(stop);) {
        fd = dial_step(&dial, now_ms);
        if (fd >= 0 || dial_is_over(&dial)) {
            break;
        }
        poll(fds, dial_fds(&dial, fds), STALL_LOOK_EVERY_MS);
    }
    dial_end(&dial);
    return fd;
}

// curl does the name look-up and both address families; http:// so that it stops at TCP.
static int dial_by_name(const struct https *https, const struct stop *stop)
{
    CURL *curl = die_if_null(curl_easy_init());
    CURLU *url = die_if_null(curl_url());
    char *host = NULL, *port = NULL, bare[URL_LEN_MAX + 32];
    curl_socket_t active = CURL_SOCKET_BAD;
    bool ok = curl_url_set(url, CURLUPART_URL, https->url, 0) == CURLUE_OK &&
              curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
              curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK;
    if (ok) {
        snprintf(bare, sizeof bare, "http://%s:%s/", host, port);
        SET(curl, CURLOPT_NOSIGNAL, 1L);
        SET(curl, CURLOPT_PROXY, "");
        SET(curl, CURLOPT_URL, bare);
        SET(curl, CURLOPT_PROTOCOLS_STR, "http");
        SET(curl, CURLOPT_CONNECT_ONLY, 1L);
        SET(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)PROBE_MS_MAX);
        SET(curl, CURLOPT_NOPROGRESS, 0L);
        SET(curl, CURLOPT_XFERINFOFUNCTION, look_at_stop);
        SET(curl, CURLOPT_XFERINFODATA, (void *)(uintptr_t)stop);
        ok = curl_easy_perform(curl) == CURLE_OK &&
             curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &active) == CURLE_OK;
    }
    int fd = ok ? fcntl(active, F_DUPFD_CLOEXEC, 0) : -1; // ours is left when curl closes its own
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(url);
    curl_easy_cleanup(curl);
    return fd;
}

void https_hang_up(struct https *https)
{
    if (https->ready_fd >= 0) {
        close(https->ready_fd);
    }
    https->ready_fd = -1;
}

bool https_probe(struct https *https, int every_ms, const struct stop *stop)
{
    https_hang_up(https); // of before
    // Now and then by name all the same: the regency may have moved.
    bool by_name =
        https->address.len == 0 || https->misses % PROBES_BY_ADDRESS == PROBES_BY_ADDRESS - 1;
    https->ready_fd = by_name ? dial_by_name(https, stop) : dial_known(https, every_ms, stop);
    https->misses = https->ready_fd >= 0 ? 0 : https->misses + 1;
    if (https->ready_fd < 0) {
        fault_set("%s: nobody answers there: no network, or the server is off", https->url);
    }
    return https->ready_fd >= 0;
}
