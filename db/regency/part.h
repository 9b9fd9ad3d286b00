// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings as they come up, piece by piece: a file a recording under media/, HASH.part until it
// is whole and its hash was checked, then HASH. Closed bytes all the way: nothing here has a key.
#ifndef PART_H
#define PART_H

#include "regency.h"

#include "db/record/voice_seal.h"

enum {
    PART_TOTAL_MAX = VOICE_SEAL_CLOSED_MAX,
    PART_UNFINISHED_MAX = 64 * 1024 * 1024, // bytes promised and not whole, of one kiosk
    // Whole or not, of one kiosk, of those that no case names. Words go first, so that a kiosk in
    // good health has some only where its words were set aside: a month of them fits twice.
    PART_UNNAMED_MAX = 32 * 1024 * 1024,
};

struct part {
    struct bytes hash, bytes; // HASH_LEN
    uint32_t total, offset;
    bool is_brought; // by a person, from a card: not held to PART_UNNAMED_MAX
};
enum part_end {
    PART_TAKEN,   // or known already
    PART_REFUSED, // no such piece can be: the fault says why; *have is what is kept
    PART_FAILED,  // the store or the disk
};
// One piece. *have is how many bytes are kept now: the kiosk goes on from there, whatever it sent.
// A piece that does not begin there changes nothing. When the last byte came and the hash is
// another, all of it is thrown away, *have is 0, and the fault says so. Files are synced before
// this returns; the row goes with the caller's transaction.
MUST_USE enum part_end part_put(struct regency *regency, uint32_t kiosk, const struct part *part,
                                uint32_t *have);
// When a server or an import starts: a recording whose file is gone, lost or damaged by a disk, is
// missing from now on, and said.
void part_look(struct regency *regency);
// What is missing so and came from this kiosk, for PART_LOST_S: a mark of 0 has it sent again.
// Hashes in the arena. Returns how many.
enum { PART_LOST_S = 30 * 86400, PART_LOST_MAX = 4 };
size_t part_lost(struct regency *regency, struct arena *arena, uint32_t kiosk,
                 struct bytes out[static PART_LOST_MAX]);
// Path of a whole recording, in the arena; false while it is not wholly here.
bool part_path(struct regency *regency, struct arena *arena, struct bytes hash, char **path);
// Opens a whole one into locked memory (secret_alloc, caller frees). NULL with a fault: not here
// yet, damaged.
uint8_t *part_voice_open(struct regency *regency, const Kt__Voice *voice, size_t *len);
// Erased by the villager: takes it off the disk, whole or not, and remembers its hash, so that a
// kiosk that still has it is told that all of it came and nothing is kept. Inside the caller's
// transaction.
MUST_USE bool part_forget(struct regency *regency, struct bytes hash);

#endif
