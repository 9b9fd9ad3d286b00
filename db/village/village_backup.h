// SPDX-License-Identifier: GPL-3.0-or-later
// A kiosk's backup: the village file, its media and its key in one file (record/backup_file.h), and
// the way back onto another disk. Works beside a running kiosk: the copy is VACUUM INTO, which
// neither the screen nor the agent waits for.
//
// The pepper of this machine's PINs goes along, closed like all the rest, so that they are good on
// the machine where it is put back: there it lies in the village file until each of its members has
// signed in once (staff_pepper.h). Where the program that makes the backup has it not, the backup
// is made all the same, and those PINs will have to be made anew.
#ifndef VILLAGE_BACKUP_H
#define VILLAGE_BACKUP_H

#include "db/record/backup_file.h"
#include "village.h"

enum {
    VILLAGE_BACKUP_EVERY_S = 20 * 3600,   // nightly, with room for a late night
    VILLAGE_BACKUP_OVERDUE_S = 44 * 3600, // of a machine that is off at night: whenever it is on
    VILLAGE_BACKUP_HOUR_END = 5,          // of the night
};

// The passphrase is chosen once; what it leaves under keys/ makes backups by itself from then on.
// Choosing another makes later backups open with that one. Slow (Argon2id).
bool village_backup_is_set(struct village *village);
MUST_USE bool village_backup_set(struct village *village, const char *passphrase);

// Into a new file at path (never over another one), synced; a half one is removed. False with a
// fault: no passphrase chosen, no room, the file is there. PINs that will not open from it are
// counted in the probe "backup".
MUST_USE bool village_backup(struct village *village, const char *path);
// The nightly one: DIR/backup/kentongan.ktk, the one before kept as .before. Due at night when the
// last is older than VILLAGE_BACKUP_EVERY_S, by day when it is overdue, or was never made. *made
// false: not due, or no passphrase. How it went is kept for the keeper (probe "backup").
MUST_USE bool village_backup_nightly(struct village *village, bool *made);
// "DIR/backup/kentongan.ktk" in the arena, whether it is there or not.
char *village_backup_newest(struct village *village, struct arena *arena);
// When it was made. Others, by command, may be newer.
int64_t village_backup_newest_s(struct village *village);
// When a backup last went well; 0: never.
int64_t village_backup_last_s(struct village *village);

// From path into dir, which no program may have open. All of it is opened and checked beside first;
// then it takes its place, and a village file that was there is kept as village.db.before-restore,
// or with a number after it: nothing that a restore before this one put aside is overwritten.
// *made_s: when the backup was made. False with a fault, and nothing changed.
MUST_USE bool village_restore(const char *dir, const char *path, const char *passphrase,
                              int64_t *made_s);
// For the screen: this file came from a backup of then, and whatever was filed between it and
// *until_s and had not left may be missing. 0 both: it did not.
void village_restored(struct village *village, int64_t *from_s, int64_t *until_s);

#endif
