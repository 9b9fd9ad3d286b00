// SPDX-License-Identifier: GPL-3.0-or-later
// Another program, run to its end: found on PATH, its words given one by one (no shell), with a
// time limit, a cap on what it says, and a secret on its standard input where it wants one. It
// speaks English (LC_ALL=C) and thinks in UTC.
#ifndef TOOL_H
#define TOOL_H

#include "agent.h"
#include "db/base/arena.h"

enum {
    TOOL_WORDS_MAX = 16,
    TOOL_SAID_MAX = 64 * 1024, // more is read and thrown away
    TOOL_MS_DEFAULT = 20 * 1000,
};

struct tool {
    const char *words[TOOL_WORDS_MAX]; // the program's name first, NULL behind the last
    struct bytes input;                // written to its standard input
    int ms_max;                        // 0: TOOL_MS_DEFAULT; then it is ended
    const struct stop *stop;           // may be NULL
};

enum tool_end {
    TOOL_WELL,    // exit 0
    TOOL_FAILED,  // another exit: *status
    TOOL_MISSING, // there is no such program
    TOOL_LATE,    // ended because its time was over, or it was stopped
};
struct tool_said {
    enum tool_end end;
    int status;      // its exit; 128 and the signal where one ended it
    const char *out; // standard output, in the arena; text up to the first NUL
    const char *err; // the first line of its standard error
};
// What is not TOOL_WELL has set a fault.
struct tool_said tool_run(struct arena *arena, const struct tool *tool);

#endif
