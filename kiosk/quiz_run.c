// SPDX-License-Identifier: GPL-3.0-or-later
// Counting, and nothing else: no screen, no file.
#include "quiz_run.h"

#include <string.h>

void quiz_run_begin(struct quiz_run *run)
{
    *run = (struct quiz_run){.count = QUIZ_QUESTIONS, .round = run->round};
    for (int i = 0; i < QUIZ_QUESTIONS; i++) {
        run->queue[i] = i;
    }
}

int quiz_run_question(const struct quiz_run *run)
{
    return run->queue[run->at];
}

int quiz_run_answer_at(const struct quiz_run *run, int i)
{
    return (i + run->round) % QUIZ_ANSWERS;
}

void quiz_run_take(struct quiz_run *run, bool is_right)
{
    if (!is_right) {
        run->missed[run->missed_count++] = quiz_run_question(run);
    } else if (!run->is_again) {
        run->right++;
    }
}

void quiz_run_next(struct quiz_run *run)
{
    if (++run->at < run->count) {
        return;
    }
    run->round++;
    run->is_over = run->missed_count == 0;
    run->is_again = true;
    run->at = 0;
    run->count = run->missed_count;
    memcpy(run->queue, run->missed, sizeof run->queue);
    run->missed_count = 0;
}
