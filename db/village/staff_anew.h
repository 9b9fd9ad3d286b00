// SPDX-License-Identifier: GPL-3.0-or-later
// A role of which nobody knows a PIN any more begins anew at the screen, on the regency's word: a
// permission that comes by the feed, and a code that somebody was told on the telephone. Who has
// the code alone, or the file alone, has nothing. What the old key opened stays closed to the new
// members until the regency has sealed it again.
//
// Nobody is told whether there is a permission: a code for nothing takes as long, counts as much,
// and is as wrong as any other.
#ifndef STAFF_ANEW_H
#define STAFF_ANEW_H

#include "db/record/permit.h"
#include "staff.h"

// ---- from the feed, inside its transaction
// False with a fault, and nothing is changed: not whole, another village's. One that is known,
// whatever became of it, stays as it is.
MUST_USE bool staff_anew_put(struct village *village, const Kt__RolePermit *permit);
MUST_USE bool staff_anew_put_gone(struct village *village, const Kt__RolePermitGone *gone);
// The whole state of their class: what it does not name is over.
MUST_USE bool staff_anew_whole_begin(struct village *village);
MUST_USE bool staff_anew_whole_end(struct village *village);
// A file that was put back takes no code that it knew before: it may have been used since.
MUST_USE bool staff_anew_restored(struct village *village);

// ---- the code
// What a right code gives, in locked memory, wiped by its owner.
struct staff_anew_key {
    enum staff_role role;
    uint8_t id[PERMIT_ID_LEN], key[PERMIT_KEY_LEN];
};
enum staff_anew_end {
    STAFF_ANEW_RIGHT,
    STAFF_ANEW_WRONG,
    STAFF_ANEW_WAIT,   // too many tries: staff_anew_wait_ms says how long
    STAFF_ANEW_LATE,   // the code is right, and its time is over
    STAFF_ANEW_FAILED, // the fault says why
};
// As with a PIN (staff_try): in locked memory, counted before it is run, slow on any thread. The
// waits are those of PINs, and a code's tries are among those of all.
struct staff_anew_try {
    enum staff_role role;
    char code[PERMIT_DIGITS + 1]; // as permit_code_check gave it
    uint8_t id[PERMIT_ID_LEN];    // filled by staff_anew_try_begin ...
    uint8_t salt[PERMIT_SALT_LEN];
    uint8_t lock[HASH_LEN];
    uint32_t village, ops, mem_kib;
    bool is_right, is_failed; // ... by staff_anew_try_run
    uint8_t key[PERMIT_KEY_LEN];
};
// RIGHT: run it.
enum staff_anew_end staff_anew_try_begin(struct village *village, struct staff_anew_try *try);
void staff_anew_try_run(struct staff_anew_try *try);
// RIGHT fills *out. Wipes the try. The permission is not used up by it.
enum staff_anew_end staff_anew_try_end(struct village *village, struct staff_anew_try *try,
                                       struct staff_anew_key *out);
int64_t staff_anew_wait_ms(struct village *village, enum staff_role role);

// Everybody of the role goes, this first member begins with a new key, the permission is used up;
// on the record, and the regency is told. False with a fault: used or taken back meanwhile, too
// late, the name is none.
MUST_USE bool staff_anew_use(struct village *village, const struct staff_anew_key *key,
                             const char *name, const struct staff_wrapped *wrapped, int64_t *id);

#endif
