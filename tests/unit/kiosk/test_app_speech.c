// SPDX-License-Identifier: GPL-3.0-or-later
// Bacakan on a screen: the bar comes, the sentence heard is marked, a touch anywhere else stops it,
// what is private is asked for first, and a machine without a voice says so. Without a sound card:
// SDL's disk driver takes its time as a loudspeaker does.
#include "db/base/clock.h"
#include "db/base/secret.h"
#include "kiosk/app.h"
#include "kiosk/hands/script.h"
#include "kiosk/ui/ui_reading.h"
#include "kiosk/ui/widgets.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct app *app;
static bool has_private_part, speaks_text;
static char usual_path[4096], sound[] = "/tmp/test_app_speech_XXXXXX";
static int pressed;

static void build_page(struct app *on, struct ui *ui, void *state)
{
    (void)state;
    ui_page_begin(ui);
    if (ui_header(ui, (struct ui_header){.speak_id = "page.speak"}) == UI_HEADER_SPEAK) {
        app_speak_screen(on);
    }
    ui_body_begin(ui, "page");
    ui_question(ui, "Kabar desa", NULL);
    ui_text(ui, (struct ui_text){.id = "page.text"},
            "Posyandu dibuka pukul 08.00. Biaya Rp5.000. Bawa buku KIA.");
    if (has_private_part) {
        ui_text(ui, (struct ui_text){.id = "page.own", .is_private = true},
                "Tulisan saya sendiri.");
    }
    pressed += ui_button(ui, "page.other", (struct ui_button){0}, "Lain");
    ui_body_end(ui);
    ui_page_end(ui);
    if (speaks_text) {
        speaks_text = false;
        app_chime(on);
        app_speak_text(on, "Perhatian. Air naik.");
    }
}

static const struct screen screen_page = {.name = "page", .build = build_page};

static bool play(const char *script)
{
    FILE *file = fmemopen((void *)(uintptr_t)script, strlen(script), "r");
    assert_non_null(file);
    bool ok = script_play(app, file, "test");
    if (!ok) {
        print_error("%s\n", fault_text());
    }
    fclose(file);
    return ok;
}

// Turns the loop until something is marked, or it is silent, or time is up.
static int marked_within(int limit_ms)
{
    int64_t until_ms = clock_mono_ms() + limit_ms;
    while (clock_mono_ms() < until_ms && app_is_speaking(app) &&
           ui_spoken_marked(app_ui(app)) == UI_SPOKEN_NONE) {
        SDL_Delay(5);
        app_turn(app);
    }
    return ui_spoken_marked(app_ui(app));
}

static void silent_within(int limit_ms)
{
    int64_t until_ms = clock_mono_ms() + limit_ms;
    while (clock_mono_ms() < until_ms && app_is_speaking(app)) {
        SDL_Delay(5);
        app_turn(app);
    }
    assert_false(app_is_speaking(app));
    app_turn(app);
    assert_int_equal(ui_spoken_marked(app_ui(app)), UI_SPOKEN_NONE);
}

static void test_bar_and_mark(void **state)
{
    (void)state;
    assert_true(play("expect-not #speak.stop\ntap #page.speak\nexpect #speak.stop\n"));
    assert_true(app_is_speaking(app));
    assert_true(marked_within(3000) >= 0);
    assert_true(play("tap #speak.faster\ntap #speak.faster\ntap #speak.faster\ntap #speak.slower\n"
                     "expect #speak.stop\n"));
    assert_true(app_is_speaking(app));
    assert_true(marked_within(3000) >= 0);
    assert_true(play("tap #speak.stop\nexpect-not #speak.stop\n"));
    silent_within(0);
}

static void test_any_touch_stops(void **state)
{
    (void)state;
    pressed = 0;
    assert_true(
        play("tap #page.speak\nexpect #speak.stop\ntap #page.other\nexpect-not #speak.stop\n"));
    silent_within(0);
    assert_int_equal(pressed, 1); // and does what it says
    assert_true(play("wait 3000\ntap #page.speak\nexpect #speak.stop\ntap #page.speak\n"
                     "expect-not #speak.stop\n"));
    silent_within(0);
}

static void test_to_its_end(void **state)
{
    (void)state;
    assert_true(play("tap #page.speak\ntap #speak.faster\ntap #speak.faster\ntap #speak.faster\n"
                     "tap #speak.faster\n"));
    silent_within(20000);
    assert_true(play("expect-not #speak.stop\n"));
}

static void test_private_is_asked_for(void **state)
{
    (void)state;
    has_private_part = true;
    assert_true(play("tap #page.speak\nexpect #speak.ask\nexpect-text \"Dibacakan keras?\"\n"));
    assert_false(app_is_speaking(app));
    assert_true(play("tap #speak.ask.2\nexpect-not #speak.ask\nexpect #speak.stop\n"));
    assert_true(app_is_speaking(app));
    assert_true(play("tap #speak.stop\nwait 3000\ntap #page.speak\ntap #speak.ask.1\n"
                     "expect-not #speak.ask\nexpect #speak.stop\ntap #speak.stop\n"));
    silent_within(0);
}

static void test_text_after_a_chime(void **state)
{
    (void)state;
    speaks_text = true;
    app_redraw(app);
    assert_true(app_is_speaking(app));
    assert_true(play("expect #speak.stop\n"));
    app_speak_stop(app);
    silent_within(0);
}

static void test_without_a_voice(void **state)
{
    (void)state;
    setenv("PATH", "/nowhere", 1);
    assert_true(play("tap #page.speak\nexpect-not #speak.stop\n"
                     "expect #speak.note \"Suara pembaca belum dipasang di mesin ini.\"\n"
                     "wait 7000\nexpect-not #speak.note\n"));
    app_speak_text(app, "Perhatian."); // nobody asked for it: nothing is said of it
    assert_true(play("expect-not #speak.note\nexpect-not #speak.stop\n"));
    setenv("PATH", usual_path, 1);
}

static int start(void **state)
{
    (void)state;
    has_private_part = speaks_text = false;
    struct app_options options = {
        .data = "/nowhere",
        .w = 1080,
        .h = 1920,
        .text_percent = 100,
        .now_s = 1795401660,
        .is_test_clock = true,
    };
    return app_start(&app, &options, NULL, &screen_page) ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    app_stop(app);
    return 0;
}

int main(void)
{
    secret_init();
    snprintf(usual_path, sizeof usual_path, "%s", getenv("PATH"));
    int fd = mkstemp(sound);
    if (fd < 0) {
        return 1;
    }
    close(fd);
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_AUDIODRIVER", "disk", 1);
    setenv("SDL_DISKAUDIOFILE", sound, 1);
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(test_bar_and_mark),         TEST(test_any_touch_stops),    TEST(test_to_its_end),
        TEST(test_private_is_asked_for), TEST(test_text_after_a_chime), TEST(test_without_a_voice),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(sound);
    return rc;
}
