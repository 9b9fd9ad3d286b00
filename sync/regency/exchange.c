// SPDX-License-Identifier: GPL-3.0-or-later
// From a signed request to a signed answer. Nothing is inflated, and nothing of the store is
// touched, before the signature of a kiosk in good standing holds. Never logs what a villager
// wrote.
#include "exchange.h"

#include "changes.h"
#include "exchange_inside.h"
#include "hear.h"

#include "db/base/clock.h"
#include "db/regency/bulletin.h"
#include "db/regency/change.h"
#include "db/regency/papan.h"
#include "db/regency/role.h"
#include "db/regency/tally.h"
#include "pictures.h"
#include "pieces.h"
#include "wait_token.h"

#include <assert.h>
#include <string.h>

static const char busy_word[] = "the regency cannot store anything just now; try again later";

static void refuse(struct exchange_end *end, struct arena *arena, enum exchange_status status)
{
    end->status = status;
    end->word = arena_str(arena, fault_text());
}

static void fail(struct exchange_end *end)
{
    end->status = EXCHANGE_UNAVAILABLE;
    end->word = busy_word;
}

// ---- the request

// One bundle for the regency, and nothing behind it.
static bool read_request(struct bytes request, struct bundle *bundle)
{
    if (!bundle_read(request, bundle)) {
        return false;
    }
    if (bundle->receiver != BUNDLE_REGENCY || bundle->all.len != request.len) {
        fault_set("a request is one bundle for the regency and nothing more");
        return false;
    }
    return true;
}

// ---- the acknowledgement

static void name_asides(struct arena *arena, const struct intake_answer *taken, Kt__Ack *ack)
{
    static_assert((int)INTAKE_ASIDES_MAX <= (int)ASIDES_IN_ACK_MAX, "all that is named fits");
    ack->n_aside = taken->aside_count;
    ack->aside = ARENA_ARRAY(arena, Kt__Aside *, taken->aside_count + 1);
    for (size_t i = 0; i < taken->aside_count; i++) {
        ack->aside[i] = ARENA_NEW(arena, Kt__Aside);
        kt__aside__init(ack->aside[i]);
        ack->aside[i]->seq = taken->asides[i].seq;
        ack->aside[i]->why = arena_str(arena, taken->asides[i].why);
        ack->aside[i]->clash = taken->asides[i].clash;
    }
}

static bool pack_ack(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                     struct bytes request, const Kt__Round *round, uint32_t feed, uint64_t told,
                     const struct intake_answer *taken, const struct pieces_marks *marks,
                     uint32_t kiosk, struct bytes certificate, struct bytes *out)
{
    static const Kt__Verdict verdicts[] = {[INTAKE_OK] = KT__VERDICT__OK,
                                           [INTAKE_GAP] = KT__VERDICT__GAP,
                                           [INTAKE_FORK] = KT__VERDICT__FORK,
                                           [INTAKE_REFUSED] = KT__VERDICT__REFUSED,
                                           [INTAKE_WAIT] = KT__VERDICT__WAIT};
    uint8_t request_hash[HASH_LEN];
    bundle_request_hash(request_hash, request);
    Kt__Ack ack = KT__ACK__INIT;
    ack.request_hash = record_data(bytes_of(request_hash, HASH_LEN));
    ack.log = round->log;
    ack.verdict = verdicts[taken->verdict];
    ack.mark = taken->log.mark;
    ack.mark_hash = record_data(bytes_of(taken->log.mark_hash, HASH_LEN));
    ack.common = taken->common;
    ack.wanted = taken->wanted;
    ack.wait_s = taken->verdict == INTAKE_WAIT ? ASIDES_WAIT_S : 0;
    ack.at_s = clock_now_s();
    const char *word = taken->word ? taken->word : marks->word;
    ack.word = word ? arena_str(arena, word) : ack.word;
    ack.parts = marks->mark;
    ack.n_parts = marks->count;
    pictures_ask(regency, arena, kiosk, &ack);
    ack.more = told == 0;
    ack.own_notices = bulletin_mark(regency, kiosk);
    ack.feed_id = feed;
    ack.certificate = record_data(certificate);
    if (told > 0) {
        ack.wait = record_data(wait_token_make(arena, kiosk, told));
    }
    name_asides(arena, taken, &ack);
    exchange_words_given(regency, arena, round, &ack);
    exchange_add_key_lists(regency, arena, keyring, round->key_list, &ack);
    return bundle_pack(arena, BUNDLE_REGENCY, kiosk, BUNDLE_PLAIN, &ack.base,
                       keyring_newest(keyring)->signing_secret, out);
}

