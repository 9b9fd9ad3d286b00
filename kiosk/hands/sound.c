// SPDX-License-Identifier: GPL-3.0-or-later
// Counts who uses SDL's audio. SDL's own counting is not safe between threads, so that all starting
// and ending of it goes through here. Must never be open while nobody listens.
#include "sound.h"

#include "kiosk/ui/i18n.h"

#include <SDL.h>
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

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

bool sound_open(enum sound_way way, const SDL_AudioSpec *spec, SDL_AudioDeviceID *out)
{
    pthread_mutex_lock(&mutex);
    *out = open_device(way, spec);
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
    pthread_mutex_unlock(&mutex);
}
