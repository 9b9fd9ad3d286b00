// SPDX-License-Identifier: GPL-3.0-or-later
// The chain of key lists, in an Ack and for whoever asks. They are no secret: each kiosk and each
// stick carries them, and the root's signature is all that makes them count.
#include "exchange_inside.h"

#include "sync/bundle/varint.h"

#include <stdlib.h>
#include <string.h>

void exchange_add_key_lists(struct regency *regency, struct arena *arena,
                            const struct keyring *keyring, uint32_t after, Kt__Ack *ack)
{
    if (after >= keyring_newest(keyring)->number) {
        return;
    }
    struct bytes *lists = ARENA_ARRAY(arena, struct bytes, KEYRING_LISTS_MAX);
    ack->n_key_lists = keyring_chain(regency, arena, after, lists);
    ack->key_lists = ARENA_ARRAY(arena, ProtobufCBinaryData, ack->n_key_lists + 1);
    for (size_t i = 0; i < ack->n_key_lists; i++) {
        ack->key_lists[i] = record_data(lists[i]);
    }
}

void exchange_key_lists(struct regency *regency, struct arena *arena, const char *after,
                        struct exchange_end *end)
{
    *end = (struct exchange_end){.status = EXCHANGE_OK};
    size_t digits = after ? strspn(after, "0123456789") : 0;
    unsigned long long number = digits > 0 && digits <= 10 ? strtoull(after, NULL, 10) : UINT64_MAX;
    if (!after || after[digits] || number > UINT32_MAX) {
        end->status = EXCHANGE_GARBAGE;
        end->word = "ask for /v1/keys?after=NUMBER";
        return;
    }
    struct bytes lists[KEYRING_LISTS_MAX];
    ProtobufCBinaryData list[KEYRING_LISTS_MAX];
    Kt__KeyLists all = KT__KEY_LISTS__INIT;
    all.n_list = keyring_chain(regency, arena, (uint32_t)number, lists);
    all.list = list;
    for (size_t i = 0; i < all.n_list; i++) {
        list[i] = record_data(lists[i]);
    }
    size_t len = kt__key_lists__get_packed_size(&all);
    uint8_t *out = arena_alloc(arena, VARINT_LEN_MAX + len);
    size_t head = varint_put(out, len);
    kt__key_lists__pack(&all, out + head);
    end->answer = bytes_of(out, head + len);
}
