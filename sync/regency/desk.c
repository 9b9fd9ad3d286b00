// SPDX-License-Identifier: GPL-3.0-or-later
// Group commit. Nobody is told "stored" before the commit that stores it is on the disk; when it
// cannot be, everybody in it is told to come back.
#include "desk.h"

#include "db/base/clock.h"
#include "db/base/file.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct desk {
    struct regency *regency;
    struct keyring *keyring; // not owned; grows when a command adds a list
    pthread_t thread;
    pthread_mutex_t lock; // over what follows
    pthread_cond_t something;
    struct desk_job *first, **last;
    size_t waiting;
    bool closing, rung;
    int64_t began_ms;       // when it took what it serves; 0: it serves nothing
    struct waiters waiters; // the thread's own
};

static const char stale_word[] = "this token is of another time; a round brings a new one";
static const char full_word[] = "too many wait already; come back later";
static const char later_word[] = "the regency cannot store anything just now; try again later";

static void log_end(const struct exchange_end *end, enum desk_kind kind)
{
    if (end->status != EXCHANGE_OK) {
        const char *why = end->status == EXCHANGE_UNAVAILABLE ? fault_text() : end->word;
        if (end->kiosk) {
            log_line("K%u %s refused (%d): %s", end->kiosk,
                     kind == DESK_ENROL ? "enrolment" : "round", (int)end->status, why);
        } else {
            log_line("%s refused (%d): %s", kind == DESK_ENROL ? "enrolment" : "round",
                     (int)end->status, why);
        }
        return;
    }
    if (kind == DESK_ENROL) {
        log_line("K%u enrolled", end->kiosk);
    }
    if (end->verdict == INTAKE_FORK) {
        log_line("K%u: its log and ours have parted; it will begin a new one", end->kiosk);
    }
    if (end->verdict == INTAKE_WAIT) {
        log_line("K%u: too much of it was set aside today; it is to wait", end->kiosk);
    }
    for (size_t i = 0; i < end->aside_count; i++) {
        log_line("K%u: event %llu was set aside: %s", end->kiosk,
                 (unsigned long long)end->asides[i].seq, end->asides[i].why);
    }
}

static void hand_back(struct desk_job *job, const struct exchange_end *end)
{
    job->status = end->status;
    if (end->status == EXCHANGE_OK) {
        job->answer = die_if_null(malloc(end->answer.len));
        memcpy(job->answer, end->answer.data, end->answer.len);
        job->answer_len = end->answer.len;
    } else {
        job->word = die_if_null(strdup(end->word));
    }
}

static void serve_one(struct desk *desk, struct arena *arena, struct desk_job *job)
{
    struct exchange_end end;
    if (job->kind == DESK_ENROL) {
        exchange_enrol(desk->regency, desk->keyring, arena, job->request, &end);
    } else {
        exchange_round(desk->regency, desk->keyring, arena, job->request, EXCHANGE_KEY_IN_FORCE,
                       &end);
    }
    log_end(&end, job->kind);
    if (end.told > 0) {
        waiters_told(&desk->waiters, end.kiosk, end.told);
    }
    hand_back(job, &end);
}

// The commit failed: what was prepared is not true.
static void take_back(struct desk_job *job)
{
    if (job->status != EXCHANGE_OK) {
        return; // a refusal stays one
    }
    desk_job_finish(job);
    job->status = EXCHANGE_UNAVAILABLE;
    job->word = die_if_null(strdup(later_word));
}

static void serve_batch(struct desk *desk, struct arena *arena, struct desk_job *batch)
{
    if (!batch) {
        return;
    }
    sql_begin(desk->regency->sql);
    if (!keyring_refresh(desk->regency, desk->keyring)) {
        log_line("the newest key list is not in use: %s", fault_text());
        fault_clear();
    }
    for (struct desk_job *job = batch; job; job = job->next) {
        serve_one(desk, arena, job);
        arena_reset(arena);
    }
    bool ok = sql_commit(desk->regency->sql);
    regency_scrub(desk->regency);
    if (!ok) {
        log_line("nothing was stored: %s", fault_text());
    } else {
        file_ring(desk->regency->dir);
    }
    for (struct desk_job *job = batch, *next; job; job = next) {
        next = job->next; // done may free the job
        if (!ok) {
            take_back(job);
        }
        job->done(job);
    }
}

// ---- who only asks

static void refuse_wait(struct desk_job *job, enum exchange_status status, const char *word)
{
    job->status = status;
    job->word = die_if_null(strdup(word));
    job->done(job);
}

// Outside any transaction: it only reads.
static void take_in(struct desk *desk, struct arena *arena, struct desk_job *job)
{
    switch (waiters_add(&desk->waiters, desk->regency, arena, job->token, &job->waiter)) {
    case WAITERS_HELD:
        break;
    case WAITERS_NEWS:
        job->status = EXCHANGE_OK;
        job->done(job);
        break;
    case WAITERS_STALE:
        refuse_wait(job, EXCHANGE_FORBIDDEN, stale_word);
        break;
    case WAITERS_FULL:
        refuse_wait(job, EXCHANGE_UNAVAILABLE, full_word);
        break;
    }
    arena_reset(arena);
}

static void tell_keys(struct desk *desk, struct arena *arena, struct desk_job *job)
{
    struct exchange_end end;
    exchange_key_lists(desk->regency, arena, job->token, &end);
    hand_back(job, &end);
    job->done(job);
    arena_reset(arena);
}

