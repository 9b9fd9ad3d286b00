// SPDX-License-Identifier: GPL-3.0-or-later
// The agent's hands: takes what the screen asked for (db/village/errand.h), does it, and writes how
// it went, in a sentence for whoever stands there.
#ifndef ERRAND_DO_H
#define ERRAND_DO_H

#include "db/village/backup_stick.h"
#include "db/village/errand.h"
#include "exchange.h"

struct errand_do;

// Closes what an agent before this one left. exchange and stop are the caller's. NULL with a fault.
struct errand_do *errand_do_open(struct village *village, struct exchange *exchange,
                                 const struct stop *stop);
void errand_do_close(struct errand_do *doing); // takes NULL
// Does the next one, if any. True when one was done: then there may be more.
bool errand_do_next(struct errand_do *doing);
// The nightly backup onto a stick (backup_stick_keep); where none that is open has the folder for
// it, those that are plugged in are opened for a look, and closed again. Never one that was let go.
MUST_USE bool errand_do_backup(struct errand_do *doing, const struct backup_stick_stop *stop,
                               bool *made);
// For the stop of whatever runs: the errand being done is not wanted any more; or none is being
// done and something waits that a round should make room for.
bool errand_do_presses(const struct errand_do *doing); // takes NULL

#endif
