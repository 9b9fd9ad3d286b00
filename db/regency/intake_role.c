// SPDX-License-Identifier: GPL-3.0-or-later
// Events of roles at a kiosk: their keys, what they did with cases, certificates. An act counts
// only when its box was made with a key of that kiosk's role, names the place where it was filed,
// and is about a case of the kiosk's village that this role reads. Its words are handed on, never
// logged.
#include "intake.h"

#include "case.h"
#include "db/record/seal_role.h"
#include "role_anew.h"

static const enum intake_end ends[] = {
    [ROLE_TAKEN] = INTAKE_APPLIED,
    [ROLE_REFUSED] = INTAKE_ASIDE,
    [ROLE_FAILED] = INTAKE_FAILED,
};

static struct role_place place_of(const struct intake_place *place, const Kt__Event *event)
{
    return (struct role_place){
        .log = place->log, .seq = place->seq, .again = event->origin != NULL};
}

enum intake_end intake_role_key(struct regency *regency, struct arena *arena,
                                const struct keyring *keyring, const struct intake_place *place,
                                const Kt__Event *event)
{
    (void)arena;
    (void)keyring;
    struct role_place filed = place_of(place, event);
    filed.again |= place->late; // a newer one that came meanwhile stays in force
    return ends[role_take_key(regency, place->kiosk->id, event->role_key, &filed)];
}

enum intake_end intake_role_certified(struct regency *regency, struct arena *arena,
                                      const struct keyring *keyring,
                                      const struct intake_place *place, const Kt__Event *event)
{
    (void)arena;
    (void)keyring;
    const struct role_place filed = place_of(place, event);
    return ends[role_take_certified(regency, place->kiosk->id, event->certified, &filed)];
}

enum intake_end intake_role_anew(struct regency *regency, struct arena *arena,
                                 const struct keyring *keyring, const struct intake_place *place,
                                 const Kt__Event *event)
{
    (void)keyring;
    const struct role_place filed = place_of(place, event);
    return ends[role_anew_take(regency, arena, place->kiosk, event->role_anew, &filed)];
}

// The outer seal says which role and number; the key of that number opens the box: this kiosk's, or
// that of what the same machine was enrolled as before. NULL with a fault.
static Kt__Acting *open_box(struct regency *regency, struct arena *arena,
                            const struct keyring_keys *keys, const struct intake_place *place,
                            const Kt__Event *event, const Kt__ActEnvelope *envelope)
{
    uint32_t ids[REGISTRY_SLOTS_MAX];
    uint8_t key[BOX_PUBLIC_LEN];
    const struct role_place filed = place_of(place, event);
    size_t count = registry_same(regency, place->kiosk, ids);
    fault_set("an act from a kiosk that is not enrolled");
    for (size_t i = 0; i < count; i++) {
        if (!role_key_for(regency, ids[i], envelope->role, envelope->role_key, &filed, key)) {
            continue;
        }
        Kt__Acting *acting = seal_role_act_box_open(arena, envelope, key, keys->sealing_secret);
        if (acting) {
            return acting;
        }
    }
    return NULL;
}

// What the box says against the event that carries it; it may name the kiosk of before.
static const char *differs(struct regency *regency, const struct intake_place *place,
                           const Kt__Event *event, const Kt__Acting *acting)
{
    const struct intake_named named = {place->kiosk->id, acting->log, acting->seq, acting->at_s};
    uint32_t ids[REGISTRY_SLOTS_MAX];
    size_t count = registry_same(regency, place->kiosk, ids);
    for (size_t i = 0; i < count; i++) {
        if (ids[i] == acting->kiosk) {
            return intake_differs(place, event, named);
        }
    }
    return "its box names another kiosk";
}

static Kt__Acting *open_act(struct regency *regency, struct arena *arena,
                            const struct keyring *keyring, const struct intake_place *place,
                            const Kt__Event *event, Kt__Role *role)
{
    const struct keyring_keys *keys = keyring_find(keyring, event->acted->key);
    if (!keys) {
        fault_set("sealed to key list %u, which is not this regency's", event->acted->key);
        return NULL;
    }
    Kt__ActEnvelope *envelope = seal_role_act_open(arena, record_view(event->acted->sealed),
                                                   keys->sealing_public, keys->sealing_secret);
    Kt__Acting *acting = envelope ? open_box(regency, arena, keys, place, event, envelope) : NULL;
    if (!acting) {
        return NULL;
    }
    *role = envelope->role;
    const char *why = differs(regency, place, event, acting);
    if (why) {
        fault_set("%s", why);
    }
    return why ? NULL : acting;
}

static bool is_of_village(struct regency *regency, struct arena *arena, struct bytes id,
                          uint32_t village)
{
    struct case_info info;
    bool is = case_get(regency, arena, id.data, &info) && info.village == village;
    if (!is && !sql_failed(regency->sql)) {
        fault_set("about a case that is not this village's");
    }
    return is;
}

enum intake_end intake_role_acted(struct regency *regency, struct arena *arena,
                                  const struct keyring *keyring, const struct intake_place *place,
                                  const Kt__Event *event)
{
    Kt__Role role = KT__ROLE__ROLE_NONE;
    Kt__Acting *acting = open_act(regency, arena, keyring, place, event, &role);
    if (!acting ||
        !is_of_village(regency, arena, record_view(acting->case_), place->kiosk->village.id)) {
        fault_where("an act of a role");
        return sql_failed(regency->sql) ? INTAKE_FAILED : INTAKE_ASIDE;
    }
    const struct case_acting done = {
        .kiosk = acting->kiosk, // where it was first filed
        .log = place->log,
        .seq = place->seq,
        .role = role,
        .what = acting->what,
        .state = acting->state,
        .text = acting->text,
        .notice = acting->notice,
        .musyawarah_day = acting->day,
        .day = event->day,
        .at_s = (int64_t)acting->at_s,
        .late = place->late,
    };
    enum case_acted end = case_act(regency, arena, keyring, acting->case_.data, &done);
    if (end == CASE_ACT_REFUSED) {
        fault_where("an act of a role");
    }
    return end == CASE_ACTED         ? INTAKE_APPLIED
           : end == CASE_ACT_REFUSED ? INTAKE_ASIDE
                                     : INTAKE_FAILED;
}
