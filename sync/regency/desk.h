// SPDX-License-Identifier: GPL-3.0-or-later
// The desk: the one thread that owns the store. Others push requests; it takes all that wait,
// serves each in a savepoint of one transaction, commits once, and only then answers them all. Who
// waits for news is kept until there is some.
#ifndef DESK_H
#define DESK_H

#include "exchange.h"
#include "waiters.h"

enum {
    DESK_QUEUE_MAX = 256, // requests that wait; more are told to come back
    DESK_BATCH_MAX = 256, // in one commit
};

enum desk_kind { DESK_ROUND, DESK_ENROL, DESK_WAIT, DESK_KEYS };

// Belongs to whoever pushed it; the desk's from desk_push until it calls done.
struct desk_job {
    enum desk_kind kind;
    struct bytes request;               // the pusher's
    const char *token;                  // WAIT, KEYS: in place of a request; the pusher's
    void (*done)(struct desk_job *job); // from the desk's thread
    // what came of it
    enum exchange_status status;
    const char *word; // owned (free) when not OK
    uint8_t *answer;  // owned (free) when OK
    size_t answer_len;
    struct desk_job *next; // the desk's
    struct waiter waiter;  // the desk's
};

struct desk;
// Takes the open store and keys into its thread; they stay the caller's, to close after desk_stop.
struct desk *desk_start(struct regency *regency, struct keyring *keyring);
// Serves what waits, tells those who wait for news that there is none, then ends its thread: from
// now on desk_push says false.
void desk_stop(struct desk *desk);
// How long it has been at what it took last; 0 while it waits.
int64_t desk_busy_ms(struct desk *desk);
// When nobody can push any more. Takes NULL.
void desk_destroy(struct desk *desk);
// False when the queue is full or the desk is closing: done will not be called.
bool desk_push(struct desk *desk, struct desk_job *job);
// Somebody, perhaps another program, has committed something: those who wait may want to know.
void desk_ring(struct desk *desk);
// Frees what the desk put into the job.
void desk_job_finish(struct desk_job *job);

#endif
