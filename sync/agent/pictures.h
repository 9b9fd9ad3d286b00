// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures in an answer: the pieces that were asked for, and what the regency asks for.
#ifndef PICTURES_H
#define PICTURES_H

#include "apply.h"

// A bundle of pieces, in a transaction of its own. False with a fault: over a limit, or the village
// file could not take it.
MUST_USE bool pictures_take(struct village *village, const Kt__Changes *changes,
                            struct applied *out);
// Inside the transaction of the acknowledgement's parts.
MUST_USE bool pictures_ack(struct village *village, const struct plan *plan, const Kt__Ack *ack);
// Another round now would bring a picture further.
bool pictures_are_due(struct village *village, const struct plan *plan, const struct applied *out);

#endif
