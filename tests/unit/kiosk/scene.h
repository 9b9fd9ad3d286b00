// SPDX-License-Identifier: GPL-3.0-or-later
// A kiosk on a village of its own, its clock standing at a Monday morning, played by script: what
// the tests of screens begin with.
#ifndef SCENE_H
#define SCENE_H

#include "db/village/staff_inside.h"
#include "kiosk/hands/script.h"
#include "kiosk/screens/screens.h"
#include "tests/unit/scratch.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { NOW_S = 1795401660 }; // 2026-11-23 09.41 WIB, a Monday
#define PIN "592071"

struct scene {
    char dir[64];
    struct village *village;
    struct app *app; // NULL until scene_begin
    struct arena arena;
};

static inline char *text(const char *str)
{
    return (char *)(uintptr_t)str;
}

static inline int scene_setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(test_folder(scene->dir, sizeof scene->dir));
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    secret_init();
    arena_init(&scene->arena, 64 << 20);
    assert_true(village_create(scene->dir));
    scene->village = village_open(scene->dir, VILLAGE_TOOL);
    assert_non_null(scene->village);
    scene->village->test_now_s = NOW_S;
    assert_true(village_time_learn(scene->village, NOW_S, VILLAGE_TIME_SET));
    *state = scene;
    return 0;
}

static inline int scene_teardown(void **state)
{
    struct scene *scene = *state;
    app_stop(scene->app);
    village_close(scene->village);
    arena_finish(&scene->arena);
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", scene->dir);
    assert_int_equal(system(command), 0);
    free(scene);
    return 0;
}

// Upright, in Indonesian, at home.
static inline void scene_begin(struct scene *scene)
{
    struct app_options options = {.data = scene->dir,
                                  .w = 1080,
                                  .h = 1920,
                                  .lang = I18N_ID,
                                  .text_percent = 100,
                                  .now_s = NOW_S,
                                  .is_test_clock = true};
    assert_true(app_start(&scene->app, &options, scene->village, &screen_home));
}

static inline void play(struct scene *scene, const char *script)
{
    FILE *file = fmemopen(text(script), strlen(script), "r");
    assert_non_null(file);
    if (!script_play(scene->app, file, "script")) {
        fail_msg("%s", fault_text());
    }
    fclose(file);
}

// A member whose PIN is PIN, closed at the lowest cost.
static inline enum staff_state scene_add(struct scene *scene, const char *name,
                                         enum staff_role role, int64_t *id)
{
    struct staff_wrapped wrapped;
    enum staff_state state;
    assert_true(
        staff_wrap_pin_at(PIN, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN, &wrapped));
    assert_true(staff_add(scene->village, name, role, &wrapped, NULL, id, &state));
    return state;
}

#define scene_test(f) cmocka_unit_test_setup_teardown(f, scene_setup, scene_teardown)

#endif
