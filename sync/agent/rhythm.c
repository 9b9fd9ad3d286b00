// SPDX-License-Identifier: GPL-3.0-or-later
// Every wait is spread by chance, so that a thousand kiosks that lost the same regency do not come
// back together. Says of the link what is new, and that once.
#include "rhythm.h"

#include "agent.h"
#include "doctor.h"

#include "db/base/clock.h"
#include "db/village/event_log.h"
#include "db/village/identity.h"
#include "db/village/media.h"
#include "db/village/setting.h"
#include "db/village/voice.h"

#include <stdio.h>

void rhythm_begin(struct rhythm *rhythm, struct exchange *exchange, const struct stop *stop)
{
    int64_t now_ms = clock_mono_ms();
    *rhythm = (struct rhythm){.exchange = exchange,
                              .stop = stop,
                              .due_ms = now_ms,
                              .not_before_ms = now_ms,
                              .probe_ms = now_ms};
}

static int64_t later_ms(int64_t seconds)
{
    return clock_mono_ms() + 1000 * seconds;
}

static int64_t later_of(int64_t a_ms, int64_t b_ms)
{
    return a_ms > b_ms ? a_ms : b_ms;
}

void rhythm_is_due(struct rhythm *rhythm, int64_t in_ms)
{
    rhythm->due_ms = clock_mono_ms() + in_ms;
}

void rhythm_way_out(struct rhythm *rhythm)
{
    rhythm->due_ms = rhythm->probe_ms = clock_mono_ms();
    if (!rhythm->is_told_to_wait) {
        rhythm->not_before_ms = 0;
    }
    rhythm->hot_until_ms = later_ms(PROBE_HOT_S);
}

bool rhythm_in_touch(const struct rhythm *rhythm)
{
    return !rhythm->link_down && rhythm->refusals == 0;
}

// ---------------------------------------------------------------- how long

// Full jitter: anywhere between at once and twice as long as the last time.
static int64_t backoff_s(int refusals, uint32_t least_s)
{
    int64_t max_s = BACKOFF_FIRST_S;
    for (int i = 1; i < refusals && max_s < BACKOFF_S_MAX; i++) {
        max_s *= 2;
    }
    max_s = max_s < BACKOFF_S_MAX ? max_s : BACKOFF_S_MAX;
    int64_t least = least_s < BACKOFF_S_MAX ? least_s : BACKOFF_S_MAX;
    return least + clock_random_below((uint32_t)max_s + 1);
}

// A tenth earlier at most, so that kiosks that were switched on together drift apart.
static int64_t next_poll_s(struct village *village)
{
    int64_t poll_s = setting_int(village, "poll");
    return poll_s - clock_random_below((uint32_t)(poll_s / 10) + 1);
}

static int64_t between_s(int min_s, int max_s)
{
    return min_s + (int64_t)clock_random_below((uint32_t)(max_s - min_s) + 1);
}

static bool is_hot(const struct rhythm *rhythm)
{
    return clock_mono_ms() < rhythm->hot_until_ms;
}

// ---------------------------------------------------------------- after a round

static void link_is_down(struct rhythm *rhythm, int64_t probe_ms)
{
    if (!str_equal(rhythm->said, fault_text())) {
        snprintf(rhythm->said, sizeof rhythm->said, "%s", fault_text());
        log_line("%s", rhythm->said);
    }
    doctor_link(rhythm->exchange->village, false, rhythm->said);
    if (!rhythm->link_down) {
        rhythm->hot_until_ms = later_ms(PROBE_HOT_S);
    }
    rhythm->link_down = true;
    rhythm->probe_ms = probe_ms;
}

static void after_round(struct rhythm *rhythm, enum exchange_end end, uint32_t wait_s,
                        int64_t begun_ms)
{
    struct village *village = rhythm->exchange->village;
    switch (end) {
    case EXCHANGE_DONE:
        if (!rhythm_in_touch(rhythm)) {
            log_line("in step again");
        }
        doctor_link(village, true, NULL);
        rhythm->link_down = false;
        rhythm->said[0] = '\0';
        rhythm->refusals = 0;
        rhythm->due_ms = later_ms(next_poll_s(village));
        break;
    case EXCHANGE_NO_LINK:
        link_is_down(rhythm, is_hot(rhythm) || !rhythm->link_down
                                 ? begun_ms + PROBE_HOT_PAUSE_MS
                                 : later_ms(between_s(PROBE_EVERY_S_MIN, PROBE_EVERY_S_MAX)));
        break;
    case EXCHANGE_STRANGER:
        link_is_down(rhythm, later_ms(between_s(STRANGER_S_MIN, STRANGER_S_MAX)));
        break;
    case EXCHANGE_REFUSED:
    case EXCHANGE_WAIT:
        log_line("%s", fault_text());
        if (end == EXCHANGE_WAIT) {
            doctor_link(village, true, NULL);
        }
        rhythm->refusals++;
        rhythm->is_told_to_wait = end == EXCHANGE_WAIT;
        rhythm->not_before_ms = later_ms(backoff_s(rhythm->refusals, wait_s));
        break;
    }
}

// ---------------------------------------------------------------- a step

static bool is_enrolled(struct village *village)
{
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct identity self;
    bool whole = identity_get(village, &arena, &self);
    bool enrolled = whole && self.enrolled;
    if (!whole) {
        log_fault();
    }
    arena_finish(&arena);
    return enrolled;
}

// A recording that is left after a round that went well waits for the next one: the regency did not
// take it just now.
static bool is_wanted(const struct rhythm *rhythm, int64_t now_ms)
{
    struct village *village = rhythm->exchange->village;
    return now_ms >= rhythm->due_ms || event_log_waiting(village) > 0 ||
           (!rhythm_in_touch(rhythm) && (voice_waiting(village) > 0 || media_is_due(village)));
}

// While the link is down a bare connect costs a few bytes; a round would cost a report too.
static enum exchange_end try_round(struct rhythm *rhythm, uint32_t *wait_s)
{
    if (rhythm->link_down) {
        if (!exchange_probe(rhythm->exchange, is_hot(rhythm) ? PROBE_HOT_EVERY_MS : 0)) {
            return EXCHANGE_NO_LINK;
        }
        rhythm->hot_until_ms = later_ms(PROBE_HOT_S); // there is life: stay near
    }
    return exchange_all(rhythm->exchange, wait_s);
}

int64_t rhythm_step(struct rhythm *rhythm)
{
    if (!is_enrolled(rhythm->exchange->village)) {
        return -1;
    }
    int64_t now_ms = clock_mono_ms();
    bool wanted = is_wanted(rhythm, now_ms);
    int64_t from_ms = later_of(rhythm->not_before_ms, rhythm->probe_ms);
    if (wanted && now_ms >= from_ms) {
        uint32_t wait_s = 0;
        enum exchange_end end = try_round(rhythm, &wait_s);
        if (end != EXCHANGE_DONE && stop_is_set(rhythm->stop)) {
            return 0; // it made room, and goes on afterwards
        }
        after_round(rhythm, end, wait_s, now_ms);
        now_ms = clock_mono_ms();
        wanted = is_wanted(rhythm, now_ms);
        from_ms = later_of(rhythm->not_before_ms, rhythm->probe_ms);
    }
    int64_t next_ms = wanted ? from_ms : later_of(rhythm->due_ms, from_ms);
    return next_ms <= now_ms ? 0 : next_ms - now_ms;
}
