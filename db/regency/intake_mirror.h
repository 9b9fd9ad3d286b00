// SPDX-License-Identifier: GPL-3.0-or-later
// The second medium of a kiosk whose disk died and that had no backup, brought to the regency by
// hand. What lies there was sealed to the regency, so it can be read here; no kiosk signs for it,
// so only what its own seals prove is taken: words, follow-ups, what a role said.
#ifndef INTAKE_MIRROR_H
#define INTAKE_MIRROR_H

#include "intake.h"

struct intake_mirror {
    size_t offered;    // events of this kiosk that were not known
    size_t applied;    // of them, new
    size_t known;      // had come before, by whatever way
    size_t aside;      // set aside, as anything that does not agree with its seal
    size_t recordings; // that are whole here now and were not
    size_t strange;    // files that are damaged or another kiosk's: each is named
};

// folder: kentongan-mirror/K7. Takes all of it in one transaction, as a log of its own whose events
// name where they stood first; as often as one likes. False with a fault: nothing was taken.
MUST_USE bool intake_mirror_take(struct regency *regency, const struct keyring *keyring,
                                 const struct registry_kiosk *kiosk, const char *folder,
                                 struct intake_mirror *out);

#endif
