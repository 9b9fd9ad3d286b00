// SPDX-License-Identifier: GPL-3.0-or-later
// Two rows of `state`. Whose kiosk this is decides what may still be done, never the row alone.
#include "setup.h"

#include "identity.h"
#include "staff.h"
#include "state.h"

enum { IDENTITY_BYTES_MAX = 1 << 20 };
enum { DUE_NOT, DUE_FRESH, DUE_HELD }; // kept

static bool is_enrolled(struct village *village)
{
    struct arena arena;
    struct identity self;
    arena_init(&arena, IDENTITY_BYTES_MAX);
    bool is = !identity_get(village, &arena, &self) || self.enrolled; // what cannot be read, is
    arena_finish(&arena);
    return is;
}

enum setup_step setup_step(struct village *village)
{
    int64_t step = state_int(village, "setup", SETUP_NONE);
    bool is_by_command = step < SETUP_PEOPLE && staff_any(village);
    bool is_on = step > SETUP_NONE && step < SETUP_STEPS && !is_by_command;
    return is_on ? (enum setup_step)step : SETUP_NONE;
}

bool setup_may_begin(struct village *village)
{
    return !staff_any(village) && !is_enrolled(village);
}

static int64_t due(struct village *village)
{
    return state_int(village, "setup_due", DUE_NOT);
}

bool setup_is_due(struct village *village)
{
    return due(village) != DUE_NOT && setup_step(village) != SETUP_NONE;
}

bool setup_hold(struct village *village)
{
    return due(village) != DUE_NOT || state_set_int(village, "setup_due", DUE_HELD);
}

bool setup_may_leave(struct village *village)
{
    return due(village) != DUE_FRESH && setup_may_begin(village);
}

static bool begin(struct village *village, bool is_due)
{
    if (!setup_may_begin(village)) {
        fault_set("%s: this kiosk has been set up already", village->dir);
        return false;
    }
    sql_begin(village->sql);
    if (setup_step(village) == SETUP_NONE) {
        state_set_int(village, "setup", SETUP_LANGUAGE);
    }
    if (is_due) {
        state_set_int(village, "setup_due", DUE_FRESH);
    }
    return sql_commit(village->sql);
}

bool setup_make_due(struct village *village)
{
    return begin(village, true);
}

bool setup_begin(struct village *village)
{
    return begin(village, false);
}

bool setup_go(struct village *village, enum setup_step step)
{
    if (setup_step(village) == SETUP_NONE || step <= SETUP_NONE || step >= SETUP_STEPS) {
        fault_set("%s: it is not being set up", village->dir);
        return false;
    }
    if (step < SETUP_PEOPLE && staff_any(village)) {
        fault_set("%s: this kiosk has its people already", village->dir);
        return false;
    }
    return state_set_int(village, "setup", step);
}

bool setup_end(struct village *village)
{
    return sql_run(village->sql, "DELETE FROM state WHERE key IN ('setup', 'setup_due')", "");
}
