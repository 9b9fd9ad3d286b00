// SPDX-License-Identifier: GPL-3.0-or-later
// From a signed request to a signed answer. Nothing is inflated, and nothing of the store is
// touched, before the signature of a kiosk in good standing holds. Never logs what a villager
// wrote.
#include "exchange.h"

#include "exchange_inside.h"
#include "hear.h"

#include "db/base/clock.h"
#include "db/regency/bulletin.h"
#include "db/regency/change.h"
#include "db/regency/papan.h"
#include "db/regency/part.h"
#include "db/regency/picture.h"
#include "db/regency/role.h"
#include "db/regency/tally.h"
#include "pictures.h"
#include "sync/bundle/cursor.h"
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

// ---- changes down

struct parcels {
    struct bytes bundle[BUNDLES_IN_RESPONSE_MAX];
    size_t count, bytes;
    bool more;
    struct bytes words; // of the dictionary that the kiosk has; empty: the shipped one
};

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
                       uint64_t cursor, const uint8_t *known, size_t budget, struct parcels *out)
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

static bool take_changes(struct regency *regency, const struct keyring *keyring,
                         struct arena *arena, const struct registry_kiosk *kiosk, uint32_t feed,
                         const Kt__Round *round, struct parcels *out)
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
    out->words = exchange_words(regency, arena, round);
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

// ---- the acknowledgement

struct marks {
    Kt__PartMark **mark;
    size_t count;
    const char *word; // of the last piece that was refused
};

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

static Kt__PartMark *add_mark(struct arena *arena, struct marks *marks, struct bytes hash)
{
    Kt__PartMark *mark = marks->mark[marks->count++] = ARENA_NEW(arena, Kt__PartMark);
    kt__part_mark__init(mark);
    mark->hash = record_data(hash);
    return mark;
}

// What the disk lost of this kiosk's recordings, with nothing as its mark. It goes on in its next
// rounds; what it sends of them already is marked above.
static void mark_lost(struct regency *regency, struct arena *arena, uint32_t kiosk,
                      struct marks *marks)
{
    struct bytes lost[PART_LOST_MAX];
    size_t count = marks->count == 0 ? part_lost(regency, arena, kiosk, lost) : 0;
    for (size_t i = 0; i < count; i++) {
        add_mark(arena, marks, lost[i]);
    }
}

// Recordings and pictures, piece by piece; whatever comes of one is said by its mark. Only the
// store can fail.
static bool take_parts(struct regency *regency, struct arena *arena, uint32_t kiosk,
                       const Kt__Round *round, enum exchange_keys keys, struct marks *out)
{
    out->mark = ARENA_ARRAY(arena, Kt__PartMark *, PARTS_IN_ROUND_MAX);
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

static bool pack_ack(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                     struct bytes request, const Kt__Round *round, uint32_t feed, uint64_t told,
                     const struct intake_answer *taken, const struct marks *marks, uint32_t kiosk,
                     struct bytes certificate, struct bytes *out)
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

static struct bytes joined(struct arena *arena, struct bytes ack, const struct parcels *parcels)
{
    size_t len = ack.len;
    for (size_t i = 0; i < parcels->count; i++) {
        len += parcels->bundle[i].len;
    }
    uint8_t *all = arena_alloc(arena, len), *to = all;
    memcpy(to, ack.data, ack.len);
    to += ack.len;
    for (size_t i = 0; i < parcels->count; i++) {
        memcpy(to, parcels->bundle[i].data, parcels->bundle[i].len);
        to += parcels->bundle[i].len;
    }
    return bytes_of(all, len);
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
    struct parcels *parcels = ARENA_NEW(arena, struct parcels);
    struct regency_about about;
    struct marks marks = {0};
    struct bytes ack, certificate;
    bool items_left = false;
    if (!regency_about(regency, arena, &about) ||
        !take_events(regency, keyring, arena, kiosk, round, keys, taken) ||
        !take_parts(regency, arena, kiosk->id, round, keys, &marks) ||
        !hear_report(regency, kiosk->id, round, taken) ||
        !hear_rekey(regency, arena, keyring, round->rekey, end->kiosk_key, kiosk, &certificate) ||
        !role_settle(regency, keyring, kiosk->id, kiosk->village.id, &items_left) ||
        !papan_settle(regency, keyring, kiosk->village.id) ||
        !tally_settle(regency, arena, kiosk->village.id, kiosk->village.zone_min) ||
        !take_changes(regency, keyring, arena, kiosk, about.feed, round, parcels)) {
        return false;
    }
    // Never 0: the feed begins with one.
    end->told = parcels->more || items_left || taken->stopped ? 0 : change_newest(regency);
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
    end->answer = joined(arena, ack, parcels);
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
