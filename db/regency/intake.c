// SPDX-License-Identifier: GPL-3.0-or-later
// The order of events: gaps, overlaps, forks, origins. An event that cannot be applied never holds
// up those behind it: its bytes are kept, the reason goes back, the mark advances.
#include "intake.h"

#include "case.h"
#include "change.h"

#include <stdio.h>
#include <string.h>

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

static bool is_set(const uint8_t case_id[static CASE_ID_LEN])
{
    return !sodium_is_zero(case_id, CASE_ID_LEN);
}

static bool take_early(struct regency *regency, const struct keyring *keyring,
                       const uint8_t case_id[static CASE_ID_LEN]);

// Its kiosk was told that it was set aside, and shows it to its keeper.
static bool tell_taken(struct regency *regency, struct arena *arena, const struct ledger_place *at)
{
    Kt__AsideTaken taken = KT__ASIDE_TAKEN__INIT;
    taken.log = at->log;
    taken.seq = at->seq;
    return change_put(regency, CHANGE_STATUS, change_audience_kiosk(arena, at->kiosk),
                      arena_printf(arena, "aside %u %llu", at->log, (unsigned long long)at->seq),
                      CHANGE_ASIDE_TAKEN, record_pack(arena, &taken.base), 0);
}

enum intake_end intake_take_aside(struct regency *regency, struct arena *arena,
                                  const struct keyring *keyring, const struct ledger_place *at,
                                  bool late)
{
    struct registry_kiosk kiosk;
    struct ledger_origin origin;
    const char *why = NULL;
    uint8_t opened[CASE_ID_LEN] = {0};
    struct bytes bytes = ledger_aside_bytes(regency, arena, at->row, at->seq);
    Kt__Event *event =
        bytes.len <= EVENT_BYTES_MAX ? record_unpack(arena, &kt__event__descriptor, bytes) : NULL;
    struct intake_place place = {
        .kiosk = &kiosk, .log = at->log, .seq = at->seq, .opened = opened, .late = late};
    if (event && origin_of(event, &origin)) {
        place.log = origin.log;
        place.seq = origin.seq;
    }
    if (!event || (late && !intake_may_be_late(event)) ||
        !registry_get(regency, arena, at->kiosk, &kiosk) || kiosk.revoked) {
        return sql_failed(regency->sql) ? INTAKE_FAILED : INTAKE_ASIDE;
    }
    if (!apply(regency, arena, keyring, &place, event, &why)) {
        return ledger_aside_still(regency, at->row, at->seq, why) ? INTAKE_ASIDE : INTAKE_FAILED;
    }
    bool ok = ledger_aside_done(regency, at->row, at->seq) && tell_taken(regency, arena, at) &&
              (!is_set(opened) || take_early(regency, keyring, opened));
    return ok ? INTAKE_APPLIED : INTAKE_FAILED;
}

// Follow-ups that came before the case that this event opened. What still cannot be applied stays
// aside, with its reason. The memory of each goes back at once.
static bool take_early(struct regency *regency, const struct keyring *keyring,
                       const uint8_t case_id[static CASE_ID_LEN])
{
    struct ledger_place early[LEDGER_EARLY_MAX];
    size_t count = ledger_early_take(regency, case_id, early);
    struct arena work;
    arena_init(&work, INTAKE_EVENT_ARENA_MAX);
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++, arena_reset(&work)) {
        ok = intake_take_aside(regency, &work, keyring, &early[i], false) != INTAKE_FAILED;
    }
    arena_finish(&work);
    return ok && !sql_failed(regency->sql);
}

// What is under way of one offer.
struct walk {
    struct regency *regency;
    const struct keyring *keyring;
    const struct registry_kiosk *kiosk;
    const struct intake_offer *offer;
    struct intake_answer *answer;
    int64_t asides; // of the offer, with those of before
    bool day_is_full;
};

// One more may be set aside; else the walk stops before it.
static bool may_set_aside(struct walk *walk, size_t len)
{
    const struct intake_limits *limits = &walk->offer->limits;
    int64_t count, bytes;
    if (limits->round == 0) {
        return true;
    }
    ledger_asides_today(walk->regency, walk->kiosk->id, &count, &bytes);
    walk->day_is_full = count >= limits->day || bytes + (int64_t)len > limits->day_bytes;
    walk->answer->stopped = walk->day_is_full || walk->asides >= limits->round;
    walk->asides += !walk->answer->stopped;
    return !walk->answer->stopped;
}

