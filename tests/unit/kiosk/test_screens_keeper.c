// SPDX-License-Identifier: GPL-3.0-or-later
// The keeper's screens and the stick's, with an agent that the test itself plays: what it says
// shows at once, a password goes through and leaves nothing behind, a clock that cannot be is
// refused, every square must be touched, and who is not signed in sees none of it.
#include "scene.h"

#include "db/base/file.h"
#include "db/base/moment.h"
#include "db/village/errand.h"
#include "db/village/probe.h"
#include "db/village/setting.h"

#define PASSWORD "kopi-panas-manis"

static struct village *agent;
static struct errand_desk *desk;

static int setup(void **state)
{
    scene_setup(state);
    struct scene *scene = *state;
    int64_t id;
    agent = village_open(scene->dir, VILLAGE_AGENT);
    assert_non_null(agent);
    desk = errand_open(agent);
    assert_non_null(desk);
    scene_add(scene, "Ketua Karang Taruna", STAFF_YOUTH, &id);
    char *media = arena_printf(&scene->arena, "%s/sticks/KIRIMAN", scene->dir);
    assert_true(file_make_dir(media, 0755));
    *strrchr(media, '/') = '\0';
    assert_true(setting_set(scene->village, "media_dir", media, SETTING_LOCAL));
    return 0;
}

static int teardown(void **state)
{
    errand_close(agent, desk);
    village_close(agent);
    return scene_teardown(state);
}

static void begin(struct scene *scene)
{
    scene_begin(scene);
    play(scene, "hold #home.staff 3000\ntap #staff_in.0\ntap-keys 592071 staff_pin\n"
                "tap #staff_pin.go\nwait 200\n");
}

// ---- the agent, played

static struct errand taken(struct scene *scene, char **secret)
{
    struct errand errand;
    char *got = NULL;
    assert_true(errand_take(agent, &scene->arena, desk, &errand, &got));
    if (secret) {
        *secret = got;
    } else {
        assert_null(got);
    }
    return errand;
}

static void ended(struct scene *scene, const struct errand *errand, enum errand_state state,
                  struct phrase result, const char *list)
{
    assert_true(errand_finish(agent, errand->id, state, &result, list));
    app_ring(scene->app); // the real one comes a moment later
}

static void test_sending(void **state)
{
    struct scene *scene = *state;
    begin(scene);
    play(scene, "tap #staff.keeper\ntap #keeper.send\nexpect #keeper.sent \"Mengirim\"\n"
                "expect-not #keeper.send\n");
    struct errand errand = taken(scene, NULL);
    assert_string_equal(errand.what, "round");
    errand_progress(agent, desk, errand.id, 3, 12);
    app_ring(scene->app);
    play(scene, "wait 100\nexpect-text \"3 dari 12\"\n");
    ended(scene, &errand, ERRAND_DONE,
          phrase_number(PLURAL_("%d kiriman sudah sampai di kabupaten."), 12), NULL);
    play(scene, "wait 100\nexpect #keeper.sent \"12 kiriman sudah sampai di kabupaten.\"\n");

    // Not wanted any more: nobody has it yet, so it is gone.
    play(scene, "tap #keeper.send\ntap #keeper.sent.stop\nwait 100\nexpect-not #keeper.sent\n"
                "expect #keeper.send\n");
    char *secret;
    assert_false(errand_take(agent, &scene->arena, desk, &errand, &secret));
    // One that the agent has: asked to stop, until it does.
    play(scene, "tap #keeper.send\n");
    errand = taken(scene, NULL);
    play(scene, "tap #keeper.sent.stop\nwait 100\nexpect #keeper.sent \"Dihentikan\"\n");
    assert_true(errand_is_unwanted(agent, errand.id));
    ended(scene, &errand, ERRAND_CANCELLED, (struct phrase){0}, NULL);
    play(scene, "wait 100\nexpect-not #keeper.sent\n");
    // What the screen left behind goes on: a walk to another page does not stop it.
    play(scene, "tap #keeper.send\ntap #nav.back\n");
    errand = taken(scene, NULL);
    assert_false(errand_is_unwanted(agent, errand.id));
    play(scene, "tap #staff.keeper\nexpect #keeper.sent \"Mengirim\"\ntap #nav.back\n");
    // Whoever comes back soon sees how it went; who comes later does not.
    agent->test_now_s = app_now_s(scene->app);
    ended(scene, &errand, ERRAND_DONE,
          phrase_number(PLURAL_("%d kiriman sudah sampai di kabupaten."), 3), NULL);
    play(scene, "tap #staff.keeper\nexpect #keeper.sent \"3 kiriman\"\ntap #nav.back\n"
                "tap #staff.stick\nexpect-not #stick.work\ntap #nav.home\nwait 700000\n"
                "hold #home.staff 3000\ntap #staff_in.0\ntap-keys 592071 staff_pin\n"
                "tap #staff_pin.go\nwait 200\ntap #staff.keeper\nexpect-not #keeper.sent\n");
}

