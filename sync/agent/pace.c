// SPDX-License-Identifier: GPL-3.0-or-later
// The budget of a round. One event always fits, whatever this says: that is the plan's part.
#include "pace.h"

#include "agent.h"
#include "db/village/state.h"
#include "sync/bundle/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 64 };
static const char key[] = "pace"; // "budget unlucky grown calm_needed"

static int between(int min, int value, int max)
{
    return value < min ? min : value > max ? max : value;
}

void pace_init(struct pace *pace, struct village *village)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    const char *kept = state_text(village, &arena, key);
    int budget = BUDGET_DEFAULT, unlucky = 0, grown = 0, calm_needed = 1;
    if (kept && sscanf(kept, "%d %d %d %d", &budget, &unlucky, &grown, &calm_needed) != 4) {
        budget = BUDGET_DEFAULT;
    }
    *pace = (struct pace){.village = village,
                          .budget = (uint32_t)between(BUDGET_MIN, budget, BUDGET_DEFAULT),
                          .unlucky = unlucky == 1,
                          .grown = grown == 1,
                          .calm_needed = between(1, calm_needed, PACE_CALM_MAX)};
    arena_finish(&arena);
}

static void write_out(char out[static TEXT_MAX], const struct pace *pace)
{
    snprintf(out, TEXT_MAX, "%" PRIu32 " %d %d %d", pace->budget, pace->unlucky, pace->grown,
             pace->calm_needed);
}

// What cannot be kept (a full disk) is known until the program ends.
static void settle(struct pace *pace, struct pace now)
{
    char before[TEXT_MAX], after[TEXT_MAX];
    write_out(before, pace);
    write_out(after, &now);
    *pace = now;
    if (strcmp(before, after) != 0 && !state_set_text(pace->village, key, after)) {
        log_line("the size of rounds is not remembered: %s", fault_text());
    }
}

void pace_well(struct pace *pace, size_t bytes_up, size_t bytes_down, int64_t took_ms)
{
    struct pace now = *pace;
    bool needed = bytes_up >= now.budget / 2 || bytes_down >= now.budget / 2;
    now.unlucky = false;
    if (needed) {
        now.calm_needed = now.grown ? 1 : now.calm_needed;
        now.grown = false;
        now.calm += took_ms < QUICK_ROUND_MS;
    }
    if (now.calm >= now.calm_needed && now.budget < BUDGET_DEFAULT) {
        now.budget = now.budget < BUDGET_DEFAULT / 2 ? 2 * now.budget : BUDGET_DEFAULT;
        now.grown = true;
        now.calm = 0;
    }
    settle(pace, now);
}

void pace_broke(struct pace *pace, size_t bytes_tried, int64_t moved_ms)
{
    if (moved_ms < QUICK_ROUND_MS && !pace->unlucky && !pace->grown) {
        struct pace now = *pace;
        now.unlucky = true;
        settle(pace, now);
    } else {
        pace_too_large(pace, bytes_tried);
    }
}

void pace_too_large(struct pace *pace, size_t bytes_tried)
{
    struct pace now = *pace;
    size_t tried = bytes_tried < now.budget ? bytes_tried : now.budget;
    now.budget = tried / 2 > BUDGET_MIN ? (uint32_t)(tried / 2) : BUDGET_MIN;
    now.calm_needed = now.grown ? between(1, 2 * now.calm_needed, PACE_CALM_MAX) : now.calm_needed;
    now.unlucky = now.grown = false;
    now.calm = 0;
    settle(pace, now);
}
