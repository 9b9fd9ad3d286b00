// SPDX-License-Identifier: GPL-3.0-or-later
// Listens for the bell that the other side touches after a commit, and for the signals that end
// the program; both become events on the loop's queue.
#ifndef BELL_H
#define BELL_H

#include "db/base/base.h"

struct bell;

// Blocks SIGTERM, SIGINT and SIGURG for this thread and all made after it: call it before the first
// other.
void bell_block_signals(void);
// folder: where the file `bell` is, or NULL to listen for signals alone. event_type: what is pushed
// when it rings; signals push SDL_QUIT. NULL with a fault.
struct bell *bell_open(const char *folder, uint32_t event_type);
void bell_close(struct bell *bell); // takes NULL
// Called when the event was taken: what rings from now on pushes another one.
void bell_heard(struct bell *bell);

#endif