static void test_wifi(void **state)
{
    struct scene *scene = *state;
    begin(scene);
    play(scene, "tap #staff.keeper\ntap #keeper.tool.wifi\nexpect #wifi.looking \"Mencari\"\n");
    struct errand errand = taken(scene, NULL);
    ended(scene, &errand, ERRAND_DONE, phrase_bare(N_("Pilih Wi-Fi.")),
          "81\t1\t1\tKantor:Desa\n45\t0\t0\tWarkop\n12\t1\t0\tBalai Desa\nbroken\n9\t1\n");
    play(scene, "wait 100\nexpect #wifi.0 \"Kantor:Desa\"\nexpect #wifi.0 \"sedang dipakai\"\n"
                "expect #wifi.1 \"Sedang\"\nexpect #wifi.1 \"tanpa sandi\"\n"
                "expect #wifi.2 \"Lemah\"\nexpect-not #wifi.3\n"
                "tap #wifi.2\ntype \"kopi\"\ntap #wifi.join\nexpect #wifi.short\n"
                "type \"-panas-manis\"\nexpect-not #wifi.short\n"
                "expect #wifi.password \"\u2022\u2022\u2022\u2022\"\n"
                "expect-not-text \"" PASSWORD "\"\ntap #wifi.show\n"
                "expect #wifi.password \"" PASSWORD "\"\n"
                "tap #key.erase\nexpect #wifi.password \"kopi-panas-mani\"\ntap #key.s\n"
                "tap #wifi.show\ntap #key.erase\ntap #key.s\ntap #wifi.join\n");
    char *secret;
    errand = taken(scene, &secret);
    assert_string_equal(errand.argument, "Balai Desa");
    assert_string_equal(secret, PASSWORD);
    secret_free(secret);
    assert_int_equal(app_draft(scene->app)->code.len, 0); // gone here as soon as it was handed over
    ended(scene, &errand, ERRAND_FAILED,
          phrase_bare(N_("Tidak bisa tersambung. Biasanya sandinya salah: ketik sekali lagi.")),
          NULL);
    play(scene, "wait 100\nexpect #wifi.joined \"sandinya salah\"\n"
                "type \"" PASSWORD "\"\nexpect-not #wifi.joined\ntap #wifi.join\n"
                "expect #wifi.joined \"Menyambungkan\"\n");
    errand = taken(scene, &secret);
    secret_free(secret);
    ended(scene, &errand, ERRAND_DONE, phrase_word(N_("Tersambung ke %s."), "Balai Desa"), NULL);
    play(scene, "wait 100\nexpect #wifi.joined \"Tersambung ke Balai Desa.\"\ntap #wifi.done\n"
                "expect #keeper.agent\n");
}

static void test_open_wifi(void **state)
{
    struct scene *scene = *state;
    begin(scene);
    play(scene, "tap #staff.keeper\ntap #keeper.tool.wifi\n");
    struct errand errand = taken(scene, NULL);
    ended(scene, &errand, ERRAND_DONE, phrase_bare(N_("Pilih Wi-Fi.")), "45\t0\t0\tWarkop\n");
    play(scene, "wait 100\ntap #wifi.0\nexpect-not #wifi.password\nexpect #wifi.joined\n");
    errand = taken(scene, NULL); // no secret at all
    assert_string_equal(errand.argument, "Warkop");
    ended(scene, &errand, ERRAND_FAILED, phrase_bare(N_("Wi-Fi itu tidak menjawab.")), NULL);
    play(scene, "wait 100\ntap #wifi.other\nexpect #wifi.0\n");
}

