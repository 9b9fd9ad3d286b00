// SPDX-License-Identifier: GPL-3.0-or-later
// The running hash of an event log, as record.proto defines it.
#ifndef EVENT_H
#define EVENT_H

#include "record.h"

// hash(0) of a log that has no event yet.
void event_hash_start(uint8_t out[static HASH_LEN], uint32_t kiosk, uint32_t log);
// hash(n) from hash(n-1) and the n-th event's bytes; out may be before.
void event_hash_next(uint8_t out[static HASH_LEN], const uint8_t before[static HASH_LEN],
                     struct bytes event);

#endif
