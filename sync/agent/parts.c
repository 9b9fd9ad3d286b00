// SPDX-License-Identifier: GPL-3.0-or-later
// What the regency keeps of each recording, noted. Nothing is ever marked as sent by sending it.
#include "parts.h"

#include "db/village/media.h"
#include "db/village/round.h"
#include "db/village/state.h"
#include "db/village/voice.h"
#include "pictures.h"

static const char last_feed[] = "parts_feed"; // id of the feed of the regency that gave the marks

bool parts_regency_is_other(struct village *village, uint32_t feed)
{
    int64_t before = state_int(village, last_feed, 0);
    return feed != 0 && before != 0 && before != feed;
}

// A regency brought back from a backup has a new feed, and perhaps not the recordings that it said
// it had: it is asked about each, which costs some 30 bytes a recording.
static bool meet_regency(struct village *village, uint32_t feed)
{
    int64_t before = state_int(village, last_feed, 0);
    if (feed == 0 || before == feed) {
        return true;
    }
    bool is_other = parts_regency_is_other(village, feed);
    return (!is_other || (voice_ask_again(village) && media_ask_again(village))) &&
           state_set_int(village, last_feed, feed);
}

// A mark that makes no sense is said and passed over: it must not hold up the answers behind it.
static void mark(struct village *village, const struct plan *plan, const Kt__PartMark *part,
                 struct applied *out)
{
    struct bytes hash = record_view(part->hash);
    bool moved = false;
    if (!media_mark(village, hash, part->have, &moved)) {
        return;
    }
    out->pictures_moved = out->pictures_moved || moved;
    out->parts_moved = out->parts_moved || moved;
    if (!plan && (int64_t)part->have < voice_have(village, hash)) {
        return;
    }
    if (!voice_mark(village, hash, part->have, &moved) && !sql_failed(village->sql)) {
        log_line("a mark of a recording was passed over: %s", fault_text());
    }
    out->parts_moved = out->parts_moved || moved;
}

bool parts_apply(struct village *village, const struct plan *plan, const Kt__Ack *ack,
                 struct applied *out)
{
    if (ack->n_parts > PARTS_IN_ROUND_MAX) {
        fault_set("an answer that marks %zu parts; at most %d travel in a round", ack->n_parts,
                  PARTS_IN_ROUND_MAX);
        return false;
    }
    sql_begin(village->sql);
    if (plan && !meet_regency(village, ack->feed_id)) {
        sql_fail(village->sql);
    }
    for (size_t i = 0; i < ack->n_parts; i++) {
        mark(village, plan, ack->parts[i], out);
    }
    if (!pictures_ack(village, plan, ack)) {
        sql_fail(village->sql);
    }
    return sql_commit(village->sql);
}

bool parts_are_due(struct village *village, const struct plan *plan, const struct applied *out)
{
    return plan && (plan->part_count == 0 || out->parts_moved) && voice_waiting(village) > 0 &&
           round_parts_allowed(village, ROUND_SOUND);
}
