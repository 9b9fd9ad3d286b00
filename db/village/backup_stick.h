// SPDX-License-Identifier: GPL-3.0-or-later
// The nightly backup onto a stick: one on which somebody made a folder named "cadangan". Closed to
// its passphrase already, it is copied as it is.
#ifndef BACKUP_STICK_H
#define BACKUP_STICK_H

#include "stick.h"

enum { BACKUP_STICK_KEPT = 3 }; // of this kiosk on a stick; the oldest goes when a new one is whole
enum backup_stick_ill { BACKUP_STICK_FULL = 1, BACKUP_STICK_BAD }; // of the probe "backup-stick"

// Asked now and then while it copies: true ends it, nothing half is left, and it is tried again.
struct backup_stick_stop {
    bool (*is_set)(void *ctx); // NULL: never
    void *ctx;
};

// Where such a stick is in and lacks the newest nightly backup: writes it as
// cadangan/kentongan-K7-2026-11-25.ktk (NAME.part first, synced, then renamed). How it went is kept
// for the keeper. *made false: there is none, or it has it. False with a fault: full, cannot be
// written, pulled.
MUST_USE bool backup_stick_keep(struct village *village, const struct backup_stick_stop *stop,
                                bool *made);
// The folder for it on a stick, in the arena; NULL: none, or a stick that is not mounted.
const char *backup_stick_folder(struct arena *arena, const struct stick *stick);
// A backup outside this disk: noted, with the stick's name or "".
MUST_USE bool backup_stick_note(struct village *village, const char *stick);
// When the newest of those was made; 0: never. *stick in the arena, never NULL.
int64_t backup_stick_last_s(struct village *village, struct arena *arena, const char **stick);

#endif
