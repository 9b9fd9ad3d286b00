// SPDX-License-Identifier: GPL-3.0-or-later
// Plan, carry, apply, and again. Ends by itself: in success, at a failure that trying again at once
// does not help, or when rounds go round without moving anything.
#include "exchange.h"

#include "agent.h"
#include "apply.h"
#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/base/notify.h"
#include "db/village/event_log.h"
#include "db/village/round.h"
#include "keys.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

void exchange_init(struct exchange *exchange, struct village *village, const struct stop *stop)
{
    *exchange = (struct exchange){.village = village, .stop = stop};
    pace_init(&exchange->pace, village);
}

void exchange_finish(struct exchange *exchange)
{
    if (exchange->https) {
        meter_add(&exchange->untold, https_cost(exchange->https));
    }
    https_destroy(exchange->https);
    exchange->https = NULL;
}

bool exchange_lock(struct village *village, int *fd)
{
    char path[FILE_PATH_MAX];
    struct buf name;
    buf_init(&name, sizeof path - 1);
    buf_printf(&name, "%s/round.lock", village->dir);
    memcpy(path, buf_str(&name), name.len + 1);
    buf_finish(&name);
    enum file_lock got = file_lock(path, 0, fd);
    if (got == FILE_LOCK_BUSY) {
        log_line("another round is under way here: this one waits for its end");
        got = file_lock(path, ROUND_LOCK_WAIT_MS, fd);
    }
    return got == FILE_LOCK_TAKEN;
}

static bool who_we_are(struct exchange *exchange, struct arena *arena, struct identity *self)
{
    if (!identity_get(exchange->village, arena, self)) {
        return false;
    }
    if (!self->enrolled) {
        fault_set("%s: this kiosk is not enrolled; run: kentongan-sync enrol TICKET",
                  exchange->village->dir);
        return false;
    }
    Kt__KeyList *keys = self->keys;
    if (exchange->https &&
        !https_is_for(exchange->https, self->url, keys->tls_pins, keys->n_tls_pins)) {
        exchange_finish(exchange); // a new key list: a new connection that knows its pins
    }
    if (!exchange->https) {
        exchange->https = https_create(self->url, keys->tls_pins, keys->n_tls_pins);
    }
    return true;
}

bool exchange_probe(struct exchange *exchange, int every_ms)
{
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct identity self;
    bool there = !who_we_are(exchange, &arena, &self) ||
                 https_probe(exchange->https, every_ms, exchange->stop);
    arena_finish(&arena);
    return there;
}

// ---------------------------------------------------------------- one round

struct trip {
    enum exchange_end end;
    struct plan plan;
    struct applied applied;
    size_t answer_bytes;
    uint32_t wait_s;
    bool again;     // smaller, over the connection that stands ready, or knowing more keys
    bool other_key; // than any that we know
    int64_t took_ms;
};

static const enum exchange_end ends[] = {
    [HTTPS_OK] = EXCHANGE_DONE,           [HTTPS_NO_LINK] = EXCHANGE_NO_LINK,
    [HTTPS_BROKEN] = EXCHANGE_NO_LINK,    [HTTPS_STRANGER] = EXCHANGE_STRANGER,
    [HTTPS_TOO_LARGE] = EXCHANGE_REFUSED, [HTTPS_REFUSED] = EXCHANGE_REFUSED,
    [HTTPS_BUSY] = EXCHANGE_WAIT,
};
static const enum round_why whys[] = {
    [HTTPS_OK] = ROUND_WELL,           [HTTPS_NO_LINK] = ROUND_NO_LINK,
    [HTTPS_BROKEN] = ROUND_BROKEN,     [HTTPS_STRANGER] = ROUND_STRANGER,
    [HTTPS_TOO_LARGE] = ROUND_REFUSED, [HTTPS_REFUSED] = ROUND_REFUSED,
    [HTTPS_BUSY] = ROUND_BUSY,
};

// After a cut. Keeps the reason of the cut.
static bool is_still_there(struct exchange *exchange)
{
    char why[FAULT_LEN_MAX];
    memcpy(why, fault_text(), strlen(fault_text()) + 1);
    bool there = https_probe(exchange->https, PROBE_HOT_EVERY_MS, exchange->stop);
    fault_set("%s", why);
    return there;
}

