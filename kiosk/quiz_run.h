// SPDX-License-Identifier: GPL-3.0-or-later
// The way through twelve questions: each once, then those that were missed again until all are
// right. What counts is the first answer to each. Each time round the answers stand in another
// order, so that places cannot be learnt.
#ifndef QUIZ_RUN_H
#define QUIZ_RUN_H

#include "quiz_file.h"

struct quiz_run {
    int queue[QUIZ_QUESTIONS], count, at; // this round's questions, and which is at hand
    int missed[QUIZ_QUESTIONS], missed_count;
    int right;     // at the first answer
    int round;     // how many were gone through before this one, of all runs
    bool is_again; // not the first round of this run
    bool is_over;  // all are right by now
};

// Begins anew; the order of the answers goes on from the run before.
void quiz_run_begin(struct quiz_run *run);
int quiz_run_question(const struct quiz_run *run);         // its index
int quiz_run_answer_at(const struct quiz_run *run, int i); // which answer stands i-th
// The one at hand was answered; on to the next.
void quiz_run_take(struct quiz_run *run, bool is_right);
void quiz_run_next(struct quiz_run *run);

#endif
