// SPDX-License-Identifier: GPL-3.0-or-later
// Orders: one is spoken at a time; those that were stopped end in the background, and are given
// back when their last event comes. Belongs to the loop's thread. Must never wait for a process.
#include "db/base/secret.h"
#include "speech_voice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ENDING_MAX = 4, // orders that were stopped and have not ended yet; then one is waited for
    CHIME_TONES = 2,
    CHIME_TONE_SAMPLES = SPEECH_RATE / 4,
    CHIME_SAMPLES = CHIME_TONES * CHIME_TONE_SAMPLES,
};

struct speech {
    uint32_t event_type;
    uintptr_t serial;  // of the last order
    struct voice *now; // NULL: silent
    struct voice *ending[ENDING_MAX];
    size_t ending_count;
};

// By their place in espeak-ng's folder: for a name alone it reads 370 files before the first sound.
static const char *const voice_names[I18N_COUNT] = {
    [I18N_ID] = "poz/id", [I18N_SU] = "poz/id", [I18N_JV] = "poz/id", [I18N_EN] = "gmw/en"};

struct speech *speech_create(uint32_t event_type)
{
    struct speech *speech = die_if_null(calloc(1, sizeof *speech));
    speech->event_type = event_type;
    return speech;
}

void speech_destroy(struct speech *speech)
{
    if (!speech) {
        return;
    }
    speech_stop(speech);
    for (size_t i = 0; i < speech->ending_count; i++) {
        voice_destroy(speech->ending[i]);
    }
    SDL_FlushEvent(speech->event_type); // those that named what is gone
    free(speech);
}

static void forget(struct speech *speech, size_t i)
{
    voice_destroy(speech->ending[i]);
    speech->ending[i] = speech->ending[--speech->ending_count];
}

void speech_stop(struct speech *speech)
{
    if (!speech->now) {
        return;
    }
    if (speech->ending_count == ENDING_MAX) {
        forget(speech, 0);
    }
    voice_stop(speech->now);
    speech->ending[speech->ending_count++] = speech->now;
    speech->now = NULL;
}

bool speech_is_on(const struct speech *speech)
{
    return speech->now != NULL;
}

bool speech_heard(struct speech *speech, const SDL_Event *event)
{
    bool is_last = event->user.code != SPEECH_SENTENCE;
    uintptr_t serial = (uintptr_t)event->user.data2;
    for (size_t i = 0; i < speech->ending_count; i++) {
        if (speech->ending[i]->serial == serial) {
            if (is_last) {
                forget(speech, i);
            }
            return false;
        }
    }
    if (!speech->now || speech->now->serial != serial) {
        return false;
    }
    if (event->user.code == SPEECH_FAILED) {
        fault_set("%s", speech->now->is_deaf ? N_("Pengeras suara tidak ditemukan.")
                                             : N_("Suara pembaca berhenti sendiri."));
    }
    if (is_last) {
        voice_destroy(speech->now);
        speech->now = NULL;
    }
    return true;
}

// ---- an order becomes a voice

static int within(int value, int min, int max)
{
    return value < min ? min : value > max ? max : value;
}

static void copy_words(struct voice *voice, const struct speech_order *order)
{
    for (size_t i = 0; i < order->count; i++) {
        voice->words_bytes += strlen(order->sentences[i]) + 1;
    }
    voice->count = order->count;
    voice->first = order->first;
    voice->is_private = order->is_private;
    voice->words = order->is_private ? secret_alloc(voice->words_bytes + 1)
                                     : die_if_null(malloc(voice->words_bytes + 1));
    voice->starts = die_if_null(calloc(order->count + 1, sizeof *voice->starts));
    voice->names = die_if_null(calloc(order->count + 1, sizeof *voice->names));
    char *to = voice->words;
    for (size_t i = 0; i < order->count; i++) {
        const char *name = voice_names[order->langs ? order->langs[i] : order->lang];
        voice->names[i] = name ? name : voice_names[I18N_ID];
        voice->starts[i] = (uint32_t)(to - voice->words);
        to = stpcpy(to, order->sentences[i]) + 1;
    }
}

static bool is_too_much(const struct speech_order *order)
{
    size_t all = 0;
    for (size_t i = 0; i < order->count; i++) {
        size_t len = strlen(order->sentences[i]);
        all += len + 1;
        if (len > SPEECH_SENTENCE_BYTES_MAX) {
            return true;
        }
    }
    return order->count > SPEECH_SENTENCES_MAX || all > SPEECH_BYTES_MAX;
}

// Two tones that rise and fade, not a siren: the words come after it.
static void make_chime(struct voice *voice)
{
    static const float hertz[CHIME_TONES] = {784, 1047};
    voice->chime = die_if_null(calloc(CHIME_SAMPLES, sizeof *voice->chime));
    voice->chime_samples = CHIME_SAMPLES;
    for (int i = 0; i < CHIME_SAMPLES; i++) {
        int in_tone = i % CHIME_TONE_SAMPLES;
        float left = 1 - (float)in_tone / CHIME_TONE_SAMPLES;
        float rise = in_tone < 200 ? (float)in_tone / 200 : 1;
        float turn = 6.2831853F * hertz[i / CHIME_TONE_SAMPLES] * (float)in_tone / SPEECH_RATE;
        voice->chime[i] = (int16_t)(20000 * rise * left * sinf(turn));
    }
}

// Takes the voice: on failure it is gone.
static bool start(struct speech *speech, struct voice *voice)
{
    voice->event_type = speech->event_type;
    voice->serial = ++speech->serial;
    if (voice_start(voice)) {
        speech->now = voice;
        return true;
    }
    voice_free(voice);
    return false;
}

bool speech_say(struct speech *speech, const struct speech_order *order)
{
    bool is_chiming = speech->now && speech->now->chime && speech->now->count == 0;
    speech_stop(speech);
    if (order->first > order->count || is_too_much(order)) {
        fault_set("%s", N_("Ini terlalu panjang untuk dibacakan."));
        return false;
    }
    struct voice *voice = die_if_null(calloc(1, sizeof *voice));
    if (!speech_process_find(voice->path)) {
        free(voice);
        return false;
    }
    copy_words(voice, order);
    voice->words_per_min = within(order->words_per_min, SPEECH_WORDS_MIN, SPEECH_WORDS_MAX);
    voice->volume_percent = within(order->volume_percent, 0, 100);
    if (is_chiming) {
        make_chime(voice);
    }
    return start(speech, voice);
}

void speech_chime(struct speech *speech, int volume_percent)
{
    speech_stop(speech);
    struct voice *voice = die_if_null(calloc(1, sizeof *voice));
    make_chime(voice);
    voice->volume_percent = within(volume_percent, 0, 100);
    if (!start(speech, voice)) {
        fault_clear();
    }
}