static bool take_new(struct walk *walk, struct arena *arena, struct bytes bytes,
                     const uint8_t hash[static HASH_LEN])
{
    struct regency *regency = walk->regency;
    struct ledger_log *log = &walk->answer->log;
    uint64_t seq = log->mark + 1;
    struct ledger_origin origin;
    const char *why = NULL;
    Kt__Event *event =
        bytes.len <= EVENT_BYTES_MAX ? record_unpack(arena, &kt__event__descriptor, bytes) : NULL;
    bool has_origin = event && origin_of(event, &origin), is_applied = false;
    uint8_t opened[CASE_ID_LEN] = {0}, early[CASE_ID_LEN] = {0};
    bool clash = false;
    struct intake_place place = {.kiosk = walk->kiosk,
                                 .log = log->log,
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
    } else if (!(has_origin && ledger_knows(regency, walk->kiosk->id, &origin))) {
        is_applied = apply(regency, arena, walk->keyring, &place, event, &why);
    }
    if (why && !may_set_aside(walk, bytes.len)) {
        return !sql_failed(regency->sql);
    }
    walk->answer->applied += is_applied;
    if (!ledger_append(regency, log, hash, has_origin ? &origin : NULL)) {
        return false;
    }
    if (why) {
        return ledger_aside(regency, log, seq, bytes, why, clash) &&
               (!is_set(early) || ledger_early_note(regency, log, seq, early));
    }
    return !is_set(opened) || take_early(regency, walk->keyring, opened);
}

// One of the offer's events: new, the same as what is stored, or the fork.
static bool take_one(struct walk *walk, struct bytes event, uint64_t seq,
                     const uint8_t hash[static HASH_LEN])
{
    uint8_t stored[HASH_LEN];
    if (seq > walk->answer->log.mark) {
        // Its memory goes back at once: thousands of events must not add up.
        struct arena work;
        arena_init(&work, INTAKE_EVENT_ARENA_MAX);
        bool ok = take_new(walk, &work, event, hash);
        arena_finish(&work);
        return ok;
    }
    if (!ledger_hash(walk->regency, &walk->answer->log, seq, stored)) {
        return false;
    }
    if (memcmp(stored, hash, HASH_LEN) != 0) {
        walk->answer->verdict = INTAKE_FORK;
    }
    return true;
}

static bool walk_along(struct walk *walk)
{
    const struct intake_offer *offer = walk->offer;
    struct intake_answer *answer = walk->answer;
    uint8_t hash[HASH_LEN];
    if (!ledger_hash(walk->regency, &answer->log, offer->first_seq - 1, hash)) {
        return false;
    }
    walk->asides =
        ledger_asides_within(walk->regency, &answer->log, offer->first_seq, answer->log.mark);
    for (size_t i = 0; i < offer->count && answer->verdict == INTAKE_OK; i++) {
        uint64_t seq = offer->first_seq + i;
        event_hash_next(hash, hash, offer->events[i]);
        if (!take_one(walk, offer->events[i], seq, hash)) {
            return false;
        }
        if (answer->stopped) {
            break;
        }
        if (answer->verdict == INTAKE_OK) {
            answer->common = seq;
        }
    }
    if (walk->day_is_full && answer->log.mark < offer->first_seq) {
        answer->verdict = INTAKE_WAIT;
        answer->word = "too much of this kiosk could not be applied today; it goes on tomorrow";
    }
    return true;
}

// Every one that the kiosk takes for settled by this answer. What a log that parted holds behind
// the parting is another disk's.
static void name_asides(struct regency *regency, struct arena *arena,
                        const struct intake_offer *offer, struct intake_answer *answer)
{
    uint64_t last = answer->verdict == INTAKE_OK ? answer->log.mark : answer->common;
    answer->aside_count = ledger_asides(regency, arena, &answer->log, offer->first_seq, last,
                                        INTAKE_ASIDES_MAX, answer->asides);
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
    struct walk walk = {
        .regency = regency, .keyring = keyring, .kiosk = kiosk, .offer = offer, .answer = answer};
    if (answer->verdict == INTAKE_OK && !walk_along(&walk)) {
        return false;
    }
    name_asides(regency, arena, offer, answer);
    return !sql_failed(regency->sql);
}
