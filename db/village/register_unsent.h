// SPDX-License-Identifier: GPL-3.0-or-later
// Words of an office that are not sent yet. Who is called away finds them when the same case, or
// the outcome of the same musyawarah, is opened again, and so does every other member of the role.
// They are sealed to the role's key before they touch the disk, and go with what is sent.
#ifndef REGISTER_UNSENT_H
#define REGISTER_UNSENT_H

#include "staff.h"

enum {
    REGISTER_UNSENT_MAX = 50,  // of a role; the one that was left longest gives way
    REGISTER_UNSENT_DAYS = 30, // after which nobody comes back for them
};

// Where they belong: to a case for SAY, to the day of a musyawarah for OUTCOME.
struct register_place {
    Kt__Act what;
    struct bytes case_id; // OUTCOME: of any of its cases
    int64_t day;          // OUTCOME
};

// In place of what stood there; text without words: nothing is kept. False with a fault: not
// addressed to this role, longer than can be sent, the disk.
MUST_USE bool register_unsent_keep(struct village *village, const struct staff_session *session,
                                   const struct register_place *place, const char *text);
// In the arena, and the member who wrote them; NULL: there are none that this member can read.
const char *register_unsent_read(struct village *village, const struct staff_session *session,
                                 struct arena *arena, const struct register_place *place,
                                 const char **by);

#endif
