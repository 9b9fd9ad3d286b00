// SPDX-License-Identifier: GPL-3.0-or-later
// Seven bits a byte, the lowest first. One number has one form, so that what is signed once cannot
// be written in a second way.
#include "varint.h"

size_t varint_put(uint8_t *out, uint64_t value)
{
    size_t len = 0;
    while (value >= 0x80) {
        out[len++] = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    out[len++] = (uint8_t)value;
    return len;
}

bool varint_take(struct bytes *from, uint64_t max, uint64_t *value)
{
    uint64_t read = 0;
    for (size_t i = 0; i < VARINT_LEN_MAX && i < from->len; i++) {
        uint8_t byte = from->data[i];
        read |= (uint64_t)(byte & 0x7F) << (7 * i);
        if (byte & 0x80) {
            continue;
        }
        bool shortest = i == 0 || byte != 0;
        bool fits = i < VARINT_LEN_MAX - 1 || byte == 1;
        if (!shortest || !fits || read > max) {
            return false;
        }
        *value = read;
        *from = bytes_of(from->data + i + 1, from->len - i - 1);
        return true;
    }
    return false;
}
