// SPDX-License-Identifier: GPL-3.0-or-later
// A village file to test on: fresh, its clock set, enrolled where a test files events.
#ifndef PLACE_H
#define PLACE_H

#include "harness.h"

#include "db/village/event_log.h"
#include "tests/enrol.h"

enum { PLACE_NOW_S = 1764547200 }; // 2025-12-01 00:00 UTC

static inline struct village *place_open(const char *dir)
{
    secret_init();
    assert_true(village_create(dir));
    struct village *village = village_open(dir, VILLAGE_TOOL);
    assert_non_null(village);
    village->test_now_s = PLACE_NOW_S;
    return village;
}

static inline void place_enrol(struct village *village, struct arena *arena)
{
    if (!enrol_somewhere(village, arena)) {
        fail_msg("%s", fault_text());
    }
}

#endif
