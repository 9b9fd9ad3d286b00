// SPDX-License-Identifier: GPL-3.0-or-later
// Feeds the sound of one sentence after the other to the device, a few seconds ahead, and tells
// when each begins to be heard. Sleeps in between. Must never touch anything but its own voice: it
// only pushes events.
#include "speech_voice.h"

#include "db/base/clock.h"
#include "db/base/secret.h"
#include "sound.h"

#include <SDL_thread.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    CHUNK_BYTES = 16384,
    WAIT_MS_MIN = 5,
    WAIT_MS_MAX = 500,
    QUIET = 100, // of 32767: nobody hears it
};

static void tell(struct voice *voice, enum speech_event what, size_t sentence)
{
    SDL_Event event = {.user = {.type = voice->event_type,
                                .code = what,
                                .data1 = (void *)(intptr_t)sentence,
                                .data2 = (void *)voice->serial}};
    while (SDL_PushEvent(&event) < 0 && what != SPEECH_SENTENCE) {
        poll(NULL, 0, 10); // the queue is full; the last word has to arrive
    }
}

static bool is_stopped(const struct voice *voice)
{
    return atomic_load(&voice->is_stopped);
}

// ---- what is heard

static uint32_t ahead_bytes(const struct voice *voice)
{
    return SDL_GetQueuedAudioSize(voice->device);
}

// Tells which sentence has begun, and sees to it that sound moves at all.
static void look_at_played(struct voice *voice)
{
    uint64_t played = voice->queued_bytes - ahead_bytes(voice);
    int64_t now_ms = clock_mono_ms();
    if (played != voice->played_bytes || played == voice->queued_bytes) {
        voice->played_bytes = played;
        voice->moved_ms = now_ms;
    } else if (now_ms - voice->moved_ms > VOICE_SILENT_MS) {
        voice->is_failed = true;
    }
    while (voice->mark_count > 0 && voice->marks[voice->mark_first].at_bytes <= played) {
        tell(voice, SPEECH_SENTENCE, voice->marks[voice->mark_first].sentence);
        voice->mark_first = (voice->mark_first + 1) % VOICE_MARKS_MAX;
        voice->mark_count--;
    }
}

// Until the next sentence is heard, or so much has been played that there is room for more.
static int wait_ms(const struct voice *voice, uint32_t goal_ahead_bytes)
{
    uint64_t ahead = ahead_bytes(voice);
    uint64_t bytes = ahead > goal_ahead_bytes ? ahead - goal_ahead_bytes : 0;
    if (voice->mark_count > 0) {
        uint64_t played = voice->queued_bytes - ahead;
        uint64_t at = voice->marks[voice->mark_first].at_bytes;
        uint64_t to_mark = at > played ? at - played : 0;
        bytes = to_mark < bytes ? to_mark : bytes;
    }
    int64_t ms = (int64_t)(bytes * 1000 / SPEECH_BYTES_A_SECOND);
    return ms < WAIT_MS_MIN ? WAIT_MS_MIN : ms > WAIT_MS_MAX ? WAIT_MS_MAX : (int)ms;
}

static void sleep_until_played(struct voice *voice, uint32_t goal_ahead_bytes)
{
    struct pollfd stop = {.fd = voice->stop_fd, .events = POLLIN};
    while (!is_stopped(voice) && !voice->is_failed && ahead_bytes(voice) > goal_ahead_bytes) {
        poll(&stop, 1, wait_ms(voice, goal_ahead_bytes));
        look_at_played(voice);
    }
}

// Here and not where it was asked for: some sound servers take a tenth of a second, and espeak-ng
// works meanwhile. One that was stopped before stays paused.
static void open_device(struct voice *voice)
{
    const SDL_AudioSpec spec = {
        .freq = SPEECH_RATE, .format = AUDIO_S16SYS, .channels = 1, .samples = VOICE_SAMPLES};
    SDL_AudioDeviceID device = 0;
    if (is_stopped(voice)) {
        return;
    }
    if (!sound_open(SOUND_OUT, &spec, &device)) {
        voice->is_deaf = voice->is_failed = true;
        return;
    }
    pthread_mutex_lock(&voice->mutex);
    voice->device = device;
    pthread_mutex_unlock(&voice->mutex);
}

static void queue(struct voice *voice, int16_t *samples, size_t bytes)
{
    for (size_t i = 0; i < bytes / sizeof *samples; i++) {
        samples[i] = (int16_t)(samples[i] * voice->volume_percent / 100);
    }
    voice->is_failed = SDL_QueueAudio(voice->device, samples, (uint32_t)bytes) != 0;
    voice->queued_bytes += bytes;
    if (!is_stopped(voice)) {
        SDL_PauseAudioDevice(voice->device, 0);
    }
}

// ---- a sentence

static void mark(struct voice *voice, size_t sentence)
{
    if (voice->mark_count == VOICE_MARKS_MAX) {
        sleep_until_played(voice, 0);
    }
    size_t slot = (voice->mark_first + voice->mark_count++) % VOICE_MARKS_MAX;
    voice->marks[slot].at_bytes = voice->queued_bytes;
    voice->marks[slot].sentence = sentence;
}

// What an order begins with is heard at once: espeak-ng puts up to 60 ms of silence before it.
static size_t silence_bytes(const struct voice *voice, const int16_t *samples, size_t bytes)
{
    size_t i = 0;
    while (voice->queued_bytes == 0 && i < bytes / sizeof *samples && abs(samples[i]) < QUIET) {
        i++;
    }
    return i * sizeof *samples;
}

