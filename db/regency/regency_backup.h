// SPDX-License-Identifier: GPL-3.0-or-later
// A copy of the store and its recordings in one file (db/base/pack_file.h), and the way back; piece
// by piece, however many there are. keys/, `revoked` and `restored` are never part of it.
#ifndef REGENCY_BACKUP_H
#define REGENCY_BACKUP_H

#include "regency.h"

// VACUUM INTO, then media/; works beside a running server. A half file is removed. False with a
// fault: the file is there already, no room.
MUST_USE bool regency_backup(struct regency *regency, const char *path);
// Checks the copy, makes it the store, puts recordings that are missing back, keeps the old one as
// regency.db.before-restore, or with the next free number after it. False with a fault, and nothing
// changed: damaged, of another regency than keys/, or the store is in use. Takes a copy of the
// store alone as well, as it was made before recordings went along.
MUST_USE bool regency_restore(const char *dir, const char *path);

#endif
