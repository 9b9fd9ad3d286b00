// SPDX-License-Identifier: GPL-3.0-or-later
// Tells a service manager how the program stands, as sd_notify(3) of systemd describes it: one
// datagram a sentence to the socket named in $NOTIFY_SOCKET. Where nobody asked, all of it does
// nothing.
#ifndef NOTIFY_H
#define NOTIFY_H

#include "base.h"

enum { NOTIFY_STATUS_MAX = 400 };

// Once, at the start of a program that stays: takes $NOTIFY_SOCKET and $WATCHDOG_USEC out of the
// environment, so that no child speaks in its name. $WATCHDOG_PID is passed over: the kiosk is
// watched although the unit's first process is the compositor.
void notify_open(void);
bool notify_is_kept(void); // somebody keeps this program running and starts it again

void notify_ready(void);
void notify_stopping(void);
// What `systemctl status` shows. At most NOTIFY_STATUS_MAX bytes; the rest is left out.
void notify_status(const char *fmt, ...) PRINTF(1, 2);

// "Still alive", when half of the time that may pass has passed: cheap, so that long work may call
// it at every step. Only from where the program's own progress is seen.
void notify_alive(void);
// Milliseconds until notify_alive() has something to say; INT64_MAX: never. For sleepers.
int64_t notify_due_ms(void);

#endif
