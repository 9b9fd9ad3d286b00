// SPDX-License-Identifier: GPL-3.0-or-later
// Records as they come: unpacked, looked at, packed again.
#include "fuzz.h"

#include "db/record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const ProtobufCMessageDescriptor *const types[] = {
        &kt__event__descriptor, &kt__notice__descriptor,    &kt__inside__descriptor,
        &kt__words__descriptor, &kt__case_view__descriptor, &kt__answer__descriptor};
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        struct arena arena;
        arena_init(&arena, 16 << 20);
        ProtobufCMessage *message = record_unpack(&arena, types[i], bytes_of(data, len));
        if (message && record_texts_are_valid(message)) {
            fuzz_touch(record_pack(&arena, message));
        }
        arena_finish(&arena);
    }
    return 0;
}
