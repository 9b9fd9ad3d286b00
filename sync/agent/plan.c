// SPDX-License-Identifier: GPL-3.0-or-later
// A round as it goes up. Never marks anything as sent: only the regency's answer does that.
#include "plan.h"

#include "agent.h"
#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/village/dictionary.h"
#include "db/village/event_log.h"
#include "db/village/feed.h"
#include "db/village/media.h"
#include "db/village/round.h"
#include "db/village/voice.h"
#include "sync/bundle/cursor.h"

#include <assert.h>
#include <string.h>

static struct bytes cursors(struct village *village, struct arena *arena)
{
    struct bytes kept[CURSOR_CLASSES];
    for (int i = 0; i < CURSOR_CLASSES; i++) {
        kept[i] = feed_cursor(village, arena, (enum feed_class)(i + 1));
    }
    return cursor_join(arena, kept);
}

// The hash that the first event stands on. That of the newest confirmed one is kept even when its
// event is not.
static bool hash_before(struct village *village, const struct event_log *log, uint64_t first_seq,
                        uint8_t out[static HASH_LEN])
{
    if (first_seq == log->confirmed + 1) {
        memcpy(out, log->confirmed_hash, HASH_LEN);
        return true;
    }
    if (!event_log_hash(village, first_seq - 1, out)) {
        fault_set("%s: event %llu is not kept any more", village->dir,
                  (unsigned long long)first_seq - 1);
        return false;
    }
    return true;
}

static void add_events(struct village *village, struct arena *arena, uint64_t first_seq,
                       size_t bytes_max, Kt__Round *round)
{
    struct bytes *events = ARENA_ARRAY(arena, struct bytes, EVENTS_IN_BUNDLE_MAX);
    round->n_events =
        event_log_slice(village, arena, first_seq, bytes_max, EVENTS_IN_BUNDLE_MAX, events);
    round->events = ARENA_ARRAY(arena, ProtobufCBinaryData, round->n_events + 1);
    for (size_t i = 0; i < round->n_events; i++) {
        round->events[i] = record_data(events[i]);
    }
}

static size_t parts_room(struct plan_limits limits)
{
    return limits.parts_bytes_max > 0              ? limits.parts_bytes_max
           : limits.up_bytes_max < PARTS_BYTES_MAX ? limits.up_bytes_max
                                                   : PARTS_BYTES_MAX;
}

static void add_parts(struct village *village, struct arena *arena, struct plan_limits limits,
                      Kt__Round *round)
{
    static_assert((int)VOICE_PARTS_MAX == (int)PARTS_IN_ROUND_MAX, "what is cut fits");
    struct voice_part *pieces = ARENA_ARRAY(arena, struct voice_part, VOICE_PARTS_MAX);
    round->n_parts =
        voice_parts(village, arena, limits.parts_skip, parts_room(limits), VOICE_PARTS_MAX, pieces);
    round->parts = ARENA_ARRAY(arena, Kt__Part *, PARTS_IN_ROUND_MAX);
    for (size_t i = 0; i < round->n_parts; i++) {
        Kt__Part *part = round->parts[i] = ARENA_NEW(arena, Kt__Part);
        kt__part__init(part);
        part->hash = record_data(pieces[i].hash);
        part->total = pieces[i].total;
        part->offset = pieces[i].offset;
        part->bytes = record_data(pieces[i].bytes);
    }
}

