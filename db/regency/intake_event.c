// SPDX-License-Identifier: GPL-3.0-or-later
// One event, by its kind. A sealed text has to say inside what its event says outside: so a stolen
// copy can be sent neither under another event nor under another addressee or day. Its words are
// checked and handed on, never logged.
#include "intake.h"

#include "bulletin.h"
#include "case.h"
#include "db/base/clock.h"
#include "db/base/moment.h"
#include "db/record/seal_follow.h"
#include "db/record/slug.h"
#include "db/record/voice_seal.h"
#include "papan.h"

#include <string.h>

enum { DAY_SLACK = 1 }; // midnight between two looks at the clock, or a zone that was corrected

static bool slug_is_known(enum slug_kind kind, int value)
{
    return value > 0 && slug_of(kind, value)[0];
}

// The kiosk that a seal names: this one, or what this one was enrolled as before, which is known by
// its key, in the same village. False: some other machine's words.
static bool sealed_at(struct regency *regency, struct arena *arena,
                      const struct intake_place *place, uint32_t id, struct registry_kiosk *out)
{
    const struct registry_kiosk *now = place->kiosk;
    if (id == now->id) {
        *out = *now;
        return true;
    }
    return registry_get(regency, arena, id, out) && out->enrolled &&
           out->village.id == now->village.id && memcmp(out->key, now->key, SIGN_PUBLIC_LEN) == 0;
}

// What the seal says against what carries it. The first thing that differs is the reason.
static const char *mismatch(const struct intake_place *place, const Kt__Event *event,
                            const Kt__Inside *inside)
{
    int64_t day = moment_day((int64_t)inside->at_s, place->kiosk->village.zone_min);
    int64_t apart = day > event->day ? day - event->day : event->day - day;
    bool clock_unsure = event->day == 0;
    const struct {
        bool differs;
        const char *why;
    } checks[] = {
        {inside->log != place->log, "the seal names another log: an old text under a new event"},
        {inside->seq != place->seq, "the seal names another seq: an old text under a new event"},
        {inside->to != event->filed->to, "the seal names another addressee"},
        {inside->at_s > INT64_MAX / 2 || (!clock_unsure && apart > DAY_SLACK),
         "the seal names another day"},
        {inside->receipt_key.len != BOX_PUBLIC_LEN, "the seal holds no receipt key"},
        {!slug_is_known(SLUG_CATEGORY, (int)inside->category), "the category is not known here"},
        {!slug_is_known(SLUG_MODE, (int)inside->mode), "the way of asking is not known here"},
        {!slug_is_known(SLUG_ADDRESSEE, (int)inside->to), "the addressee is not known here"},
        {inside->number == 0, "the seal holds no number"},
    };
    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        if (checks[i].differs) {
            return checks[i].why;
        }
    }
    return NULL;
}

// What the seal names is only taken down; the recording itself comes later, in parts.
static bool read_voice(const Kt__Voice *from, struct case_voice *out)
{
    *out =
        (struct case_voice){.hash = record_view(from->hash), .ms = from->ms, .bytes = from->bytes};
    bool fits = from->hash.len == HASH_LEN && from->key.len == VOICE_KEY_LEN && from->ms > 0 &&
                from->ms <= CASE_VOICE_MS_MAX && from->bytes > VOICE_SEAL_HEADER &&
                from->bytes <= VOICE_SEAL_CLOSED_MAX;
    if (!fits) {
        fault_set("the recording that the seal names is none that can be");
    }
    return fits;
}

static enum intake_end filed(struct regency *regency, struct arena *arena,
                             const struct keyring *keyring, const struct intake_place *place,
                             const Kt__Event *event)
{
    const Kt__Filed *what = event->filed;
    const struct keyring_keys *keys = keyring_find(keyring, what->key);
    if (!keys) {
        fault_set("sealed to key list %u, which is not this regency's", what->key);
        return INTAKE_ASIDE;
    }
    Kt__Inside *inside =
        seal_open(arena, record_view(what->sealed), keys->sealing_public, keys->sealing_secret);
    if (!inside) {
        return INTAKE_ASIDE;
    }
    struct registry_kiosk at;
    const char *why = sealed_at(regency, arena, place, inside->kiosk, &at)
                          ? mismatch(place, event, inside)
                          : "the seal names another kiosk";
    if (why) {
        fault_set("%s", why);
        return INTAKE_ASIDE;
    }
    struct case_voice voice = {0};
    Kt__Words *words = seal_words_unpack(arena, record_view(inside->words), inside->dictionary);
    if (!words || (!words->text[0] && !words->voice)) {
        fault_set("the words inside the seal are damaged, too long, or none");
        return INTAKE_ASIDE;
    }
    if (words->voice && !read_voice(words->voice, &voice)) {
        return INTAKE_ASIDE;
    }
    struct case_new from = {
        .kiosk = place->kiosk->id,
        .village = place->kiosk->village.id,
        .village_code = place->kiosk->village.code,
        .slot = at.slot, // as the receipt's number has it
        .day = event->day,
        .zone_min = place->kiosk->village.zone_min,
        .inside = inside,
        .text = words->text,
        .voice = voice,
        .sealed = record_view(what->sealed),
        .key = what->key,
    };
    static const enum intake_end ends[] = {
        [CASE_OPENED] = INTAKE_APPLIED,
        [CASE_KNOWN] = INTAKE_APPLIED,
        [CASE_REFUSED] = INTAKE_ASIDE,
        [CASE_FAILED] = INTAKE_FAILED,
    };
    enum case_opened opened = case_open(regency, arena, keyring, &from);
    if (opened == CASE_OPENED && place->opened) {
        receipt_case_id(place->opened, inside->receipt_key.data);
    }
    return ends[opened];
}

