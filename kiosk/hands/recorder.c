// SPDX-License-Identifier: GPL-3.0-or-later
// A voice becomes Opus in Ogg while it is spoken: 20 ms of open sound at a time, on SDL's audio
// thread, into one locked block. What is wiped when it ends: that block, our level, nothing else
// that we own holds sound. What is not: SDL's buffer of one take (20 ms) and the last half second
// inside libopus, which frees its state without wiping; the kiosk's unit has no swap and leaves no
// core file for that reason. Must never write sound to a disk.
#include "recorder.h"

#include "db/base/clock.h"
#include "db/base/secret.h"
#include "kiosk/ui/i18n.h"
#include "sound.h"

#include <SDL_events.h>
#include <math.h>
#include <opus/opusenc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    RATE = 48000,
    TAKE_SAMPLES = 960,
    TELL_SAMPLES = RATE / RECORDER_EVENTS_A_SECOND,
    SAMPLES_MAX = RATE / 1000 * RECORDER_MS_MAX,
    BITS_A_SECOND = 20000, // speech in the whole band: 90 s are 225 KB
    END_BYTES = 16384,     // kept free for the last page
    HEARD_MIN = 64,        // of 32767: below it the microphone gave nothing
    SILENT_MS = 2000,      // without a take: the microphone is gone
    LEVEL_DB = 54,         // from nothing to full
};

struct recorder {
    uint32_t event_type;
    SDL_AudioDeviceID device;  // 0: closed
    OggOpusEnc *encoder;       // owned
    OggOpusComments *comments; // owned
    uint8_t *ogg;              // owned, locked, RECORDER_BYTES_MAX

    pthread_mutex_t mutex; // for all below: SDL's audio thread and ours
    size_t ogg_len;
    uint32_t samples, told_samples;
    int peak, highest; // of this tenth of a second; of all
    int level_percent;
    bool is_full, has_failed;
    int64_t taken_ms;
};

// ---- on SDL's thread

static int keep_ogg(void *ctx, const unsigned char *data, opus_int32 len)
{
    struct recorder *recorder = ctx;
    if (len < 0 || (size_t)len > RECORDER_BYTES_MAX - recorder->ogg_len) {
        recorder->has_failed = true;
        return 1;
    }
    memcpy(recorder->ogg + recorder->ogg_len, data, (size_t)len);
    recorder->ogg_len += (size_t)len;
    return 0;
}

static int close_ogg(void *ctx)
{
    (void)ctx;
    return 0;
}

static int as_percent(int peak)
{
    float db = 20 * log10f((float)(peak > 0 ? peak : 1) / 32768);
    int percent = (int)(100 * (db + LEVEL_DB) / LEVEL_DB);
    return percent < 0 ? 0 : percent > 100 ? 100 : percent;
}

static void push(const struct recorder *recorder)
{
    SDL_Event event = {.type = recorder->event_type};
    SDL_PushEvent(&event); // a full queue: the next tenth of a second comes soon
}

static void encode(struct recorder *recorder, const int16_t *samples, uint32_t count)
{
    uint32_t room = SAMPLES_MAX - recorder->samples;
    count = count < room ? count : room;
    for (uint32_t i = 0; i < count; i++) {
        int loud = abs(samples[i]);
        recorder->peak = loud > recorder->peak ? loud : recorder->peak;
    }
    recorder->has_failed =
        ope_encoder_write(recorder->encoder, samples, (int)count) != OPE_OK || recorder->has_failed;
    recorder->samples += count;
    recorder->is_full =
        recorder->samples >= SAMPLES_MAX || recorder->ogg_len > RECORDER_BYTES_MAX - END_BYTES;
    if (recorder->samples - recorder->told_samples >= TELL_SAMPLES || recorder->is_full) {
        recorder->level_percent = as_percent(recorder->peak);
        recorder->highest = recorder->peak > recorder->highest ? recorder->peak : recorder->highest;
        recorder->peak = 0;
        recorder->told_samples = recorder->samples;
        push(recorder);
    }
}

static void take(void *ctx, uint8_t *bytes, int len)
{
    struct recorder *recorder = ctx;
    pthread_mutex_lock(&recorder->mutex);
    recorder->taken_ms = clock_mono_ms();
    if (!recorder->is_full && !recorder->has_failed && len > 0) {
        encode(recorder, (const int16_t *)(void *)bytes, (uint32_t)len / sizeof(int16_t));
    }
    pthread_mutex_unlock(&recorder->mutex);
    sodium_memzero(bytes, (size_t)len);
}

