// SPDX-License-Identifier: GPL-3.0-or-later
// `run`: keeps the village in step until it is stopped. Sleeps in one place; wakes at the bell,
// when something is due, or at a signal. Says nothing while there is nothing to say.
#include "agent.h"
#include "doctor.h"
#include "errand_do.h"
#include "exchange.h"

#include "db/base/clock.h"
#include "db/base/moment.h"
#include "db/base/notify.h"
#include "db/village/event_log.h"
#include "db/village/identity.h"
#include "db/village/setting.h"
#include "db/village/village_backup.h"
#include "db/village/voice.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

static volatile int told_to_end;

static void on_signal(int signal)
{
    (void)signal;
    told_to_end = 1;
}

// Blocked but while it sleeps, so that none comes between looking and sleeping.
static sigset_t catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    return before;
}

// ---------------------------------------------------------------- the bell

static int watch(const char *dir)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    // The folder, not the bell: the bell may not be there yet.
    if (fd < 0 || inotify_add_watch(fd, dir, IN_CLOSE_WRITE | IN_ATTRIB | IN_ONLYDIR) < 0) {
        fault_set("%s: cannot be watched: %s", dir, strerror(errno));
        if (fd >= 0) {
            close(fd);
        }
        return -1;
    }
    return fd;
}

static void drain(int fd)
{
    char events[4096];
    while (read(fd, events, sizeof events) > 0) {
    }
}

// ---------------------------------------------------------------- when

struct loop {
    struct village *village;
    struct exchange exchange;
    struct errand_do *errands;
    int64_t due_ms;        // a round although nothing waits
    int64_t not_before_ms; // after an answer that says wait
    int64_t probe_ms;      // when to look for a connection again
    int64_t backup_ms;     // when to ask whether the nightly backup is due
    int64_t file_ms;       // when to ask whether the file is due to be looked through
    int refusals;          // in a row
    bool link_down;        // said already
};

// Whatever takes long ends for a signal, and for somebody who stands before the screen.
static bool is_pressed(void *ctx)
{
    const struct loop *loop = ctx;
    return told_to_end || errand_do_presses(loop->errands);
}

static int64_t later_ms(int64_t seconds)
{
    return clock_mono_ms() + 1000 * seconds;
}

// Full jitter: anywhere between at once and twice as long as the last time, so that a thousand
// kiosks that were told the same do not come back together.
static int64_t backoff_s(int refusals, uint32_t least_s)
{
    int64_t max_s = BACKOFF_FIRST_S;
    for (int i = 1; i < refusals && max_s < BACKOFF_S_MAX; i++) {
        max_s *= 2;
    }
    max_s = max_s < BACKOFF_S_MAX ? max_s : BACKOFF_S_MAX;
    int64_t least = least_s < BACKOFF_S_MAX ? least_s : BACKOFF_S_MAX;
    return least + clock_random_below((uint32_t)max_s + 1);
}

// A tenth earlier at most, so that kiosks that were switched on together drift apart.
static int64_t next_poll_s(struct village *village)
{
    int64_t poll_s = setting_int(village, "poll");
    return poll_s - clock_random_below((uint32_t)(poll_s / 10) + 1);
}

static void after_round(struct loop *loop, enum exchange_end end, uint32_t wait_s)
{
    switch (end) {
    case EXCHANGE_DONE:
        if (loop->link_down || loop->refusals > 0) {
            log_line("in step again");
        }
        doctor_link(loop->village, true, NULL);
        loop->link_down = false;
        loop->refusals = 0;
        loop->due_ms = later_ms(next_poll_s(loop->village));
        break;
    case EXCHANGE_NO_LINK:
        if (!loop->link_down && !told_to_end) {
            log_line("%s", fault_text());
        }
        doctor_link(loop->village, false, fault_text());
        loop->link_down = true;
        loop->probe_ms = later_ms(PROBE_EVERY_S);
        break;
    case EXCHANGE_REFUSED:
    case EXCHANGE_WAIT:
        log_line("%s", fault_text());
        if (end == EXCHANGE_WAIT) {
            doctor_link(loop->village, true, NULL);
        }
        loop->refusals++;
        loop->not_before_ms = later_ms(backoff_s(loop->refusals, wait_s));
        break;
    }
}

static bool is_enrolled(struct village *village)
{
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct identity self;
    bool whole = identity_get(village, &arena, &self);
    bool enrolled = whole && self.enrolled;
    if (!whole) {
        log_fault();
    }
    arena_finish(&arena);
    return enrolled;
}

// A recording that is left after a round that went well waits for the next one: the regency did not
// take it just now.
static bool anything_waits(const struct loop *loop)
{
    bool went_well = !loop->link_down && loop->refusals == 0;
    return event_log_waiting(loop->village) > 0 || (!went_well && voice_waiting(loop->village) > 0);
}

