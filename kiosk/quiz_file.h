// SPDX-License-Identifier: GPL-3.0-or-later
// A file of questions, written to be read:
//   # Twelve questions for BPD        the title, once
//   ## A question?
//   - [ ] a wrong answer
//   - [x] the right one               three answers, one of them right, in any order
//   - [ ] another wrong one
//   > Why that is so.
// Empty lines are passed over. Anything else is a fault that names the line and the remedy.
#ifndef QUIZ_FILE_H
#define QUIZ_FILE_H

#include "db/base/arena.h"

enum {
    QUIZ_QUESTIONS = 12,
    QUIZ_ANSWERS = 3,
    QUIZ_FILE_BYTES_MAX = 64 << 10,
    QUIZ_LINE_LETTERS_MAX = 240, // three answers and their question are to fit a screen
};

struct quiz_question {
    const char *question, *why;
    const char *answers[QUIZ_ANSWERS];
    int right; // which of them
};
struct quiz {
    const char *title;
    struct quiz_question questions[QUIZ_QUESTIONS];
};

// All of it in the arena. name: for faults. False with a fault.
MUST_USE bool quiz_file_read(struct arena *arena, const char *name, struct bytes content,
                             struct quiz *out);

#endif
