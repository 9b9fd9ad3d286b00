// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of staff_*.c know of each other, and the tests of them.
#ifndef STAFF_INSIDE_H
#define STAFF_INSIDE_H

#include "staff.h"

enum {
    // Argon2id of new PINs. 64 MiB, as for a receipt, so that a machine of 128 MiB can do it;
    // passes are what makes it slow: some 400 ms on the machines that we measured.
    STAFF_OPS = 16,
    STAFF_MEM = 64 * 1024 * 1024,
    STAFF_OPS_MAX = 64, // a file that asks for more is damaged
    STAFF_MEM_MAX = 256 * 1024 * 1024,

    // Tries of one member: three, then 5 s, doubling to 15 min; forgotten after quiet hours. Who
    // waits them out gets 12 tries in 4 h, fewer than who goes on every 15 min.
    STAFF_TRIES_FREE = 3,
    STAFF_WAIT_FIRST_MS = 5 * 1000,
    STAFF_WAIT_MAX_MS = 15 * 60 * 1000,
    STAFF_FORGET_MS = 4 * 3600 * 1000,
    // Tries of all members together: so many stand free, and one more every 15 min.
    STAFF_TRIES_OF_ALL = 20,
};

// The same as staff_wrap_pin at another cost.
MUST_USE bool staff_wrap_pin_at(const char *pin, uint64_t ops, uint64_t mem,
                                struct staff_wrapped *out);

// ---- inside the caller's transaction; each false has failed it
// A new key of the role, sealed to each of its members; an event where there is a log.
bool staff_key_make(struct village *village, enum staff_role role);
// The same where staff_key_lost has asked for one; else nothing.
bool staff_key_mend(struct village *village, enum staff_role role);
// All that `by` was granted, sealed again to this member's key.
bool staff_key_grant(struct village *village, const struct staff_session *by, int64_t member,
                     const uint8_t public_key[static BOX_PUBLIC_LEN]);
// The newest that was granted to the session's member, into the session; 0 where there is none.
bool staff_key_take(struct village *village, struct staff_session *session);
// One more try of this member, counted; false: it has to wait, or the file has failed.
bool staff_tries_take(struct village *village, int64_t id);
// It was none after all: for the member, and for all.
void staff_tries_give_back(struct village *village, int64_t id);
// The member's tries are forgotten.
void staff_tries_clear(struct village *village, int64_t id);
// Everybody of the role goes, and a first member begins with a new key. permit: by which the
// regency allowed it; empty: by command. (staff.c)
bool staff_begin(struct village *village, const char *name, enum staff_role role,
                 const struct staff_wrapped *wrapped, struct bytes permit, int64_t *id);
// The regency is told of it. (staff_anew.c)
bool staff_anew_tell(struct village *village, enum staff_role role, struct bytes permit);

#endif
