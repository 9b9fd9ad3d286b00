// SPDX-License-Identifier: GPL-3.0-or-later
// The app without a village file: screens come and go, scripts hold or say where they do not, work
// comes back from its thread, and what was typed is gone when nobody is there.
#include "db/village/staff.h"
#include "kiosk/app.h"
#include "kiosk/hands/script.h"
#include "kiosk/ui/widgets.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct app *app;
static int entered, left, worked;

struct page {
    int number;
    uint32_t serial;
};

static void enter(struct app *on, void *state, const void *arg)
{
    struct page *page = state;
    assert_int_equal(page->number, 0); // zeroed
    memcpy(&page->number, arg, sizeof page->number);
    page->serial = app_screen_serial(on);
    entered++;
}

static void leave(struct app *on, void *state)
{
    (void)on;
    (void)state;
    left++;
}

static void run(void *job)
{
    *(int *)job *= 2;
}

static void done(struct app *on, void *job)
{
    (void)on;
    worked = *(int *)job;
    free(job);
}

static void build_page(struct app *on, struct ui *ui, void *state)
{
    struct page *page = state;
    struct app_draft *draft = app_draft(on);
    ui_page_begin(ui);
    if (ui_header(ui, (struct ui_header){.step = 1, .steps = 2}) == UI_HEADER_BACK) {
        app_pop(on);
    }
    ui_body_begin(ui, "page");
    ui_question(ui, arena_printf(ui_arena(ui), "Halaman %d", page->number), "Satu\nDua");
    ui_input(ui, (struct ui_input){.id = "page.text", .is_first = true}, &draft->text);
    ui_code(ui, "page.code", "4821709311550268", 16);
    if (ui_button(ui, "page.work", (struct ui_button){0}, "Kerja")) {
        int *job = malloc(sizeof *job);
        *job = 21;
        assert_true(app_work(on, run, done, job));
    }
    if (ui_keypad(ui, "ticket") == 7) {
        app_draft_wipe(on);
    }
    if (ui_begin_button(
            ui, (struct ui_box){.id = "page.tiny", .role = UI_ROLE_KEY, .w = 10, .h = 10})) {
        abort(); // too small for a finger
    }
    ui_end(ui);
    ui_body_end(ui);
    ui_page_end(ui);
}

static const struct screen screen_page = {
    .name = "page",
    .state_bytes = sizeof(struct page),
    .enter = enter,
    .build = build_page,
    .leave = leave,
    .is_private = true,
};

static void build_home(struct app *on, struct ui *ui, void *state)
{
    (void)state;
    ui_page_begin(ui);
    if (ui_tile(ui, "home.open", UI_GREEN, ICON_NEWS, "Buka", "satu halaman")) {
        app_push(on, &screen_page, &(int){3}, sizeof(int));
    }
    ui_text(ui, (struct ui_text){.id = "home.clock"}, i18n_clock(ui_arena(ui), app_now(on)));
    ui_page_end(ui);
}

static const struct screen screen_first = {.name = "first", .build = build_home};

static int start(void **state)
{
    (void)state;
    struct app_options options = {
        .data = "/nowhere",
        .w = 1080,
        .h = 1920,
        .text_percent = 100,
        .now_s = 1795401660, // 2026-11-23 09.41 in WIB
        .is_test_clock = true,
    };
    entered = left = worked = 0;
    return app_start(&app, &options, NULL, &screen_first) ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    app_stop(app);
    return 0;
}

static bool play(const char *script)
{
    FILE *file = fmemopen((void *)(uintptr_t)script, strlen(script), "r");
    assert_non_null(file);
    bool ok = script_play(app, file, "test");
    fclose(file);
    return ok;
}

static void assert_fault(const char *script, const char *says)
{
    assert_false(play(script));
    if (!strstr(fault_text(), says)) {
        print_error("%s\n", fault_text());
    }
    assert_non_null(strstr(fault_text(), says));
}

static void test_screens_come_and_go(void **state)
{
    (void)state;
    assert_true(play("expect #home.clock \"09.41\"\n"
                     "# a remark\n"
                     "tap #home.open\n"
                     "expect-text \"Halaman 3\"\n"
                     "expect-text \"Satu Dua\"\n"
                     "expect-not #home.open\n"
                     "tap \"Kembali\"\n"
                     "expect #home.open \"Buka satu halaman\"\n"));
    assert_int_equal(entered, 1);
    assert_int_equal(left, 1);
}

