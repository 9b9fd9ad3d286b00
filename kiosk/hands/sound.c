// SPDX-License-Identifier: GPL-3.0-or-later
// Counts who uses SDL's audio. SDL's own counting is not safe between threads, so that all starting
// and ending of it goes through here. Must never be open while nobody listens.
#include "sound.h"

#include "kiosk/ui/i18n.h"

#include <SDL.h>
#include <pthread.h>
#include <time.h>

enum { CLOSING_MS = 500 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t closed = PTHREAD_COND_INITIALIZER;
static SDL_AudioDeviceID speaking; // the loudspeaker as it is open now; 0: it is not

static SDL_AudioDeviceID open_device(enum sound_way way, const SDL_AudioSpec *spec)
{
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) {
        return 0;
    }
    SDL_AudioDeviceID device = SDL_OpenAudioDevice(NULL, way == SOUND_IN, spec, NULL, 0);
    if (device == 0) {
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
    }
    return device;
}

// Many cards take one at a time: who was told to be silent has a moment to close it.
static void wait_for_closing(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += CLOSING_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    while (speaking && pthread_cond_timedwait(&closed, &mutex, &until) == 0) {
    }
}

bool sound_open(enum sound_way way, const SDL_AudioSpec *spec, SDL_AudioDeviceID *out)
{
    pthread_mutex_lock(&mutex);
    if (way == SOUND_OUT) {
        wait_for_closing();
    }
    *out = open_device(way, spec);
    speaking = way == SOUND_OUT && *out ? *out : speaking;
    pthread_mutex_unlock(&mutex);
    if (*out == 0) {
        fault_set("%s", way == SOUND_IN ? N_("Mikrofon tidak ditemukan.")
                                        : N_("Pengeras suara tidak ditemukan."));
        return false;
    }
    return true;
}

void sound_close(SDL_AudioDeviceID device)
{
    if (device == 0) {
        return;
    }
    pthread_mutex_lock(&mutex);
    SDL_CloseAudioDevice(device);
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
    if (device == speaking) {
        speaking = 0;
        pthread_cond_signal(&closed);
    }
    pthread_mutex_unlock(&mutex);
}
