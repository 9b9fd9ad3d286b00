// SPDX-License-Identifier: GPL-3.0-or-later
// What doctor.c (the table, and what the village file tells), doctor_machine.c (what the kernel
// tells) and doctor_copies.c (backups, the mirror) share. Nobody else includes it.
#ifndef DOCTOR_INSIDE_H
#define DOCTOR_INSIDE_H

#include "db/base/moment.h"
#include "doctor.h"
#include "identity.h"
#include "round.h"

struct doctor {
    struct village *village;
    struct arena *arena;
    const char *proc, *sys, *voice;
    int64_t free_bytes; // of the disk; -1: not known
    int64_t now_s;
    bool is_sure; // the clock is
    struct identity self;
    bool is_whole; // the identity could be read
    bool has_round;
    struct round_report last;
};

// Each fills state, text and advice; the row is DOCTOR_OK and empty before. False: nothing to tell
// here, the row is left out.
bool doctor_disk(const struct doctor *doctor, struct doctor_row *row);
bool doctor_disk_health(const struct doctor *doctor, struct doctor_row *row);
bool doctor_network(const struct doctor *doctor, struct doctor_row *row);
bool doctor_sound(const struct doctor *doctor, struct doctor_row *row);
bool doctor_printer(const struct doctor *doctor, struct doctor_row *row);
bool doctor_stick(const struct doctor *doctor, struct doctor_row *row);
bool doctor_backup(const struct doctor *doctor, struct doctor_row *row);
bool doctor_mirror(const struct doctor *doctor, struct doctor_row *row);

// Since then, by the kiosk's clock.
static inline int64_t doctor_days(const struct doctor *doctor, int64_t at_s)
{
    int64_t passed_s = doctor->now_s - at_s;
    return passed_s > 0 ? passed_s / DAY_S : 0;
}

static inline void doctor_says(struct doctor_row *row, enum doctor_state state, struct phrase text,
                               const char *advice)
{
    row->state = state;
    row->text = text;
    row->advice = phrase_bare(advice);
}

#endif