static void test_type_long_text(void **state)
{
    (void)state;
    char *script = calloc(1, 9000);
    strcpy(script, "tap #home.open\ntype \"");
    for (int i = 0; i < 1990; i++) {
        strcat(script, i % 7 ? "é" : " ");
    }
    strcat(script, "\\\"\"\n");
    assert_true(play(script));
    const struct ui_field *text = &app_draft(app)->text;
    assert_int_equal(text->text[text->len - 1], '"');
    assert_true(text->len > 3500);
    free(script);
}

static void test_draft_is_wiped_when_nobody_is_there(void **state)
{
    (void)state;
    assert_true(play("tap #home.open\ntype \"rahasia\"\nwait 179000\nexpect-not #idle\n"
                     "expect #page.text \"rahasia\"\nwait 1000\nexpect #idle\n"
                     "tap #idle.1\nexpect-not #idle\nexpect #page.text \"rahasia\"\n"
                     "wait 180000\nexpect #idle\nwait 19000\nexpect #idle\nwait 1000\n"
                     "expect #home.open\n"));
    const char *memory = app_draft(app)->text.text;
    for (size_t i = 0; i < 64; i++) {
        assert_int_equal(memory[i], 0);
    }
    assert_int_equal(left, 1);
}

static bool has_warning;

static void build_warning(struct app *on, struct ui *ui)
{
    if (has_warning && ui_ask(ui, "warn", "Banjir", "Naik ke tempat tinggi.", "Mengerti", NULL)) {
        has_warning = false;
        app_busy(on, false);
    }
}

static void test_a_warning_interrupts_and_nothing_is_lost(void **state)
{
    (void)state;
    has_warning = false;
    app_set_overlay(app, build_warning);
    assert_true(play("tap #home.open\ntype \"setengah kali\"\nwait 170000\n"));
    has_warning = true;
    app_busy(app, true);
    app_set_overlay(app, build_warning);
    assert_fault("wait 1\nexpect #warn\ntap #page.work\n", "covered");
    assert_true(play("wait 600000\nexpect #warn\nexpect-not #idle\n" // nobody is asked meanwhile
                     "tap #warn.1\nexpect-not #warn\nexpect #page.text \"setengah kali\"\n"
                     "type \"mat\"\nexpect #page.text \"setengah kalimat\"\n"
                     "wait 179000\nexpect-not #idle\nwait 2000\nexpect #idle\n"));
    has_warning = true; // it comes before the question, and gives the time back
    app_set_overlay(app, build_warning);
    app_busy(app, true);
    assert_true(play("wait 1000\nexpect #warn\nexpect-not #idle\ntap #warn.1\nwait 1000\n"
                     "expect-not #idle\nexpect #page.text \"setengah kalimat\"\n"));
}

static void test_who_is_busy_is_not_asked(void **state)
{
    (void)state;
    assert_true(play("tap #home.open\n"));
    app_busy(app, true);
    app_busy(app, true);
    app_busy(app, false);
    assert_true(play("wait 900000\nexpect-not #idle\n"));
    app_busy(app, false);
    assert_true(play("wait 179000\nexpect-not #idle\nwait 2000\nexpect #idle\n"));
}

static void sign_in(void)
{
    struct staff_session *session = secret_alloc(sizeof *session);
    memset(session, 0, sizeof *session);
    app_sign_in(app, session);
    assert_ptr_equal(app_session(app), session);
}

// Without a question, and neither sound, nor a warning, nor writing keeps it open.
static void test_a_session_ends_two_minutes_after_the_last_touch(void **state)
{
    (void)state;
    for (int round = 0; round < 3; round++) {
        has_warning = round == 1;
        app_set_overlay(app, NULL);
        assert_true(play("tap #home.open\ntype \"a\"\n"));
        sign_in();
        if (round > 0) {
            app_busy(app, true);
        }
        if (round == 1) {
            app_set_overlay(app, build_warning);
        }
        assert_true(play("wait 119000\nexpect #page.text\nexpect-not #idle\n"));
        assert_non_null(app_session(app));
        assert_true(play("wait 1001\nexpect #home.open\n"));
        assert_null(app_session(app));
        assert_true(play("wait 600000\n"));
        if (round > 0) {
            app_busy(app, false);
        }
    }
    app_set_overlay(app, NULL);
    assert_true(play("tap #home.open\n"));
    sign_in(); // a touch is a touch
    assert_true(play("wait 119000\nswipe up\nwait 119000\nexpect #page.text\n"));
    assert_non_null(app_session(app));
    assert_true(play("tap #nav.back\nexpect #home.open\n")); // at home nobody is signed in
    assert_null(app_session(app));
}

static void test_one_touch_anywhere_answers(void **state)
{
    (void)state;
    assert_true(play("tap #home.open\nwait 181000\nexpect #idle\nswipe up\nexpect-not #idle\n"
                     "expect-text \"Halaman 3\"\n"));
}

