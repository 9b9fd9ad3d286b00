// SPDX-License-Identifier: GPL-3.0-or-later
// One order being spoken, on a thread of its own. Included by speech.c and speech_voice.c alone.
#ifndef SPEECH_VOICE_H
#define SPEECH_VOICE_H

#include "speech.h"
#include "speech_process.h"

#include <SDL_audio.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
    VOICE_AHEAD_BYTES = 3 * SPEECH_BYTES_A_SECOND, // of sound that waits to be played
    VOICE_SILENT_MS = 3000, // without a byte from espeak-ng, or without one played: it hangs
    VOICE_EXIT_MS = 200,    // for a process that has said all to end
    VOICE_SAMPLES = 512,    // that the device takes at a time: 23 ms
    VOICE_MARKS_MAX = 64,   // sentences that wait in the sound ahead; more begin later
};

struct voice {
    // what to say; not touched after the start
    char *words; // owned: all sentences, each ended by a zero byte
    size_t words_bytes;
    bool is_private;    // words are locked memory
    uint32_t *starts;   // owned: of each sentence in words
    const char **names; // owned: the voice for each
    size_t count, first;
    int words_per_min, volume_percent;
    int16_t *chime; // owned; sounds first; NULL: none
    size_t chime_samples;
    char path[PATH_MAX];
    uint32_t event_type;
    uintptr_t serial; // user.data2 of its events: memory may be used again, a number is not

    // shared
    pthread_t thread;
    pthread_mutex_t mutex;    // for device
    SDL_AudioDeviceID device; // opened and closed by the thread; 0: it is not open
    int stop_fd;              // becomes readable: be silent and end
    atomic_bool is_stopped;

    // the thread's own
    struct speech_process process;
    uint64_t queued_bytes; // since the start
    struct {
        uint64_t at_bytes;
        size_t sentence;
    } marks[VOICE_MARKS_MAX];
    size_t mark_first, mark_count;
    uint64_t played_bytes; // when last looked at
    int64_t moved_ms;      // when that had last grown
    bool is_failed;
    bool is_deaf; // because there is no loudspeaker
};

// False with a fault.
MUST_USE bool voice_start(struct voice *voice);
void voice_stop(struct voice *voice);    // silence at once; the thread ends by itself
void voice_destroy(struct voice *voice); // waits for the thread, wipes, frees
void voice_free(struct voice *voice);    // one that was not started; wipes it

#endif
