// SPDX-License-Identifier: GPL-3.0-or-later
// Speaking without a sound card: SDL's disk driver writes what a loudspeaker would get. A missing,
// dead, hanging or babbling espeak-ng is played by a script in a folder that PATH names alone.
#include "db/base/clock.h"
#include "db/base/secret.h"
#include "kiosk/hands/speech.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/test_speech_XXXXXX", sound[64], usual_path[4096];
static struct speech *speech;
static uint32_t event_type;

static const char *const sentences[] = {"Selamat datang di balai desa.", "Ini kalimat kedua.",
                                        "Selesai."};

static const struct speech_order order = {
    .sentences = sentences, .count = 3, .words_per_min = 260, .volume_percent = 100};

struct told {
    int sentences[8], count, last;
    int64_t first_ms, end_ms;
};

// Until the end is told, or so long.
static struct told listen(int limit_ms)
{
    struct told told = {.last = -1};
    int64_t begun_ms = clock_mono_ms();
    while (told.last < 0 && clock_mono_ms() - begun_ms < limit_ms) {
        SDL_Event event;
        if (!SDL_WaitEventTimeout(&event, 50) || event.type != event_type ||
            !speech_heard(speech, &event)) {
            continue;
        }
        if (event.user.code == SPEECH_SENTENCE) {
            told.first_ms = told.count == 0 ? clock_mono_ms() - begun_ms : told.first_ms;
            told.sentences[told.count++ % 8] = (int)(intptr_t)event.user.data1;
        } else {
            told.last = event.user.code;
            told.end_ms = clock_mono_ms() - begun_ms;
        }
    }
    return told;
}

// Bytes of sound that are not silence.
static size_t loud_bytes(void)
{
    FILE *file = fopen(sound, "rb");
    size_t loud = 0;
    for (int c; file && (c = fgetc(file)) != EOF;) {
        loud += c != 0;
    }
    if (file) {
        fclose(file);
    }
    return loud;
}

static void fake(const char *script)
{
    char path[128], env[160];
    snprintf(path, sizeof path, "%s/espeak-ng", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", script);
    fclose(file);
    chmod(path, 0755);
    snprintf(env, sizeof env, "%s", folder);
    setenv("PATH", env, 1);
}

static void test_three_sentences(void **state)
{
    (void)state;
    int64_t begun_ms = clock_mono_ms();
    assert_true(speech_say(speech, &order));
    assert_true(clock_mono_ms() - begun_ms < 100);
    assert_true(speech_is_on(speech));
    struct told told = listen(15000);
    assert_int_equal(told.last, SPEECH_ENDED);
    assert_int_equal(told.count, 3);
    assert_int_equal(told.sentences[0] + told.sentences[1] * 10 + told.sentences[2] * 100, 210);
    assert_true(told.end_ms > 1500); // as long as it is heard
    assert_false(speech_is_on(speech));
    assert_true(loud_bytes() > 50000);
}

static void test_begins_at_one_of_them(void **state)
{
    (void)state;
    struct speech_order from = order;
    from.first = 2;
    from.is_private = true;
    assert_true(speech_say(speech, &from));
    struct told told = listen(5000);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.sentences[0], 2);
}

static void test_first_sound_comes_soon(void **state)
{
    (void)state;
    int64_t begun_ms = clock_mono_ms();
    assert_true(speech_say(speech, &order));
    while (loud_bytes() == 0 && clock_mono_ms() - begun_ms < 3000) {
        SDL_Delay(1);
    }
    int64_t took_ms = clock_mono_ms() - begun_ms;
    print_message("first sound after %d ms\n", (int)took_ms);
    assert_true(took_ms < 1000); // the bench holds 150; here the machine may be busy
}

static void test_stop_is_silence(void **state)
{
    (void)state;
    assert_true(speech_say(speech, &order));
    SDL_Delay(600);
    int64_t begun_ms = clock_mono_ms();
    speech_stop(speech);
    assert_true(clock_mono_ms() - begun_ms < 50);
    assert_false(speech_is_on(speech));
    SDL_Delay(50);
    size_t loud = loud_bytes();
    SDL_Delay(500);
    assert_true(loud_bytes() - loud <= 4096); // what the disk driver's own buffer held
    assert_int_equal(listen(200).count, 0);   // what was stopped tells nothing more
}

static void test_again_and_again(void **state)
{
    (void)state;
    for (int i = 0; i < 12; i++) {
        assert_true(speech_say(speech, &order));
        SDL_Delay(15);
    }
    struct told told = listen(15000);
    assert_int_equal(told.last, SPEECH_ENDED);
    assert_int_equal(told.count, 3);
}

// As fast as a finger on "faster": each of them opens the one loudspeaker that there is, after the
// one before has let go of it.
static void test_one_loudspeaker(void **state)
{
    (void)state;
    setenv("SDL_AUDIODRIVER", "dummy", 1); // this one refuses a second device, as cards do
    for (int i = 0; i < 40; i++) {
        assert_true(speech_say(speech, &order));
        struct told told = listen(i % 4 * 20);
        assert_true(told.last != SPEECH_FAILED);
    }
    struct speech_order last = order;
    last.first = 2;
    assert_true(speech_say(speech, &last));
    struct told told = listen(8000);
    setenv("SDL_AUDIODRIVER", "disk", 1);
    assert_int_equal(told.last, SPEECH_ENDED);
}

