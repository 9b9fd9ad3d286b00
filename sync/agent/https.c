// SPDX-License-Identifier: GPL-3.0-or-later
// libcurl with every limit set. Never follows, never falls back, never trusts a certificate for its
// issuer or its name: the pin from the root-signed key list is the whole of the trust.
#include "https.h"

#include "agent.h"
#include "sync/bundle/limits.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIN_TEXT_LEN = 8 + 44 + 1, PINS_TEXT_MAX = TLS_PINS_MAX * PIN_TEXT_LEN + 1 };

struct https {
    CURL *curl;                 // owned; kept open: one connection
    struct curl_slist *headers; // owned
    char url[URL_LEN_MAX + 1];  // without a slash at its end
    char pins[PINS_TEXT_MAX];   // as curl wants them: sha256//...;sha256//...
    char error[CURL_ERROR_SIZE];
};

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

#define SET(curl, option, value)                                                                   \
    do {                                                                                           \
        CURLcode set_code = curl_easy_setopt((curl), (option), (value));                           \
        if (set_code != CURLE_OK) {                                                                \
            die("libcurl does not take %s: %s", #option, curl_easy_strerror(set_code));            \
        }                                                                                          \
    } while (0)

// What holds for whatever is sent and for the probe.
static void set_common(CURL *curl)
{
    SET(curl, CURLOPT_NOSIGNAL, 1L);
    SET(curl, CURLOPT_PROXY, "");
    SET(curl, CURLOPT_FOLLOWLOCATION, 0L);
    SET(curl, CURLOPT_NOPROGRESS, 0L);
}

static void set_limits(struct https *https)
{
    CURL *curl = https->curl;
    set_common(curl);
    SET(curl, CURLOPT_PROTOCOLS_STR, "https");
    SET(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    SET(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_3);
    SET(curl, CURLOPT_SSL_VERIFYPEER, 0L); // the pin says more: it is checked all the same
    SET(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    SET(curl, CURLOPT_CAINFO, NULL); // so nobody's list of issuers is read into memory either
    SET(curl, CURLOPT_CAPATH, NULL);
    SET(curl, CURLOPT_PINNEDPUBLICKEY, https->pins);
    SET(curl, CURLOPT_SSL_ENABLE_ALPN, 0L);
    SET(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(curl, CURLOPT_HTTPHEADER, https->headers);
    SET(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS_MAX);
    SET(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES_S);
    SET(curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
    SET(curl, CURLOPT_TIMEOUT, (long)TRANSFER_S_MAX);
    SET(curl, CURLOPT_TCP_KEEPALIVE, 1L);
    SET(curl, CURLOPT_TCP_KEEPIDLE, (long)KEEPALIVE_S);
    SET(curl, CURLOPT_TCP_KEEPINTVL, (long)KEEPALIVE_S);
    SET(curl, CURLOPT_MAXCONNECTS, 1L);
    SET(curl, CURLOPT_ERRORBUFFER, https->error);
}

struct https *https_create(const char *url, const ProtobufCBinaryData *pins, size_t pin_count)
{
    static bool begun;
    if (!begun && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        die("libcurl does not start: reinstall libcurl4");
    }
    begun = true;
    struct https *https = die_if_null(calloc(1, sizeof *https));
    https->curl = die_if_null(curl_easy_init());
    static const char *const headers[] = {"Content-Type: application/octet-stream",
                                          "Accept:", "Expect:"};
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        https->headers = die_if_null(curl_slist_append(https->headers, headers[i]));
    }
    url_text(https->url, url);
    pins_text(https->pins, pins, pin_count);
    set_limits(https);
    return https;
}

void https_destroy(struct https *https)
{
    if (https) {
        curl_easy_cleanup(https->curl);
        curl_slist_free_all(https->headers);
        free(https);
    }
}

bool https_is_for(const struct https *https, const char *url, const ProtobufCBinaryData *pins,
                  size_t pin_count)
{
    char url_now[URL_LEN_MAX + 1], pins_now[PINS_TEXT_MAX];
    url_text(url_now, url);
    pins_text(pins_now, pins, pin_count);
    return strcmp(https->url, url_now) == 0 && strcmp(https->pins, pins_now) == 0;
}

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

static enum https_end failed(struct https *https, CURLcode code)
{
    double connected_s = 0;
    curl_easy_getinfo(https->curl, CURLINFO_APPCONNECT_TIME, &connected_s);
    if (code == CURLE_OPERATION_TIMEDOUT) {
        bool reached = connected_s > 0;
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
    fault_set("%s: %s", https->url, https->error[0] ? https->error : curl_easy_strerror(code));
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
    return status == 429 || status == 503 ? HTTPS_WAIT : HTTPS_REFUSED;
}

enum https_end https_post(struct https *https, struct arena *arena, const char *path,
                          struct bytes body, size_t answer_max, const struct stop *stop,
                          struct bytes *answer)
{
    CURL *curl = https->curl;
    struct buf said;
    buf_init(&said, answer_max);
    https->error[0] = '\0';
    SET(curl, CURLOPT_URL, arena_printf(arena, "%s%s", https->url, path));
    SET(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
    SET(curl, CURLOPT_POSTFIELDS, body.data);
    SET(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)answer_max);
    SET(curl, CURLOPT_WRITEFUNCTION, take);
    SET(curl, CURLOPT_WRITEDATA, &said);
    SET(curl, CURLOPT_XFERINFOFUNCTION, look_at_stop);
    SET(curl, CURLOPT_XFERINFODATA, (void *)(uintptr_t)stop);
    CURLcode code = curl_easy_perform(curl);
    SET(curl, CURLOPT_POSTFIELDS, NULL);
    enum https_end end = HTTPS_OK;
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    *answer = (struct bytes){0};
    if (code == CURLE_FILESIZE_EXCEEDED) {
        code = CURLE_WRITE_ERROR;
    }
    if (code != CURLE_OK) {
        end = failed(https, code);
    } else if (status != 200) {
        end = not_ok(https, arena, status, buf_bytes(&said));
    } else if (said.len == 0) {
        fault_set("%s: an empty answer; nothing was changed", https->url);
        end = HTTPS_REFUSED;
    } else if (said.data[0] == '<') {
        fault_set("%s: a web page instead of an answer; nothing was changed", https->url);
        end = HTTPS_STRANGER;
    } else {
        *answer = arena_bytes(arena, buf_bytes(&said));
    }
    buf_finish(&said);
    return end;
}

// curl does the name look-up and both address families; http:// so that it stops at TCP.
bool https_probe(struct https *https, const struct stop *stop)
{
    CURL *curl = die_if_null(curl_easy_init());
    CURLU *url = die_if_null(curl_url());
    char *host = NULL, *port = NULL, bare[URL_LEN_MAX + 32];
    bool ok = curl_url_set(url, CURLUPART_URL, https->url, 0) == CURLUE_OK &&
              curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
              curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK;
    if (ok) {
        snprintf(bare, sizeof bare, "http://%s:%s/", host, port);
        set_common(curl);
        SET(curl, CURLOPT_URL, bare);
        SET(curl, CURLOPT_PROTOCOLS_STR, "http");
        SET(curl, CURLOPT_CONNECT_ONLY, 1L);
        SET(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)PROBE_MS_MAX);
        SET(curl, CURLOPT_XFERINFOFUNCTION, look_at_stop);
        SET(curl, CURLOPT_XFERINFODATA, (void *)(uintptr_t)stop);
        ok = curl_easy_perform(curl) == CURLE_OK;
    }
    if (!ok) {
        fault_set("%s: nobody answers there: no network, or the server is off", https->url);
    }
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(url);
    curl_easy_cleanup(curl);
    return ok;
}