// After sound, in what room it leaves. Returns how many.
static size_t add_pictures(struct village *village, struct arena *arena, struct plan_limits limits,
                           Kt__Round *round)
{
    size_t used = 0, room = parts_room(limits), places = PARTS_IN_ROUND_MAX - round->n_parts;
    for (size_t i = 0; i < round->n_parts; i++) {
        used += round->parts[i]->bytes.len;
    }
    if (used >= room || places == 0) {
        return 0;
    }
    struct media_piece pieces[PARTS_IN_ROUND_MAX];
    size_t count = media_pieces(village, arena, limits.load == PLAN_NETWORK ? MEDIA_NOW : MEDIA_ALL,
                                limits.pictures_skip, room - used, places, pieces);
    round->parts = round->parts ? round->parts : ARENA_ARRAY(arena, Kt__Part *, PARTS_IN_ROUND_MAX);
    for (size_t i = 0; i < count; i++) {
        Kt__Part *part = round->parts[round->n_parts++] = ARENA_NEW(arena, Kt__Part);
        kt__part__init(part);
        part->kind = PART_PICTURE;
        part->hash = record_data(pieces[i].hash);
        part->total = pieces[i].total;
        part->offset = pieces[i].offset;
        part->bytes = record_data(pieces[i].bytes);
        part->absent = pieces[i].absent;
    }
    return count;
}

// Never more than fits into the answer. Returns how many bytes.
static size_t add_wants(struct village *village, struct arena *arena, struct plan_limits limits,
                        Kt__Round *round)
{
    struct media_want wants[WANTS_IN_ROUND_MAX];
    size_t down = limits.down_bytes_max < PARTS_BYTES_MAX ? limits.down_bytes_max : PARTS_BYTES_MAX;
    size_t room = limits.wants_bytes_max > 0 ? limits.wants_bytes_max : down, bytes = 0;
    round->n_wants = media_wants(village, limits.load == PLAN_NETWORK ? MEDIA_NOW : MEDIA_ALL,
                                 limits.wants_skip, room, WANTS_IN_ROUND_MAX, wants);
    round->wants = ARENA_ARRAY(arena, Kt__Want *, round->n_wants + 1);
    for (size_t i = 0; i < round->n_wants; i++) {
        Kt__Want *want = round->wants[i] = ARENA_NEW(arena, Kt__Want);
        kt__want__init(want);
        want->hash = record_data(arena_bytes(arena, bytes_of(wants[i].hash, HASH_LEN)));
        want->offset = wants[i].offset;
        want->max = wants[i].max;
        bytes += want->max;
    }
    return bytes;
}

// Words go first; what of the rest may go now, and of a stick what its file is for.
static void add_rest(struct village *village, struct arena *arena, struct plan_limits limits,
                     Kt__Round *round, struct plan *out)
{
    bool is_stick = limits.load != PLAN_NETWORK;
    if (is_stick ? limits.load == PLAN_WORDS_AND_SOUND
                 : round_parts_allowed(village, ROUND_SOUND)) {
        add_parts(village, arena, limits, round);
        out->part_count = round->n_parts;
    }
    if (is_stick ? limits.load == PLAN_PICTURES : round_parts_allowed(village, ROUND_PICTURES)) {
        out->picture_count = add_pictures(village, arena, limits, round);
        out->want_bytes = add_wants(village, arena, limits, round);
        out->want_count = round->n_wants;
    }
}

// A restored machine asks for its new key to be certified, signed by both.
struct rekey {
    Kt__Rekey record;
    uint8_t key[SIGN_PUBLIC_LEN], proof[SIGN_LEN], old[SIGN_PUBLIC_LEN];
};

static bool add_rekey(struct village *village, const struct identity *self, struct rekey *out)
{
    uint8_t *next = identity_next_secret(village, out->key);
    if (!next) {
        return false;
    }
    memcpy(out->old, self->kiosk_key, SIGN_PUBLIC_LEN);
    trust_rekey_prove(out->proof, self->kiosk, out->old, next);
    secret_free(next);
    kt__rekey__init(&out->record);
    out->record.key = record_data(bytes_of(out->key, SIGN_PUBLIC_LEN));
    out->record.proof = record_data(bytes_of(out->proof, SIGN_LEN));
    out->record.old = record_data(bytes_of(out->old, SIGN_PUBLIC_LEN));
    return true;
}

