// SPDX-License-Identifier: GPL-3.0-or-later
// The token of the long poll: who waits, and after which change. Handed out inside signed answers,
// good for as long as this server runs; it opens nothing and tells nothing but "there is news".
#ifndef WAIT_TOKEN_H
#define WAIT_TOKEN_H

#include "db/base/arena.h"

enum { WAIT_TOKEN_LEN_MAX = 5 + 10 + 8 }; // kiosk, number, tag

// Draws this server's key. Before it, and in programs that never do, tokens are empty.
void wait_token_begin(void);
// In the arena.
struct bytes wait_token_make(struct arena *arena, uint32_t kiosk, uint64_t number);
// From base64url without padding. False: not one of this server's.
MUST_USE bool wait_token_read(const char *text, uint32_t *kiosk, uint64_t *number);

#endif
