// SPDX-License-Identifier: GPL-3.0-or-later
// What a camera wrote beside the pixels.
#include "fuzz.h"

#include "kiosk/hands/photo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    int way = photo_orientation(bytes_of(data, len));
    if (way < 1 || way > 8) {
        abort();
    }
    return 0;
}