static void test_the_next_one_finds_the_screen_as_it_was(void **state)
{
    (void)state;
    assert_true(play("lang en\ntext-size 160\ntap #home.open\ntap #nav.back\n"
                     "expect #home.clock \"09:4\"\n"));
    app_set_theme(app, THEME_CONTRAST);
    assert_true(play("wait 59000\nexpect #home.clock \"09:4\"\n"));
    assert_int_equal(app_theme(app), THEME_CONTRAST);
    assert_true(play("wait 2000\nexpect #home.clock \"09.42\"\n"));
    assert_int_equal(app_theme(app), THEME_DAY);
    assert_int_equal(app_text_percent(app), 100);
}

static void test_work_comes_back(void **state)
{
    (void)state;
    assert_true(play("tap #home.open\ntap #page.work\n"));
    assert_int_equal(worked, 42);
}

static void test_keys_of_a_name(void **state)
{
    (void)state;
    assert_true(play("tap #home.open\ntype \"x\"\nset CODE = #page.code\ntap-keys $CODE\n"
                     "expect #page.code \"4821 7093 1155 0268\"\n"));
    assert_int_equal(app_draft(app)->text.len, 0); // a 7 was touched
}

static void test_what_does_not_hold_is_said(void **state)
{
    (void)state;
    assert_fault("\n\ntap #nothing\n", "test: line 3: #nothing is not on the screen");
    assert_fault("expect #home.clock \"10\"", "says \"09.41\", not \"10\"");
    assert_fault("tap #home.clock", "cannot be touched");
    assert_fault("expect-text \"tidak ada\"", "says \"tidak ada\"");
    assert_fault("dance", "dance is not a step");
    assert_fault("tap", "something is missing");
    assert_fault("tap \"Buka", "quotation mark");
    assert_fault("wait soon", "not a number");
    assert_fault("type \"x\"", "takes letters");
    assert_fault("tap-keys $CODE", "was not set");
    assert_fault("size 10x10", "1080x1920");
    assert_fault("tap #home.open\ntap #page.tiny", "line 2: #page.tiny is too small");
    assert_fault("wait 60000\nwait 121000\ntap #page.work", "covered");
}

static void test_sizes_languages_letters(void **state)
{
    (void)state;
    assert_true(play("size 720x1280\nlang en\ntext-size 160\ntap #home.open\ntap #page.work\n"
                     "swipe up #page\nswipe down\ntap #ticket.key.7\n"
                     "size 1920x1080\ntap #nav.back\nexpect #home.clock \"09:41\"\n"));
}

static void test_dump_and_shot(void **state)
{
    (void)state;
    char folder[] = "/tmp/test_ui_app_XXXXXX", script[256], path[64], line[256];
    assert_non_null(mkdtemp(folder));
    snprintf(script, sizeof script, "dump %s/a.txt\nshot %s/a.png\n", folder, folder);
    assert_true(play(script));
    snprintf(path, sizeof path, "%s/a.txt", folder);
    FILE *file = fopen(path, "r");
    assert_non_null(fgets(line, sizeof line, file));
    assert_string_equal(line, "#home.open\ttile\tBuka satu halaman\t0\t0\t1080\t300\n");
    fclose(file);
    assert_fault("shot /nowhere/at/all.png", "/nowhere/at/all.png");
    snprintf(script, sizeof script, "rm -r %s", folder);
    assert_int_equal(system(script), 0);
}

int main(void)
{
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_screens_come_and_go, start, stop),
        cmocka_unit_test_setup_teardown(test_type_long_text, start, stop),
        cmocka_unit_test_setup_teardown(test_draft_is_wiped_when_nobody_is_there, start, stop),
        cmocka_unit_test_setup_teardown(test_a_warning_interrupts_and_nothing_is_lost, start, stop),
        cmocka_unit_test_setup_teardown(test_who_is_busy_is_not_asked, start, stop),
        cmocka_unit_test_setup_teardown(test_a_session_ends_two_minutes_after_the_last_touch, start,
                                        stop),
        cmocka_unit_test_setup_teardown(test_one_touch_anywhere_answers, start, stop),
        cmocka_unit_test_setup_teardown(test_the_next_one_finds_the_screen_as_it_was, start, stop),
        cmocka_unit_test_setup_teardown(test_work_comes_back, start, stop),
        cmocka_unit_test_setup_teardown(test_keys_of_a_name, start, stop),
        cmocka_unit_test_setup_teardown(test_what_does_not_hold_is_said, start, stop),
        cmocka_unit_test_setup_teardown(test_sizes_languages_letters, start, stop),
        cmocka_unit_test_setup_teardown(test_dump_and_shot, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
