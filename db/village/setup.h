// SPDX-License-Identifier: GPL-3.0-or-later
// The first start: how far the wizard has come, kept so that a power cut loses nothing of it. It is
// due by itself only on a file that the appliance has just made; on one made by hand somebody may
// begin it, as long as this kiosk is nobody's yet.
#ifndef SETUP_H
#define SETUP_H

#include "village.h"

enum setup_step { // in this order; the numbers are kept
    SETUP_NONE,   // not begun, or over
    SETUP_LANGUAGE,
    SETUP_NETWORK,
    SETUP_CLOCK, // only while the clock is not sure
    SETUP_TICKET,
    SETUP_PEOPLE,
    SETUP_TEST,
    SETUP_DONE,
    SETUP_STEPS,
};

// SETUP_NONE also where members were added by command before the wizard came to ask for them.
enum setup_step setup_step(struct village *village);
// For a file that was made just now: from its first start on the wizard has the screen until it is
// over. False with a fault: this kiosk is somebody's already.
MUST_USE bool setup_make_due(struct village *village);
// The wizard has the screen: it was made due, or setup_hold was called.
bool setup_is_due(struct village *village);
// Before the first thing that cannot be left half done (an enrolment that nobody could answer for,
// a member): from now on it goes on by itself also where it was begun by touch.
MUST_USE bool setup_hold(struct village *village);
// It was begun by touch, and the kiosk is nobody's yet.
bool setup_may_leave(struct village *village);
// Nobody can sign in, and it is not enrolled.
bool setup_may_begin(struct village *village);
// By touch, where it is not due. False with a fault: this kiosk is somebody's already.
MUST_USE bool setup_begin(struct village *village);
// False with a fault: it was not begun, or somebody can sign in and the step is one of those in
// which a kiosk is given away (they come before SETUP_PEOPLE).
MUST_USE bool setup_go(struct village *village, enum setup_step step);
MUST_USE bool setup_end(struct village *village);

#endif
