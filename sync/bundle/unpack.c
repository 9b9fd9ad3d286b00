// SPDX-License-Identifier: GPL-3.0-or-later
// From bytes that anybody may have written to a message that its signer wrote. Lengths are checked
// before memory is taken, the signature before anything is inflated.
#include "bundle.h"

#include "db/base/deflate.h"
#include "db/record/record.h"
#include "wire.h"

#include <string.h>
#include <zlib.h>

static bool take_number(struct bytes *rest, uint64_t max, const char *what, uint64_t *value)
{
    if (!varint_take(rest, max, value)) {
        fault_set("the bundle's %s is cut short, too large, or not in its shortest form", what);
        return false;
    }
    return true;
}

static bool take_dictionary(struct bytes *rest, uint32_t *dictionary)
{
    if (rest->len < 4) {
        fault_set("the bundle is cut short in its header");
        return false;
    }
    *dictionary = 0;
    for (int i = 0; i < 4; i++) {
        *dictionary |= (uint32_t)rest->data[i] << (8 * i);
    }
    *rest = bytes_of(rest->data + 4, rest->len - 4);
    return true;
}

static bool start_is_ours(struct bytes from)
{
    if (from.len < WIRE_MAGIC_LEN + 2 || memcmp(from.data, WIRE_MAGIC, WIRE_MAGIC_LEN) != 0) {
        fault_set("%zu bytes that are no bundle", from.len);
        return false;
    }
    if (from.data[WIRE_MAGIC_LEN] != BUNDLE_VERSION) {
        fault_set("a bundle of version %d; this program reads version %d: update it",
                  from.data[WIRE_MAGIC_LEN], BUNDLE_VERSION);
        return false;
    }
    if (from.data[WIRE_MAGIC_LEN + 1] & ~WIRE_DEFLATED) {
        fault_set("a bundle with flags %#x that version %d does not have",
                  from.data[WIRE_MAGIC_LEN + 1], BUNDLE_VERSION);
        return false;
    }
    return true;
}

bool bundle_read(struct bytes from, struct bundle *out)
{
    *out = (struct bundle){0};
    if (!start_is_ours(from)) {
        return false;
    }
    const size_t fixed = WIRE_MAGIC_LEN + 2;
    struct bytes rest = bytes_of(from.data + fixed, from.len - fixed);
    uint64_t sender, receiver, inflated_len = 0, body_len;
    out->deflated = from.data[fixed - 1] & WIRE_DEFLATED;
    bool ok = take_number(&rest, UINT32_MAX, "sender", &sender) &&
              take_number(&rest, UINT32_MAX, "receiver", &receiver) &&
              (!out->deflated ||
               (take_dictionary(&rest, &out->dictionary) &&
                take_number(&rest, BUNDLE_BODY_MAX, "inflated length", &inflated_len))) &&
              take_number(&rest, BUNDLE_BODY_MAX, "length", &body_len);
    if (!ok) {
        return false;
    }
    if (rest.len < body_len + SIGN_LEN) {
        fault_set("the bundle is cut short: %zu bytes of %zu", rest.len,
                  (size_t)body_len + SIGN_LEN);
        return false;
    }
    out->sender = (uint32_t)sender;
    out->receiver = (uint32_t)receiver;
    out->body = bytes_of(rest.data, (size_t)body_len);
    out->inflated_len = out->deflated ? (size_t)inflated_len : (size_t)body_len;
    out->all = bytes_of(from.data, (size_t)(rest.data - from.data) + (size_t)body_len + SIGN_LEN);
    return true;
}

static struct bytes shipped_by_id(uint32_t id)
{
    for (uint32_t number = 1; number < DEFLATE_DICTIONARIES; number++) {
        if (deflate_words_id(deflate_dictionary(number)) == id) {
            return deflate_dictionary(number);
        }
    }
    return (struct bytes){0};
}

bool bundle_is_trained(const struct bundle *bundle)
{
    return bundle->deflated && bundle->dictionary != 0 &&
           shipped_by_id(bundle->dictionary).len == 0;
}

