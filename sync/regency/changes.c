// SPDX-License-Identifier: GPL-3.0-or-later
// Class after class from the kiosk's cursors, page after page while the budget lasts; then pieces
// of pictures with what is left of it.
#include "changes.h"

#include "db/regency/change.h"
#include "exchange.h"
#include "exchange_inside.h"
#include "pictures.h"
#include "sync/bundle/cursor.h"

#include <assert.h>
#include <string.h>

// What a row of the feed is on the wire. All of a Change's kinds share one place for a pointer.
static const struct wire_kind {
    Kt__Change__WhatCase what;
    const ProtobufCMessageDescriptor *type;
} wire_kinds[] = {
    [CHANGE_NOTICE] = {KT__CHANGE__WHAT_NOTICE, &kt__notice__descriptor},
    [CHANGE_NOTICE_GONE] = {KT__CHANGE__WHAT_NOTICE_GONE, &kt__notice_gone__descriptor},
    [CHANGE_ANSWER] = {KT__CHANGE__WHAT_ANSWER, &kt__answer__descriptor},
    // An Extra has the same two fields.
    [CHANGE_SETTING] = {KT__CHANGE__WHAT_SETTING, &kt__setting_change__descriptor},
    [CHANGE_VILLAGE] = {KT__CHANGE__WHAT_VILLAGE, &kt__village__descriptor},
    [CHANGE_WARNING] = {KT__CHANGE__WHAT_ALERT, &kt__alert__descriptor},
    [CHANGE_WARNING_GONE] = {KT__CHANGE__WHAT_ALERT_GONE, &kt__alert_gone__descriptor},
    [CHANGE_BOARD] = {KT__CHANGE__WHAT_BOARD, &kt__board_item__descriptor},
    [CHANGE_BOARD_GONE] = {KT__CHANGE__WHAT_BOARD_GONE, &kt__board_gone__descriptor},
    [CHANGE_TOTALS] = {KT__CHANGE__WHAT_TOTALS, &kt__board_totals__descriptor},
    [CHANGE_OFFICE] = {KT__CHANGE__WHAT_OFFICE, &kt__office__descriptor},
    [CHANGE_ROLE_ITEM] = {KT__CHANGE__WHAT_ROLE_ITEM, &kt__role_item__descriptor},
    [CHANGE_ROLE_ITEM_GONE] = {KT__CHANGE__WHAT_ROLE_ITEM_GONE, &kt__role_item_gone__descriptor},
    [CHANGE_DICTIONARY] = {KT__CHANGE__WHAT_DICTIONARY, &kt__dictionary__descriptor},
    [CHANGE_PICTURE] = {KT__CHANGE__WHAT_PICTURE_HERE, &kt__picture_here__descriptor},
    [CHANGE_ROLE_PERMIT] = {KT__CHANGE__WHAT_ROLE_PERMIT, &kt__role_permit__descriptor},
    [CHANGE_ROLE_PERMIT_GONE] = {KT__CHANGE__WHAT_ROLE_PERMIT_GONE,
                                 &kt__role_permit_gone__descriptor},
    [CHANGE_ASIDE_TAKEN] = {KT__CHANGE__WHAT_ASIDE_TAKEN, &kt__aside_taken__descriptor},
};

static Kt__Change *change_of(struct arena *arena, const struct change_row *row)
{
    Kt__Change *change = ARENA_NEW(arena, Kt__Change);
    kt__change__init(change);
    if ((size_t)row->kind >= COUNT_OF(wire_kinds) || !wire_kinds[row->kind].type) {
        fault_set("a change of kind %d is not known here", (int)row->kind);
        return NULL;
    }
    void *record = record_unpack(arena, wire_kinds[row->kind].type, row->body);
    change->what_case = wire_kinds[row->kind].what;
    change->notice = record;
    return record ? change : NULL;
}

static bool pack_page(struct arena *arena, const struct keyring *keyring, uint32_t kiosk,
                      uint32_t feed, enum change_class class, struct bytes after,
                      const struct change_page *page, struct bytes words, struct bytes *out)
{
    Kt__Change **list = ARENA_ARRAY(arena, Kt__Change *, page->count + 1);
    for (size_t i = 0; i < page->count; i++) {
        list[i] = change_of(arena, &page->rows[i]);
        if (!list[i]) {
            return false;
        }
    }
    Kt__Changes changes = KT__CHANGES__INIT;
    changes.class_ = (uint32_t) class;
    if (page->cursor > 0) {
        changes.cursor = record_data(cursor_make(arena, feed, page->cursor, page->hash));
    }
    if (!page->whole_begin) {
        changes.after = record_data(after);
    }
    changes.change = list;
    changes.n_change = page->count;
    changes.whole_begin = page->whole_begin;
    changes.whole_end = page->whole_end;
    return bundle_pack_with(arena, BUNDLE_REGENCY, kiosk, words, &changes.base,
                            keyring_newest(keyring)->signing_secret, out);
}

