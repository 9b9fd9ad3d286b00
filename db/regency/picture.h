// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures at the regency, as media/HASH.picture: its own, kept when they are posted, and those of
// kiosks' notices, which come up piece by piece when the regency asks for them. Both go down piece
// by piece to whoever asks by their hash.
#ifndef PICTURE_H
#define PICTURE_H

#include "part.h"
#include "registry.h"

#include "db/record/picture_file.h"

enum {
    PICTURE_WANTS_MAX = 4,           // asked of one kiosk at a time
    PICTURE_AGAIN_S = 86400,         // its kiosk has it no more, or sent another thing: till then
    PICTURE_UNUSED_S = 30 * 86400,   // after the last notice with it has gone: then the file goes
    PICTURE_ARCHIVE_S = 365 * 86400, // of a notice that is over: it is asked for so long
    PICTURE_WRONG_MAX = 3,
};

// Keeps a file that is to be posted, without what its camera wrote into it, and fills in *picture.
// False with a fault that says what to do.
MUST_USE bool picture_keep(struct regency *regency, struct arena *arena, const char *path,
                           Kt__Picture *picture);
// A notice (its id), or an office's sheet, names these from now on, and no others. kiosk: who has
// them; 0: they are kept here. One that turns out to lie here already is told to its audience.
// Inside the caller's transaction.
MUST_USE bool picture_named(struct regency *regency, const char *name, uint32_t kiosk,
                            const Kt__Picture *const *pictures, size_t count);

// What this kiosk is asked for. Returns how many.
struct picture_want {
    struct bytes hash; // in the arena
    uint32_t offset;
};
size_t picture_wants(struct regency *regency, struct arena *arena, uint32_t kiosk, size_t max,
                     struct picture_want *out);
// A piece of one; absent: the kiosk has it no more. As part_put otherwise. When the last byte came,
// its audience is told by the feed. A picture that no notice names is refused.
enum picture_absent { PICTURE_PIECE, PICTURE_ABSENT };
MUST_USE enum part_end picture_put(struct regency *regency, uint32_t kiosk, const struct part *part,
                                   enum picture_absent absent, uint32_t *have);

// At most max bytes of it from offset on, in the arena. PICTURE_NOT_HERE: unknown, not come yet, or
// lost; a file that is damaged is set aside and said. Inside the caller's transaction.
enum picture_read { PICTURE_READ, PICTURE_NOT_HERE, PICTURE_READ_FAILED };
enum picture_read picture_read(struct regency *regency, struct arena *arena, struct bytes hash,
                               uint32_t offset, size_t max, uint32_t *total, struct bytes *bytes);

// When a server or an import starts: looks whether the files are there, and frees those that no
// notice has named for PICTURE_UNUSED_S. Says what is missing.
void picture_look(struct regency *regency);

#endif
