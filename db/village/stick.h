// SPDX-License-Identifier: GPL-3.0-or-later
// Sticks: what is plugged in, and what lies on it. Finding one reads what the kernel lists and
// never touches the stick itself, which may hang; looking at it is for another thread.
#ifndef STICK_H
#define STICK_H

#include "village.h"

enum {
    STICKS_MAX = 8,
    STICK_NAME_MAX = 60,              // bytes of a label that are shown
    STICK_FREE_MIN = 4 * 1024 * 1024, // less is full: a month of words and a log fit
};

struct stick {
    const char *path;   // where it is mounted; NULL: plugged in and not mounted yet
    const char *name;   // its label; until it is mounted what it says of itself ("SanDisk Ultra"),
                        // or "USB"; never empty
    const char *device; // "/dev/sdb1"; "" where that is not known
    uint64_t plug;      // of this plugging in: another one each time; 0 where that is not known
    bool is_read_only;
};

// Where to look; NULL in a field is the machine's own.
struct stick_places {
    const char *mountinfo; // /proc/self/mountinfo
    const char *sys;       // /sys
};

// Mounted below a folder of the setting media_dir ("/media:/run/media"); where that was set here by
// hand, every folder directly in it counts as a stick too. Then removable devices that are not
// mounted. In the arena; returns how many (at most STICKS_MAX).
size_t stick_find(struct village *village, struct arena *arena, const struct stick_places *places,
                  struct stick out[static STICKS_MAX]);
// The one that is mounted there; false when there is none: pulled, or never a stick.
bool stick_at(struct village *village, struct arena *arena, const struct stick_places *places,
              const char *path, struct stick *out);

// What lies on it. On any thread; reads names alone.
struct stick_content {
    int64_t free_bytes, total_bytes; // -1: not known
    bool is_read_only;
    size_t outgoing;  // of kiosks to the regency
    size_t answers;   // for this kiosk
    size_t strangers; // answers for other kiosks
    size_t notices;   // .md
    size_t others;    // anything else
    bool is_cut;      // more files than are looked at
    bool is_gone;     // it cannot be read (any more)
};
struct stick_content stick_look(const char *path, uint32_t kiosk);

#endif
