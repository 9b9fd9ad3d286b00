// SPDX-License-Identifier: GPL-3.0-or-later
// Recording a voice: SDL's capture, Opus in Ogg while it is being recorded, in locked memory; and
// playing one. Sound in the open never leaves memory.
#ifndef RECORDER_H
#define RECORDER_H

#include "db/base/arena.h"

#include <stdint.h>

enum {
    RECORDER_MS_MAX = 90 * 1000,
    RECORDER_BYTES_MAX = 512 * 1024,
    RECORDER_EVENTS_A_SECOND = 10
};

struct recorder;

// Faults here are sentences for the villager: show them as _(fault_text()).
// event_type: pushed ten times a second while it records, and when it is full. A microphone that is
// gone pushes nothing: ask recorder_now() once a second as well. False with a fault: no microphone.
MUST_USE bool recorder_start(struct recorder **out, uint32_t event_type);
struct recorder_now {
    uint32_t ms;       // recorded so far
    int level_percent; // of the last tenth of a second
    bool is_full;      // 90 s: it has stopped by itself
    bool has_failed;   // the microphone went away; what was recorded is whole
};
struct recorder_now recorder_now(const struct recorder *recorder);
// Stops and hands over: *ogg is locked memory (secret_alloc; caller frees with its length), empty
// when nothing was heard. Frees the recorder.
MUST_USE bool recorder_stop(struct recorder *recorder, uint8_t **ogg, size_t *ogg_len,
                            uint32_t *ms);
void recorder_cancel(struct recorder *recorder); // takes NULL; wipes

struct player;
// Plays Ogg Opus from memory that stays the caller's until player_stop. event_type: pushed at the
// end. False with a fault: no loudspeaker, or not Ogg Opus.
MUST_USE bool player_start(struct player **out, struct bytes ogg, int volume_percent,
                           uint32_t event_type);
bool player_is_on(const struct player *player);
void player_stop(struct player *player); // takes NULL

#endif
