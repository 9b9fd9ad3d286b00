// SPDX-License-Identifier: GPL-3.0-or-later
// What a villager does with a case, receipt in hand: rate, ask back, reopen, erase. Sealed to the
// regency, proved by the receipt's key; the file shows neither which case nor what.
#ifndef FOLLOW_H
#define FOLLOW_H

#include "identity.h"

enum { FOLLOW_PENDING_MAX = 16 }; // of one receipt; whoever plays with the button is stopped

// text: ASK and REOPEN need one, RATE may have one; from the caller's locked memory. rating: RATE.
// ERASE also takes the own copy, the copy of a role, the answer, the recording and what was pending
// of this case off this kiosk, and blanks its events as soon as the regency has them: the hash and
// the seq stay. A blanked event is never sent again: should the regency go back to a time before
// it, it stays gone. What SQLite's log and the disk's spare blocks may still hold are closed bytes,
// as all ever were. False with a fault: nothing happened.
MUST_USE bool follow_file(struct village *village, const struct receipt *receipt, Kt__Follow what,
                          uint32_t rating, const char *text);

// What was done here and is not in an answer yet ("belum sampai"): kept closed with the receipt's
// own key. In the arena, oldest first.
struct follow_pending {
    Kt__Follow what;
    uint32_t rating;
    const char *text;
    int64_t at_s;
    bool refused; // the regency has it and set it aside: it will not come back in an answer
};
size_t follow_pending(struct village *village, struct arena *arena, const struct receipt *receipt,
                      size_t max, struct follow_pending *out);
// Whether anything is pending: after an erasure it is all that is left of a case here.
bool follow_is_waiting(struct village *village, const struct receipt *receipt);

// ---- for the rooms beside this one
// An answer was opened: what its entries show is not pending any more. An entry shows it when it
// says the same kind, rating and words, and came after it (the two clocks may differ by an hour; a
// time that still lies ahead says nothing). If the case was erased, from whatever kiosk, what is
// left of it here goes now. False with a fault.
MUST_USE bool follow_settle(struct village *village, struct arena *arena,
                            const struct receipt *receipt, const Kt__CaseView *view);
// The regency has confirmed up to some event: blanks those whose case was erased (cheap when none
// was). Inside or outside a transaction. False with a fault.
MUST_USE bool follow_blank(struct village *village);
// Whether an event after `seq` of this log was blanked, so that it cannot be sent again from there.
bool follow_is_blank_after(struct village *village, uint32_t log, uint64_t seq);

#endif
