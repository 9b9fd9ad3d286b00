// SPDX-License-Identifier: GPL-3.0-or-later
// Whose the data folder is. On an appliance the screen and the agent are two users with one group,
// and a keeper types commands as root: what each of them makes there must be usable by the others.
#ifndef OWNER_H
#define OWNER_H

#include "base.h"

// Before anything in dir is touched. Where its group may write (2770), so may it write what this
// program makes; others never may. Root becomes the folder's owner, and keeps nothing of itself but
// reading and writing files anywhere: the notice in a home, the stick that another user mounted.
// A folder that is not there, or root's own, changes nothing. False with a fault.
MUST_USE bool owner_follow(const char *dir);

#endif
