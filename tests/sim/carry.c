// SPDX-License-Identifier: GPL-3.0-or-later
// The network and the stick: real requests to the real exchange, and what can happen on the way.
#include "world.h"

#include "db/village/identity.h"
#include "sync/agent/apply.h"
#include "sync/bundle/parcel.h"
#include "sync/regency/exchange.h"

#include <stdlib.h>
#include <string.h>

enum { WORK_MAX = 96 << 20, BUDGET = 64 * 1024 };

static struct bytes keep(struct bytes from)
{
    uint8_t *copy = die_if_null(malloc(from.len + 1));
    memcpy(copy, from.data, from.len);
    return bytes_of(copy, from.len);
}

struct bytes sim_bent(struct sim *sim, struct arena *arena, struct bytes from)
{
    uint8_t *copy = arena_alloc(arena, from.len);
    memcpy(copy, from.data, from.len);
    copy[sim_below(sim, (uint32_t)from.len)] ^= (uint8_t)(1u << sim_below(sim, 8));
    return bytes_of(copy, from.len);
}

static void count_trained(struct sim *sim, struct bytes bundles)
{
    struct bundle bundle;
    while (bundle_read(bundles, &bundle)) {
        sim->trained += bundle_is_trained(&bundle);
        bundles = bytes_of(bundles.data + bundle.all.len, bundles.len - bundle.all.len);
    }
}

// As the server does it: one transaction a request.
static bool ask_regency(struct sim *sim, struct arena *arena, struct bytes request,
                        enum exchange_keys keys, struct exchange_end *end)
{
    sim_as(sim, -1);
    count_trained(sim, request);
    sql_begin(sim->regency->sql);
    exchange_round(sim->regency, sim->keyring, arena, request, keys, end);
    if (end->status != EXCHANGE_OK) {
        sql_fail(sim->regency->sql);
    }
    bool ok = sql_commit(sim->regency->sql);
    regency_scrub(sim->regency);
    count_trained(sim, end->answer);
    sim->unread += end->unread;
    for (size_t i = 0; ok && i < end->aside_count; i++) {
        sim_trace(sim, "aside K%u %llu: %s", end->kiosk, (unsigned long long)end->asides[i].seq,
                  end->asides[i].why);
    }
    sim_trace(sim, "regency %d K%u offered %zu applied %zu", (int)end->status, end->kiosk,
              end->offered, end->applied);
    return ok;
}

static bool plan(struct sim *sim, struct arena *arena, int k, struct plan_limits limits,
                 struct plan *out, struct identity *self)
{
    sim_as(sim, k);
    struct village *village = sim->kiosks[k].village;
    uint8_t key[SIGN_PUBLIC_LEN];
    uint8_t *secret = identity_sign_secret(village, key);
    bool ok = secret && identity_get(village, arena, self) &&
              plan_round(village, arena, self, secret, limits, out);
    secret_free(secret);
    if (!ok) {
        die("sim: a round cannot be planned: %s", fault_text());
    }
    return ok;
}

static void put_late(struct sim *sim, struct bytes request)
{
    if (sim->late_count < SIM_LATE_MAX) {
        sim->late[sim->late_count++] = (struct sim_parcel){.bytes = keep(request)};
    }
}

bool sim_round(struct sim *sim, int k, enum sim_fault fault, bool *again)
{
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    struct plan plan_;
    struct identity self;
    struct exchange_end end = {0};
    struct applied applied = {0};
    const struct plan_limits limits = {.up_bytes_max = sim_chance(sim, 30) ? 512 : BUDGET,
                                       .down_bytes_max = sim_chance(sim, 30) ? 1024 : BUDGET};
    plan(sim, &arena, k, limits, &plan_, &self);
    *again = false;
    bool ok = false;
    if (fault == SIM_REQUEST_LATE) {
        put_late(sim, plan_.request);
    } else if (fault == SIM_REQUEST_LOST) {
        // Nothing came, nothing comes.
    } else {
        struct bytes request =
            fault == SIM_REQUEST_BENT ? sim_bent(sim, &arena, plan_.request) : plan_.request;
        ok = ask_regency(sim, &arena, request, EXCHANGE_KEY_IN_FORCE, &end) &&
             end.status == EXCHANGE_OK && fault != SIM_ANSWER_LOST;
    }
    if (end.status == EXCHANGE_FORBIDDEN) { // as the agent does
        sim_as(sim, k);
        *again = identity_was_refused(sim->kiosks[k].village);
    }
    if (ok) {
        struct bytes answer = end.answer;
        answer.len = fault == SIM_ANSWER_CUT ? sim_below(sim, (uint32_t)answer.len) : answer.len;
        answer = fault == SIM_ANSWER_BENT ? sim_bent(sim, &arena, answer) : answer;
        sim_as(sim, k);
        ok = apply_answer(sim->kiosks[k].village, &arena, &plan_, answer, &applied);
        *again = ok && applied.next == APPLY_AGAIN;
        sim->unread += applied.unread;
    }
    sim_trace(sim, "round k%d fault %d: %d, %zu up, %lld changes%s", k, (int)fault, ok,
              plan_.event_count, (long long)applied.changes, applied.forked ? ", forked" : "");
    arena_finish(&arena);
    return ok;
}

