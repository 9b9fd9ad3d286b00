// SPDX-License-Identifier: GPL-3.0-or-later
// Speaking: espeak-ng as a process of its own, whose sound goes to SDL's audio. It may be missing,
// hang or die: then there is silence, a fault to say so once, and nothing else happens.
#ifndef SPEECH_H
#define SPEECH_H

#include "kiosk/ui/i18n.h"

#include <SDL_events.h>

struct speech;

enum {
    SPEECH_SENTENCES_MAX = 600,
    SPEECH_BYTES_MAX = 262144,         // of all sentences of an order
    SPEECH_SENTENCE_BYTES_MAX = 32768, // of one: what a pipe takes at once, twice over
    SPEECH_WORDS_MIN = 80,             // a minute
    SPEECH_WORDS_MAX = 260,
};

// event_type: pushed on SDL's queue (user.code = enum speech_event, user.data1 = the sentence's
// index as intptr_t).
enum speech_event { SPEECH_SENTENCE, SPEECH_ENDED, SPEECH_FAILED };
struct speech *speech_create(uint32_t event_type);
void speech_destroy(struct speech *speech); // takes NULL; silent when it returns

struct speech_order {
    const char *const *sentences; // turned into words already (kiosk/say/say.h); copied
    const enum i18n_lang *langs;  // of each; NULL: lang for all
    size_t count, first;          // begins at sentences[first]
    enum i18n_lang lang;
    int words_per_min, volume_percent;
    bool is_private; // the copy lies in locked memory
};
// Stops what is being said and begins; a chime that sounds is heard out first. False with a fault,
// a sentence for the villager: no espeak-ng, too much. No sound card comes as SPEECH_FAILED.
MUST_USE bool speech_say(struct speech *speech, const struct speech_order *order);
// Silent within 50 ms; does not wait.
void speech_stop(struct speech *speech);
bool speech_is_on(const struct speech *speech);
// To be called for every event of event_type: gives back what has ended. True when it is about what
// is being said now; false: about something stopped before, to be ignored. After SPEECH_ENDED and
// SPEECH_FAILED (fault set) nothing is on.
bool speech_heard(struct speech *speech, const SDL_Event *event);
// A short signal before a warning; silence where there is no sound card.
void speech_chime(struct speech *speech, int volume_percent);

#endif