static void test_chime_then_words(void **state)
{
    (void)state;
    speech_chime(speech, 80);
    assert_true(speech_is_on(speech));
    struct speech_order last = order;
    last.first = 2;
    assert_true(speech_say(speech, &last));
    struct told told = listen(8000);
    assert_int_equal(told.count, 1);
    assert_true(told.first_ms >= 450); // the chime was heard out
}

static void test_missing(void **state)
{
    (void)state;
    setenv("PATH", "/nowhere", 1);
    assert_false(speech_say(speech, &order));
    assert_non_null(strstr(fault_text(), "belum dipasang"));
}

static void test_no_sound_card(void **state)
{
    (void)state;
    setenv("SDL_AUDIODRIVER", "alsa", 1);
    setenv("ALSA_CONFIG_PATH", "/nowhere", 1);
    assert_true(speech_say(speech, &order));
    struct told told = listen(2000);
    setenv("SDL_AUDIODRIVER", "disk", 1);
    assert_int_equal(told.last, SPEECH_FAILED);
    assert_int_equal(told.count, 0);
    assert_false(speech_is_on(speech));
    assert_non_null(strstr(fault_text(), "Pengeras suara"));
    speech_chime(speech, 50);
}

static void assert_fails(const char *script, int within_ms)
{
    fake(script);
    assert_true(speech_say(speech, &order));
    struct told told = listen(within_ms);
    assert_int_equal(told.last, SPEECH_FAILED);
    assert_false(speech_is_on(speech));
    assert_true(*fault_text() != '\0');
}

static void test_broken_ones(void **state)
{
    (void)state;
    assert_fails("exit 3", 2000);
    assert_fails("kill -9 $$", 2000);
    assert_fails("/bin/echo this is no sound at all, however long it may go on and on", 2000);
    assert_fails("/usr/bin/head -c 20 /dev/zero", 2000);
}

static void test_hanging(void **state)
{
    (void)state;
    assert_fails("/bin/sleep 60", 5000);
    fake("/bin/sleep 60");
    assert_true(speech_say(speech, &order));
    SDL_Delay(30);
    int64_t begun_ms = clock_mono_ms();
    speech_destroy(speech); // does not wait for it
    speech = NULL;
    assert_true(clock_mono_ms() - begun_ms < 500);
}

// No word in the arguments or the environment.
static void test_words_are_not_shown(void **state)
{
    (void)state;
    char script[512], path[128], seen[8192] = "";
    snprintf(script, sizeof script, "{ echo \"$@\"; /usr/bin/env; } >%s/seen", folder);
    fake(script);
    assert_true(speech_say(speech, &order));
    listen(2000);
    snprintf(path, sizeof path, "%s/seen", folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(seen, 1, sizeof seen - 1, file) > 10);
    fclose(file);
    assert_non_null(strstr(seen, "--stdin"));
    assert_null(strstr(seen, "Selamat"));
    assert_null(strstr(seen, "SDL_"));
}

static void test_too_much(void **state)
{
    (void)state;
    char *long_one = calloc(1, SPEECH_SENTENCE_BYTES_MAX + 2);
    memset(long_one, 'a', SPEECH_SENTENCE_BYTES_MAX + 1);
    const char *one[] = {long_one};
    assert_false(speech_say(speech, &(struct speech_order){.sentences = one, .count = 1}));
    free(long_one);
}

static int start(void **state)
{
    (void)state;
    setenv("PATH", usual_path, 1);
    remove(sound);
    event_type = SDL_RegisterEvents(1);
    speech = speech_create(event_type);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    speech_destroy(speech);
    return 0;
}

int main(void)
{
    secret_init();
    snprintf(usual_path, sizeof usual_path, "%s", getenv("PATH"));
    if (!mkdtemp(folder)) {
        return 1;
    }
    snprintf(sound, sizeof sound, "%s/sound.raw", folder);
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_AUDIODRIVER", "disk", 1);
    setenv("SDL_DISKAUDIOFILE", sound, 1);
    SDL_Init(SDL_INIT_EVENTS);
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(test_three_sentences),
        TEST(test_begins_at_one_of_them),
        TEST(test_first_sound_comes_soon),
        TEST(test_stop_is_silence),
        TEST(test_again_and_again),
        TEST(test_one_loudspeaker),
        TEST(test_chime_then_words),
        TEST(test_missing),
        TEST(test_no_sound_card),
        TEST(test_broken_ones),
        TEST(test_hanging),
        TEST(test_words_are_not_shown),
        TEST(test_too_much),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    SDL_Quit();
    char command[160];
    snprintf(command, sizeof command, "/bin/rm -r %s", folder);
    return system(command) == 0 ? rc : 1;
}
