// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages of an aspiration share: the words and the recording are in app_draft(), the
// receipt here. It is made on another thread while the person writes, so that sending costs nobody
// a wait.
#ifndef ASPIRE_H
#define ASPIRE_H

#include "board_visit.h"
#include "kiosk/hands/recorder.h"
#include "screens.h"

enum aspire_made { ASPIRE_NOT_MADE, ASPIRE_MAKING, ASPIRE_MADE, ASPIRE_FAILED };

// What there is to say about the microphone or the loudspeaker.
enum aspire_said {
    ASPIRE_SAID_NOTHING,
    ASPIRE_SAID_NO_MICROPHONE,
    ASPIRE_SAID_NO_SPEAKER,
    ASPIRE_SAID_FULL,   // 90 s: it stopped by itself
    ASPIRE_SAID_BROKEN, // the microphone went away meanwhile
    ASPIRE_SAID_SILENT, // nothing was heard
};

// Sound at work. At most one of the two is not NULL.
struct aspire_sound {
    struct recorder *recorder; // owned
    struct player *player;     // owned; plays the draft's own bytes
    enum aspire_said said;
};

// The state of screen_aspire_to, which lies under all the others as long as the flow lasts.
struct aspire {
    uint32_t serial;         // of that screen
    struct receipt *receipt; // owned, locked memory; filled in once it is made
    enum aspire_made made;
    bool is_leaving; // asked whether the words may be thrown away
    bool is_spoken;  // the text page shows the microphone, not the keys
    struct aspire_sound sound;
    struct board_visit visit; // what was supported instead
};

struct aspire_arg {
    struct aspire *flow;
    bool is_change; // the text page, come back to from the last one
};

enum { ASPIRE_STEPS = 5, ASPIRE_SIMILAR_MAX = 3 };

// Starts making a receipt, unless one is made or being made. On failure flow->made says so.
void aspire_make(struct app *app, struct aspire *flow);

// Header with progress and *Bacakan*; answers a touch on back by going back, on home by asking
// first.
void aspire_header(struct app *app, struct ui *ui, struct aspire *flow, int step,
                   const char *speak_id);
// A column of options, all of one height, that fills what room there is. Close with ui_end().
void aspire_options_begin(struct ui *ui);
// Goes on to a page of the flow.
void aspire_next(struct app *app, const struct screen *screen, struct aspire *flow);
// For .enter of the pages that keep nothing but what they were given.
void aspire_enter(struct app *app, void *state, const void *arg);

// There is something to send: written, spoken, or both.
bool aspire_has_words(const struct app_draft *draft);

// ---- the voice (aspire_voice.c)
// Stops a recording, which is kept in the draft, and what is being played. Whoever wipes the draft
// calls this before.
void aspire_sound_stop(struct app *app, struct aspire *flow);
// Takes in what happened to recorder and player since the last build.
void aspire_sound_turn(struct app *app, struct aspire *flow);
// The microphone's part of the text page: record, stop, hear again, delete.
void aspire_sound_show(struct app *app, struct ui *ui, struct aspire *flow);
// What there is to say about microphone or loudspeaker; false: nothing.
bool aspire_sound_show_said(struct ui *ui, const struct aspire *flow);
// One line for the pages after it: how long the recording is, and hear it again.
void aspire_sound_show_again(struct app *app, struct ui *ui, struct aspire *flow);

// ---- what others asked for already (aspire_similar.c)
struct aspire_similar {
    struct arena arena; // owned
    Kt__BoardItem *items[ASPIRE_SIMILAR_MAX];
    size_t count;
    bool is_known; // false: to be looked up for the words as they are now
};
void aspire_similar_finish(struct aspire_similar *similar);
// Up to `max` open ones like the draft's words as #aspire.similar.0 ...; a touch opens one.
void aspire_similar_show(struct app *app, struct ui *ui, struct aspire *flow,
                         struct aspire_similar *similar, size_t max);

#endif
