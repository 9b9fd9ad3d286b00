// SPDX-License-Identifier: GPL-3.0-or-later
// A bundle holds a page of pieces, so that each is taken in by itself. Nothing is given that was
// not asked for, and no piece twice in one answer.
#include "pictures.h"

#include "exchange.h"

#include "db/regency/change.h"

struct page {
    Kt__Part *parts[WANTS_IN_ROUND_MAX + 1];
    size_t count, bytes;
};

struct giving {
    struct regency *regency;
    const struct keyring *keyring;
    struct arena *arena;
    uint32_t kiosk;
    size_t left, bundles_max; // bytes of the budget
    struct page page;
    struct bytes *out;
    size_t count;
};

static bool close_page(struct giving *giving)
{
    struct page *page = &giving->page;
    if (page->count == 0) {
        return true;
    }
    Kt__Changes changes = KT__CHANGES__INIT;
    changes.class_ = CHANGE_PARTS;
    changes.parts = page->parts;
    changes.n_parts = page->count;
    bool ok =
        bundle_pack(giving->arena, BUNDLE_REGENCY, giving->kiosk, BUNDLE_SMALLEST, &changes.base,
                    keyring_newest(giving->keyring)->signing_secret, &giving->out[giving->count]);
    giving->count += ok;
    *page = (struct page){0};
    return ok;
}

static void add(struct giving *giving, struct bytes hash, uint32_t total, uint32_t offset,
                struct bytes bytes)
{
    Kt__Part *part = ARENA_NEW(giving->arena, Kt__Part);
    kt__part__init(part);
    part->hash = record_data(hash);
    part->kind = PART_PICTURE;
    part->total = total;
    part->offset = offset;
    part->bytes = record_data(bytes);
    part->absent = bytes.len == 0;
    giving->page.parts[giving->page.count++] = part;
    giving->page.bytes += bytes.len;
    giving->left -= bytes.len;
}

// One picture from where the kiosk has it, page after page.
static bool give_one(struct giving *giving, const Kt__Want *want)
{
    struct bytes hash = record_view(want->hash), bytes;
    uint32_t offset = want->offset, total;
    size_t asked = want->max;
    bool begun = false;
    while (asked > 0 && giving->left > 0 && giving->count < giving->bundles_max) {
        size_t room = EXCHANGE_PAGE_BYTES - giving->page.bytes;
        room = room < giving->left ? room : giving->left;
        switch (picture_read(giving->regency, giving->arena, hash, offset,
                             asked < room ? asked : room, &total, &bytes)) {
        case PICTURE_READ_FAILED:
            return false;
        case PICTURE_NOT_HERE:
            if (!begun) {
                add(giving, hash, 0, 0, (struct bytes){0});
            }
            return true;
        case PICTURE_READ:
            break;
        }
        begun = true;
        add(giving, hash, total, offset, bytes);
        offset += (uint32_t)bytes.len;
        asked = offset < total ? asked - bytes.len : 0;
        if (giving->page.bytes >= EXCHANGE_PAGE_BYTES && !close_page(giving)) {
            return false;
        }
    }
    return true;
}

bool pictures_give(struct regency *regency, const struct keyring *keyring, struct arena *arena,
                   uint32_t kiosk, const Kt__Round *round, size_t budget, size_t bundles_max,
                   struct bytes *out, size_t *count)
{
    struct giving giving = {.regency = regency,
                            .keyring = keyring,
                            .arena = arena,
                            .kiosk = kiosk,
                            .left = budget,
                            .bundles_max = bundles_max,
                            .out = out};
    bool ok = true;
    for (size_t i = 0; ok && i < round->n_wants; i++) {
        ok = give_one(&giving, round->wants[i]);
    }
    ok = ok && (giving.count == bundles_max || close_page(&giving));
    *count = giving.count;
    return ok;
}

void pictures_ask(struct regency *regency, struct arena *arena, uint32_t kiosk, Kt__Ack *ack)
{
    struct picture_want wants[PICTURE_WANTS_MAX];
    ack->n_wants = picture_wants(regency, arena, kiosk, PICTURE_WANTS_MAX, wants);
    ack->wants = ARENA_ARRAY(arena, Kt__Want *, ack->n_wants + 1);
    for (size_t i = 0; i < ack->n_wants; i++) {
        Kt__Want *want = ack->wants[i] = ARENA_NEW(arena, Kt__Want);
        kt__want__init(want);
        want->hash = record_data(wants[i].hash);
        want->offset = wants[i].offset;
    }
}
