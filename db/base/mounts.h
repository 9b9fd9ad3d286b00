// SPDX-License-Identifier: GPL-3.0-or-later
// What is mounted here, as the kernel lists it (/proc/self/mountinfo, proc(5)).
#ifndef MOUNTS_H
#define MOUNTS_H

#include "arena.h"

enum { MOUNTS_MAX = 256 }; // an appliance has some 40

struct mount {
    const char *device; // "8:17", of st_dev
    const char *point;  // where, its \040 read as blanks
    const char *kind;   // "vfat", "ext4"
    const char *source; // "/dev/sdb1"
    bool is_read_only;  // by this mount or by the file system itself
};

// In the arena; lines that are not of this form are passed over. Returns how many. Pure.
size_t mounts_read(struct arena *arena, const char *mountinfo, size_t max, struct mount *out);
// The same of a file such as /proc/self/mountinfo. 0 when it cannot be read.
size_t mounts_of(struct arena *arena, const char *path, size_t max, struct mount *out);

#endif
