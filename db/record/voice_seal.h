// SPDX-License-Identifier: GPL-3.0-or-later
// A recording, closed and opened (record.proto, Voice): crypto_secretstream_xchacha20poly1305, its
// header first, then messages of VOICE_SEAL_MESSAGE open bytes each, the last one tagged FINAL. Cut
// short, put together from two, or with one bit turned, it does not open. Knows no files.
#ifndef VOICE_SEAL_H
#define VOICE_SEAL_H

#include "record.h"

enum {
    VOICE_KEY_LEN = crypto_secretstream_xchacha20poly1305_KEYBYTES,
    VOICE_SEAL_MESSAGE = 4096,        // open bytes of a message
    VOICE_SEAL_OPEN_MAX = 512 * 1024, // of the Ogg file: 90 s at 24 kbit/s come to 280 KiB
    VOICE_SEAL_HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    VOICE_SEAL_EXTRA = crypto_secretstream_xchacha20poly1305_ABYTES, // of each message
    VOICE_SEAL_CLOSED_MAX = VOICE_SEAL_HEADER + VOICE_SEAL_OPEN_MAX +
                            (VOICE_SEAL_OPEN_MAX / VOICE_SEAL_MESSAGE + 1) * VOICE_SEAL_EXTRA,
};

// Bytes of the closed file for so many open ones.
size_t voice_seal_closed_len(size_t open_len);
// Closes 1 to VOICE_SEAL_OPEN_MAX bytes under a fresh key; the closed bytes in the arena.
struct bytes voice_seal_close(struct arena *arena, struct bytes open,
                              uint8_t key[static VOICE_KEY_LEN]);
// Opens into `open`, which has room for `max` bytes; *len is how many came out. False with a fault:
// damaged, cut short, another key, or larger than max; `open` is then wiped.
MUST_USE bool voice_seal_open(struct bytes closed, const uint8_t key[static VOICE_KEY_LEN],
                              uint8_t *open, size_t max, size_t *len);
// The same into locked memory, the caller's to free with secret_free. NULL with a fault.
uint8_t *voice_seal_opened(struct bytes closed, const uint8_t key[static VOICE_KEY_LEN],
                           size_t *len);
// H("kt voice", closed)
void voice_seal_hash(uint8_t out[static HASH_LEN], struct bytes closed);

#endif