// What the next round may carry, and whether it should follow at once.
static void learn(struct exchange *exchange, enum https_end end, const struct https_answer *answer,
                  struct trip *trip)
{
    size_t tried = trip->plan.request.len + trip->plan.want_bytes;
    bool one = trip->plan.event_count + trip->plan.part_count + trip->plan.picture_count <= 1;
    if (end == HTTPS_TOO_LARGE && one) {
        char kept[FAULT_LEN_MAX];
        memcpy(kept, fault_text(), strlen(fault_text()) + 1);
        fault_set("%s; its %zu bytes cannot be made fewer: carry it by stick", kept,
                  trip->plan.request.len);
    }
    if (end == HTTPS_OK) {
        pace_well(&exchange->pace, tried, trip->answer_bytes, trip->took_ms);
    } else if (end == HTTPS_TOO_LARGE) {
        pace_too_large(&exchange->pace, tried);
    } else if (end == HTTPS_BROKEN && answer->was_asked && !answer->was_stopped) {
        pace_broke(&exchange->pace, tried, answer->moved_ms);
    }
    trip->again = https_is_ready(exchange->https) || (end == HTTPS_TOO_LARGE && !one) ||
                  (answer->was_cut && is_still_there(exchange));
}

static void keep_token(struct exchange *exchange, struct bytes token)
{
    exchange->token_len = token.len <= sizeof exchange->token ? token.len : 0;
    if (exchange->token_len > 0) {
        memcpy(exchange->token, token.data, token.len);
    }
}

// Then what came could not be kept, whatever came.
static bool is_out_of_room(struct village *village)
{
    int64_t room = file_free_bytes(village->dir);
    return room >= 0 && room < VILLAGE_DISK_FREE_MIN;
}

static enum exchange_end carry(struct exchange *exchange, struct arena *arena, struct trip *trip)
{
    struct village *village = exchange->village;
    struct identity self;
    uint8_t public_key[SIGN_PUBLIC_LEN];
    uint8_t *secret = NULL;
    struct plan_limits limits = {.up_bytes_max = exchange->pace.budget,
                                 .down_bytes_max = exchange->pace.budget};
    bool ok = who_we_are(exchange, arena, &self) &&
              (secret = identity_sign_secret(village, public_key)) &&
              plan_round(village, arena, &self, secret, limits, &trip->plan);
    secret_free(secret);
    if (!ok) {
        exchange->why = self.enrolled ? ROUND_OWN_FAULT : ROUND_NOT_ENROLLED;
        return EXCHANGE_REFUSED;
    }
    struct https_answer answer;
    int64_t began_ms = clock_mono_ms();
    enum https_end end = https_post(exchange->https, arena, "/v1/exchange", trip->plan.request,
                                    RESPONSE_MAX, exchange->stop, &answer);
    trip->took_ms = clock_mono_ms() - began_ms;
    trip->answer_bytes = answer.body.len;
    trip->wait_s = answer.wait_s;
    learn(exchange, end, &answer, trip);
    if (end == HTTPS_REFUSED && !identity_was_refused(village)) {
        return EXCHANGE_REFUSED;
    }
    exchange->why = whys[end];
    trip->other_key = answer.other_key;
    if (end != HTTPS_OK) {
        return ends[end];
    }
    if (!apply_answer(village, arena, &trip->plan, answer.body, &trip->applied)) {
        exchange->why = is_out_of_room(village) ? ROUND_OWN_FAULT : ROUND_REFUSED;
        return EXCHANGE_REFUSED;
    }
    keep_token(exchange, trip->applied.wait_token);
    if (trip->applied.next == APPLY_WAIT) {
        trip->wait_s = trip->applied.wait_s;
        fault_set("the regency is busy%s%s", trip->applied.word ? ": " : "",
                  trip->applied.word ? trip->applied.word : "");
        exchange->why = ROUND_BUSY;
        return EXCHANGE_WAIT;
    }
    return EXCHANGE_DONE;
}

