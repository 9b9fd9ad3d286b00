// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings on their way up, as the acknowledgement tells of them.
#ifndef PARTS_H
#define PARTS_H

#include "apply.h"

// The marks of a verified acknowledgement, by whatever carrier; one from a stick may be old and
// never takes anything back. False with a fault.
MUST_USE bool parts_apply(struct village *village, const struct plan *plan, const Kt__Ack *ack,
                          struct applied *out);
// This feed is another than that of the last answer: the regency was brought back from a backup.
bool parts_regency_is_other(struct village *village, uint32_t feed);
// Another round now would bring a recording further: one waits, and either this round had to leave
// it to the words, or it moved. A regency that takes no recordings is not asked again at once.
bool parts_are_due(struct village *village, const struct plan *plan, const struct applied *out);

#endif