// 1970 and 2100 by touch are refused with the reason; what is possible but far is asked about.
static void test_clock(void **state)
{
    struct scene *scene = *state;
    begin(scene);
    play(scene, "tap #staff.keeper\ntap #keeper.tool.settings\ntap #settings.clock\n");
    for (int year = 2026; year > 1970; year--) {
        play(scene, "tap #clock.year.less\n");
    }
    play(scene, "expect #clock.year \"1970\"\ntap #clock.use\nexpect #clock.impossible \"2036\"\n"
                "expect-not #clock.ask\ntap #clock.year.less\nexpect #clock.year \"2100\"\n"
                "expect-not #clock.impossible\ntap #clock.use\nexpect #clock.impossible\n");
    scene->village->test_now_s = 0;
    assert_true(llabs(village_now_s(scene->village) - NOW_S) < 100);
    scene->village->test_now_s = NOW_S;
    play(scene, "tap #nav.back\ntap #settings.clock\ntap #clock.tens.more\ntap #clock.use\n"
                "expect #clock.set\nexpect-not #clock.ask\n");
    struct errand errand = taken(scene, NULL);
    assert_string_equal(errand.what, "clock");
    assert_string_equal(errand.argument, "2026-11-23T09:51:00+07:00");
    // The 31st of a month that has none, and a leap day.
    play(scene, "tap #nav.back\ntap #settings.clock\ntap #clock.month.more\n"
                "tap #clock.day.more\ntap #clock.day.more\ntap #clock.day.more\n"
                "tap #clock.day.more\ntap #clock.day.more\ntap #clock.day.more\n"
                "tap #clock.day.more\ntap #clock.day.more\nexpect #clock.day \"31\"\n"
                "tap #clock.month.more\ntap #clock.month.more\nexpect #clock.day \"28\"\n"
                "tap #clock.day.more\nexpect #clock.day \"1\"\n");
    // Far from what it believed: asked, and only then set.
    play(scene, "tap #clock.use\nexpect #clock.ask\ntap #clock.ask.2\nexpect-not #clock.set\n"
                "tap #clock.use\ntap #clock.ask.1\nexpect #clock.set\n");
    scene->village->test_now_s = 0;
    struct moment now = moment_at(village_now_s(scene->village), 420);
    assert_int_equal(now.year, 2026);
    assert_int_equal(now.month, 2);
    assert_true(village_clock_trusted(scene->village));
}

static void test_touch(void **state)
{
    struct scene *scene = *state;
    begin(scene);
    play(scene, "tap #staff.keeper\ntap #keeper.tool.touch\ntap #touch.begin\n");
    char step[32];
    for (int i = 0; i < 45; i++) {
        assert_int_equal(probe_get(scene->village, &scene->arena, "touch").state, PROBE_NEVER);
        (void)snprintf(step, sizeof step, "tap #touch.%d\n", i);
        play(scene, step);
        play(scene, i == 7 ? step : "wait 10\n"); // twice the same is one
    }
    play(scene, "expect #touch.well\ntap #touch.done\nexpect #keeper.touch \"Terasa\"\n");
    assert_int_equal(probe_get(scene->village, &scene->arena, "touch").state, PROBE_WELL);
    // A screen that is deaf in places: it asks, goes on when told to, and ends by itself.
    play(scene, "tap #keeper.tool.touch\ntap #touch.begin\ntap #touch.3\nwait 20100\n"
                "expect #touch.ask\ntap #touch.ask.1\nexpect-not #touch.ask\ntap #touch.4\n"
                "wait 20100\nexpect #touch.ask\nwait 30100\nexpect #touch.bad \"43 kotak\"\n");
    struct probe probe = probe_get(scene->village, &scene->arena, "touch");
    assert_int_equal(probe.state, PROBE_BAD);
    assert_int_equal(probe.number, 43);
}

