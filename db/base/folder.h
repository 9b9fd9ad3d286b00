// SPDX-License-Identifier: GPL-3.0-or-later
// What lies in a folder that somebody else filled, a stick's above all: names only, a bounded
// number of them, and nothing that leads out of it.
#ifndef FOLDER_H
#define FOLDER_H

#include "arena.h"

enum { FOLDER_NAMES_MAX = 500 }; // of one kind; more on a stick are not looked through by hand

enum folder_kind { FOLDER_FILES, FOLDER_FOLDERS };
struct folder {
    const char **names; // in the arena, in order, capitals and small letters alike
    size_t count;
    bool has_more; // than FOLDER_NAMES_MAX: the first of them in order are here
};

// Files whose names end in one of `ends` (".md", NULL after the last; capitals too), or folders
// (`ends` NULL). Passed over: links, devices, pipes, hidden ones, names that are not UTF-8 or have
// control letters. False with a fault: dir cannot be read.
MUST_USE bool folder_list(struct arena *arena, const char *dir, enum folder_kind kind,
                          const char *const *ends, struct folder *out);

#endif