void sim_late(struct sim *sim)
{
    if (sim->late_count == 0) {
        return;
    }
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    int at = (int)sim_below(sim, (uint32_t)sim->late_count);
    struct exchange_end end;
    sim_trace(sim, "a late request");
    ask_regency(sim, &arena, sim->late[at].bytes, EXCHANGE_KEY_IN_FORCE, &end);
    if (sim_chance(sim, 60)) { // else it comes once more
        free((void *)(uintptr_t)sim->late[at].bytes.data);
        sim->late[at] = sim->late[--sim->late_count];
    }
    arena_finish(&arena);
}

// ---------------------------------------------------------------- the stick

static void put_on_stick(struct sim *sim, struct bytes parcel, bool is_answer)
{
    if (sim->stick_count == SIM_PARCELS_MAX) { // somebody made room
        int at = (int)sim_below(sim, SIM_PARCELS_MAX);
        free((void *)(uintptr_t)sim->stick[at].bytes.data);
        sim->stick[at] = sim->stick[--sim->stick_count];
    }
    sim->stick[sim->stick_count++] = (struct sim_parcel){keep(parcel), is_answer};
}

void sim_export(struct sim *sim, int k)
{
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    struct plan plan_;
    struct identity self;
    struct bytes parcel;
    plan(sim, &arena, k,
         (struct plan_limits){.load = sim_chance(sim, 50) ? PLAN_WORDS_AND_SOUND : PLAN_PICTURES,
                              .up_bytes_max = sim_chance(sim, 50) ? 600 : 640 * 1024,
                              .down_bytes_max = 512 * 1024,
                              // The agent's do without; another program's need not.
                              .words = sim_chance(sim, 80) ? PLAN_OPEN : PLAN_NEWEST_WORDS},
         &plan_, &self);
    if (!parcel_seal(&arena, PARCEL_TO_REGENCY, plan_.request, self.keys->sealing_key.data,
                     &parcel)) {
        die("sim: export: %s", fault_text());
    }
    put_on_stick(sim, parcel, false);
    sim_trace(sim, "export k%d %zu events", k, plan_.event_count);
    arena_finish(&arena);
}

// A parcel of that kind, by chance; -1 when there is none.
static int pick(struct sim *sim, bool is_answer)
{
    int fits[SIM_PARCELS_MAX], count = 0;
    for (int i = 0; i < sim->stick_count; i++) {
        if (sim->stick[i].is_answer == is_answer) {
            fits[count++] = i;
        }
    }
    return count > 0 ? fits[sim_below(sim, (uint32_t)count)] : -1;
}

static void maybe_leave(struct sim *sim, int at)
{
    if (sim_chance(sim, 50)) {
        free((void *)(uintptr_t)sim->stick[at].bytes.data);
        sim->stick[at] = sim->stick[--sim->stick_count];
    }
}

bool sim_answer_parcel(struct sim *sim, struct arena *arena, struct bytes parcel,
                       struct bytes *answer)
{
    struct bytes request;
    uint8_t receiver[BOX_PUBLIC_LEN];
    struct exchange_end end;
    sim_as(sim, -1);
    bool ok = false;
    for (size_t i = sim->keyring->count; i-- > 0 && !ok;) { // old sticks are sealed to older keys
        const struct keyring_keys *keys = &sim->keyring->lists[i];
        ok = parcel_open(arena, PARCEL_TO_REGENCY, parcel, keys->sealing_public,
                         keys->sealing_secret, &request);
    }
    ok = ok && ask_regency(sim, arena, request, EXCHANGE_KEY_ON_STICK, &end) &&
         end.status == EXCHANGE_OK && parcel_public_of(receiver, end.kiosk_key) &&
         parcel_seal(arena, PARCEL_TO_KIOSK, end.answer, receiver, answer);
    sim_trace(sim, "stick at the regency: %d", ok);
    return ok;
}

void sim_import_regency(struct sim *sim)
{
    int at = pick(sim, false);
    if (at < 0) {
        return;
    }
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    struct bytes answer;
    if (sim_answer_parcel(sim, &arena, sim->stick[at].bytes, &answer)) {
        put_on_stick(sim, answer, true);
        at = at < sim->stick_count ? at : 0;
    }
    if (at < sim->stick_count && !sim->stick[at].is_answer) {
        maybe_leave(sim, at);
    }
    arena_finish(&arena);
}

// An answer may be another kiosk's: then nothing changes.
void sim_import_kiosk(struct sim *sim, int k)
{
    int at = pick(sim, true);
    if (at < 0) {
        return;
    }
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    sim_as(sim, k);
    struct village *village = sim->kiosks[k].village;
    uint8_t sign_public[SIGN_PUBLIC_LEN], public_key[BOX_PUBLIC_LEN], secret[BOX_SECRET_LEN];
    uint8_t *sign_secret = identity_secret(village, sign_public);
    struct bytes bundles;
    struct applied applied = {0};
    parcel_secret_of(secret, sign_secret);
    bool ok =
        parcel_public_of(public_key, sign_public) &&
        parcel_open(&arena, PARCEL_TO_KIOSK, sim->stick[at].bytes, public_key, secret, &bundles) &&
        apply_answer(village, &arena, NULL, bundles, &applied);
    sim->unread += applied.unread;
    secret_free(sign_secret);
    sim_trace(sim, "stick at k%d: %d, %lld changes", k, ok, (long long)applied.changes);
    maybe_leave(sim, at);
    arena_finish(&arena);
}
