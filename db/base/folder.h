// SPDX-License-Identifier: GPL-3.0-or-later
// Looking into a folder that somebody else filled (a stick): plain files only, never through a
// link, a named number of entries and no more. What was passed over is counted, so that nothing is
// left out in silence.
#ifndef FOLDER_H
#define FOLDER_H

#include "arena.h"

enum {
    FOLDER_ENTRIES_MAX = 200 * 1000, // looked at in one walk: a stick with 100,000 files is read
    FOLDER_DEPTH_MAX = 4,
};

struct folder_file {
    const char *path; // in the arena, below the folder that was asked for: "a/b.md"
    int64_t bytes;
};

struct folder_walk {
    const char *const *endings; // of names, NULL at the end; capitals count as small. NULL: all
    int depth;                  // folders in folders; 0: this one alone
    size_t entries_max;         // 0: FOLDER_ENTRIES_MAX
};

struct folder_found {
    size_t files;    // of these endings; those beyond `max` are counted and not kept
    size_t others;   // plain files of other endings
    size_t strange;  // links, devices, pipes, and names that are not text
    size_t unread;   // folders that could not be read, or lay too deep
    bool is_cut;     // there are more entries than entries_max: the rest was not looked at
    bool is_missing; // the folder itself cannot be read; fault set
};

// Files in the order of their paths, numbers as numbers (str_order). Returns how many are in `out`
// (at most max).
size_t folder_walk(struct arena *arena, const char *dir, const struct folder_walk *walk, size_t max,
                   struct folder_file *out, struct folder_found *found);

// True when the name ends so; capitals count as small.
bool folder_ends_with(const char *name, const char *ending);

#endif
