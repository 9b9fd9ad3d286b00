// SPDX-License-Identifier: GPL-3.0-or-later
// From a ticket to a certificate.
#ifndef ENROL_H
#define ENROL_H

#include "db/village/village.h"

enum enrol_end {
    ENROL_DONE,   // also when this kiosk was enrolled already
    ENROL_KEPT,   // the regency was not reached: the ticket is kept, and may go by stick. Fault set
    ENROL_FAILED, // fault set; it may be done again with the same ticket
};
// `word` is a ticket ("kt1:...") or, from the command line, a file that holds one. Rings.
enum enrol_end enrol_with(struct village *village, struct arena *arena, const char *word);

// By stick: the same request with the ticket that was kept, as a file of this name; and the answer
// that lay beside it at the regency. Once enrolled, such an answer changes nothing. Both false with
// a fault.
MUST_USE bool enrol_export(struct village *village, struct arena *arena, struct bytes *parcel,
                           char **name);
MUST_USE bool enrol_import(struct village *village, struct arena *arena, struct bytes parcel);
// How such files of this kiosk begin: "kentongan-enrol-8a41d0c2." NULL with a fault.
#define ENROL_NAME "kentongan-enrol-"
char *enrol_name(struct village *village, struct arena *arena);

// One line on stdout. False when this kiosk is not enrolled.
MUST_USE bool enrol_tell(struct village *village);

#endif
