// SPDX-License-Identifier: GPL-3.0-or-later
// What errand.c (the table), errand_machine.c, errand_stick.c and errand_wifi.c share. Nobody else
// includes it.
#ifndef ERRAND_INSIDE_H
#define ERRAND_INSIDE_H

#include "db/village/stick.h"
#include "errand_do.h"
#include "tool.h"

// A stick as it is plugged in now.
struct stick_mark {
    char device[64]; // "": none
    uint64_t plug;
    int64_t made_s; // of the backup for which it was opened
    bool is_open;   // by us, for that backup
};

struct errand_do {
    struct village *village;
    struct exchange *exchange;            // not owned
    const struct stop *stop;              // not owned
    struct errand_desk *desk;             // owned
    int64_t running;                      // the errand being done, 0: none
    int64_t waiting;                      // events, when a round began
    struct stick_mark let_go[STICKS_MAX]; // safe to pull, as somebody was told
    struct stick_mark seen[STICKS_MAX];   // opened for a backup
};

// One errand at work. The function fills result (and list) and returns whether it went well.
struct work {
    struct errand_do *doing;
    struct village *village;
    struct arena *arena;
    const struct errand *errand;
    const char *secret; // locked; NULL: none
    struct phrase result;
    const char *list;
    uint64_t stick_device; // of the stick, when it was begun
};

bool errand_clock(struct work *work);
bool errand_mount(struct work *work);
bool errand_eject(struct work *work);
bool errand_logs(struct work *work);
bool errand_wifi_list(struct work *work);
bool errand_wifi_join(struct work *work);

// The stick that the errand names by its folder; somebody uses it from now on.
bool errand_stick_at(struct work *work, struct stick *stick);
// Why a stick did not take or give what it should, by how it stands there now.
struct phrase errand_stick_why(struct work *work);
// The device that the stick's folder lies on; another one, or 0, once it was pulled.
uint64_t errand_stick_device(struct work *work);
// All that was written lies on the stick. False with a fault.
bool errand_stick_sync(const char *path);

// The result, and whether it is a good one, in one go.
static inline bool errand_says(struct work *work, bool is_well, struct phrase phrase)
{
    work->result = phrase;
    return is_well;
}

#endif
