// SPDX-License-Identifier: GPL-3.0-or-later
// The regency's word that a role at a village may begin anew, because nobody of it knows a PIN any
// more. An operator gives it to who asked, as a code of digits told by telephone; the feed brings
// the kiosks of the village what the code can be tried against. What was given, taken back and used
// stands here for ever; the code never does.
#ifndef ROLE_ANEW_H
#define ROLE_ANEW_H

#include "db/record/permit.h"
#include "registry.h"
#include "role.h"

enum {
    ROLE_ANEW_DAYS = 14, // that it stands, unless said otherwise
    ROLE_ANEW_DAYS_MAX = 60,
    ROLE_ANEW_LIST_MAX = 1000,
};

struct role_anew_ask {
    const struct desa *village;
    Kt__Role role;
    int64_t days;
    const char *by; // who gives it
    uint32_t ops,
        mem_kib; // of Argon2id; 0: as permit.h has it. Less only where slowness is no matter
};
// Gives the word, in the place of one that stands. Slow: Argon2id. code: in locked memory, wiped by
// its owner. False with a fault: nobody there could use it, too many days.
MUST_USE bool role_anew_allow(struct regency *regency, struct arena *arena,
                              const struct role_anew_ask *ask, char code[static PERMIT_DIGITS + 1],
                              int64_t *until_s);
// Takes it back. False with a fault: none stands.
MUST_USE bool role_anew_cancel(struct regency *regency, struct arena *arena,
                               const struct desa *village, Kt__Role role, const char *by);

// A kiosk says that a role began anew. Kept whatever is known of the permission: the first use ends
// it at every kiosk of the village, a second one shows in the list. REFUSED: no role, another
// village's permission, or another role's.
enum role_end role_anew_take(struct regency *regency, struct arena *arena,
                             const struct registry_kiosk *kiosk, const Kt__RoleAnew *anew,
                             const struct role_place *place);

enum role_anew_what { // numbers as kept, but for OPEN and EXPIRED
    ROLE_ANEW_OPEN,
    ROLE_ANEW_USED = 1,
    ROLE_ANEW_CANCELLED = 2,
    ROLE_ANEW_REPLACED = 3,
    ROLE_ANEW_EXPIRED,
    ROLE_ANEW_AGAIN,      // a role began with one that was used or not open any more
    ROLE_ANEW_BY_COMMAND, // a role began without one
};
struct role_anew_row {
    enum role_anew_what what;
    const char *code, *village; // in the arena
    int zone_min;
    Kt__Role role;
    int64_t given_s, until_s; // 0: it began without a word of the regency
    const char *by;           // who gave it; "" where nobody did
    int64_t ended_s;          // used, taken back, replaced; as the kiosk says, when the role began
    uint32_t kiosk;           // that used it; 0: none
};
// Oldest first. Returns how many; *rows is in the arena.
size_t role_anew_list(struct regency *regency, struct arena *arena, struct role_anew_row **rows);

#endif
