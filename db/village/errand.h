// SPDX-License-Identifier: GPL-3.0-or-later
// What the screen wants done outside: a row that the agent takes, does, and writes the result into.
// Both sides look when the bell rang; nobody waits. One is done at a time, in the order of asking.
//
// A password or a ticket never lies here in the open: the agent makes a key pair at each start,
// keeps the secret half in locked memory alone and lays the public half into the file. What was
// closed to it is blanked as soon as it is taken; what is left of it anywhere on the disk (the log
// of the database, a copy) opens for nobody once that agent has ended.
#ifndef ERRAND_H
#define ERRAND_H

#include "db/base/phrase.h"
#include "village.h"

enum {
    ERRAND_OPEN_MAX = 16, // asked and not done: a person at the screen has two or three
    ERRAND_KEPT = 200,    // rows, the oldest go first
    ERRAND_ARGUMENT_MAX = 4096,
    ERRAND_SECRET_MAX = 2100, // a ticket (TICKET_TEXT_MAX); a Wi-Fi password has 63
    ERRAND_LIST_MAX = 8192,
    ERRAND_SSID_MAX = 32, // bytes, IEEE 802.11
};

enum errand_state {
    ERRAND_ASKED,
    ERRAND_TAKEN,
    ERRAND_DONE,
    ERRAND_FAILED,
    ERRAND_CANCELLED,
};

struct errand { // strings in the caller's arena, never NULL but in phrases
    int64_t id;
    const char *what, *argument;
    enum errand_state state;
    int64_t asked_s, done_s; // done_s 0: not yet
    int64_t step, steps;     // how far; steps 0: not known
    struct phrase result;
    const char *list; // what it found, a line a thing (wifi-list)
};
static inline bool errand_is_open(const struct errand *errand)
{
    return errand->state == ERRAND_ASKED || errand->state == ERRAND_TAKEN;
}

// ---- the screen's side
// Kinds and their arguments:
//   round        ""          everything that waits, now
//   export       DIR         what is unsent onto a stick
//   import       DIR         what came on a stick
//   clock        ISO         the machine's own clock, with a zone or Z
//   wifi-list    ""          list: signal, is locked, is ours, name; by tabs
//   wifi-join    name        secret: the password, NULL for an open one
//   enrol        ""          secret: the ticket
//   mount        /dev/NAME   a stick that was plugged in, and not let go since
//   eject        DIR         so that it may be pulled
//   logs         DIR         what the machine wrote down, onto a stick
//   check        ""          look through the file, look for the regency
// The same thing asked twice while it is open is one errand. Rings. 0 with a fault: no such kind,
// an argument that is none, too many are open, or no agent runs that could take a secret.
int64_t errand_ask(struct village *village, const char *what, const char *argument,
                   const char *secret);
// False when there is no such row any more.
bool errand_get(struct village *village, struct arena *arena, int64_t id, struct errand *out);
// The newest of a kind; false when there is none.
bool errand_last(struct village *village, struct arena *arena, const char *what,
                 struct errand *out);
// Not wanted any more: one that was not taken is cancelled at once, the other as soon as the agent
// sees it. Rings.
MUST_USE bool errand_cancel(struct village *village, int64_t id);

// ---- the agent's side
struct errand_desk; // the key pair, in locked memory
// Once, at its start: what an agent before it left is closed, and its own key laid into the file.
// NULL with a fault.
struct errand_desk *errand_open(struct village *village);
void errand_close(struct village *village, struct errand_desk *desk); // takes NULL
// The next one, now TAKEN; false when there is none. *secret is locked memory (secret_alloc; the
// caller frees), NULL where none came; one that cannot be opened fails by itself. Rings.
bool errand_take(struct village *village, struct arena *arena, struct errand_desk *desk,
                 struct errand *out, char **secret);
// Something waits that a running round should make room for (anything but a round).
bool errand_is_waiting(struct village *village);
bool errand_is_unwanted(struct village *village, int64_t id);
// Rings, but not more often than twice a second.
void errand_progress(struct village *village, struct errand_desk *desk, int64_t id, int64_t step,
                     int64_t steps);
// result.text must be a sentence marked with N_() or PLURAL_(). Rings.
MUST_USE bool errand_finish(struct village *village, int64_t id, enum errand_state state,
                            const struct phrase *result, const char *list);

#endif