// ---- a round

static bool take_events(struct regency *regency, const struct keyring *keyring, struct arena *arena,
                        const struct registry_kiosk *kiosk, const Kt__Round *round,
                        enum exchange_keys keys, struct intake_answer *taken)
{
    static const struct intake_limits limits = {
        .round = ASIDES_IN_ROUND_MAX, .day = ASIDES_DAY_MAX, .day_bytes = ASIDES_DAY_BYTES_MAX};
    bool is_brought = keys != EXCHANGE_KEY_IN_FORCE;
    struct bytes *events = ARENA_ARRAY(arena, struct bytes, round->n_events + 1);
    for (size_t i = 0; i < round->n_events; i++) {
        events[i] = record_view(round->events[i]);
    }
    const struct intake_offer offer = {.limits = is_brought ? (struct intake_limits){0} : limits,
                                       .log = round->log,
                                       .first_seq = round->first_seq,
                                       .hash_before = record_view(round->hash_before),
                                       .events = events,
                                       .count = round->n_events};
    return intake_take(regency, arena, keyring, kiosk, &offer, taken);
}

// What it tells of itself. A stick that lay in a drawer tells of the past: newer events are here.
static bool hear_report(struct regency *regency, uint32_t kiosk, const Kt__Round *round,
                        const struct intake_answer *taken)
{
    bool is_stick = round->at_s == 0;
    if (is_stick && taken->verdict == INTAKE_OK &&
        taken->log.mark >= round->first_seq + round->n_events) {
        return true;
    }
    const struct registry_report report = {.waiting = round->waiting,
                                           .oldest_s = round->oldest_s,
                                           .at_s = round->at_s,
                                           .free_mb = round->free_mb,
                                           .version = round->version};
    return registry_seen(regency, kiosk, &report);
}

static bool answer_round(struct regency *regency, const struct keyring *keyring,
                         struct arena *arena, struct registry_kiosk *kiosk, struct bytes request,
                         const Kt__Round *round, enum exchange_keys keys, struct exchange_end *end)
{
    struct intake_answer *taken = ARENA_NEW(arena, struct intake_answer);
    struct changes *changes = ARENA_NEW(arena, struct changes);
    struct regency_about about;
    struct pieces_marks marks;
    struct bytes ack, certificate;
    bool items_left = false;
    if (!regency_about(regency, arena, &about) ||
        !take_events(regency, keyring, arena, kiosk, round, keys, taken) ||
        !pieces_take(regency, arena, kiosk->id, round, keys, &marks) ||
        !hear_report(regency, kiosk->id, round, taken) ||
        !hear_rekey(regency, arena, keyring, round->rekey, end->kiosk_key, kiosk, &certificate) ||
        !role_settle(regency, keyring, kiosk->id, kiosk->village.id, &items_left) ||
        !papan_settle(regency, keyring, kiosk->village.id) ||
        !tally_settle(regency, arena, kiosk->village.id, kiosk->village.zone_min) ||
        !changes_take(regency, keyring, arena, kiosk, about.feed, round, changes)) {
        return false;
    }
    // Never 0: the feed begins with one.
    end->told = changes->more || items_left || taken->stopped ? 0 : change_newest(regency);
    if (!pack_ack(regency, arena, keyring, request, round, about.feed, end->told, taken, &marks,
                  kiosk->id, certificate, &ack)) {
        return false;
    }
    end->verdict = taken->verdict;
    end->wanted = taken->wanted;
    end->word = taken->word;
    end->offered = round->n_events;
    end->applied = taken->applied;
    end->aside_count = taken->aside_count;
    end->asides = taken->asides;
    end->answer = changes_join(arena, ack, changes);
    return true;
}