// Takes those out of the batch that write nothing.
static void take_in_asks(struct desk *desk, struct arena *arena, struct desk_job **batch)
{
    while (*batch) {
        struct desk_job *job = *batch;
        if (job->kind != DESK_WAIT && job->kind != DESK_KEYS) {
            batch = &job->next;
            continue;
        }
        *batch = job->next;
        (job->kind == DESK_WAIT ? take_in : tell_keys)(desk, arena, job);
    }
}

static void tell_waiters(struct desk *desk, struct arena *arena, bool closing)
{
    waiters_look(&desk->waiters, desk->regency, arena);
    arena_reset(arena);
    struct waiter *waiter = waiters_take(&desk->waiters, clock_mono_ms(), closing);
    for (struct waiter *next; waiter; waiter = next) {
        next = waiter->next; // done may free the job
        struct desk_job *job =
            (struct desk_job *)(void *)((char *)waiter - offsetof(struct desk_job, waiter));
        job->status = waiter->news ? EXCHANGE_OK : EXCHANGE_NO_NEWS;
        job->done(job);
    }
}

// ---- the thread

// Until something is pushed or rung, or a waiter's time has come.
static void sleep_until_due(struct desk *desk)
{
    int64_t due_ms = waiters_due_ms(&desk->waiters);
    while (!desk->first && !desk->closing && !desk->rung) {
        if (due_ms < 0) {
            pthread_cond_wait(&desk->something, &desk->lock);
            continue;
        }
        struct timespec until = {.tv_sec = due_ms / 1000, .tv_nsec = due_ms % 1000 * 1000000L};
        if (pthread_cond_timedwait(&desk->something, &desk->lock, &until) == ETIMEDOUT) {
            break;
        }
    }
}

// Everything that waits, in order. False when the desk is to end.
static bool take_waiting(struct desk *desk, struct desk_job **out)
{
    pthread_mutex_lock(&desk->lock);
    desk->began_ms = 0;
    sleep_until_due(desk);
    desk->began_ms = clock_mono_ms();
    struct desk_job *batch = desk->first, **end = &batch;
    for (size_t i = 0; *end && i < DESK_BATCH_MAX; i++) {
        end = &(*end)->next;
        desk->waiting--;
    }
    desk->first = *end;
    *end = NULL;
    desk->last = desk->first ? desk->last : &desk->first;
    desk->rung = false;
    bool goes_on = batch || !desk->closing;
    pthread_mutex_unlock(&desk->lock);
    *out = batch;
    return goes_on;
}

static void *run(void *ctx)
{
    struct desk *desk = ctx;
    struct arena arena;
    arena_init(&arena, EXCHANGE_ARENA_MAX);
    for (struct desk_job *batch; take_waiting(desk, &batch);) {
        take_in_asks(desk, &arena, &batch);
        serve_batch(desk, &arena, batch);
        tell_waiters(desk, &arena, false);
    }
    tell_waiters(desk, &arena, true);
    arena_finish(&arena);
    return NULL;
}

struct desk *desk_start(struct regency *regency, struct keyring *keyring)
{
    struct desk *desk = die_if_null(calloc(1, sizeof *desk));
    desk->regency = regency;
    desk->keyring = keyring;
    desk->last = &desk->first;
    pthread_mutex_init(&desk->lock, NULL);
    pthread_condattr_t attributes; // it sleeps by the clock that never jumps
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&desk->something, &attributes);
    pthread_condattr_destroy(&attributes);
    waiters_init(&desk->waiters, regency);
    if (pthread_create(&desk->thread, NULL, run, desk) != 0) {
        die("no thread can be made for the store");
    }
    return desk;
}

void desk_stop(struct desk *desk)
{
    pthread_mutex_lock(&desk->lock);
    desk->closing = true;
    pthread_cond_signal(&desk->something);
    pthread_mutex_unlock(&desk->lock);
    pthread_join(desk->thread, NULL);
}

int64_t desk_busy_ms(struct desk *desk)
{
    pthread_mutex_lock(&desk->lock);
    int64_t busy_ms = desk->began_ms ? clock_mono_ms() - desk->began_ms : 0;
    pthread_mutex_unlock(&desk->lock);
    return busy_ms;
}

void desk_destroy(struct desk *desk)
{
    if (!desk) {
        return;
    }
    pthread_cond_destroy(&desk->something);
    pthread_mutex_destroy(&desk->lock);
    free(desk);
}

bool desk_push(struct desk *desk, struct desk_job *job)
{
    pthread_mutex_lock(&desk->lock);
    bool taken = !desk->closing && desk->waiting < DESK_QUEUE_MAX;
    if (taken) {
        job->next = NULL;
        *desk->last = job;
        desk->last = &job->next;
        desk->waiting++;
        pthread_cond_signal(&desk->something);
    }
    pthread_mutex_unlock(&desk->lock);
    return taken;
}

void desk_ring(struct desk *desk)
{
    pthread_mutex_lock(&desk->lock);
    desk->rung = true;
    pthread_cond_signal(&desk->something);
    pthread_mutex_unlock(&desk->lock);
}

void desk_job_finish(struct desk_job *job)
{
    free(job->answer);
    free((char *)(uintptr_t)job->word);
    job->answer = NULL;
    job->word = NULL;
}
