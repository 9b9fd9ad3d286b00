// SPDX-License-Identifier: GPL-3.0-or-later
// The feed down: what kiosks are to know, in one order, each change for an audience. A change that
// replaces an older one of the same object and audience takes away its body, never its number and
// hash: a cursor that stands on it still fits.
//
// A cursor's number, as it travels, is the change's number doubled, plus 1 while a whole state is
// still under way; kiosks do not look inside.
#ifndef CHANGE_H
#define CHANGE_H

#include "regency.h"

enum change_class {
    CHANGE_ALERT = 1,
    CHANGE_TEXT = 2,
    CHANGE_STATUS = 3,
    CHANGE_PARTS = 4,
    CHANGE_CLASSES = 5,
};
// The number is kept in the store and says what body is: a packed record of that name; a setting
// is an Extra (key, value).
enum change_kind {
    CHANGE_NOTICE = 1,
    CHANGE_NOTICE_GONE = 2,
    CHANGE_ANSWER = 3,
    CHANGE_SETTING = 5,
    CHANGE_VILLAGE = 6,
    CHANGE_WARNING = 7,
    CHANGE_WARNING_GONE = 8,
    CHANGE_BOARD = 9,
    CHANGE_BOARD_GONE = 10,
    CHANGE_TOTALS = 11,
    CHANGE_OFFICE = 12,
    CHANGE_ROLE_ITEM = 13,
    CHANGE_ROLE_ITEM_GONE = 14,
    CHANGE_DICTIONARY = 20,
    CHANGE_PICTURE = 17,
    CHANGE_ROLE_PERMIT = 22,
    CHANGE_ROLE_PERMIT_GONE = 23,
    CHANGE_ASIDE_TAKEN = 25,
};
enum {
    CHANGE_HASH_LEN = 8,
    CHANGE_PAGE_MAX = 4096,   // changes in one page
    CHANGE_AUDIENCE_MAX = 80, // bytes
};

// The feed's first change, for nobody: so that there is always one for a cursor to stand on. Its
// hash is random.
MUST_USE bool change_begin(struct sql *sql);

// Audiences beside "all" and the beginning of a code, in the arena.
char *change_audience_village(struct arena *arena, uint32_t village);
char *change_audience_kiosk(struct arena *arena, uint32_t kiosk);

// Appends. maker: the kiosk that made it and so has it already, 0 for none.
MUST_USE bool change_put(struct regency *regency, enum change_class class, const char *audience,
                         const char *object, enum change_kind kind, struct bytes body,
                         uint32_t maker);

// The hash of the change that a travelling cursor number stands on; false when there is none.
bool change_hash(struct regency *regency, uint64_t cursor, uint8_t out[static CHANGE_HASH_LEN]);

struct change_reader {
    uint32_t kiosk, village;
    const char *code;
    uint64_t whole_after; // desa.whole_after
};

// The number of the newest change of all.
uint64_t change_newest(struct regency *regency);
// For whom the changes after `after` are, in order, at most max. Texts in the arena. Returns how
// many.
struct change_mark {
    uint64_t number;
    const char *audience;
    uint32_t maker; // has it already; 0: nobody
};
size_t change_since(struct regency *regency, struct arena *arena, uint64_t after, size_t max,
                    struct change_mark *out);
// Would change_next bring it to this reader?
bool change_concerns(const struct change_mark *mark, const struct change_reader *reader);
struct change_row {
    enum change_kind kind;
    struct bytes body;
};
struct change_page {
    bool due; // there is something to send: changes, or a whole state that is empty
    bool whole_begin, whole_end;
    bool more;                     // changes of this class are left
    struct change_row *rows;       // in the caller's arena
    size_t count, bytes;           // bytes: of all bodies
    uint64_t cursor;               // after these; 0: none yet
    uint8_t hash[CHANGE_HASH_LEN]; // of the change that the cursor stands on
};
// What comes after `cursor` (0: never read) for this reader, up to budget bytes; a first change
// that is larger than the budget comes alone if `one_whole`. agrees false: the cursor does not fit
// (the regency was restored), so the whole state begins. False with a fault when the store failed.
MUST_USE bool change_next(struct regency *regency, struct arena *arena,
                          const struct change_reader *reader, enum change_class class,
                          uint64_t cursor, bool agrees, size_t budget, bool one_whole,
                          struct change_page *out);

#endif
