// SPDX-License-Identifier: GPL-3.0-or-later
// Plays Ogg Opus straight from memory: decoded a take at a time on SDL's audio thread. Must never
// keep decoded sound longer than one take, nor trust that a file which begins well goes on so.
#include "recorder.h"

#include "kiosk/ui/i18n.h"
#include "sound.h"

#include <SDL_events.h>
#include <opus/opusfile.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    RATE = 48000,
    CHANNELS = 2,
    TAKE_SAMPLES = 960,
    TAILS = 4,     // takes of silence after the end, so that all of it is heard
    HOLES_MAX = 8, // in a row; more, and the rest is no sound
};

struct player {
    uint32_t event_type;
    SDL_AudioDeviceID device;
    OggOpusFile *file; // owned; touched by SDL's thread while the device is open
    int volume_percent, tails;
    atomic_bool has_ended;
};

// Frames read, 0 at the end or where it can go no further.
static int decode(struct player *player, int16_t *out, int frames)
{
    for (int holes = 0; holes < HOLES_MAX; holes++) {
        int got = op_read_stereo(player->file, out, frames * CHANNELS);
        if (got != OP_HOLE) {
            return got > 0 ? got : 0;
        }
    }
    return 0;
}

static void give(void *ctx, uint8_t *bytes, int len)
{
    struct player *player = ctx;
    int16_t *out = (int16_t *)(void *)bytes;
    int frames = len / (int)sizeof(int16_t) / CHANNELS, filled = 0;
    while (filled < frames && player->tails == 0) {
        int got = decode(player, out + filled * CHANNELS, frames - filled);
        player->tails = got == 0;
        filled += got;
    }
    for (int i = 0; i < filled * CHANNELS; i++) {
        out[i] = (int16_t)(out[i] * player->volume_percent / 100);
    }
    size_t done = (size_t)filled * CHANNELS * sizeof(int16_t);
    memset(bytes + done, 0, (size_t)len - done);
    if (player->tails > 0 && ++player->tails == TAILS) {
        atomic_store(&player->has_ended, true);
        SDL_Event event = {.type = player->event_type};
        SDL_PushEvent(&event);
    }
}

bool player_start(struct player **out, struct bytes ogg, int volume_percent, uint32_t event_type)
{
    struct player *player = die_if_null(calloc(1, sizeof *player));
    const SDL_AudioSpec spec = {
        .freq = RATE,
        .format = AUDIO_S16SYS,
        .channels = CHANNELS,
        .samples = TAKE_SAMPLES,
        .callback = give,
        .userdata = player,
    };
    *out = NULL;
    player->event_type = event_type;
    player->volume_percent = volume_percent < 0 ? 0 : volume_percent > 100 ? 100 : volume_percent;
    player->file = ogg.len <= RECORDER_BYTES_MAX ? op_open_memory(ogg.data, ogg.len, NULL) : NULL;
    if (!player->file) {
        fault_set("%s", N_("Rekaman ini tidak bisa diputar."));
        player_stop(player);
        return false;
    }
    if (!sound_open(SOUND_OUT, &spec, &player->device)) {
        player_stop(player);
        return false;
    }
    SDL_PauseAudioDevice(player->device, 0);
    *out = player;
    return true;
}

bool player_is_on(const struct player *player)
{
    return !atomic_load(&player->has_ended);
}

void player_stop(struct player *player)
{
    if (!player) {
        return;
    }
    sound_close(player->device);
    if (player->file) {
        op_free(player->file);
    }
    free(player);
}