// ---- on ours

static bool make_encoder(struct recorder *recorder)
{
    static const OpusEncCallbacks callbacks = {.write = keep_ogg, .close = close_ogg};
    int error = OPE_OK;
    recorder->comments = ope_comments_create();
    recorder->encoder = recorder->comments
                            ? ope_encoder_create_callbacks(&callbacks, recorder, recorder->comments,
                                                           RATE, 1, 0, &error)
                            : NULL;
    return recorder->encoder &&
           ope_encoder_ctl(recorder->encoder, OPUS_SET_BITRATE(BITS_A_SECOND)) == OPE_OK &&
           ope_encoder_ctl(recorder->encoder, OPUS_SET_VBR(1)) == OPE_OK &&
           ope_encoder_ctl(recorder->encoder, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE)) == OPE_OK &&
           ope_encoder_ctl(recorder->encoder, OPUS_SET_COMPLEXITY(5)) == OPE_OK;
}

bool recorder_start(struct recorder **out, uint32_t event_type)
{
    struct recorder *recorder = die_if_null(calloc(1, sizeof *recorder));
    const SDL_AudioSpec spec = {
        .freq = RATE,
        .format = AUDIO_S16SYS,
        .channels = 1,
        .samples = TAKE_SAMPLES,
        .callback = take,
        .userdata = recorder,
    };
    *out = NULL;
    pthread_mutex_init(&recorder->mutex, NULL);
    recorder->event_type = event_type;
    recorder->ogg = secret_alloc(RECORDER_BYTES_MAX);
    recorder->taken_ms = clock_mono_ms();
    if (!make_encoder(recorder)) {
        fault_set("%s", N_("Suara tidak bisa direkam."));
        recorder_cancel(recorder);
        return false;
    }
    if (!sound_open(SOUND_IN, &spec, &recorder->device)) {
        recorder_cancel(recorder);
        return false;
    }
    SDL_PauseAudioDevice(recorder->device, 0);
    *out = recorder;
    return true;
}

struct recorder_now recorder_now(const struct recorder *recorder)
{
    pthread_mutex_t *mutex = (pthread_mutex_t *)(uintptr_t)&recorder->mutex;
    pthread_mutex_lock(mutex);
    bool is_gone = !recorder->is_full && clock_mono_ms() - recorder->taken_ms > SILENT_MS;
    struct recorder_now now = {
        .ms = recorder->samples / (RATE / 1000),
        .level_percent = recorder->is_full ? 0 : recorder->level_percent,
        .is_full = recorder->is_full,
        .has_failed = recorder->has_failed || is_gone,
    };
    pthread_mutex_unlock(mutex);
    return now;
}

static void close_device(struct recorder *recorder)
{
    sound_close(recorder->device); // its thread has ended when this returns
    recorder->device = 0;
}

bool recorder_stop(struct recorder *recorder, uint8_t **ogg, size_t *ogg_len, uint32_t *ms)
{
    *ogg = NULL;
    *ogg_len = 0;
    *ms = 0;
    close_device(recorder);
    int loudest = recorder->peak > recorder->highest ? recorder->peak : recorder->highest;
    bool is_whole = recorder->samples == 0 || ope_encoder_drain(recorder->encoder) == OPE_OK;
    bool ok = is_whole && recorder->ogg_len <= RECORDER_BYTES_MAX;
    if (!ok) {
        fault_set("%s", N_("Suara tidak bisa direkam."));
    } else if (loudest >= HEARD_MIN) {
        *ogg_len = recorder->ogg_len;
        *ms = recorder->samples / (RATE / 1000);
        *ogg = secret_alloc(*ogg_len);
        memcpy(*ogg, recorder->ogg, *ogg_len);
    }
    recorder_cancel(recorder);
    return ok;
}

void recorder_cancel(struct recorder *recorder)
{
    if (!recorder) {
        return;
    }
    close_device(recorder);
    if (recorder->encoder) {
        ope_encoder_destroy(recorder->encoder);
    }
    if (recorder->comments) {
        ope_comments_destroy(recorder->comments);
    }
    secret_free(recorder->ogg);
    pthread_mutex_destroy(&recorder->mutex);
    sodium_memzero(recorder, sizeof *recorder);
    free(recorder);
}
