// SPDX-License-Identifier: GPL-3.0-or-later
// A kept recording, heard again: opened into locked memory, played, wiped. Only after whoever
// stands there said that others may hear it (the screen asks).
#ifndef RECORDING_H
#define RECORDING_H

#include "db/record/record.h"
#include "kiosk/ui/widgets.h"

struct app;
struct player;

struct recording {         // zeroed: nothing is heard
    struct player *player; // owned
    uint8_t *voice;        // owned, locked; the open recording
};
// False when it cannot be heard: not here, damaged, no sound.
MUST_USE bool recording_play(struct app *app, struct recording *recording, const Kt__Voice *voice);
void recording_turn(struct app *app, struct recording *recording); // in each build
// When it is to be quiet, and when the page goes. Nothing heard: nothing to do.
void recording_stop(struct app *app, struct recording *recording);
// A triangle that plays, a square that stops; answers the square itself. True: asked to play.
MUST_USE bool recording_button(struct app *app, struct ui *ui, const char *id,
                               struct recording *recording, const char *play);
static inline bool recording_is_on(const struct recording *recording)
{
    return recording->player != NULL;
}

#endif
