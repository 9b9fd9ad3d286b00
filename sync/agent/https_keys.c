// SPDX-License-Identifier: GPL-3.0-or-later
// The one question that is asked without the pin, for a kiosk that was away while the regency's TLS
// keys went by: which key lists are there after mine? A handle of its own, so that its connection
// is never the one that anything else goes over; it names no kiosk.
#include "https_line.h"

#include "sync/bundle/limits.h"

#include <inttypes.h>

static size_t take(char *data, size_t size, size_t count, void *ctx)
{
    return buf_add(ctx, data, size * count) ? size * count : 0;
}

static int look_at_stop(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    return stop_is_set(ctx) ? 1 : 0;
}

bool https_ask_keys(struct https *https, struct arena *arena, uint32_t after,
                    const struct stop *stop, struct bytes *answer)
{
    CURL *curl = die_if_null(curl_easy_init());
    struct buf said;
    long status = 0;
    buf_init(&said, KEY_LISTS_BYTES_MAX);
    line_set_limits(curl, https);
    SET(curl, CURLOPT_FORBID_REUSE, 1L);
    SET(curl, CURLOPT_HTTPGET, 1L);
    SET(curl, CURLOPT_URL, arena_printf(arena, "%s/v1/keys?after=%" PRIu32, https->url, after));
    SET(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)KEY_LISTS_BYTES_MAX);
    SET(curl, CURLOPT_WRITEFUNCTION, take);
    SET(curl, CURLOPT_WRITEDATA, &said);
    SET(curl, CURLOPT_TIMEOUT, (long)KEYS_S_MAX);
    SET(curl, CURLOPT_NOPROGRESS, 0L);
    SET(curl, CURLOPT_XFERINFOFUNCTION, look_at_stop);
    SET(curl, CURLOPT_XFERINFODATA, (void *)(uintptr_t)stop);
    bool ok = curl_easy_perform(curl) == CURLE_OK &&
              curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK && status == 200;
    if (ok) {
        *answer = arena_bytes(arena, buf_bytes(&said));
    } else {
        fault_set("%s: does not say which keys it has", https->url);
    }
    buf_finish(&said);
    curl_easy_cleanup(curl);
    return ok;
}
