// SPDX-License-Identifier: GPL-3.0-or-later
// From a message to a signed bundle. Never sends a compressed body that is not smaller than the
// plain one, and never a body that the other side would refuse.
#include "bundle.h"

#include "db/base/deflate.h"
#include "db/record/record.h"
#include "wire.h"

#include <string.h>
#include <zlib.h>

void bundle_request_hash(uint8_t out[static HASH_LEN], struct bytes request)
{
    secret_hash(out, "kt request", &request, 1);
}

// zlib format. Gives up, with false, as soon as it would not be smaller than the plain body.
static bool deflated(struct arena *arena, struct bytes plain, struct bytes words, struct bytes *out)
{
    z_stream z = {0};
    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS, MAX_MEM_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        die_if_null(NULL);
    }
    if (words.len > 0) {
        deflateSetDictionary(&z, words.data, (uInt)words.len);
    }
    uint8_t *to = arena_alloc(arena, plain.len);
    z.next_in = (Bytef *)(uintptr_t)plain.data;
    z.avail_in = (uInt)plain.len;
    z.next_out = to;
    z.avail_out = (uInt)plain.len;
    bool smaller = deflate(&z, Z_FINISH) == Z_STREAM_END;
    *out = bytes_of(to, z.total_out);
    deflateEnd(&z);
    return smaller;
}

static size_t put_header(uint8_t *to, uint32_t sender, uint32_t receiver, size_t plain_len,
                         const struct bytes *body, const uint32_t *dictionary)
{
    size_t len = 0;
    memcpy(to, WIRE_MAGIC, WIRE_MAGIC_LEN);
    len += WIRE_MAGIC_LEN;
    to[len++] = BUNDLE_VERSION;
    to[len++] = dictionary ? WIRE_DEFLATED : 0;
    len += varint_put(to + len, sender);
    len += varint_put(to + len, receiver);
    if (dictionary) {
        for (int i = 0; i < 4; i++) {
            to[len++] = (uint8_t)(*dictionary >> (8 * i));
        }
        len += varint_put(to + len, plain_len);
    }
    return len + varint_put(to + len, body->len);
}

static bool pack(struct arena *arena, uint32_t sender, uint32_t receiver, enum bundle_form form,
                 struct bytes words, const ProtobufCMessage *message,
                 const uint8_t signing_secret[static SIGN_SECRET_LEN], struct bytes *out)
{
    size_t plain_len = protobuf_c_message_get_packed_size(message);
    if (plain_len > BUNDLE_BODY_MAX) {
        fault_set("a %s of %zu bytes; at most %d can travel at once",
                  message->descriptor->short_name, plain_len, BUNDLE_BODY_MAX);
        return false;
    }
    struct bytes plain = record_pack(arena, message), body = plain, packed;
    uint32_t dictionary = deflate_words_id(words);
    bool small = form == BUNDLE_SMALLEST && plain.len >= DEFLATE_FROM &&
                 deflated(arena, plain, words, &packed) &&
                 packed.len + WIRE_DEFLATED_EXTRA < plain.len;
    if (small) {
        body = packed;
    }
    uint8_t *to = arena_alloc(arena, BUNDLE_HEADER_MAX + body.len + SIGN_LEN);
    size_t len = put_header(to, sender, receiver, plain.len, &body, small ? &dictionary : NULL);
    if (body.len > 0) {
        memcpy(to + len, body.data, body.len);
    }
    len += body.len;
    secret_sign(to + len, WIRE_CONTEXT, bytes_of(to, len), signing_secret);
    *out = bytes_of(to, len + SIGN_LEN);
    return true;
}

bool bundle_pack(struct arena *arena, uint32_t sender, uint32_t receiver, enum bundle_form form,
                 const ProtobufCMessage *message,
                 const uint8_t signing_secret[static SIGN_SECRET_LEN], struct bytes *out)
{
    return pack(arena, sender, receiver, form, deflate_dictionary(DEFLATE_ID_1), message,
                signing_secret, out);
}

bool bundle_pack_with(struct arena *arena, uint32_t sender, uint32_t receiver, struct bytes words,
                      const ProtobufCMessage *message,
                      const uint8_t signing_secret[static SIGN_SECRET_LEN], struct bytes *out)
{
    return pack(arena, sender, receiver, BUNDLE_SMALLEST,
                words.len > 0 ? words : deflate_dictionary(DEFLATE_ID_1), message, signing_secret,
                out);
}
