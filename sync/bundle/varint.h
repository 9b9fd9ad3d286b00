// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as Protocol Buffers writes them, in their shortest form only.
#ifndef VARINT_H
#define VARINT_H

#include "db/base/base.h"

enum { VARINT_LEN_MAX = 10 };

// Returns how many bytes were written.
size_t varint_put(uint8_t *out, uint64_t value);
// Takes one off the front of *from. False (no fault text) when cut short, over max, or longer than
// it need be.
bool varint_take(struct bytes *from, uint64_t max, uint64_t *value);

#endif