// A byte may come in two reads: an odd one waits for its other half.
static int take_sound(struct voice *voice, uint8_t *chunk, size_t *kept)
{
    size_t len;
    int rc = speech_process_read(&voice->process, chunk + *kept, CHUNK_BYTES - *kept, &len);
    size_t all = *kept + len, whole = all & ~(size_t)1;
    size_t silence = silence_bytes(voice, (int16_t *)(void *)chunk, whole);
    if (whole > silence) {
        queue(voice, (int16_t *)(void *)(chunk + silence), whole - silence);
    }
    if (whole > 0) {
        chunk[0] = chunk[whole == all ? 0 : whole];
    }
    *kept = all - whole;
    return rc;
}

static void say_sentence(struct voice *voice, size_t sentence)
{
    _Alignas(int16_t) uint8_t chunk[CHUNK_BYTES];
    size_t kept = 0;
    int64_t heard_ms = clock_mono_ms();
    if (!speech_process_start(&voice->process, voice->path, voice->names[sentence],
                              voice->words_per_min, voice->words + voice->starts[sentence])) {
        voice->is_failed = true;
        return;
    }
    if (voice->device == 0) {
        open_device(voice);
    }
    mark(voice, sentence);
    int more = 1;
    while (more > 0 && !is_stopped(voice) && !voice->is_failed) {
        if (ahead_bytes(voice) > VOICE_AHEAD_BYTES) {
            sleep_until_played(voice, VOICE_AHEAD_BYTES / 2);
            heard_ms = clock_mono_ms();
            continue;
        }
        struct pollfd fds[] = {{.fd = voice->stop_fd, .events = POLLIN},
                               {.fd = voice->process.out_fd, .events = POLLIN}};
        poll(fds, COUNT_OF(fds), wait_ms(voice, 0));
        if (fds[1].revents) {
            more = take_sound(voice, chunk, &kept);
            heard_ms = clock_mono_ms();
        } else if (clock_mono_ms() - heard_ms > VOICE_SILENT_MS) {
            more = -1; // it hangs
        }
        look_at_played(voice);
    }
    bool has_ended_well = speech_process_end(&voice->process, more == 0 ? VOICE_EXIT_MS : 0);
    if (!is_stopped(voice) && (more < 0 || !has_ended_well)) {
        voice->is_failed = true;
    }
    sodium_memzero(chunk, sizeof chunk);
}

// voice_stop() may look at the device at the same time.
static void close_device(struct voice *voice)
{
    pthread_mutex_lock(&voice->mutex);
    SDL_AudioDeviceID device = voice->device;
    voice->device = 0;
    pthread_mutex_unlock(&voice->mutex);
    sound_close(device);
}

static void *speak(void *ctx)
{
    struct voice *voice = ctx;
    sigset_t pipe_signal;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE); // a process that died is told by an error
    pthread_sigmask(SIG_BLOCK, &pipe_signal, NULL);
    voice->moved_ms = clock_mono_ms();
    if (voice->chime) {
        open_device(voice);
    }
    if (voice->device != 0) {
        queue(voice, voice->chime, voice->chime_samples * sizeof *voice->chime);
    }
    for (size_t i = voice->first; i < voice->count && !is_stopped(voice) && !voice->is_failed;
         i++) {
        say_sentence(voice, i);
    }
    sleep_until_played(voice, 0);
    if (!is_stopped(voice) && !voice->is_failed) { // what the device itself still holds
        struct pollfd stop = {.fd = voice->stop_fd, .events = POLLIN};
        poll(&stop, 1, 2 * VOICE_SAMPLES * 1000 / SPEECH_RATE);
        look_at_played(voice);
    }
    close_device(voice);
    tell(voice, voice->is_failed ? SPEECH_FAILED : SPEECH_ENDED, voice->count);
    SDL_TLSCleanup(); // what SDL keeps for a thread that it did not start itself
    return NULL;
}

// ---- from outside

bool voice_start(struct voice *voice)
{
    voice->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&voice->mutex, NULL);
    if (voice->stop_fd < 0 || pthread_create(&voice->thread, NULL, speak, voice) != 0) {
        fault_set("%s", N_("Suara pembaca tidak bisa dijalankan."));
        if (voice->stop_fd >= 0) {
            close(voice->stop_fd);
        }
        return false;
    }
    return true;
}

void voice_stop(struct voice *voice)
{
    uint64_t one = 1;
    atomic_store(&voice->is_stopped, true);
    pthread_mutex_lock(&voice->mutex);
    if (voice->device != 0) {
        SDL_PauseAudioDevice(voice->device, 1);
        SDL_ClearQueuedAudio(voice->device);
    }
    pthread_mutex_unlock(&voice->mutex);
    ssize_t written = write(voice->stop_fd, &one, sizeof one);
    (void)written; // it is readable already
}

void voice_free(struct voice *voice)
{
    if (voice->is_private) {
        secret_free(voice->words);
    } else {
        free(voice->words);
    }
    free(voice->starts);
    free(voice->names);
    free(voice->chime);
    free(voice);
}

void voice_destroy(struct voice *voice)
{
    pthread_join(voice->thread, NULL);
    pthread_mutex_destroy(&voice->mutex);
    close(voice->stop_fd);
    voice_free(voice);
}
