// SPDX-License-Identifier: GPL-3.0-or-later
// One recording, one key, one stream. The stream's own order and its last tag make a cut or a
// mixture as visible as a flipped bit; open bytes are only ever in the caller's memory.
#include "voice_seal.h"

#include <assert.h>
#include <string.h>

enum { CLOSED_MESSAGE = VOICE_SEAL_MESSAGE + VOICE_SEAL_EXTRA };

size_t voice_seal_closed_len(size_t open_len)
{
    size_t messages = (open_len + VOICE_SEAL_MESSAGE - 1) / VOICE_SEAL_MESSAGE;
    return VOICE_SEAL_HEADER + open_len + messages * VOICE_SEAL_EXTRA;
}

struct bytes voice_seal_close(struct arena *arena, struct bytes open,
                              uint8_t key[static VOICE_KEY_LEN])
{
    assert(open.len > 0 && open.len <= VOICE_SEAL_OPEN_MAX);
    crypto_secretstream_xchacha20poly1305_state stream;
    size_t len = voice_seal_closed_len(open.len);
    uint8_t *out = arena_alloc(arena, len), *to = out + VOICE_SEAL_HEADER;
    crypto_secretstream_xchacha20poly1305_keygen(key);
    crypto_secretstream_xchacha20poly1305_init_push(&stream, out, key);
    for (size_t at = 0; at < open.len; at += VOICE_SEAL_MESSAGE) {
        size_t left = open.len - at;
        bool last = left <= VOICE_SEAL_MESSAGE;
        size_t piece = last ? left : VOICE_SEAL_MESSAGE;
        crypto_secretstream_xchacha20poly1305_push(
            &stream, to, NULL, open.data + at, piece, NULL, 0,
            last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                 : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
        to += piece + VOICE_SEAL_EXTRA;
    }
    assert(to == out + len);
    sodium_memzero(&stream, sizeof stream);
    return bytes_of(out, len);
}

// True when all messages open, and FINAL stands on the last one and on no other.
static bool pull_all(crypto_secretstream_xchacha20poly1305_state *stream, struct bytes closed,
                     uint8_t *open, size_t max, size_t *len)
{
    for (size_t at = VOICE_SEAL_HEADER; at < closed.len;) {
        size_t left = closed.len - at;
        bool last = left <= CLOSED_MESSAGE;
        size_t piece = last ? left : CLOSED_MESSAGE;
        uint8_t tag;
        if (piece <= VOICE_SEAL_EXTRA || piece - VOICE_SEAL_EXTRA > max - *len ||
            crypto_secretstream_xchacha20poly1305_pull(stream, open + *len, NULL, &tag,
                                                       closed.data + at, piece, NULL, 0) != 0 ||
            (tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL) != last) {
            return false;
        }
        *len += piece - VOICE_SEAL_EXTRA;
        at += piece;
    }
    return *len > 0;
}

bool voice_seal_open(struct bytes closed, const uint8_t key[static VOICE_KEY_LEN], uint8_t *open,
                     size_t max, size_t *len)
{
    crypto_secretstream_xchacha20poly1305_state stream;
    *len = 0;
    bool ok = closed.len > VOICE_SEAL_HEADER &&
              crypto_secretstream_xchacha20poly1305_init_pull(&stream, closed.data, key) == 0 &&
              pull_all(&stream, closed, open, max, len);
    sodium_memzero(&stream, sizeof stream);
    if (!ok) {
        sodium_memzero(open, max);
        *len = 0;
        fault_set("the recording does not open: damaged, cut short, or closed with another key");
    }
    return ok;
}

uint8_t *voice_seal_opened(struct bytes closed, const uint8_t key[static VOICE_KEY_LEN],
                           size_t *len)
{
    size_t max = closed.len > 0 ? closed.len : 1;
    uint8_t *open = secret_alloc(max);
    if (!voice_seal_open(closed, key, open, max, len)) {
        secret_free(open);
        return NULL;
    }
    return open;
}

void voice_seal_hash(uint8_t out[static HASH_LEN], struct bytes closed)
{
    secret_hash(out, "kt voice", &closed, 1);
}
