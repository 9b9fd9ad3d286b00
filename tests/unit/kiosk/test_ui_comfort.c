// SPDX-License-Identifier: GPL-3.0-or-later
// Night and contrast by the village's settings, a picture that does not stand still for years, and
// notes that give way where there is no room.
#include "kiosk/app.h"
#include "kiosk/ui/engine.h"
#include "kiosk/ui/widgets.h"

#include "db/base/secret.h"
#include "db/village/setting.h"
#include "db/village/village.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { W = 720, H = 1280, EVENING_S = 1795442340 }; // 2026-11-23 20.59 in WIB

static char folder[] = "/tmp/test_ui_comfort_XXXXXX";
static struct village *village;
static struct app *app;
static int taps;

static void build_low(struct app *on, struct ui *ui, void *state)
{
    (void)state;
    ui_begin(ui, (struct ui_box){.fill = UI_PAPER});
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 10});
    ui_text(ui, (struct ui_text){.id = "title"}, "Ceritakan");
    ui_input(ui, (struct ui_input){.id = "in", .grow = 1, .lines_min = 3}, &app_draft(on)->text);
    ui_note(ui, ICON_LOCK, "Catatan yang boleh tidak tampil");
    ui_end(ui);
    if (ui_begin_button(ui, (struct ui_box){.id = "foot", .h = 400})) {
        taps++;
    }
    ui_end(ui);
    ui_end(ui);
}

static const struct screen screen_low = {.name = "low", .build = build_low};

static uint32_t corner(void)
{
    return *(const uint32_t *)app_frame(app)->pixels & 0xffffff;
}

static uint32_t paper(enum theme theme)
{
    return theme_color(theme, UI_PAPER) & 0xffffff;
}

static void start(int64_t now_s)
{
    struct app_options options = {
        .data = folder,
        .w = W,
        .h = H,
        .text_percent = 100,
        .now_s = now_s,
        .is_test_clock = true,
    };
    assert_true(app_start(&app, &options, village, &screen_low));
}

static int begin(void **state)
{
    (void)state;
    taps = 0;
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    if (!mkdtemp(folder) || !village_create(folder)) {
        return -1;
    }
    village = village_open(folder, VILLAGE_KIOSK);
    return village && village_time_learn(village, EVENING_S, VILLAGE_TIME_SET) ? 0 : -1;
}

static int finish(void **state)
{
    (void)state;
    app_stop(app);
    village_close(village);
    char line[128];
    snprintf(line, sizeof line, "rm -r %s", folder);
    return system(line);
}

static void test_night_begins_and_ends(void **state)
{
    (void)state;
    assert_true(setting_set(village, "night_from", "21:00", SETTING_LOCAL));
    assert_true(setting_set(village, "night_to", "05:30", SETTING_LOCAL));
    start(EVENING_S);
    assert_int_equal(corner(), paper(THEME_DAY));
    int64_t turns = app_turn_count(app);
    app_advance(app, 59000);
    assert_int_equal(corner(), paper(THEME_DAY));
    app_advance(app, 2000);
    assert_int_equal(corner(), paper(THEME_NIGHT));
    app_advance(app, (int64_t)8 * 3600 * 1000);
    assert_int_equal(corner(), paper(THEME_NIGHT));
    app_advance(app, 1800000);
    assert_int_equal(corner(), paper(THEME_DAY));
    assert_true(app_turn_count(app) - turns < 16); // it woke up for nothing else
}

static void test_no_night_without_settings(void **state)
{
    (void)state;
    assert_true(setting_set(village, "night_from", "21:00", SETTING_LOCAL));
    start(EVENING_S);
    app_advance(app, 7200000);
    assert_int_equal(corner(), paper(THEME_DAY));
}

static void test_contrast_and_letters_by_setting(void **state)
{
    (void)state;
    assert_true(setting_set(village, "contrast", "high", SETTING_LOCAL));
    assert_true(setting_set(village, "text_size", "130", SETTING_LOCAL));
    start(EVENING_S);
    assert_int_equal(app_theme(app), THEME_CONTRAST);
    assert_int_equal(app_text_percent(app), 130);
    assert_int_equal(corner(), paper(THEME_CONTRAST));
    assert_true(setting_set(village, "contrast", "normal", SETTING_LOCAL)); // while nobody is there
    app_ring(app);
    app_turn(app);
    assert_int_equal(corner(), paper(THEME_DAY));
}

static void test_the_picture_moves_at_rest(void **state)
{
    (void)state;
    start(EVENING_S);
    size_t bytes = (size_t)app_frame(app)->pitch * H;
    void *before = malloc(bytes);
    memcpy(before, app_frame(app)->pixels, bytes);
    app_advance(app, 9 * 60000);
    app_turn(app);
    assert_memory_equal(before, app_frame(app)->pixels, bytes);
    app_advance(app, 2 * 60000);
    app_ring(app); // anything that draws
    app_turn(app);
    assert_true(memcmp(before, app_frame(app)->pixels, bytes) != 0);
    assert_int_equal(corner(), paper(THEME_DAY));
    free(before);
}

static const struct ui_element *find(struct arena *arena, const char *id, const char *label)
{
    struct ui_element *list;
    size_t count = ui_elements(app_ui(app), arena, &list);
    for (size_t i = 0; i < count; i++) {
        if (id ? str_equal(list[i].id, id) : str_starts(list[i].label, label)) {
            return &list[i];
        }
    }
    return NULL;
}

static void test_a_note_is_left_out_before_it_runs_beneath(void **state)
{
    (void)state;
    start(EVENING_S);
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (int h = 900; h >= 600; h -= 50) {
        assert_true(app_resize(app, W, h));
        app_turn(app);
        int foot = h - 400;
        const struct ui_element *in = find(&arena, "in", NULL),
                                *note = find(&arena, NULL, "Catatan");
        assert_true(in->rect.y + in->rect.h <= foot);
        assert_true(!note || note->rect.y + note->rect.h <= foot);
        assert_true(note || h < 750);
    }
    assert_null(find(&arena, NULL, "Catatan"));
    arena_finish(&arena);
}

static void touch_at(int x, int y)
{
    ui_set_shift(app_ui(app), UI_SHIFT_DP, -UI_SHIFT_DP);
    ui_touch(app_ui(app), UI_TOUCH_DOWN, x, y, 0);
    ui_touch(app_ui(app), UI_TOUCH_UP, x, y, 20);
    app_turn(app);
}

static void test_what_moved_is_touched_where_it_is_seen(void **state)
{
    (void)state;
    start(EVENING_S);
    int top = H - 400 - UI_SHIFT_DP;
    touch_at(W / 2, top - 1);
    assert_int_equal(taps, 0);
    touch_at(W / 2, top);
    assert_int_equal(taps, 1);
}

int main(void)
{
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    secret_guard();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_night_begins_and_ends, begin, finish),
        cmocka_unit_test_setup_teardown(test_no_night_without_settings, begin, finish),
        cmocka_unit_test_setup_teardown(test_contrast_and_letters_by_setting, begin, finish),
        cmocka_unit_test_setup_teardown(test_the_picture_moves_at_rest, begin, finish),
        cmocka_unit_test_setup_teardown(test_a_note_is_left_out_before_it_runs_beneath, begin,
                                        finish),
        cmocka_unit_test_setup_teardown(test_what_moved_is_touched_where_it_is_seen, begin, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
