// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in and out: the keys of a session lie in one locked block and nowhere else.
#include "staff.h"

void staff_sign_out(struct village *village, struct staff_session *session)
{
    (void)village;
    secret_free(session);
}
