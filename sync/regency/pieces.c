// SPDX-License-Identifier: GPL-3.0-or-later
// Piece by piece; whatever comes of one is said by its mark, and only the store can fail.
#include "pieces.h"

#include "db/regency/part.h"
#include "db/regency/picture.h"

static enum part_end take_part(struct regency *regency, uint32_t kiosk, const Kt__Part *from,
                               enum exchange_keys keys, uint32_t *have)
{
    const struct part part = {.hash = record_view(from->hash),
                              .bytes = record_view(from->bytes),
                              .total = from->total,
                              .offset = from->offset,
                              .is_brought = keys != EXCHANGE_KEY_IN_FORCE};
    return from->kind == PART_PICTURE
               ? picture_put(regency, kiosk, &part, from->absent ? PICTURE_ABSENT : PICTURE_PIECE,
                             have)
               : part_put(regency, kiosk, &part, have);
}

static Kt__PartMark *add_mark(struct arena *arena, struct pieces_marks *marks, struct bytes hash)
{
    Kt__PartMark *mark = marks->mark[marks->count++] = ARENA_NEW(arena, Kt__PartMark);
    kt__part_mark__init(mark);
    mark->hash = record_data(hash);
    return mark;
}

// What the disk lost of this kiosk's recordings, with nothing as its mark. It goes on in its next
// rounds; what it sends of them already is marked by then.
static void mark_lost(struct regency *regency, struct arena *arena, uint32_t kiosk,
                      struct pieces_marks *marks)
{
    struct bytes lost[PART_LOST_MAX];
    size_t count = marks->count == 0 ? part_lost(regency, arena, kiosk, lost) : 0;
    for (size_t i = 0; i < count; i++) {
        add_mark(arena, marks, lost[i]);
    }
}

bool pieces_take(struct regency *regency, struct arena *arena, uint32_t kiosk,
                 const Kt__Round *round, enum exchange_keys keys, struct pieces_marks *out)
{
    *out = (struct pieces_marks){.mark = ARENA_ARRAY(arena, Kt__PartMark *, PARTS_IN_ROUND_MAX)};
    for (size_t i = 0; i < round->n_parts; i++) {
        const Kt__Part *from = round->parts[i];
        Kt__PartMark *mark = add_mark(arena, out, record_view(from->hash));
        enum part_end end = take_part(regency, kiosk, from, keys, &mark->have);
        if (end == PART_FAILED) {
            return false;
        }
        if (end == PART_REFUSED) {
            log_line("%s of kiosk K%u: %s",
                     from->kind == PART_PICTURE ? "a picture" : "a recording", kiosk, fault_text());
            out->word = arena_str(arena, fault_text());
        }
    }
    mark_lost(regency, arena, kiosk, out);
    return true;
}
