// SPDX-License-Identifier: GPL-3.0-or-later
// The long poll: a request whose answer says that there is news, and no more. Believed for nothing
// but when to ask. Costs no wake-up while nothing happens: libcurl is given no clock to watch but
// the last one.
#include "https_line.h"

#include <string.h>

enum { TOKEN_TEXT_MAX = 128 };

static size_t drop(char *data, size_t size, size_t count, void *ctx)
{
    (void)data;
    (void)ctx;
    return size * count;
}

void https_wait_start(struct https *https, struct bytes token)
{
    char text[TOKEN_TEXT_MAX], url[URL_LEN_MAX + TOKEN_TEXT_MAX + 16];
    CURL *curl = https->wait.curl;
    if (https->wait.busy || token.len == 0 ||
        sodium_base64_encoded_len(token.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING) >
            sizeof text) {
        return;
    }
    sodium_bin2base64(text, sizeof text, token.data, token.len,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    snprintf(url, sizeof url, "%s/v1/wait?%s", https->url, text);
    SET(curl, CURLOPT_URL, url);
    SET(curl, CURLOPT_WRITEFUNCTION, drop);
    SET(curl, CURLOPT_TIMEOUT, (long)WAIT_S_MAX);
    line_begin(&https->wait);
    line_pump(https);
}

void https_wait_stop(struct https *https)
{
    line_end(&https->wait);
}

static enum https_wait how_it_ended(const struct line *line, uint32_t *wait_s)
{
    static const struct {
        long status;
        enum https_wait end;
    } ends[] = {
        {200, HTTPS_WAIT_NEWS},   {204, HTTPS_WAIT_SILENT}, {403, HTTPS_WAIT_STALE},
        {404, HTTPS_WAIT_ABSENT}, {405, HTTPS_WAIT_ABSENT}, {501, HTTPS_WAIT_ABSENT},
    };
    long status = 0;
    curl_off_t after_s = 0;
    if (line->code != CURLE_OK) {
        return HTTPS_WAIT_BROKEN;
    }
    curl_easy_getinfo(line->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(line->curl, CURLINFO_RETRY_AFTER, &after_s);
    *wait_s = (uint32_t)(after_s < 0 ? 0 : after_s < BACKOFF_S_MAX ? after_s : BACKOFF_S_MAX);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        if (ends[i].status == status) {
            return ends[i].end;
        }
    }
    return HTTPS_WAIT_LATER; // busy, ill, or a proxy with a word of its own
}

enum https_wait https_wait_look(struct https *https, uint32_t *wait_s)
{
    *wait_s = 0;
    if (!https->wait.busy) {
        return HTTPS_WAIT_NONE;
    }
    line_pump(https);
    if (!https->wait.done) {
        return HTTPS_WAIT_ON;
    }
    enum https_wait end = how_it_ended(&https->wait, wait_s);
    line_end(&https->wait);
    return end;
}

size_t https_wait_fds(struct https *https, struct pollfd *out, size_t max, int *due_ms)
{
    fd_set in, to, bad;
    int last = -1;
    long left_ms = -1;
    size_t count = 0;
    *due_ms = -1;
    if (!https->wait.busy) {
        return 0;
    }
    FD_ZERO(&in);
    FD_ZERO(&to);
    FD_ZERO(&bad);
    curl_multi_fdset(https->multi, &in, &to, &bad, &last);
    for (int fd = 0; fd <= last && count < max; fd++) {
        int events = (FD_ISSET(fd, &in) ? POLLIN : 0) | (FD_ISSET(fd, &to) ? POLLOUT : 0);
        if (events) {
            out[count++] = (struct pollfd){.fd = fd, .events = (short)events};
        }
    }
    curl_multi_timeout(https->multi, &left_ms);
    *due_ms = left_ms < 0 ? -1 : left_ms > INT32_MAX ? INT32_MAX : (int)left_ms;
    if (count == 0 && (*due_ms < 0 || *due_ms > NOTHING_TO_WATCH_MS)) {
        *due_ms = NOTHING_TO_WATCH_MS; // a name is being looked up
    }
    return count;
}