static void test_settings(void **state)
{
    struct scene *scene = *state;
    begin(scene);
    play(scene, "tap #staff.keeper\ntap #keeper.tool.settings\ntap #settings.volume.0\n"
                "tap #settings.speech.1\ntap #settings.text_size.1\ntap #settings.language.1\n"
                "tap #settings.night.1\ntap #settings.night_from.more\n"
                "tap #settings.night_to.less\ntap #settings.month_limit.2\n"
                "tap #settings.sound_hours.1\n");
    static const struct {
        const char *key, *value;
    } rows[] = {{"volume", "0"},        {"speech", "handset"},    {"text_size", "130"},
                {"language", "su"},     {"night_from", "21:30"},  {"night_to", "04:30"},
                {"month_limit", "500"}, {"sound_hours", "22-05"}, {"picture_hours", "22-05"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_string_equal(setting_get(scene->village, &scene->arena, rows[i].key), rows[i].value);
    }
    // The size of the screen holds at once: the same button is larger on a finer screen.
    play(scene, "tap #settings.ruler\ntap #ruler.much-longer\ntap #ruler.longer\ntap #ruler.use\n"
                "expect #ruler.kept\n");
    assert_int_equal(setting_int(scene->village, "dpi"), 113);
    assert_int_equal(ui_dp_of_px(app_ui(scene->app), 1130), 1020);
    play(scene, "tap #nav.back\ntap #settings.night.0\n");
    assert_string_equal(setting_get(scene->village, &scene->arena, "night_from"), "");
}

static void test_stick(void **state)
{
    struct scene *scene = *state;
    char *stick = arena_printf(&scene->arena, "%s/sticks/KIRIMAN", scene->dir);
    begin(scene);
    play(scene, "tap #staff.stick\nwait 200\nexpect #stick.here \"KIRIMAN\"\n"
                "expect #stick.import \"Belum ada jawaban\"\ntap #stick.export\n"
                "expect #stick.work \"Jangan dicabut\"\ntap #stick.import\n"); // one at a time
    struct errand errand = taken(scene, NULL), other;
    char *secret;
    assert_string_equal(errand.what, "export");
    assert_string_equal(errand.argument, stick);
    assert_false(errand_take(agent, &scene->arena, desk, &other, &secret));
    assert_int_equal(rmdir(stick), 0); // pulled in the middle
    play(scene, "wait 2000\nexpect #stick.none\nexpect #stick.work\n");
    ended(scene, &errand, ERRAND_FAILED,
          phrase_bare(N_("Stik tercabut sebelum selesai. Tancapkan lagi, lalu ulangi. Tidak ada "
                         "yang hilang.")),
          NULL);
    play(scene, "wait 100\nexpect #stick.work \"Tidak ada yang hilang\"\n");
    assert_true(file_make_dir(stick, 0755));
    play(scene, "wait 2000\nexpect #stick.here \"KIRIMAN\"\ntap #stick.eject\n");
    errand = taken(scene, NULL);
    assert_string_equal(errand.what, "eject");
    ended(scene, &errand, ERRAND_DONE, phrase_bare(N_("Sekarang aman dicabut.")), NULL);
    play(scene, "wait 100\nexpect #stick.ejected \"Sekarang aman dicabut.\"\n");
}

// Signed out behind its back, each page goes home.
static void test_nobody(void **state)
{
    static const struct screen *const screens[] = {
        &screen_keeper,      &screen_keeper_settings, &screen_keeper_clock,  &screen_keeper_ruler,
        &screen_keeper_wifi, &screen_keeper_touch,    &screen_keeper_office, &screen_stick,
    };
    struct scene *scene = *state;
    begin(scene);
    for (size_t i = 0; i < COUNT_OF(screens); i++) {
        app_push(scene->app, screens[i], NULL, 0);
        play(scene, "wait 100\nexpect #nav.home\n");
    }
    app_sign_out(scene->app);
    play(scene, "wait 2000\nexpect #home.notices\n");
    for (size_t i = 0; i < COUNT_OF(screens); i++) {
        app_push(scene->app, screens[i], NULL, 0);
        play(scene, "wait 200\nexpect #home.notices\nexpect-not #nav.home\n");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sending, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wifi, setup, teardown),
        cmocka_unit_test_setup_teardown(test_open_wifi, setup, teardown),
        cmocka_unit_test_setup_teardown(test_clock, setup, teardown),
        cmocka_unit_test_setup_teardown(test_touch, setup, teardown),
        cmocka_unit_test_setup_teardown(test_settings, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stick, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nobody, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
