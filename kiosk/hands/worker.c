// SPDX-License-Identifier: GPL-3.0-or-later
// A thread a job: there are few, and they end by themselves. Must never touch the app or the ui.
#include "worker.h"

#include <SDL_thread.h>
#include <SDL_timer.h>
#include <stdlib.h>

struct worker {
    uint32_t event_type;
    int most, count; // touched by the loop's thread alone
};

struct task {
    void (*run)(void *job);
    void (*done)(void *ctx, void *job);
    void *ctx, *job;
    uint32_t event_type;
};

struct worker *worker_create(uint32_t event_type, int most)
{
    struct worker *worker = die_if_null(calloc(1, sizeof *worker));
    worker->event_type = event_type;
    worker->most = most;
    return worker;
}

void worker_destroy(struct worker *worker)
{
    free(worker);
}

static int work(void *ctx)
{
    struct task *task = ctx;
    task->run(task->job);
    SDL_Event event = {.user = {.type = task->event_type, .data1 = task}};
    while (SDL_PushEvent(&event) < 0) {
        SDL_Delay(10); // the queue is full: its owner will get to it
    }
    return 0;
}

bool worker_start(struct worker *worker, void (*run)(void *job), void (*done)(void *ctx, void *job),
                  void *ctx, void *job)
{
    if (worker->count == worker->most) {
        fault_set("the kiosk is busy: %d things run at once, wait for one", worker->most);
        return false;
    }
    struct task *task = die_if_null(calloc(1, sizeof *task));
    *task = (struct task){run, done, ctx, job, worker->event_type};
    SDL_Thread *thread = SDL_CreateThread(work, "work", task);
    if (!thread) {
        fault_set("no thread can be started: %s", SDL_GetError());
        free(task);
        return false;
    }
    SDL_DetachThread(thread);
    worker->count++;
    return true;
}

void worker_end(struct worker *worker, const SDL_Event *event)
{
    struct task *task = event->user.data1;
    worker->count--;
    task->done(task->ctx, task->job);
    free(task);
}

int worker_count(const struct worker *worker)
{
    return worker->count;
}