static void report(struct exchange *exchange, const struct trip *trip)
{
    char kept[FAULT_LEN_MAX];
    memcpy(kept, fault_text(), strlen(fault_text()) + 1);
    bool ok = trip->end == EXCHANGE_DONE;
    if (!ok && stop_is_set(exchange->stop)) {
        return; // told to make room: nothing went wrong
    }
    struct meter cost = exchange->untold;
    if (exchange->https) {
        meter_add(&cost, https_cost(exchange->https));
    }
    exchange->untold = (struct meter){0};
    struct round_report row = {
        .wire_up = cost.up,
        .wire_down = cost.down,
        .at_s = village_now_s(exchange->village),
        .carrier = "https",
        .result = ok ? "ok" : kept,
        .bytes_up = (int64_t)trip->plan.request.len,
        .bytes_down = (int64_t)trip->answer_bytes,
        .events_up = (int64_t)trip->plan.event_count,
        .changes_down = trip->applied.changes,
        .took_ms = trip->took_ms,
        .why = ok ? ROUND_WELL : exchange->why,
    };
    if (!round_add(exchange->village, &row)) {
        log_line("the round's report was not kept: %s", fault_text());
    }
    if (trip->applied.skipped > 0) {
        log_line("%" PRId64 " changes of kinds that this version does not know were passed over",
                 trip->applied.skipped);
    }
    if (!ok) {
        fault_set("%s", kept);
    }
}

static void one_round(struct exchange *exchange, struct arena *arena, struct trip *trip)
{
    int lock_fd;
    *trip = (struct trip){.end = EXCHANGE_REFUSED};
    exchange->why = ROUND_OWN_FAULT;
    if (!exchange_lock(exchange->village, &lock_fd)) {
        return;
    }
    trip->end = carry(exchange, arena, trip);
    report(exchange, trip);
    if (trip->other_key && clock_mono_ms() >= exchange->keys_ms) {
        exchange->keys_ms = clock_mono_ms() + 1000 * (int64_t)KEYS_AGAIN_S;
        trip->again = keys_catch_up(exchange->village, exchange->https, arena, exchange->stop);
    }
    close(lock_fd);
}

// ---------------------------------------------------------------- rounds

static bool has_moved(struct village *village, const struct event_log *before,
                      const struct applied *applied)
{
    struct event_log now;
    return event_log_get(village, &now) &&
           (now.log != before->log || now.confirmed != before->confirmed ||
            applied->changes + applied->skipped > 0 || applied->parts_moved);
}

enum exchange_end exchange_all(struct exchange *exchange, uint32_t *wait_s)
{
    struct village *village = exchange->village;
    struct arena arena;
    arena_init(&arena, ROUND_ARENA_MAX);
    struct trip trip = {.end = EXCHANGE_DONE};
    int stuck = 0, broken = 0;
    *wait_s = 0;
    exchange->changes = 0;
    for (int count = 0; count < ROUNDS_MAX; count++) {
        notify_alive();
        struct event_log before = {0};
        if (!event_log_get(village, &before)) {
            exchange->why = ROUND_NOT_ENROLLED;
            trip.end = EXCHANGE_REFUSED;
            break;
        }
        one_round(exchange, &arena, &trip);
        *wait_s = trip.wait_s;
        exchange->changes += trip.applied.changes;
        broken = trip.end == EXCHANGE_DONE ? 0 : broken + 1;
        if (trip.end == EXCHANGE_DONE && exchange->moved) {
            exchange->moved(exchange->moved_ctx);
        }
        if (trip.end != EXCHANGE_DONE && trip.again && broken < ROUNDS_BROKEN_MAX) {
            arena_reset(&arena);
            continue;
        }
        if (trip.end != EXCHANGE_DONE || trip.applied.next != APPLY_AGAIN) {
            break;
        }
        stuck = has_moved(village, &before, &trip.applied) ? 0 : stuck + 1;
        if (stuck >= ROUNDS_STUCK_MAX) {
            fault_set("%d rounds in a row moved nothing although the regency asks for more: look "
                      "at its log",
                      stuck);
            trip.end = EXCHANGE_REFUSED;
            exchange->why = ROUND_REFUSED;
            break;
        }
        arena_reset(&arena);
    }
    arena_finish(&arena);
    return trip.end;
}
