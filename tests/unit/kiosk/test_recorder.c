// SPDX-License-Identifier: GPL-3.0-or-later
// A tone goes through SDL's disk driver as the microphone, becomes Ogg Opus, and is the same tone
// when it is decoded; then it is played into a file. No microphone, no loudspeaker, no sound: each
// is said.
#include "db/base/clock.h"
#include "db/base/secret.h"
#include "kiosk/hands/recorder.h"

#include <SDL.h>
#include <math.h>
#include <opus/opusfile.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RATE = 48000, HERTZ = 440, SECONDS = 3 };

static char folder[] = "/tmp/test_recorder_XXXXXX", in_path[64], out_path[64];
static uint32_t event_type;

static void write_tone(double seconds, double loudness)
{
    FILE *file = fopen(in_path, "wb");
    assert_non_null(file);
    for (int i = 0; i < (int)(seconds * RATE); i++) {
        int16_t sample = (int16_t)(loudness * 32767 * sin(2 * M_PI * HERTZ * i / RATE));
        fwrite(&sample, sizeof sample, 1, file);
    }
    fclose(file);
}

static int count_events(int for_ms)
{
    int count = 0;
    int64_t until_ms = clock_mono_ms() + for_ms;
    while (clock_mono_ms() < until_ms) {
        SDL_Event event;
        count += SDL_WaitEventTimeout(&event, 20) && event.type == event_type;
    }
    return count;
}

// How much of the sound is of this frequency: Goertzel's way, over half a second in the middle.
static double share_of(const int16_t *pcm, int count, double hertz)
{
    double turn = 2 * cos(2 * M_PI * hertz / RATE), a = 0, b = 0, all = 0;
    for (int i = 0; i < count; i++) {
        double s = pcm[i] / 32768.0, next = s + turn * a - b;
        b = a;
        a = next;
        all += s * s;
    }
    return (a * a + b * b - turn * a * b) / (all * count / 2 + 1e-9);
}

static void record(int for_ms, uint8_t **ogg, size_t *len, uint32_t *ms)
{
    struct recorder *recorder;
    assert_true(recorder_start(&recorder, event_type));
    int events = count_events(for_ms);
    struct recorder_now now = recorder_now(recorder);
    assert_false(now.is_full || now.has_failed);
    assert_true(now.ms > 0);
    assert_true(events >= for_ms / 200 && events <= for_ms / 50);
    assert_true(recorder_stop(recorder, ogg, len, ms));
}

static void test_tone_comes_back(void **state)
{
    (void)state;
    uint8_t *ogg;
    size_t len;
    uint32_t ms;
    write_tone(SECONDS + 2, 0.5);
    record(SECONDS * 1000, &ogg, &len, &ms);
    assert_true(ms >= 2000 && ms <= 3500);
    assert_memory_equal(ogg, "OggS", 4);
    assert_true(len < 5000 * SECONDS); // some 2,500 bytes a second
    int error;
    OggOpusFile *file = op_open_memory(ogg, len, &error);
    assert_non_null(file);
    static int16_t pcm[RATE * 10];
    int count = 0, got;
    while (count + 5760 < (int)COUNT_OF(pcm) &&
           (got = op_read(file, pcm + count, (int)COUNT_OF(pcm) - count, NULL)) > 0) {
        count += got;
    }
    op_free(file);
    assert_true(abs(count - (int)ms * (RATE / 1000)) < RATE / 10);
    assert_true(share_of(pcm + RATE / 2, RATE / 2, HERTZ) > 0.8);
    assert_true(share_of(pcm + RATE / 2, RATE / 2, 3 * HERTZ) < 0.05);

    struct player *player;
    assert_true(player_start(&player, bytes_of(ogg, len), 100, event_type));
    assert_true(player_is_on(player));
    assert_int_equal(count_events((int)ms + 800), 1);
    assert_false(player_is_on(player));
    player_stop(player);
    secret_free(ogg);
    FILE *played = fopen(out_path, "rb");
    assert_non_null(played);
    fseek(played, 0, SEEK_END);
    assert_true(ftell(played) >= (long)ms * 48 * 4);
    fclose(played);
}

static void test_nothing_heard(void **state)
{
    (void)state;
    uint8_t *ogg;
    size_t len;
    uint32_t ms;
    write_tone(2, 0);
    record(600, &ogg, &len, &ms);
    assert_null(ogg);
    assert_int_equal(len + ms, 0);
}

