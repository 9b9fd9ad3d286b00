// SPDX-License-Identifier: GPL-3.0-or-later
// One event, by its kind. A sealed text has to say inside what its event says outside: so a stolen
// copy can be sent neither under another event nor under another addressee or day. Its words are
// checked and handed on, never logged.
#include "intake.h"

#include "bulletin.h"
#include "case.h"
#include "db/base/clock.h"
#include "db/base/moment.h"
#include "db/record/slug.h"

#include <string.h>

enum { DAY_SLACK = 1 }; // midnight between two looks at the clock, or a zone that was corrected

static bool slug_is_known(enum slug_kind kind, int value)
{
    return value > 0 && slug_of(kind, value)[0];
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
        {inside->kiosk != place->kiosk->id, "the seal names another kiosk"},
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
    const char *why = mismatch(place, event, inside);
    if (why) {
        fault_set("%s", why);
        return INTAKE_ASIDE;
    }
    Kt__Words *words = seal_words_unpack(arena, record_view(inside->words), inside->dictionary);
    if (!words || !words->text[0]) {
        fault_set("the words inside the seal are damaged, too long, or none");
        return INTAKE_ASIDE;
    }
    struct case_new from = {
        .kiosk = place->kiosk->id,
        .village = place->kiosk->village.id,
        .village_code = place->kiosk->village.code,
        .slot = place->kiosk->slot,
        .day = event->day,
        .zone_min = place->kiosk->village.zone_min,
        .inside = inside,
        .text = words->text,
        .sealed = record_view(what->sealed),
        .key = what->key,
    };
    static const enum intake_end ends[] = {
        [CASE_OPENED] = INTAKE_APPLIED,
        [CASE_KNOWN] = INTAKE_APPLIED,
        [CASE_REFUSED] = INTAKE_ASIDE,
        [CASE_FAILED] = INTAKE_FAILED,
    };
    return ends[case_open(regency, arena, keyring, &from)];
}

static enum intake_end from_bulletin(enum bulletin_end end)
{
    return end == BULLETIN_TAKEN     ? INTAKE_APPLIED
           : end == BULLETIN_REFUSED ? INTAKE_ASIDE
                                     : INTAKE_FAILED;
}

static enum intake_end notice(struct regency *regency, struct arena *arena,
                              const struct keyring *keyring, const struct intake_place *place,
                              const Kt__Event *event)
{
    (void)keyring;
    return from_bulletin(bulletin_from_kiosk(regency, arena, place->kiosk, event->notice));
}

static enum intake_end notice_gone(struct regency *regency, struct arena *arena,
                                   const struct keyring *keyring, const struct intake_place *place,
                                   const Kt__Event *event)
{
    (void)keyring;
    return from_bulletin(
        bulletin_gone_from_kiosk(regency, arena, place->kiosk, event->notice_gone));
}

static enum intake_end answer_arrived(struct regency *regency, struct arena *arena,
                                      const struct keyring *keyring,
                                      const struct intake_place *place, const Kt__Event *event)
{
    (void)arena;
    (void)keyring;
    (void)place;
    const Kt__AnswerArrived *what = event->answer_arrived;
    if (what->case_.len != CASE_ID_LEN) {
        fault_set("an answer that arrived names no case");
        return INTAKE_ASIDE;
    }
    return case_arrived(regency, record_view(what->case_), what->revision) ? INTAKE_APPLIED
                                                                           : INTAKE_FAILED;
}

enum intake_end intake_event(struct regency *regency, struct arena *arena,
                             const struct keyring *keyring, const struct intake_place *place,
                             const Kt__Event *event)
{
    static const struct {
        Kt__Event__WhatCase kind;
        enum intake_end (*take)(struct regency *regency, struct arena *arena,
                                const struct keyring *keyring, const struct intake_place *place,
                                const Kt__Event *event);
    } kinds[] = {
        {KT__EVENT__WHAT_FILED, filed},
        {KT__EVENT__WHAT_NOTICE, notice},
        {KT__EVENT__WHAT_NOTICE_GONE, notice_gone},
        {KT__EVENT__WHAT_ANSWER_ARRIVED, answer_arrived},
    };
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (kinds[i].kind == event->what_case) {
            return kinds[i].take(regency, arena, keyring, place, event);
        }
    }
    fault_set("an event of a kind that this version does not know");
    return INTAKE_ASIDE;
}
