// SPDX-License-Identifier: GPL-3.0-or-later
// The mirror: what villagers said, sealed as it was filed, on a second medium as well (setting
// `mirror`: a folder on it), so that a disk that dies takes nothing along that was filed since the
// last backup. Besides aspirations, follow-ups, ratings and supports also what a role said; not
// notices, which are no secret and can be posted again. No open word, no state.
//
// The screen writes what it has just filed before the receipt shows, and waits a limited time; the
// agent catches up on whatever is missing, whenever the medium is there. What was erased, and what
// is older than the log keeps, is taken away there too.
#ifndef MIRROR_H
#define MIRROR_H

#include "mirror_job.h"
#include "village.h"

enum {
    MIRROR_AT_ONCE_MS = 40,   // a good card is done before anybody could see that it was waited for
    MIRROR_WAIT_MS = 2500,    // the most that a receipt waits; the words are safe here already
    MIRROR_KEEP_MS = 5000,    // the most that the agent waits in one go
    MIRROR_AGAIN_S = 30,      // till a medium that is missing is looked for again
    MIRROR_LOOK_S = 600,      // till one that was well is looked at again
    MIRROR_FULL_S = 24 * 3600 // between comparisons of all that is there
};

bool mirror_is_set(struct village *village);
// Whether a folder can be a mirror of this village now; false with a fault.
MUST_USE bool mirror_try(struct village *village, const char *folder);
// Makes the key by which a restored kiosk knows its own mirror; before every backup.
MUST_USE bool mirror_key_need(struct village *village);

// After a commit of the screen: begins to write the newest events. NULL: no mirror is set. The
// caller waits for the job as long as it likes, and releases it.
struct mirror_job *mirror_begin(struct village *village);
// The same for who shows no receipt: waits MIRROR_AT_ONCE_MS at the most.
void mirror_newest(struct village *village);

// The agent's part: one batch of what is missing there, or the comparison of all when that is due.
// is_look: also when nothing seems to be missing, to see whether the medium is there. How it went
// is kept as the probe "mirror". *more: there is more to do at once. In no transaction.
enum mirror_why mirror_keep(struct village *village, bool is_look, int wait_ms, bool *more);
// Something was filed that the mark says is not there yet.
bool mirror_is_behind(struct village *village);
// Events that are not known to be there.
int64_t mirror_missing(struct village *village);
// Something was erased: the next comparison is due. Inside the caller's transaction.
bool mirror_sweep_soon(struct village *village);

struct mirror_taken {
    size_t words, recordings; // that were missing here
    size_t known;             // were here already
    size_t strange;           // of another kiosk, damaged, no file of a mirror: each is named
    int64_t newest_s;         // when the newest of them all was filed; 0: none
};
// After a restore: brings in what the mirror holds beyond the backup. Each event is filed again
// under this log with its origin, by which the regency knows what it has. As often as one likes:
// nothing comes twice. False with a fault: nothing was taken.
MUST_USE bool mirror_take(struct village *village, const char *folder, struct mirror_taken *out);

#endif
