// SPDX-License-Identifier: GPL-3.0-or-later
// What time it is for a village whose machine may not know. Must never run behind the last time
// known, and never call sure what is a guess.
#include "village.h"

#include "db/base/file.h"
#include "db/base/moment.h"
#include "setting.h"
#include "state.h"

#include <stdlib.h>

enum {
    CLOCK_STEP_S_MIN = 2,        // less is the network's delay, not a wrong clock
    LAG_S_MAX = 15 * 60,         // so much a battery's clock may have lost
    ABSORBED_S_MAX = 60,         // so near is what the network set the machine's clock to
    AHEAD_S_MAX = 315 * 1000000, // ten years: so long no kiosk slept
    ASK_EVERY_MS = 60 * 1000,
};

struct clock_state {
    int64_t offset_s; // how far the machine's clock was off when it was last set, in this boot
    bool is_set;      // it was set in this boot
    bool has_base;
    int64_t base_s;      // what the machine's clock said then, less the monotonic one
    int64_t floor_s;     // the last time known
    int64_t floor_at_ms; // of the monotonic clock, which counts from the boot; 0: an earlier boot
};

static int64_t base_now_s(void)
{
    return clock_now_s() - clock_mono_ms() / 1000;
}

// The machine's clock has jumped by what it was off: the network has set it meanwhile.
static bool is_absorbed(const struct clock_state *state)
{
    int64_t left_s = llabs(base_now_s() - state->base_s - state->offset_s);
    return state->has_base && left_s <= ABSORBED_S_MAX && left_s <= llabs(state->offset_s) / 2;
}

static struct clock_state clock_state(struct village *village)
{
    struct clock_state state = {.floor_s = VILLAGE_RELEASED_S};
    bool is_floor_of_now = false;
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct sql_rows rows = sql_rows(village->sql,
                                    "SELECT key, value FROM state WHERE key IN ('clock_base_s',"
                                    " 'clock_boot', 'clock_floor_at_ms', 'clock_floor_boot',"
                                    " 'clock_floor_s', 'clock_offset_s')",
                                    "");
    while (sql_next(&rows)) {
        const char *key = sql_row_text(&rows, 0, &arena);
        if (str_equal(key, "clock_boot")) {
            state.is_set = str_equal(sql_row_text(&rows, 1, &arena), file_boot());
        } else if (str_equal(key, "clock_floor_boot")) {
            is_floor_of_now = str_equal(sql_row_text(&rows, 1, &arena), file_boot());
        } else if (str_equal(key, "clock_floor_s")) {
            state.floor_s = sql_row_int(&rows, 1);
        } else if (str_equal(key, "clock_floor_at_ms")) {
            state.floor_at_ms = sql_row_int(&rows, 1);
        } else if (str_equal(key, "clock_base_s")) {
            state.has_base = true;
            state.base_s = sql_row_int(&rows, 1);
        } else {
            state.offset_s = sql_row_int(&rows, 1);
        }
    }
    arena_finish(&arena);
    state.offset_s = state.is_set && !is_absorbed(&state) ? state.offset_s : 0;
    state.floor_at_ms = is_floor_of_now ? state.floor_at_ms : 0;
    return state;
}

// The last time known, and what has passed since at least.
static int64_t least_s(const struct clock_state *state)
{
    int64_t passed_ms = clock_mono_ms() - state->floor_at_ms;
    return state->floor_s + (passed_ms > 0 ? passed_ms / 1000 : 0);
}

static bool was_kept(struct village *village)
{
    int64_t now_ms = clock_mono_ms();
    if (village->clock_asked_ms == 0 || now_ms - village->clock_asked_ms >= ASK_EVERY_MS) {
        village->clock_asked_ms = now_ms;
        village->was_clock_kept = clock_was_kept(&village->clock_places, VILLAGE_RELEASED_S);
    }
    return village->was_clock_kept;
}

struct village_moment village_moment(struct village *village)
{
    struct clock_state state = clock_state(village);
    int64_t clock_s = clock_now_s() + state.offset_s, low_s = least_s(&state);
    bool is_far = clock_s - low_s > AHEAD_S_MAX, is_behind = clock_s < state.floor_s - LAG_S_MAX;
    struct village_moment moment = {
        .now_s = is_far || clock_s < state.floor_s ? low_s : clock_s,
        .zone_min = (int)setting_int(village, "zone"),
        .trusted = !is_far && !is_behind && (state.is_set || was_kept(village)),
    };
    if (village->test_now_s != 0) {
        moment.now_s = village->test_now_s;
    }
    moment.day = moment_day(moment.now_s, moment.zone_min);
    return moment;
}

int64_t village_now_s(struct village *village)
{
    return village_moment(village).now_s;
}

bool village_clock_trusted(struct village *village)
{
    return village_moment(village).trusted;
}

int64_t village_sure_now_s(struct village *village)
{
    struct village_moment moment = village_moment(village);
    bool is_sure = village->test_now_s != 0 ? !village->is_test_guess : moment.trusted;
    return is_sure ? moment.now_s : 0;
}

int village_zone_min(struct village *village)
{
    return (int)setting_int(village, "zone");
}

int64_t village_today(struct village *village)
{
    return village_moment(village).day;
}

// ---- learning

static void put_floor(struct village *village, int64_t floor_s)
{
    state_set_int(village, "clock_floor_s", floor_s);
    state_set_int(village, "clock_floor_at_ms", clock_mono_ms());
    state_set_text(village, "clock_floor_boot", file_boot());
}

bool village_time_learn(struct village *village, int64_t unix_s, enum village_time how)
{
    if (unix_s < 0 || unix_s > MOMENT_S_MAX) {
        fault_set("a time (%lld s) that cannot be: the clock stays as it is", (long long)unix_s);
        return false;
    }
    sql_begin(village->sql);
    struct clock_state state = clock_state(village);
    if (how == VILLAGE_TIME_SET) {
        int64_t off_s = unix_s - clock_now_s();
        bool small = off_s >= -CLOCK_STEP_S_MIN && off_s <= CLOCK_STEP_S_MIN;
        state_set_int(village, "clock_offset_s", small ? 0 : off_s);
        state_set_int(village, "clock_base_s", base_now_s());
        state_set_text(village, "clock_boot", file_boot());
        put_floor(village, unix_s - CLOCK_STEP_S_MIN);
    } else if (unix_s > least_s(&state)) {
        put_floor(village, unix_s);
    }
    return sql_commit(village->sql);
}

bool village_time_keep(struct village *village)
{
    sql_begin(village->sql);
    struct clock_state state = clock_state(village);
    struct village_moment moment = village_moment(village);
    // Of a guess only what has passed is known.
    int64_t known_s = moment.trusted ? moment.now_s - CLOCK_STEP_S_MIN : least_s(&state);
    if (village->test_now_s == 0 && known_s - state.floor_s >= VILLAGE_TIME_KEEP_S) {
        put_floor(village, known_s);
    }
    return sql_commit(village->sql);
}
