// SPDX-License-Identifier: GPL-3.0-or-later
// Two hashes, written out as record.proto says.
#include "event.h"

static void little(uint8_t out[static 4], uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        out[i] = (uint8_t)(value >> (8 * i));
    }
}

void event_hash_start(uint8_t out[static HASH_LEN], uint32_t kiosk, uint32_t log)
{
    uint8_t kiosk_bytes[4], log_bytes[4];
    little(kiosk_bytes, kiosk);
    little(log_bytes, log);
    struct bytes parts[] = {bytes_of(kiosk_bytes, 4), bytes_of(log_bytes, 4)};
    secret_hash(out, "kt log", parts, COUNT_OF(parts));
}

void event_hash_next(uint8_t out[static HASH_LEN], const uint8_t before[static HASH_LEN],
                     struct bytes event)
{
    struct bytes parts[] = {bytes_of(before, HASH_LEN), event};
    secret_hash(out, "kt event", parts, COUNT_OF(parts));
}
