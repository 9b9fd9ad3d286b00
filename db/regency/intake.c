// SPDX-License-Identifier: GPL-3.0-or-later
// The order of events: gaps, overlaps, forks, origins. An event that cannot be applied never holds
// up those behind it: its bytes are kept, the reason goes back, the mark advances.
#include "intake.h"

#include "case.h"

#include <stdio.h>
#include <string.h>

// One event's work: a small hostile one that unfolds into more than this is refused, not taken.
enum { EVENT_ARENA_MAX = 48 * 1024 * 1024 };

static bool same_hash(struct bytes half, const uint8_t hash[static HASH_LEN])
{
    return memcmp(half.data, hash, half.len) == 0; // its length was checked
}

// Finds the log, or begins it when the offer begins with its first event.
static bool find_log(struct regency *regency, const struct registry_kiosk *kiosk,
                     const struct intake_offer *offer, struct intake_answer *answer)
{
    enum ledger_found found = ledger_lock(regency, kiosk->id, offer->log, &answer->log);
    if (found != LEDGER_UNKNOWN) {
        return found == LEDGER_FOUND;
    }
    event_hash_start(answer->log.mark_hash, kiosk->id, offer->log);
    if (offer->first_seq != 1 || !same_hash(offer->hash_before, answer->log.mark_hash)) {
        answer->verdict = INTAKE_GAP;
        answer->wanted = 1;
        return true;
    }
    // A round that has nothing to tell leaves no trace.
    return offer->count == 0 || ledger_start(regency, kiosk->id, offer->log, &answer->log);
}

// Where the offer begins: a gap, a fork before it, or in order.
static bool check_start(struct regency *regency, const struct intake_offer *offer,
                        struct intake_answer *answer)
{
    uint8_t hash[HASH_LEN];
    if (offer->first_seq > answer->log.mark + 1) {
        answer->verdict = INTAKE_GAP;
        answer->wanted = answer->log.mark + 1;
        return true;
    }
    if (!ledger_hash(regency, &answer->log, offer->first_seq - 1, hash)) {
        fault_set("K%u: the hash of event %llu is missing in the store; restore a backup",
                  answer->log.kiosk, (unsigned long long)offer->first_seq - 1);
        return false;
    }
    if (same_hash(offer->hash_before, hash)) {
        answer->common = offer->first_seq - 1;
    } else {
        // They parted somewhere before. Nothing is known to be common, and nothing has to be:
        // what is sent again names its origin and is known by it.
        answer->verdict = INTAKE_FORK;
        answer->common = 0;
    }
    return true;
}

static void name_aside(struct arena *arena, struct intake_answer *answer, uint64_t seq,
                       const char *why, bool clash)
{
    if (answer->aside_count < INTAKE_ASIDES_MAX) {
        answer->asides[answer->aside_count++] =
            (struct intake_aside){.seq = seq, .why = arena_str(arena, why), .clash = clash};
    }
}

static bool origin_of(const Kt__Event *event, struct ledger_origin *out)
{
    if (!event->origin || event->origin->hash.len != HASH_LEN || event->origin->seq == 0 ||
        event->origin->seq > INT64_MAX) {
        return false;
    }
    out->log = event->origin->log;
    out->seq = event->origin->seq;
    memcpy(out->hash, event->origin->hash.data, HASH_LEN);
    return true;
}

// Applies in a savepoint of its own; what the store itself refuses is poison as well and is set
// aside, unless it cannot even write that down.
static bool apply(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                  const struct intake_place *place, const Kt__Event *event, const char **why)
{
    char kept[INTAKE_WHY_BYTES_MAX];
    fault_clear();
    sql_begin(regency->sql);
    enum intake_end end = intake_event(regency, arena, keyring, place, event);
    if (end == INTAKE_FAILED) {
        sql_fail(regency->sql);
    }
    if (sql_commit(regency->sql) && end == INTAKE_APPLIED) {
        return true;
    }
    snprintf(kept, sizeof kept, "%s", fault_text());
    *why = arena_str(arena, kept);
    return false;
}

static bool take_early_one(struct regency *regency, struct arena *arena,
                           const struct keyring *keyring, const struct ledger_early *early)
{
    struct registry_kiosk kiosk;
    struct ledger_origin origin;
    const char *why = NULL;
    struct bytes bytes = ledger_aside_bytes(regency, arena, early->row, early->seq);
    Kt__Event *event = record_unpack(arena, &kt__event__descriptor, bytes);
    struct intake_place place = {.kiosk = &kiosk, .log = early->log, .seq = early->seq};
    if (event && origin_of(event, &origin)) {
        place.log = origin.log;
        place.seq = origin.seq;
    }
    return !event || !registry_get(regency, arena, early->kiosk, &kiosk) ||
           !apply(regency, arena, keyring, &place, event, &why) ||
           ledger_aside_done(regency, early->row, early->seq);
}

