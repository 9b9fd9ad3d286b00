// SPDX-License-Identifier: GPL-3.0-or-later
// Work on other threads. What comes back is an event on the loop's queue and nothing else.
#ifndef WORKER_H
#define WORKER_H

#include "db/base/base.h"

#include <SDL_events.h>

struct worker;

// event_type: of the events that are pushed (SDL_RegisterEvents); most: jobs at a time.
struct worker *worker_create(uint32_t event_type, int most);
void worker_destroy(struct worker *worker); // takes NULL; none may be running

// Runs run(job) on another thread. On the loop's thread worker_end() then calls done(ctx, job).
// False (fault set) when too many run already, or no thread can be made.
MUST_USE bool worker_start(struct worker *worker, void (*run)(void *job),
                           void (*done)(void *ctx, void *job), void *ctx, void *job);
void worker_end(struct worker *worker, const SDL_Event *event);
int worker_count(const struct worker *worker); // started, and not yet ended

#endif
