// SPDX-License-Identifier: GPL-3.0-or-later
// Why a village file cannot be used, as far as its folder tells: for the words on a screen that has
// nothing else to show. The exact reason is the fault of what failed.
#ifndef REFUSAL_H
#define REFUSAL_H

#include "db/base/base.h"

enum refusal {
    REFUSAL_MISSING,   // no folder, or no file in it: a new machine, or a disk that is not there
    REFUSAL_READ_ONLY, // the disk may only be read: usually it is failing
    REFUSAL_RIGHTS,    // this user may not write there
    REFUSAL_FULL,      // not a page is left
    REFUSAL_BUSY,      // another kiosk has it open
    REFUSAL_FILE,      // the folder is as it should be: damaged, or of a newer version
};

// Looks only; takes and changes nothing.
enum refusal refusal_of(const char *dir);

#endif
