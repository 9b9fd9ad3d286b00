// SPDX-License-Identifier: GPL-3.0-or-later
// Warnings (CAP): those in force now, and the touch that acknowledged one here.
#ifndef ALERT_H
#define ALERT_H

#include "village.h"

enum { ALERTS_SHOWN_MAX = 16 };

// From the feed, inside the caller's transaction.
MUST_USE bool alert_put(struct village *village, const Kt__Alert *alert);
MUST_USE bool alert_put_gone(struct village *village, const Kt__AlertGone *gone);

struct alert_row {
    Kt__Alert *alert;
    bool acknowledged;
};
// In force by the village's clock (all that have not been cancelled while it is not sure), worst
// first, then newest. Tests and exercises only where the setting alert_tests is on.
size_t alert_list(struct village *village, struct arena *arena,
                  struct alert_row rows[static ALERTS_SHOWN_MAX]);
// Seconds until the list changes by itself (one begins or expires); -1: it does not.
int64_t alert_next_s(struct village *village);
MUST_USE bool alert_acknowledge(struct village *village, const char *id);

#endif
