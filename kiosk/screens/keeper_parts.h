// SPDX-License-Identifier: GPL-3.0-or-later
// What the keeper's screens share: who may stand there, an errand that is being done, a sentence
// that came from elsewhere, and stepping up and down by touch.
#ifndef KEEPER_PARTS_H
#define KEEPER_PARTS_H

#include "db/village/doctor.h"
#include "db/village/errand.h"
#include "db/village/staff.h"
#include "db/village/stick.h"
#include "screens.h"

// True where nobody of the staff is signed in (any more): the page is left, and nothing more is to
// be built. While there is no staff at all, at the first start, everybody may.
bool keeper_is_out(struct app *app);
// The keeper's own rooms: the youth's, and everybody's at the first start.
bool keeper_is_keeper(const struct app *app);

// Where the checks look. A script may show a machine of its own making: DIR/machine, in the place
// of / and of its disk.
struct doctor_places keeper_places(struct app *app, struct arena *arena);
struct stick_places keeper_stick_places(struct app *app, struct arena *arena);

// A sentence kept by db or the agent, in the language set. In the arena.
const char *keeper_words(struct arena *arena, const struct phrase *phrase);

// ---- an errand, from asking to its result; zeroed memory is one that was not asked yet
enum keeper_task_state { KEEPER_TASK_NONE, KEEPER_TASK_ON, KEEPER_TASK_WELL, KEEPER_TASK_FAILED };
struct keeper_task {
    int64_t id;
    uint64_t bell;
    enum keeper_task_state state;
    int64_t step, steps;
    bool is_unwanted;
    char text[PHRASE_TEXT_MAX + 1], word[PHRASE_WORD_MAX + 1]; // the result
    int64_t number;
};

// Asks for it; what cannot be asked is a result at once.
void keeper_task_ask(struct app *app, struct keeper_task *task, const char *what,
                     const char *argument, const char *secret);
// On coming (back) to a screen: one of this kind that is still being done, or has just ended, as
// long as nobody has asked for another. False when there is none.
bool keeper_task_resume(struct app *app, struct keeper_task *task, const char *what);
// Before a build: what the agent wrote meanwhile. True in the pass in which it ended.
bool keeper_task_turn(struct app *app, struct keeper_task *task);
// How it goes, with a button that calls it off (#ID.stop), or its result; nothing when it was not
// asked. `busy`: what is being done, a sentence.
void keeper_task_show(struct app *app, struct ui *ui, const char *id, struct keeper_task *task,
                      const char *busy);
static inline bool keeper_task_is_on(const struct keeper_task *task)
{
    return task->state == KEEPER_TASK_ON;
}

// A value between a minus and a plus (#ID.less, #ID.more). Returns -1, 1 or 0. above: what it is.
int keeper_stepper(struct ui *ui, const char *id, const char *above, const char *value);

// What the page of settings calls one of them; NULL: it is not set there.
const char *keeper_setting_name(const char *key);

// Title of a group of controls, with an icon.
void keeper_heading(struct ui *ui, enum ui_icon icon, const char *text);

#endif
