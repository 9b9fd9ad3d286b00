// SPDX-License-Identifier: GPL-3.0-or-later
// What answer.c (the page), answer_act.c (what the villager can do) and answer_way.c (timeline)
// share. Nobody else includes it.
#ifndef ANSWER_INSIDE_H
#define ANSWER_INSIDE_H

#include "screens.h"

#include "db/village/answer.h"
#include "db/village/follow.h"
#include "db/village/register_act.h"
#include "recording.h"

enum { ANSWER_PENDING_MAX = 16 };

// Why something cannot be done now; what is being asked.
enum answer_ask {
    ANSWER_ASK_NOTHING,
    ANSWER_ASK_VOICE,   // may it be played aloud?
    ANSWER_ASK_ERASE,   // sure?
    ANSWER_ASK_ERASED,  // done; home
    ANSWER_ASK_NO_RATE, // not finished yet
    ANSWER_ASK_NO_REOPEN,
    ANSWER_ASK_NO_ANSWER, // nothing to ask about yet
    ANSWER_ASK_NO_SOUND,
    ANSWER_ASK_FAILED,
};

struct answer_page {
    struct answer_arg arg;
    struct arena arena; // owned
    struct answer_view view;
    struct follow_pending pending[ANSWER_PENDING_MAX]; // done here, not there yet
    size_t pending_count;
    struct register_note notes[REGISTER_NOTES_MAX]; // done at the desk here, not there yet
    size_t note_count;
    uint64_t bell;
    bool is_found;
    enum answer_ask ask;
    struct recording recording; // the own one, heard again
};

// Of the case that goes on, where it was merged into one.
int answer_state(const struct answer_view *view);
// Nothing more is to come by itself.
bool answer_is_over(const struct answer_view *view);
// The villager asked to have it erased, here or before.
bool answer_is_erased(const struct answer_page *page);
// The case's own steps, then, where it was merged, those of the case that goes on.
size_t answer_entry_count(const struct answer_view *view);
const Kt__CaseEntry *answer_entry_at(const struct answer_view *view, size_t i);
// The newest entry in which an office says something, the desk of this village included; NULL when
// none does.
const Kt__CaseEntry *answer_entry(const struct answer_page *page);
// The note of the desk that this entry is of; NULL: it is the regency's own.
const struct register_note *answer_note(const struct answer_page *page, const Kt__CaseEntry *entry);
// "Rabu, 25 November" of a day of the village's zone.
const char *answer_date(struct app *app, struct arena *arena, int64_t day);

// answer_way.c: who is next and how long that may take; the timeline.
void answer_show_next(struct app *app, struct ui *ui, const struct answer_view *view);
void answer_show_way(struct app *app, struct ui *ui, const struct answer_page *page,
                     const Kt__CaseEntry *shown);

// answer_act.c: rating, and what else can be done; the question that is open.
void answer_show_rate(struct app *app, struct ui *ui, struct answer_page *page);
void answer_show_acts(struct app *app, struct ui *ui, struct answer_page *page);
void answer_show_ask(struct app *app, struct ui *ui, struct answer_page *page);
// The own recording: a button, and the sound behind it.
void answer_show_voice(struct app *app, struct ui *ui, struct answer_page *page);

#endif