static enum intake_end from_bulletin(const struct intake_place *place, enum bulletin_end end)
{
    if (place->clash) {
        *place->clash = end == BULLETIN_CLASH;
    }
    return end == BULLETIN_TAKEN    ? INTAKE_APPLIED
           : end == BULLETIN_FAILED ? INTAKE_FAILED
                                    : INTAKE_ASIDE;
}

static enum intake_end notice(struct regency *regency, struct arena *arena,
                              const struct keyring *keyring, const struct intake_place *place,
                              const Kt__Event *event)
{
    (void)keyring;
    return from_bulletin(place, bulletin_from_kiosk(regency, arena, place->kiosk, event->notice));
}

static enum intake_end notice_gone(struct regency *regency, struct arena *arena,
                                   const struct keyring *keyring, const struct intake_place *place,
                                   const Kt__Event *event)
{
    (void)keyring;
    return from_bulletin(
        place, bulletin_gone_from_kiosk(regency, arena, place->kiosk, event->notice_gone));
}

static enum intake_end answer_arrived(struct regency *regency, struct arena *arena,
                                      const struct keyring *keyring,
                                      const struct intake_place *place, const Kt__Event *event)
{
    const Kt__AnswerArrived *what = event->answer_arrived;
    bool is_theirs;
    if (what->case_.len != CASE_ID_LEN) {
        fault_set("an answer that arrived names no case");
        return INTAKE_ASIDE;
    }
    if (!case_arrived(regency, arena, keyring, place->kiosk->village.id, record_view(what->case_),
                      what->revision, &is_theirs)) {
        return INTAKE_FAILED;
    }
    if (!is_theirs) {
        fault_set("an answer that arrived names another village's case");
    }
    return is_theirs ? INTAKE_APPLIED : INTAKE_ASIDE;
}

// ---- the villager came back

const char *intake_differs(const struct intake_place *place, const Kt__Event *event,
                           struct intake_named named)
{
    int64_t day = moment_day((int64_t)named.at_s, place->kiosk->village.zone_min);
    int64_t apart = day > event->day ? day - event->day : event->day - day;
    const struct {
        bool differs;
        const char *why;
    } checks[] = {
        {named.kiosk != place->kiosk->id, "its box names another kiosk"},
        {named.log != place->log, "its box names another log: an old one, sent again"},
        {named.seq != place->seq, "its box names another seq: an old one, sent again"},
        {named.at_s > INT64_MAX / 2 || (event->day != 0 && apart > DAY_SLACK),
         "its box names another day"},
    };
    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        if (checks[i].differs) {
            return checks[i].why;
        }
    }
    return NULL;
}

// The outer seal says which case, its receipt key opens the box. NULL with a fault.
static Kt__Following *open_follow(struct regency *regency, struct arena *arena,
                                  const struct keyring_keys *keys, const Kt__Followed *what,
                                  const struct intake_place *place, struct case_info *info)
{
    Kt__FollowEnvelope *envelope = seal_follow_open(arena, record_view(what->sealed),
                                                    keys->sealing_public, keys->sealing_secret);
    if (!envelope) {
        return NULL;
    }
    bool is_id = envelope->case_.len == CASE_ID_LEN;
    if (is_id && !case_get(regency, arena, envelope->case_.data, info)) {
        if (place->early) {
            memcpy(place->early, envelope->case_.data, CASE_ID_LEN);
        }
        fault_set("a follow-up to a case that has not come yet");
        return NULL;
    }
    if (!is_id || info->village != place->kiosk->village.id) {
        fault_set("a follow-up to a case that is not this village's");
        return NULL;
    }
    return seal_follow_box_open(arena, envelope, info->receipt_key, keys->sealing_secret);
}