// Does what is due and returns how long to sleep, -1 for until the bell.
static int step(struct loop *loop)
{
    if (!is_enrolled(loop->village)) {
        return -1;
    }
    int64_t now_ms = clock_mono_ms();
    bool wanted = now_ms >= loop->due_ms || anything_waits(loop);
    int64_t from_ms = loop->not_before_ms > loop->probe_ms ? loop->not_before_ms : loop->probe_ms;
    if (wanted && now_ms >= from_ms) {
        uint32_t wait_s = 0;
        // While the link is down a bare connect costs a few bytes; a round would cost a report too.
        bool there = !loop->link_down || exchange_probe(&loop->exchange);
        enum exchange_end end = there ? exchange_all(&loop->exchange, &wait_s) : EXCHANGE_NO_LINK;
        if (end != EXCHANGE_DONE && is_pressed(loop)) {
            return 0; // it made room, and goes on afterwards
        }
        after_round(loop, end, wait_s);
        now_ms = clock_mono_ms();
        wanted = now_ms >= loop->due_ms || anything_waits(loop);
        from_ms = loop->not_before_ms > loop->probe_ms ? loop->not_before_ms : loop->probe_ms;
    }
    int64_t next_ms = wanted ? from_ms : loop->due_ms > from_ms ? loop->due_ms : from_ms;
    return next_ms <= now_ms ? 0 : (int)(next_ms - now_ms);
}

// Errands first: somebody waits for them. Then what is due.
static int turn(struct loop *loop)
{
    while (!told_to_end && errand_do_next(loop->errands)) {
        notify_alive();
    }
    if (clock_mono_ms() >= loop->file_ms) {
        loop->file_ms = later_ms(DAY_S);
        if (doctor_file_is_due(loop->village) && !probe_file(loop->village)) {
            log_fault(); // what waits is sent all the same
        }
    }
    if (clock_mono_ms() >= loop->backup_ms) {
        bool made;
        loop->backup_ms = later_ms(BACKUP_LOOK_S);
        if (!village_backup_nightly(loop->village, &made)) {
            log_fault();
        }
    }
    return told_to_end ? 0 : step(loop);
}

static void keep_in_step(struct loop *loop, int bell_fd, sigset_t awake)
{
    while (!told_to_end) {
        notify_alive();
        drain(bell_fd);
        // Signals come through while a round runs as well, so that it can be ended.
        sigset_t asleep;
        sigprocmask(SIG_SETMASK, &awake, &asleep);
        int sleep_ms = turn(loop);
        sigprocmask(SIG_SETMASK, &asleep, NULL);
        if (told_to_end) {
            break;
        }
        struct pollfd bell = {.fd = bell_fd, .events = POLLIN};
        int64_t alive_ms = notify_due_ms();
        int64_t ms = sleep_ms >= 0 && sleep_ms < alive_ms ? sleep_ms : alive_ms;
        struct timespec limit = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
        ppoll(&bell, 1, ms == INT64_MAX ? NULL : &limit, &awake);
    }
    notify_stopping();
}

static int run(struct village *village)
{
    sigset_t awake = catch_signals();
    int bell_fd = watch(village->dir);
    int64_t now_ms = clock_mono_ms();
    struct loop loop = {.village = village,
                        .due_ms = now_ms,
                        .not_before_ms = now_ms,
                        .probe_ms = now_ms,
                        .backup_ms = now_ms,
                        .file_ms = later_ms(DAY_S)};
    struct stop pressed = {is_pressed, &loop};
    exchange_init(&loop.exchange, village, &pressed);
    loop.errands = bell_fd >= 0 ? errand_do_open(village, &loop.exchange, &pressed) : NULL;
    int status = loop.errands ? 0 : log_fault();
    if (loop.errands) {
        notify_ready();
        keep_in_step(&loop, bell_fd, awake);
    }
    errand_do_close(loop.errands);
    exchange_finish(&loop.exchange);
    if (bell_fd >= 0) {
        close(bell_fd);
    }
    return status;
}

// After an unclean end, and once a week.
static bool is_whole(struct village *village)
{
    bool is_due = village->ended_unclean || doctor_file_is_due(village);
    return !is_due || probe_file(village);
}

int run_command(const char *dir, int count, char **words)
{
    (void)count;
    (void)words;
    struct village *village = village_open(dir, VILLAGE_AGENT);
    if (!village) {
        return log_fault();
    }
    int status = 0;
    if (!is_whole(village)) {
        status = log_fault();
    } else {
        if (!probe_version_put(village, "agent", AGENT_VERSION)) {
            log_fault();
        }
        voice_sweep(village);
        status = run(village);
    }
    village_close(village);
    return status;
}