// The stream must end exactly where the header says, with its checksum, and take up all bytes.
static bool inflated(struct arena *arena, const struct bundle *bundle, struct bytes words,
                     struct bytes *out)
{
    z_stream z = {0};
    if (inflateInit2(&z, MAX_WBITS) != Z_OK) {
        die_if_null(NULL);
    }
    uint8_t *to = arena_alloc(arena, bundle->inflated_len + 1);
    z.next_in = (Bytef *)(uintptr_t)bundle->body.data;
    z.avail_in = (uInt)bundle->body.len;
    z.next_out = to;
    z.avail_out = (uInt)bundle->inflated_len + 1; // one more, so that a longer one shows
    int result = inflate(&z, Z_FINISH);
    if (result == Z_NEED_DICT && words.len > 0 &&
        inflateSetDictionary(&z, words.data, (uInt)words.len) == Z_OK) {
        result = inflate(&z, Z_FINISH);
    }
    bool whole = result == Z_STREAM_END && z.avail_in == 0 && z.total_out == bundle->inflated_len;
    inflateEnd(&z);
    if (!whole) {
        fault_set("the bundle is signed but its body does not inflate to %zu bytes",
                  bundle->inflated_len);
        return false;
    }
    *out = bytes_of(to, bundle->inflated_len);
    return true;
}

bool bundle_verify(const struct bundle *bundle,
                   const uint8_t signing_public[static SIGN_PUBLIC_LEN])
{
    struct bytes before = bytes_of(bundle->all.data, bundle->all.len - SIGN_LEN);
    if (!secret_verify(before.data + before.len, WIRE_CONTEXT, before, signing_public)) {
        fault_set("the bundle's signature does not hold: damaged on the way, or signed by another");
        return false;
    }
    return true;
}

bool bundle_body(struct arena *arena, const struct bundle *bundle, struct bytes *body)
{
    if (!bundle->deflated) {
        *body = bundle->body;
        return true;
    }
    struct bytes words =
        bundle_is_trained(bundle) ? bundle->words : shipped_by_id(bundle->dictionary);
    if (bundle->dictionary != 0 && words.len == 0) {
        fault_set("a bundle packed with dictionary %08x, which is not here: it has to be sent "
                  "without it",
                  bundle->dictionary);
        return false;
    }
    return inflated(arena, bundle, words, body);
}

bool bundle_open(struct arena *arena, const struct bundle *bundle,
                 const uint8_t signing_public[static SIGN_PUBLIC_LEN], struct bytes *body)
{
    return bundle_verify(bundle, signing_public) && bundle_body(arena, bundle, body);
}

bool bundle_peek(const struct bundle *bundle, struct bytes *body)
{
    if (bundle->deflated) {
        fault_set("a bundle that has to be plain came deflated");
        return false;
    }
    *body = bundle->body;
    return true;
}

// How many fields stand at the top, or more than the maximum when it is not even that.
static size_t field_count(struct bytes body)
{
    size_t count = 0;
    for (uint64_t tag, value; body.len > 0; count++) {
        if (count > BODY_FIELDS_MAX || !varint_take(&body, UINT32_MAX, &tag)) {
            return BODY_FIELDS_MAX + 1;
        }
        uint64_t skip = 0;
        switch (tag & 7) {
        case PROTOBUF_C_WIRE_TYPE_VARINT:
            if (!varint_take(&body, UINT64_MAX, &value)) {
                return BODY_FIELDS_MAX + 1;
            }
            break;
        case PROTOBUF_C_WIRE_TYPE_64BIT:
            skip = 8;
            break;
        case PROTOBUF_C_WIRE_TYPE_32BIT:
            skip = 4;
            break;
        case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED:
            if (!varint_take(&body, BUNDLE_BODY_MAX, &skip)) {
                return BODY_FIELDS_MAX + 1;
            }
            break;
        default:
            return BODY_FIELDS_MAX + 1;
        }
        if (skip > body.len) {
            return BODY_FIELDS_MAX + 1;
        }
        body = bytes_of(body.data + skip, body.len - (size_t)skip);
    }
    return count;
}

void *bundle_message(struct arena *arena, const ProtobufCMessageDescriptor *type, struct bytes body)
{
    if (body.len > BUNDLE_BODY_MAX || field_count(body) > BODY_FIELDS_MAX) {
        fault_set("%zu bytes are not a %s with at most %d fields", body.len, type->short_name,
                  BODY_FIELDS_MAX);
        return NULL;
    }
    ProtobufCMessage *message = record_unpack(arena, type, body);
    return message && record_texts_are_valid(message) ? message : NULL;
}
