// SPDX-License-Identifier: GPL-3.0-or-later
// Plays a script: a line a step, through the same events that a finger makes. Comments begin with
// '#' and a blank.
//   tap #ID | tap "LABEL"        type "..."         swipe up|down|left|right [#ID]
//   wait MS                      hold #ID MS        expect #ID ["TEXT"]    expect-not #ID
//   expect-text "..."            expect-not-text "..."
//   shot FILE.png                dump FILE.txt      set NAME = #ID         tap-keys $NAME [PAD]
//   lang CODE                    text-size PERCENT  size WxH               clock sure|unsure
// and for measuring, a tab-separated line on stdout each:
//   bench-redraw N   bench-tap N #ID   bench-scroll #ID N   bench-minute N   stat
#ifndef SCRIPT_H
#define SCRIPT_H

#include "kiosk/app.h"

#include <stdio.h>

enum {
    SCRIPT_LINE_MAX = 64 * 1024, // a text of 4000 letters with room for what quotes need
    SCRIPT_WORDS_MAX = 5,
    SCRIPT_NAMES_MAX = 32, // of `set`
    SCRIPT_STEP_MS = 20,   // the test clock moves so much with each event
};

// Plays until the end of file. False with a fault that names the line at the first step that does
// not hold. name: of the script, for that fault.
MUST_USE bool script_play(struct app *app, FILE *file, const char *name);

#endif