// "" for none; NULL with a fault.
static const char *follow_words(struct arena *arena, const Kt__Following *inside)
{
    if (inside->words.len == 0) {
        return "";
    }
    Kt__Words *words = seal_words_unpack(arena, record_view(inside->words), inside->dictionary);
    return words ? words->text : NULL;
}

static enum intake_end followed(struct regency *regency, struct arena *arena,
                                const struct keyring *keyring, const struct intake_place *place,
                                const Kt__Event *event)
{
    struct case_info info;
    const struct keyring_keys *keys = keyring_find(keyring, event->followed->key);
    if (!keys) {
        fault_set("sealed to key list %u, which is not this regency's", event->followed->key);
        return INTAKE_ASIDE;
    }
    Kt__Following *inside = open_follow(regency, arena, keys, event->followed, place, &info);
    if (!inside) {
        return sql_failed(regency->sql) ? INTAKE_FAILED : INTAKE_ASIDE;
    }
    struct registry_kiosk at;
    const struct intake_named named = {place->kiosk->id, inside->log, inside->seq, inside->at_s};
    const char *why = sealed_at(regency, arena, place, inside->kiosk, &at)
                          ? intake_differs(place, event, named)
                          : "its box names another kiosk";
    const char *text = why ? NULL : follow_words(arena, inside);
    if (!text) {
        fault_set("a follow-up: %s", why ? why : "its words are damaged or too long");
        return INTAKE_ASIDE;
    }
    const struct case_following following = {.kiosk = inside->kiosk, // where it was first filed
                                             .log = place->log,
                                             .seq = place->seq,
                                             .what = inside->what,
                                             .rating = inside->rating,
                                             .text = text,
                                             .day = event->day,
                                             .at_s = (int64_t)inside->at_s,
                                             .late = place->late};
    static const enum intake_end ends[] = {
        [CASE_FOLLOWED] = INTAKE_APPLIED,
        [CASE_FOLLOW_REFUSED] = INTAKE_ASIDE,
        [CASE_FOLLOW_FAILED] = INTAKE_FAILED,
    };
    enum case_followed end = case_follow(regency, arena, keyring, info.id, &following);
    if (end == CASE_FOLLOW_REFUSED) {
        fault_where("a follow-up");
    }
    return ends[end];
}

static enum intake_end supported(struct regency *regency, struct arena *arena,
                                 const struct keyring *keyring, const struct intake_place *place,
                                 const Kt__Event *event)
{
    (void)arena;
    (void)keyring;
    static const enum intake_end ends[] = {
        [PAPAN_TAKEN] = INTAKE_APPLIED,
        [PAPAN_REFUSED] = INTAKE_ASIDE,
        [PAPAN_FAILED] = INTAKE_FAILED,
    };
    return ends[papan_support(regency, place->kiosk->village.id,
                              record_view(event->supported->item))];
}

typedef enum intake_end take_event(struct regency *regency, struct arena *arena,
                                   const struct keyring *keyring, const struct intake_place *place,
                                   const Kt__Event *event);
static const struct event_kind {
    Kt__Event__WhatCase kind;
    take_event *take;
    bool may_be_late;
} kinds[] = {
    {KT__EVENT__WHAT_FILED, filed, true},
    {KT__EVENT__WHAT_NOTICE, notice, false},
    {KT__EVENT__WHAT_NOTICE_GONE, notice_gone, true},
    {KT__EVENT__WHAT_ANSWER_ARRIVED, answer_arrived, true},
    {KT__EVENT__WHAT_FOLLOWED, followed, true},
    {KT__EVENT__WHAT_SUPPORTED, supported, false},
    {KT__EVENT__WHAT_ROLE_KEY, intake_role_key, true},
    {KT__EVENT__WHAT_ACTED, intake_role_acted, true},
    {KT__EVENT__WHAT_CERTIFIED, intake_role_certified, true},
    {KT__EVENT__WHAT_ROLE_ANEW, intake_role_anew, true},
};

static const struct event_kind *kind_of(const Kt__Event *event)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (kinds[i].kind == event->what_case) {
            return &kinds[i];
        }
    }
    return NULL;
}

bool intake_may_be_late(const Kt__Event *event)
{
    const struct event_kind *kind = kind_of(event);
    return kind && kind->may_be_late;
}

enum intake_end intake_event(struct regency *regency, struct arena *arena,
                             const struct keyring *keyring, const struct intake_place *place,
                             const Kt__Event *event)
{
    const struct event_kind *kind = kind_of(event);
    if (!kind) {
        fault_set("an event of a kind that this version does not know");
        return INTAKE_ASIDE;
    }
    return kind->take(regency, arena, keyring, place, event);
}
