// SPDX-License-Identifier: GPL-3.0-or-later
// protobuf-c over an arena: nothing to free, and no text goes on that is not text.
#include "record.h"

// NULL when the unit of work would outgrow its arena: protobuf-c then refuses the message, so that
// a small hostile message that unfolds into a large one ends nothing but itself.
static void *take(void *context, size_t len)
{
    struct arena *arena = context;
    size_t left = arena->bytes_max - arena->used_bytes;
    return left > len && left - len > sizeof(max_align_t) ? arena_alloc(arena, len) : NULL;
}

static void leave(void *arena, void *memory)
{
    (void)arena; // given back with the arena
    (void)memory;
}

void *record_unpack(struct arena *arena, const ProtobufCMessageDescriptor *type, struct bytes bytes)
{
    ProtobufCAllocator allocator = {.alloc = take, .free = leave, .allocator_data = arena};
    static const uint8_t nothing[1];
    void *message =
        protobuf_c_message_unpack(type, &allocator, bytes.len, bytes.data ? bytes.data : nothing);
    if (!message) {
        fault_set("%zu bytes are not a %s", bytes.len, type->short_name);
    }
    return message;
}

struct bytes record_pack(struct arena *arena, const ProtobufCMessage *message)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t *out = arena_alloc(arena, len + 1);
    protobuf_c_message_pack(message, out);
    return bytes_of(out, len);
}

struct bytes record_view(ProtobufCBinaryData data)
{
    return bytes_of(data.data, data.len);
}

ProtobufCBinaryData record_data(struct bytes bytes)
{
    return (ProtobufCBinaryData){.len = bytes.len, .data = (uint8_t *)(uintptr_t)bytes.data};
}

static bool text_is_valid(const char *text)
{
    struct bytes bytes = bytes_of_str(text);
    for (size_t i = 0; i < bytes.len; i++) {
        bool control = (bytes.data[i] < ' ' && bytes.data[i] != '\n' && bytes.data[i] != '\t') ||
                       bytes.data[i] == 0x7F;
        if (control) {
            return false;
        }
    }
    return utf8_is_valid(bytes);
}

static bool field_is_valid(const ProtobufCFieldDescriptor *field, const void *member)
{
    const void *const *value = member;
    if (field->type == PROTOBUF_C_TYPE_STRING) {
        return !*value || text_is_valid(*value);
    }
    return !*value || record_texts_are_valid(*value);
}

// Schemas nest a few levels and never recur, so neither does this.
bool record_texts_are_valid(const ProtobufCMessage *message)
{
    const uint8_t *base = (const uint8_t *)message;
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE) {
            continue;
        }
        bool ok = true;
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            size_t count = *(const size_t *)(const void *)(base + field->quantifier_offset);
            const void *const *list =
                *(const void *const *const *)(const void *)(base + field->offset);
            for (size_t k = 0; k < count && ok; k++) {
                ok = field_is_valid(field, &list[k]);
            }
        } else if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
            uint32_t chosen = *(const uint32_t *)(const void *)(base + field->quantifier_offset);
            ok = chosen != field->id || field_is_valid(field, base + field->offset);
        } else {
            ok = field_is_valid(field, base + field->offset);
        }
        if (!ok) {
            fault_set("%s.%s holds bytes that are not text", message->descriptor->short_name,
                      field->name);
            return false;
        }
    }
    return true;
}
