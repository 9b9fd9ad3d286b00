// SPDX-License-Identifier: GPL-3.0-or-later
// Operators' certificates: who of the staff answered the questions of their role well enough, kept
// here and sent up as an event. What was answered, and how often somebody failed, is not kept.
#ifndef CERTIFICATE_H
#define CERTIFICATE_H

#include "staff.h"

enum {
    CERTIFICATE_QUESTIONS = 12,
    CERTIFICATE_RIGHT_MIN = 10, // of them, at the first answer
};

struct certificate {
    const char *number; // "S7-3": kiosk and counter; "S-3" before the enrolment. In the arena
    const char *name;   // as it was then
    enum staff_role role;
    int right, of;
    int64_t at_s;
};

// One synced commit: the certificate, its event where there is a log, and a line of the audit log.
// False with a fault: too few were right, or it could not be kept.
MUST_USE bool certificate_add(struct village *village, const struct staff_session *by, int right,
                              int of);
// The newest of whoever is signed in. False: none yet.
bool certificate_get(struct village *village, struct arena *arena, const struct staff_session *by,
                     struct certificate *out);
// Inside the enrolment's transaction: those from before it get their events.
MUST_USE bool certificate_adopt(struct village *village);

#endif
