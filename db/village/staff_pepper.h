// SPDX-License-Identifier: GPL-3.0-or-later
// The pepper in a PIN (db/base/pepper.h). What closes a member's key is Argon2id(PIN, salt) alone,
// or BLAKE2b-32 of "kt pin pepper" and that, keyed with a pepper; the member's row says with which
// one. A row that was closed in another way than this machine would is closed anew, under the same
// PIN, when that PIN is next typed.
//
// A pepper from another machine came with a backup (village_backup.h). It lies in this village's
// file, which is then as safe as on a machine without a chip, until no row needs it any more.
#ifndef STAFF_PEPPER_H
#define STAFF_PEPPER_H

#include "db/base/pepper.h"
#include "village.h"

#define STAFF_PEPPER_ENTRY "pepper" // its name in a backup

// Which pepper a key was closed with; kept as NULL where it was none.
struct staff_pepper_id {
    bool is_any;
    uint8_t id[PEPPER_ID_LEN];
};

// The one that new PINs get here: this machine's, or none.
struct staff_pepper_id staff_pepper_new(void);
struct bytes staff_pepper_bytes(const struct staff_pepper_id *id); // to be bound: NULL for none
// False: damaged.
MUST_USE bool staff_pepper_read(struct bytes kept, struct staff_pepper_id *out);
bool staff_pepper_same(const struct staff_pepper_id *a, const struct staff_pepper_id *b);

// Argon2id's 32 bytes become the key, in their place. pepper NULL: they are it.
void staff_pepper_key(uint8_t key[static crypto_secretbox_KEYBYTES], const struct pepper *pepper);
// This machine's, or one that a backup brought; into locked memory. False: it is not here.
bool staff_pepper_find(struct village *village, const struct staff_pepper_id *id,
                       struct pepper *out);

// How many of those who may sign in cannot here: their pepper is another machine's, or its chip
// does not answer.
int64_t staff_pepper_lost(struct village *village);

// The pepper alone out of a backup of the machine that this disk comes from. *good: how many PINs
// can be checked again. False with a fault: it opens not, brings none, or helps nobody here.
MUST_USE bool staff_pepper_take(struct village *village, const char *path, const char *passphrase,
                                int64_t *good);

// ---- inside the caller's transaction
// From a backup: kept if a row needs it and this machine has another one, or none. False with a
// fault.
MUST_USE bool staff_pepper_keep(struct village *village, const uint8_t secret[static PEPPER_LEN]);
// What no row needs any more goes. To be scrubbed after the commit.
void staff_pepper_sweep(struct village *village);
// After the commit in which a key was closed anew: what still opens without the chip goes, which is
// what stood in the write-ahead log, and the copies of the file from before a step of its schema.
void staff_pepper_scrub(struct village *village);

#endif
