// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of notices and of the office on their way: who names them, what of them is here, what is
// missing, and what the regency lacks. A picture lies under media/HASH when it is whole and was
// seen to be what its name says, and under media/HASH.part before. Nothing here decodes one.
#ifndef MEDIA_H
#define MEDIA_H

#include "db/record/picture_file.h"
#include "village.h"

enum {
    MEDIA_ARCHIVE_S = 365 * 86400, // of a notice that is over: its pictures are wanted so long
    MEDIA_UNUSED_S = 30 * 86400,   // after the last notice with it has gone: then the file goes
    MEDIA_ABSENT_S = 6 * 3600,     // the regency has it not: asked again then, or when it says so
    MEDIA_ASIDE_S = 86400,         // came whole and wrong: set aside for so long
    MEDIA_WRONG_MAX = 3,           // so often in a row
    MEDIA_PIECES_MAX = 16,         // in one round
    MEDIA_DISK_FREE_MIN =
        2 * VILLAGE_DISK_FREE_MIN, // below it no picture is fetched: words need the room
};

// ---- who names them

enum media_from { MEDIA_FROM_HERE, MEDIA_FROM_FEED };
// A notice (its id), or an office's sheet, names these from now on, and no others. Inside the
// caller's transaction.
MUST_USE bool media_named(struct village *village, const char *name, enum media_from from,
                          const Kt__Picture *const *pictures, size_t count);
// The name itself has changed (a notice that is adopted).
void media_renamed(struct village *village, const char *from, const char *to);
// Schema step: what was named before.
MUST_USE bool media_step(struct sql *sql);
// Once at each start of the agent, and daily: looks whether the files are here that should be, and
// frees those that nobody has named for MEDIA_UNUSED_S. Says what it cannot do.
void media_sweep(struct village *village);

// ---- down
struct media_want {
    uint8_t hash[HASH_LEN];
    uint32_t offset, max;
};
// MEDIA_NOW: over the network, what the regency may have. MEDIA_ALL: on a stick, where asking costs
// nothing.
enum media_which { MEDIA_NOW, MEDIA_ALL };
// What is missing here, after the first `skip`; of at most max_bytes in all, at most `max`. What
// was begun comes first, then what was named last. Returns how many.
size_t media_wants(struct village *village, enum media_which which, size_t skip, size_t max_bytes,
                   size_t max, struct media_want *out);
// A piece that came, or that the regency has it not. *moved: there is more of it than before. What
// does not fit is passed over; a picture that is not what its name says begins anew, and is said.
// False: the file or the disk failed.
struct media_piece {
    struct bytes hash, bytes;
    uint32_t total, offset;
    bool absent;
};
MUST_USE bool media_take(struct village *village, const struct media_piece *piece, bool *moved);
// The regency has it now.
MUST_USE bool media_is_there(struct village *village, struct bytes hash);
// The regency is another than before: it is asked for all that is missing.
MUST_USE bool media_ask_again(struct village *village);

// ---- up
// What the regency asked for in its last answer; what it asked for before counts no more.
MUST_USE bool media_asked(struct village *village, const struct media_want *wants, size_t count);
// The same by a stick: it has no more of them than this.
MUST_USE bool media_lacked(struct village *village, const struct media_want *wants, size_t count);
// The next pieces of what it asked for (MEDIA_ALL: of all that it may lack), as voice_parts does
// it: only the first one is cut. Bytes in the arena. What is not here any more is absent.
size_t media_pieces(struct village *village, struct arena *arena, enum media_which which,
                    size_t skip, size_t max_bytes, size_t max, struct media_piece *out);
// The regency keeps `have` bytes of it. *moved: more than was known.
MUST_USE bool media_mark(struct village *village, struct bytes hash, uint32_t have, bool *moved);

// ---- for people
struct media_state {
    int64_t missing; // wanted and not here yet, set aside ones counted
    int64_t aside;   // of them: came wrong again and again
    int64_t to_send; // asked for by the regency
};
struct media_state media_state(struct village *village);
// Whether a picture that is not here is still on its way.
bool media_is_coming(struct village *village, struct bytes hash);
// There is something to ask for or to send that may go now.
bool media_is_due(struct village *village);

#endif