static void test_level_follows_loudness(void **state)
{
    (void)state;
    int levels[2];
    for (int i = 0; i < 2; i++) {
        struct recorder *recorder;
        write_tone(2, i ? 0.9 : 0.02);
        assert_true(recorder_start(&recorder, event_type));
        count_events(400);
        levels[i] = recorder_now(recorder).level_percent;
        recorder_cancel(recorder);
    }
    assert_true(levels[0] > 10 && levels[0] < 60);
    assert_true(levels[1] > 90);
}

// The disk driver as fast as it can: 90 s are over soon, and it stops by itself.
static void test_full(void **state)
{
    (void)state;
    struct recorder *recorder;
    uint8_t *ogg;
    size_t len;
    uint32_t ms;
    write_tone(100, 0.3);
    setenv("SDL_DISKAUDIODELAY", "0", 1);
    assert_true(recorder_start(&recorder, event_type));
    int64_t until_ms = clock_mono_ms() + 40000;
    while (!recorder_now(recorder).is_full && clock_mono_ms() < until_ms) {
        count_events(100);
    }
    unsetenv("SDL_DISKAUDIODELAY");
    assert_true(recorder_now(recorder).is_full);
    assert_int_equal(recorder_now(recorder).ms, RECORDER_MS_MAX);
    assert_true(recorder_stop(recorder, &ogg, &len, &ms));
    assert_int_equal(ms, RECORDER_MS_MAX);
    assert_true(len > 50000 && len < 300 * 1024);
    secret_free(ogg);
}

static void test_no_microphone(void **state)
{
    (void)state;
    struct recorder *recorder = (struct recorder *)&in_path;
    struct player *player;
    setenv("SDL_AUDIODRIVER", "alsa", 1);
    setenv("ALSA_CONFIG_PATH", "/nowhere", 1);
    bool ok = recorder_start(&recorder, event_type);
    setenv("SDL_AUDIODRIVER", "disk", 1);
    assert_false(ok);
    assert_null(recorder);
    assert_string_equal(fault_text(), "Mikrofon tidak ditemukan.");
    assert_false(player_start(&player, bytes_of("OggS not at all", 15), 50, event_type));
    assert_string_equal(fault_text(), "Rekaman ini tidak bisa diputar.");
}

static void test_cancel(void **state)
{
    (void)state;
    struct recorder *recorder;
    write_tone(2, 0.5);
    assert_true(recorder_start(&recorder, event_type));
    count_events(100);
    recorder_cancel(recorder);
    recorder_cancel(NULL);
    player_stop(NULL);
}

// Broken in the middle, cut, or noise after a good beginning: it ends, and that is told.
static void test_broken_sound(void **state)
{
    (void)state;
    uint8_t *ogg;
    size_t len;
    uint32_t ms;
    write_tone(3, 0.5);
    record(1200, &ogg, &len, &ms);
    for (int kind = 0; kind < 2; kind++) {
        struct player *player;
        uint8_t *bad = malloc(len);
        memcpy(bad, ogg, len);
        for (size_t i = len / 3; kind == 0 && i < len; i++) {
            bad[i] = (uint8_t)(i * 131);
        }
        if (player_start(&player, bytes_of(bad, kind == 0 ? len : len / 2), 100, event_type)) {
            assert_int_equal(count_events(2200), 1);
            player_stop(player);
        }
        free(bad);
    }
    secret_free(ogg);
}

int main(void)
{
    secret_init();
    if (!mkdtemp(folder)) {
        return 1;
    }
    snprintf(in_path, sizeof in_path, "%s/in.raw", folder);
    snprintf(out_path, sizeof out_path, "%s/out.raw", folder);
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_AUDIODRIVER", "disk", 1);
    setenv("SDL_DISKAUDIOFILEIN", in_path, 1);
    setenv("SDL_DISKAUDIOFILE", out_path, 1);
    SDL_Init(SDL_INIT_EVENTS);
    event_type = SDL_RegisterEvents(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tone_comes_back),        cmocka_unit_test(test_nothing_heard),
        cmocka_unit_test(test_level_follows_loudness), cmocka_unit_test(test_full),
        cmocka_unit_test(test_no_microphone),          cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_broken_sound),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    SDL_Quit();
    char command[160];
    snprintf(command, sizeof command, "/bin/rm -r %s", folder);
    return system(command) == 0 ? rc : 1;
}
