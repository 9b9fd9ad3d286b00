// SPDX-License-Identifier: GPL-3.0-or-later
// What app_speech.c (orders) and app_speech_bar.c (what shows, what a finger does) share. Nobody
// else includes it.
#ifndef APP_SPEECH_H
#define APP_SPEECH_H

#include "app_inside.h"
#include "hands/speech.h"
#include "say/say.h"

struct place {
    int node;        // UI_SPOKEN_NONE: not on the screen
    size_t from, to; // bytes of that thing's text
};

struct app_speech {
    struct speech *speech; // owned
    uint32_t event_type;
    struct arena arena; // of the reading

    // the order being spoken
    struct place places[SPEECH_SENTENCES_MAX];
    const char *words[SPEECH_SENTENCES_MAX];
    enum i18n_lang langs[SPEECH_SENTENCES_MAX];
    size_t count, at;
    size_t next_thing, next_byte; // where the next order begins; SIZE_MAX: there is none
    bool is_screen;               // read from the screen, and marked there
    bool is_private;
    bool was_answered, with_private; // the question, with yes
    uint32_t serial;                 // of the screen

    // what was asked for, what shows
    bool wants_screen, is_asking;
    bool is_touched, is_on_strip; // by a finger, since the last build
    bool keeps_bar;     // the finger that stopped it is still down: nothing moves away under it
    int64_t stopped_ms; // by a touch; INT64_MIN: not
    const char *note;   // a sentence of the source; NULL: none
    int64_t note_until_ms;
    bool has_logged; // why there is no voice

    // settings
    bool has_settings, is_off, is_handset;
    uint64_t bell_count;
    int words_per_min, usual_words_per_min, volume_percent;
    int64_t ended_ms; // when it was last silent
};

// app_speech.c
void app_speech_silence(struct app *app);                  // stops, takes the mark away
void app_speech_from(struct app *app, size_t first);       // speaks the order from this sentence on
void app_speech_begin(struct app *app, bool with_private); // the screen as it is laid out now
bool app_speech_has_private(struct app *app);              // there is something to ask for

#endif