// One class from its cursor on: page after page while the budget lasts.
static bool take_class(struct regency *regency, const struct keyring *keyring, struct arena *arena,
                       const struct change_reader *reader, uint32_t feed, enum change_class class,
                       uint64_t cursor, const uint8_t *known, size_t budget, struct changes *out)
{
    bool agrees = known != NULL || cursor == 0;
    struct bytes after = known ? cursor_make(arena, feed, cursor, known) : (struct bytes){0};
    // Leaves room for the Ack and for the other classes' bundles.
    while (out->count < BUNDLES_IN_RESPONSE_MAX - CHANGE_CLASSES) {
        size_t left = out->bytes < budget ? budget - out->bytes : 0;
        size_t page_bytes = left < EXCHANGE_PAGE_BYTES ? left : EXCHANGE_PAGE_BYTES;
        bool one_whole = out->bytes == 0 || left > EVENT_BYTES_MAX;
        struct change_page page;
        if (!change_next(regency, arena, reader, class, cursor, agrees, page_bytes, one_whole,
                         &page)) {
            return false;
        }
        if (page.due) {
            if (!pack_page(arena, keyring, reader->kiosk, feed, class, after, &page, out->words,
                           &out->bundle[out->count])) {
                return false;
            }
            out->count++;
            out->bytes += page.bytes;
        }
        if (!page.due || !page.more) {
            out->more = out->more || page.more;
            return true;
        }
        cursor = page.cursor;
        after = cursor_make(arena, feed, page.cursor, page.hash);
        agrees = true;
    }
    out->more = true;
    return true;
}

bool changes_take(struct regency *regency, const struct keyring *keyring, struct arena *arena,
                  const struct registry_kiosk *kiosk, uint32_t feed, const Kt__Round *round,
                  struct changes *out)
{
    struct cursor_set set;
    if (!cursor_split(record_view(round->cursors), &set)) {
        set = (struct cursor_set){0}; // no cursors: the whole state, which is never wrong
    }
    static_assert(CURSOR_CLASSES == CHANGE_CLASSES - 1, "a cursor for each class");
    uint8_t hashes[CURSOR_CLASSES][CHANGE_HASH_LEN];
    const uint8_t *known[CURSOR_CLASSES];
    bool agrees[CURSOR_CLASSES];
    for (size_t i = 0; i < CURSOR_CLASSES; i++) {
        known[i] = change_hash(regency, set.of[i].number, hashes[i]) ? hashes[i] : NULL;
    }
    cursor_agrees(&set, feed, known, agrees);
    const struct change_reader reader = {.kiosk = kiosk->id,
                                         .village = kiosk->village.id,
                                         .code = kiosk->village.code,
                                         .whole_after = kiosk->village.whole_after};
    size_t budget = round->budget == 0                    ? BUDGET_DEFAULT
                    : round->budget > EXCHANGE_BUDGET_MAX ? EXCHANGE_BUDGET_MAX
                                                          : round->budget;
    *out = (struct changes){.words = exchange_words(regency, arena, round)};
    for (size_t i = 0; i < CURSOR_CLASSES; i++) {
        if (!take_class(regency, keyring, arena, &reader, feed, (enum change_class)(i + 1),
                        set.of[i].number, agrees[i] ? known[i] : NULL, budget, out)) {
            return false;
        }
    }
    size_t count = 0, bundles_max = BUNDLES_IN_RESPONSE_MAX - 1 - out->count;
    size_t left = !out->more && out->bytes < budget ? budget - out->bytes : 0;
    if (!pictures_give(regency, keyring, arena, kiosk->id, round, left, bundles_max,
                       &out->bundle[out->count], &count)) {
        return false;
    }
    out->count += count;
    return true;
}

struct bytes changes_join(struct arena *arena, struct bytes ack, const struct changes *changes)
{
    size_t len = ack.len;
    for (size_t i = 0; i < changes->count; i++) {
        len += changes->bundle[i].len;
    }
    uint8_t *all = arena_alloc(arena, len), *to = all;
    memcpy(to, ack.data, ack.len);
    to += ack.len;
    for (size_t i = 0; i < changes->count; i++) {
        memcpy(to, changes->bundle[i].data, changes->bundle[i].len);
        to += changes->bundle[i].len;
    }
    return bytes_of(all, len);
}