void exchange_round(struct regency *regency, const struct keyring *keyring, struct arena *arena,
                    struct bytes request, enum exchange_keys keys, struct exchange_end *end)
{
    *end = (struct exchange_end){.status = EXCHANGE_OK};
    struct bundle bundle;
    struct bytes body;
    struct registry_kiosk kiosk;
    uint8_t key[SIGN_PUBLIC_LEN];
    fault_clear();
    if (!read_request(request, &bundle)) {
        refuse(end, arena, EXCHANGE_GARBAGE);
        return;
    }
    end->kiosk = bundle.sender;
    enum hear_end heard = hear_request(regency, keyring, arena, &bundle, keys, &kiosk, key, &body);
    if (heard == HEAR_REFUSED) {
        refuse(end, arena, EXCHANGE_FORBIDDEN);
        return;
    }
    memcpy(end->kiosk_key, key, SIGN_PUBLIC_LEN); // that of who asked, who is to read the answer
    Kt__Round *round =
        heard == HEAR_WELL ? bundle_message(arena, &kt__round__descriptor, body) : NULL;
    if (!exchange_words_agree(regency, arena, &bundle, round)) {
        exchange_unread(regency, keyring, arena, request, &bundle, end);
        return;
    }
    if (!round || round->n_events > EVENTS_IN_BUNDLE_MAX || round->n_parts > PARTS_IN_ROUND_MAX ||
        round->n_wants > WANTS_IN_ROUND_MAX) {
        if (round) {
            fault_set("a round of %zu events, %zu parts and %zu wants; at most %d, %d and %d are "
                      "taken at once",
                      round->n_events, round->n_parts, round->n_wants, EVENTS_IN_BUNDLE_MAX,
                      PARTS_IN_ROUND_MAX, WANTS_IN_ROUND_MAX);
        }
        refuse(end, arena, EXCHANGE_GARBAGE);
        return;
    }
    sql_begin(regency->sql);
    if (!answer_round(regency, keyring, arena, &kiosk, request, round, keys, end)) {
        sql_fail(regency->sql);
    }
    if (!sql_commit(regency->sql)) {
        fail(end);
    }
}

// ---- an enrolment

// The key that signed is the key that asks: nobody enrols a key that is not theirs.
static Kt__Enrol *read_enrol(struct arena *arena, struct bytes request)
{
    struct bundle bundle;
    struct bytes body;
    if (!read_request(request, &bundle) || !bundle_peek(&bundle, &body)) {
        return NULL;
    }
    Kt__Enrol *enrol = bundle_message(arena, &kt__enrol__descriptor, body);
    if (!enrol) {
        return NULL;
    }
    if (bundle.sender != 0 || enrol->token.len != TOKEN_LEN ||
        enrol->kiosk_key.len != SIGN_PUBLIC_LEN) {
        fault_set("an enrolment names a token and a key");
        return NULL;
    }
    return bundle_open(arena, &bundle, enrol->kiosk_key.data, &body) ? enrol : NULL;
}

static bool pack_enrolled(struct regency *regency, const struct keyring *keyring,
                          struct arena *arena, const struct registry_kiosk *kiosk,
                          struct bytes *out)
{
    struct bytes *lists = ARENA_ARRAY(arena, struct bytes, KEYRING_LISTS_MAX);
    Kt__Enrolled enrolled = KT__ENROLLED__INIT;
    enrolled.certificate = record_data(kiosk->certificate);
    enrolled.n_key_lists = keyring_chain(regency, arena, 0, lists);
    enrolled.key_lists = ARENA_ARRAY(arena, ProtobufCBinaryData, enrolled.n_key_lists + 1);
    for (size_t i = 0; i < enrolled.n_key_lists; i++) {
        enrolled.key_lists[i] = record_data(lists[i]);
    }
    enrolled.village = desa_record(regency, arena, &kiosk->village, kiosk->slot);
    enrolled.at_s = clock_now_s();
    return enrolled.village &&
           bundle_pack(arena, BUNDLE_REGENCY, kiosk->id, BUNDLE_PLAIN, &enrolled.base,
                       keyring_newest(keyring)->signing_secret, out);
}

void exchange_enrol(struct regency *regency, const struct keyring *keyring, struct arena *arena,
                    struct bytes request, struct exchange_end *end)
{
    *end = (struct exchange_end){.status = EXCHANGE_OK};
    struct registry_kiosk kiosk;
    fault_clear();
    Kt__Enrol *enrol = read_enrol(arena, request);
    if (!enrol) {
        refuse(end, arena, EXCHANGE_GARBAGE);
        return;
    }
    sql_begin(regency->sql);
    enum registry_answer answer = registry_enrol(regency, arena, keyring, record_view(enrol->token),
                                                 enrol->kiosk_key.data, &kiosk);
    if (answer == REGISTRY_REFUSED) {
        refuse(end, arena, EXCHANGE_FORBIDDEN);
        sql_rollback(regency->sql);
        return;
    }
    if (answer == REGISTRY_FAILED ||
        !pack_enrolled(regency, keyring, arena, &kiosk, &end->answer)) {
        sql_fail(regency->sql);
    }
    if (!sql_commit(regency->sql)) {
        fail(end);
        return;
    }
    end->kiosk = kiosk.id;
    memcpy(end->kiosk_key, kiosk.key, SIGN_PUBLIC_LEN);
}
