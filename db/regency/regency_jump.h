// SPDX-License-Identifier: GPL-3.0-or-later
// After a restore nothing new may bear a number that kiosks have seen under something else. What
// was given since the backup is not in it, and the same backup may be put back many times, in this
// folder or in another one: so each restore goes on from a place that no other one began at.
#ifndef REGENCY_JUMP_H
#define REGENCY_JUMP_H

#include "db/sql/sql.h"

enum {
    // How many numbers are left to a store of which only the beginning is known.
    REGENCY_JUMP_SAID = 1000,          // that people say: K1002, R-1003
    REGENCY_JUMP_UNSAID = 1000 * 1000, // revisions and ids of villages
};

// `copy` is the store that is to take the place of the one in `dir`. It gets a new feed id, and
// goes on above all of these: its own numbers; those of the store in `dir`, as far as that can be
// read; those that restores in `dir` began at (DIR/restored, a line each, only ever appended to);
// and the clock, where it knows the year, which alone tells in a folder that is new. False with a
// fault.
MUST_USE bool regency_jump(struct sql *copy, const char *dir);

#endif