// Follow-ups that came before the case that this event opened. What still cannot be applied stays
// aside, with its reason; it is tried once. The memory of each goes back at once.
static bool take_early(struct regency *regency, const struct keyring *keyring,
                       const uint8_t case_id[static CASE_ID_LEN])
{
    struct ledger_early early[LEDGER_EARLY_MAX];
    size_t count = ledger_early_take(regency, case_id, early);
    struct arena work;
    arena_init(&work, EVENT_ARENA_MAX);
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++, arena_reset(&work)) {
        ok = take_early_one(regency, &work, keyring, &early[i]);
    }
    arena_finish(&work);
    return ok && !sql_failed(regency->sql);
}

static bool is_set(const uint8_t case_id[static CASE_ID_LEN])
{
    return !sodium_is_zero(case_id, CASE_ID_LEN);
}

static bool take_new(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                     const struct registry_kiosk *kiosk, struct bytes bytes,
                     const uint8_t hash[static HASH_LEN], struct intake_answer *answer)
{
    uint64_t seq = answer->log.mark + 1;
    struct ledger_origin origin;
    const char *why = NULL;
    Kt__Event *event =
        bytes.len <= EVENT_BYTES_MAX ? record_unpack(arena, &kt__event__descriptor, bytes) : NULL;
    bool has_origin = event && origin_of(event, &origin);
    uint8_t opened[CASE_ID_LEN] = {0}, early[CASE_ID_LEN] = {0};
    bool clash = false;
    struct intake_place place = {.kiosk = kiosk,
                                 .log = answer->log.log,
                                 .seq = seq,
                                 .opened = opened,
                                 .early = early,
                                 .clash = &clash};
    if (has_origin) {
        place.log = origin.log;
        place.seq = origin.seq;
    }
    if (!event) {
        why = "is not an event, or too long for one";
    } else if (!(has_origin && ledger_knows(regency, kiosk->id, &origin)) &&
               apply(regency, arena, keyring, &place, event, &why)) {
        answer->applied++;
    }
    if (!ledger_append(regency, &answer->log, hash, has_origin ? &origin : NULL)) {
        return false;
    }
    if (why) {
        name_aside(arena, answer, seq, why, clash);
        return ledger_aside(regency, &answer->log, seq, bytes, why, clash) &&
               (!is_set(early) || ledger_early_note(regency, &answer->log, seq, early));
    }
    return !is_set(opened) || take_early(regency, keyring, opened);
}

// One of the offer's events: new, the same as what is stored, or the fork.
static bool take_one(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                     const struct registry_kiosk *kiosk, struct bytes event, uint64_t seq,
                     const uint8_t hash[static HASH_LEN], struct intake_answer *answer)
{
    uint8_t stored[HASH_LEN];
    if (seq > answer->log.mark) {
        // Its memory goes back at once: thousands of events must not add up.
        struct arena work;
        arena_init(&work, EVENT_ARENA_MAX);
        bool ok = take_new(regency, &work, keyring, kiosk, event, hash, answer);
        if (ok && answer->aside_count > 0 && answer->asides[answer->aside_count - 1].seq == seq) {
            struct intake_aside *aside = &answer->asides[answer->aside_count - 1];
            aside->why = arena_str(arena, aside->why);
        }
        arena_finish(&work);
        return ok;
    }
    if (!ledger_hash(regency, &answer->log, seq, stored)) {
        return false;
    }
    if (memcmp(stored, hash, HASH_LEN) != 0) {
        answer->verdict = INTAKE_FORK;
        return true;
    }
    // It was set aside when it first came; that answer may have been lost.
    bool clash;
    const char *why = ledger_aside_why(regency, arena, &answer->log, seq, &clash);
    if (why) {
        name_aside(arena, answer, seq, why, clash);
    }
    return true;
}

static bool walk(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                 const struct registry_kiosk *kiosk, const struct intake_offer *offer,
                 struct intake_answer *answer)
{
    uint8_t hash[HASH_LEN];
    if (!ledger_hash(regency, &answer->log, offer->first_seq - 1, hash)) {
        return false;
    }
    for (size_t i = 0; i < offer->count && answer->verdict == INTAKE_OK; i++) {
        uint64_t seq = offer->first_seq + i;
        event_hash_next(hash, hash, offer->events[i]);
        if (!take_one(regency, arena, keyring, kiosk, offer->events[i], seq, hash, answer)) {
            return false;
        }
        if (answer->verdict == INTAKE_OK) {
            answer->common = seq;
        }
    }
    return true;
}

bool intake_take(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                 const struct registry_kiosk *kiosk, const struct intake_offer *offer,
                 struct intake_answer *answer)
{
    *answer = (struct intake_answer){.verdict = INTAKE_OK};
    if (offer->log == 0 || offer->first_seq == 0 || offer->first_seq > INT64_MAX / 2 ||
        offer->hash_before.len < INTAKE_HASH_MIN || offer->hash_before.len > HASH_LEN) {
        answer->verdict = INTAKE_REFUSED;
        answer->log.kiosk = kiosk->id;
        answer->log.log = offer->log;
        answer->word = "the round names no log, no place in it, or no hash";
        return true;
    }
    if (!find_log(regency, kiosk, offer, answer)) {
        return false;
    }
    if (answer->verdict == INTAKE_OK && !check_start(regency, offer, answer)) {
        return false;
    }
    return answer->verdict != INTAKE_OK || walk(regency, arena, keyring, kiosk, offer, answer);
}
