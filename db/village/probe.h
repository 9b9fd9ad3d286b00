// SPDX-License-Identifier: GPL-3.0-or-later
// What was tried last and how it went, for the checks of doctor.h: by the agent (file, link), by
// the keeper's hand and ear (touch, sound, printer), by a backup.
#ifndef PROBE_H
#define PROBE_H

#include "village.h"

enum probe_state { PROBE_NEVER, PROBE_WELL, PROBE_BAD };
struct probe {
    enum probe_state state;
    int64_t at_s, number;
    const char *word; // in the arena, never NULL
};

// name: "file", "link", "touch", "sound", "printer", "backup", "stick" (its device, and the number
// of that plugging in). word may be NULL; it is cut at PHRASE_WORD_MAX.
MUST_USE bool probe_put(struct village *village, const char *name, enum probe_state state,
                        int64_t number, const char *word);
// PROBE_NEVER when it was not tried yet.
struct probe probe_get(struct village *village, struct arena *arena, const char *name);

// Which version of a program ran last ("kiosk", "agent"): told by each at its start, written only
// when it is another than before. 0: never.
bool probe_version_put(struct village *village, const char *program, int64_t version);
int64_t probe_version(struct village *village, const char *program);

// Looks through the whole file and keeps what it found, as the probe "file". Slow. False with a
// fault when it is damaged.
MUST_USE bool probe_file(struct village *village);

#endif
