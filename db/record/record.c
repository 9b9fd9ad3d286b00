// SPDX-License-Identifier: GPL-3.0-or-later
// protobuf-c over an arena: nothing to free, and no text goes on that is not text.
#include "record.h"

#include <string.h>

// One message may take half of what its unit of work has left.
struct share {
    struct arena *arena;
    size_t used_max;
};

// NULL when that is used up: protobuf-c then refuses the message, so that a small hostile message
// that unfolds into a large one ends nothing but itself, and room is left to say so.
static void *take(void *context, size_t len)
{
    struct share *share = context;
    size_t used = share->arena->used_bytes;
    bool fits = used < share->used_max && len < share->used_max - used;
    return fits ? arena_alloc(share->arena, len) : NULL;
}

static void leave(void *share, void *memory)
{
    (void)share; // given back with the arena
    (void)memory;
}

void *record_unpack(struct arena *arena, const ProtobufCMessageDescriptor *type, struct bytes bytes)
{
    size_t left = arena->bytes_max - arena->used_bytes;
    struct share share = {arena, arena->used_bytes + left / 2};
    ProtobufCAllocator allocator = {.alloc = take, .free = leave, .allocator_data = &share};
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

bool record_notice_fits(const Kt__Notice *notice)
{
    bool fits = notice->n_translations <= NOTICE_TRANSLATIONS_MAX &&
                notice->n_pictures <= NOTICE_PICTURES_MAX &&
                notice->n_extras <= NOTICE_EXTRAS_MAX &&
                strlen(notice->body) <= NOTICE_BODY_BYTES_MAX &&
                kt__notice__get_packed_size(notice) <= EVENT_BYTES_MAX;
    if (!fits) {
        fault_set("notice %.40s holds more than a notice may", notice->id);
    }
    return fits;
}

static bool is_line(const char *text)
{
    return strlen(text) <= ALERT_LINE_BYTES_MAX;
}

bool record_board_fits(const Kt__BoardItem *item)
{
    bool fits = item->n_entries <= BOARD_ENTRIES_MAX && is_line(item->name) &&
                kt__board_item__get_packed_size(item) <= BOARD_ITEM_BYTES_MAX;
    for (size_t i = 0; i < item->n_entries && fits; i++) {
        fits = is_line(item->entries[i]->by) && is_line(item->entries[i]->to);
    }
    if (!fits) {
        fault_set("an item of the board holds more than one may");
    }
    return fits;
}

bool record_alert_fits(const Kt__Alert *alert)
{
    bool fits = strlen(alert->id) <= ALERT_ID_BYTES_MAX && is_line(alert->sender) &&
                is_line(alert->urgency) && is_line(alert->certainty) && is_line(alert->category) &&
                is_line(alert->event) && is_line(alert->headline) && is_line(alert->lang) &&
                is_line(alert->web) && is_line(alert->contact) &&
                kt__alert__get_packed_size(alert) <= ALERT_BYTES_MAX;
    if (!fits) {
        fault_set("alert %.40s holds more than an alert may", alert->id);
    }
    return fits;
}

static uint32_t mark_of(const char *context, const struct bytes *parts, size_t count)
{
    uint8_t hash[HASH_LEN];
    secret_hash(hash, context, parts, count);
    return (uint32_t)hash[0] | (uint32_t)hash[1] << 8 | (uint32_t)hash[2] << 16 |
           (uint32_t)hash[3] << 24;
}

uint32_t record_dictionary_mark(struct bytes words)
{
    return words.len == 0 ? 0 : mark_of("kt dictionary", &words, 1);
}

uint32_t record_notice_mark(const char *id, uint32_t revision)
{
    const uint8_t number[4] = {(uint8_t)revision, (uint8_t)(revision >> 8),
                               (uint8_t)(revision >> 16), (uint8_t)(revision >> 24)};
    const struct bytes parts[] = {bytes_of_str(id), bytes_of(number, sizeof number)};
    return mark_of("kt own notice", parts, COUNT_OF(parts));
}
