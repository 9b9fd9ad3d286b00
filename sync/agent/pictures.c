// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces are taken in as they come; the screen hears of a picture by the bell once it is whole. A
// stick asks for nothing and takes nothing back.
#include "pictures.h"

#include "db/village/media.h"
#include "db/village/round.h"

#include <string.h>

bool pictures_take(struct village *village, const Kt__Changes *changes, struct applied *out)
{
    if (changes->n_parts > PARTS_IN_BUNDLE_MAX) {
        fault_set("a bundle of %zu pieces of pictures; at most %d are taken", changes->n_parts,
                  PARTS_IN_BUNDLE_MAX);
        return false;
    }
    sql_begin(village->sql);
    for (size_t i = 0; i < changes->n_parts && !sql_failed(village->sql); i++) {
        const Kt__Part *part = changes->parts[i];
        const struct media_piece piece = {.hash = record_view(part->hash),
                                          .bytes = record_view(part->bytes),
                                          .total = part->total,
                                          .offset = part->offset,
                                          .absent = part->absent};
        bool moved = false;
        if (!media_take(village, &piece, &moved)) {
            sql_fail(village->sql);
        }
        moved = moved || part->absent; // it is not asked for again at once: the others are
        out->parts_moved = out->parts_moved || moved;
        out->pictures_moved = out->pictures_moved || moved;
    }
    if (!sql_commit(village->sql)) {
        return false;
    }
    village_ring(village);
    return true;
}

bool pictures_ack(struct village *village, const struct plan *plan, const Kt__Ack *ack)
{
    if (ack->n_wants > WANTS_IN_ROUND_MAX) {
        fault_set("an answer that asks for %zu pictures; at most %d are asked for at once",
                  ack->n_wants, WANTS_IN_ROUND_MAX);
        return false;
    }
    struct media_want wants[WANTS_IN_ROUND_MAX];
    size_t count = 0;
    for (size_t i = 0; i < ack->n_wants; i++) {
        if (ack->wants[i]->hash.len == HASH_LEN) {
            memcpy(wants[count].hash, ack->wants[i]->hash.data, HASH_LEN);
            wants[count++].offset = ack->wants[i]->offset;
        }
    }
    // An old answer may ask for what is there by now: the next stick brings it again, and no more.
    return plan ? media_asked(village, wants, count) : media_lacked(village, wants, count);
}

bool pictures_are_due(struct village *village, const struct plan *plan, const struct applied *out)
{
    bool was_left = plan && plan->picture_count == 0 && plan->want_count == 0;
    return plan && (was_left || out->pictures_moved) &&
           round_parts_allowed(village, ROUND_PICTURES) && media_is_due(village);
}
