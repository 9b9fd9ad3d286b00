// SPDX-License-Identifier: GPL-3.0-or-later
// SDL's audio, there only while something sounds or listens: an audio system that is left open
// wakes the machine ten times a second.
#ifndef SOUND_H
#define SOUND_H

#include "db/base/base.h"

#include <SDL_audio.h>

enum sound_way { SOUND_OUT, SOUND_IN };

// Opens a device with exactly this spec (SDL converts), paused. From any thread. One loudspeaker at
// a time: waits for one that is being closed, up to half a second. False with a fault that is a
// sentence for the villager: show it as _(fault_text()).
MUST_USE bool sound_open(enum sound_way way, const SDL_AudioSpec *spec, SDL_AudioDeviceID *out);
// Takes 0. Waits for the device's thread: up to a tenth of a second.
void sound_close(SDL_AudioDeviceID device);

#endif
