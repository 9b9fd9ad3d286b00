// SPDX-License-Identifier: GPL-3.0-or-later
// A recording as the village file keeps it: closed with its own key, which travels inside the seal
// of the words; on its way up in parts after all events.
#ifndef VOICE_H
#define VOICE_H

#include "db/record/voice_seal.h"
#include "village.h"

enum {
    VOICE_MS_MAX = 90 * 1000,
    VOICE_BYTES_MAX = VOICE_SEAL_OPEN_MAX, // of the open Ogg file
    VOICE_CHUNK = VOICE_SEAL_MESSAGE,
    VOICE_PARTS_MAX = 16, // pieces in one round
};

// Closed recordings lie beside the pictures of notices as media/HASH.voice, so that the sweep knows
// its own. The own copy names its recording only inside its seal; the row in `voice` therefore
// stays, also when all of it is up, for as long as the own copy does.

// Closes `ogg` (locked memory of the caller) under a fresh key into media/, fills in *voice: its
// bytes live in the arena, the key among them: wipe that arena. Inside the caller's transaction,
// with which the row goes; the file and its folder are synced before. A file without a row is swept
// at the next start. False with a fault: empty, too long, the disk.
MUST_USE bool voice_keep(struct village *village, struct arena *arena, struct bytes ogg,
                         uint32_t ms, Kt__Voice *voice);
// Opens a kept one into locked memory (secret_alloc, caller frees); NULL with a fault: not here,
// damaged. *len is its length.
uint8_t *voice_open(struct village *village, const Kt__Voice *voice, size_t *len);
// Erased by the villager: deletes the row, inside the caller's transaction. The file goes with the
// voice_sweep that follows the commit, or the next start.
MUST_USE bool voice_forget(struct village *village, struct bytes hash);
// A closed recording that was kept elsewhere (a mirror), back in its place; the regency is asked
// what it has of it. One that is here already stays. Inside the caller's transaction. False with a
// fault: not what its hash says, the disk.
MUST_USE bool voice_put_back(struct village *village, struct bytes hash, struct bytes closed,
                             bool *is_new);
// Once at each start of a kiosk: deletes the recordings that no row names, since they were erased
// or their filing was never committed. Takes the write lock, so that none is just being filed.
void voice_sweep(struct village *village);

// ---- on the way up
struct voice_part {
    struct bytes hash, bytes; // in the arena
    uint32_t total, offset;
};
// The next pieces, of at most max_bytes in all, of what the regency lacks, the oldest first, after
// the first `skip`; at most one of each recording, and only the first one is cut. Empty bytes ask
// how much is kept. A recording that cannot be read
// from this disk is said and given up. Returns how many.
size_t voice_parts(struct village *village, struct arena *arena, size_t skip, size_t max_bytes,
                   size_t max, struct voice_part *out);
// The regency keeps `have` bytes of it. *moved: that is further than was known. A recording that is
// not here (any more) is passed over.
MUST_USE bool voice_mark(struct village *village, struct bytes hash, uint32_t have, bool *moved);
int64_t voice_have(struct village *village, struct bytes hash); // -1: nothing known of it
// The regency is another than before (restored, say): it is asked what it keeps of each.
MUST_USE bool voice_ask_again(struct village *village);
int64_t voice_waiting(struct village *village);  // how many are not wholly there
int64_t voice_oldest_s(struct village *village); // when the oldest of them was made; 0: none

#endif