// For the regency's registry: whether somebody should call this village.
static void add_report(struct village *village, struct plan_limits limits, uint64_t after,
                       Kt__Round *round)
{
    int64_t event_s = event_log_oldest_s(village, after), voice_s = voice_oldest_s(village);
    int64_t oldest_s = event_s && (!voice_s || event_s < voice_s) ? event_s : voice_s;
    int64_t age_s = village_now_s(village) - oldest_s;
    round->oldest_s = oldest_s > 0 && age_s > 0 && age_s < UINT32_MAX ? (uint32_t)age_s : 0;
    if (round->n_events > 0) {
        return;
    }
    int64_t free_bytes = file_free_bytes(village->dir), free_mb = free_bytes / 1000 / 1000;
    round->free_mb = free_bytes < 0         ? 0 // not known
                     : free_mb > UINT32_MAX ? UINT32_MAX
                     : free_mb > 0          ? (uint32_t)free_mb
                                            : 1;
    round->at_s = limits.load == PLAN_NETWORK ? clock_now_s() : 0;
    round->version = AGENT_VERSION;
}

// Which dictionary is here, and which one is not.
static void tell_dictionaries(struct village *village, struct arena *arena,
                              struct plan_limits limits, Kt__Round *round, struct bytes *words)
{
    struct dictionary newest;
    bool has_one = dictionary_newest(village, arena, &newest);
    round->dictionary = record_dictionary_mark(newest.words);
    if (limits.down_bytes_max >= DICTIONARY_ASK_BUDGET) {
        uint32_t wanted = dictionary_wanted(village);
        round->dictionary_wanted = wanted ? wanted : newest.damaged;
    }
    *words = has_one ? newest.words : (struct bytes){0};
}

bool plan_round(struct village *village, struct arena *arena, const struct identity *self,
                const uint8_t secret[static SIGN_SECRET_LEN], struct plan_limits limits,
                struct plan *out)
{
    struct event_log log;
    if (!event_log_get(village, &log)) {
        return false;
    }
    // On a stick nobody can ask: it begins with what the last one was asked for.
    uint64_t after_seq =
        limits.load == PLAN_NETWORK ? log.confirmed : event_log_kept(village, &log);
    uint64_t first_seq = limits.first_seq ? limits.first_seq : after_seq + 1;
    uint8_t before[HASH_LEN];
    if (!hash_before(village, &log, first_seq, before)) {
        return false;
    }
    Kt__Round round = KT__ROUND__INIT;
    round.log = log.log;
    round.first_seq = first_seq;
    round.hash_before = record_data(bytes_of(before, HASH_BEFORE_LEN));
    add_events(village, arena, first_seq, limits.up_bytes_max, &round);
    round.cursors = record_data(cursors(village, arena));
    round.budget = limits.down_bytes_max == BUDGET_DEFAULT ? 0 : limits.down_bytes_max;
    round.key_list = self->keys->number;
    clock_random(&round.nonce, sizeof round.nonce);
    uint64_t after = first_seq - 1 + round.n_events;
    round.waiting = log.head > after ? (uint32_t)(log.head - after) : 0;
    *out = (struct plan){0};
    if (round.n_events == 0 && round.waiting == 0) {
        add_rest(village, arena, limits, &round, out);
    }
    add_report(village, limits, after, &round);
    struct rekey rekey;
    if (add_rekey(village, self, &rekey)) {
        round.rekey = &rekey.record;
    }
    struct bytes words;
    tell_dictionaries(village, arena, limits, &round, &words);
    bool is_open = limits.words == PLAN_OPEN || identity_is_refused(village);
    if (is_open) {
        round.certificate = record_data(self->certificate);
        round.village = self->village;
    }
    out->kiosk = self->kiosk;
    out->log = log.log;
    out->first_seq = first_seq;
    out->event_count = round.n_events;
    out->waiting = round.waiting;
    out->wanted = round.dictionary_wanted;
    bool ok = is_open ? bundle_pack(arena, self->kiosk, BUNDLE_REGENCY, BUNDLE_PLAIN, &round.base,
                                    secret, &out->request)
                      : bundle_pack_with(arena, self->kiosk, BUNDLE_REGENCY, words, &round.base,
                                         secret, &out->request);
    if (!ok) {
        return false;
    }
    bundle_request_hash(out->request_hash, out->request);
    return true;
}
