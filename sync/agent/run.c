// SPDX-License-Identifier: GPL-3.0-or-later
// `run`: keeps the village in step until it is stopped. Sleeps in one place; wakes at the bell,
// when something is due, when a network comes up, when the regency has news, or at a signal. Never
// gives up for good, and says nothing while there is nothing to say.
#include "agent.h"
#include "exchange.h"
#include "link_watch.h"
#include "news.h"

#include "db/base/clock.h"
#include "db/village/event_log.h"
#include "db/village/identity.h"
#include "db/village/setting.h"
#include "db/village/voice.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

static volatile int stop;

static void on_signal(int signal)
{
    (void)signal;
    stop = 1;
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
    struct news news;
    struct link_watch ways;
    int64_t due_ms;        // a round although nothing waits
    int64_t not_before_ms; // after an answer that says wait
    int64_t probe_ms;      // when to look for a connection again
    int64_t hot_until_ms;  // till then the link may be back any moment
    int refusals;          // in a row
    bool link_down;
    char said[FAULT_LEN_MAX]; // of the link, so as to say it once
};

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

static int64_t between_s(int min_s, int max_s)
{
    return min_s + (int64_t)clock_random_below((uint32_t)(max_s - min_s) + 1);
}

static void say_once(struct loop *loop)
{
    if (!stop && !str_equal(loop->said, fault_text())) {
        snprintf(loop->said, sizeof loop->said, "%s", fault_text());
        log_line("%s", loop->said);
    }
}

static bool is_hot(const struct loop *loop)
{
    return clock_mono_ms() < loop->hot_until_ms;
}

static void link_is_down(struct loop *loop, int64_t probe_ms)
{
    say_once(loop);
    if (!loop->link_down) {
        loop->hot_until_ms = later_ms(PROBE_HOT_S);
    }
    loop->link_down = true;
    loop->probe_ms = probe_ms;
}

static void after_round(struct loop *loop, enum exchange_end end, uint32_t wait_s, int64_t begun_ms)
{
    switch (end) {
    case EXCHANGE_DONE:
        if (loop->link_down || loop->refusals > 0) {
            log_line("in step again");
        }
        loop->link_down = false;
        loop->said[0] = '\0';
        loop->refusals = 0;
        loop->due_ms = later_ms(next_poll_s(loop->village));
        break;
    case EXCHANGE_NO_LINK:
        link_is_down(loop, is_hot(loop) || !loop->link_down
                               ? begun_ms + PROBE_HOT_PAUSE_MS
                               : later_ms(between_s(PROBE_EVERY_S_MIN, PROBE_EVERY_S_MAX)));
        break;
    case EXCHANGE_STRANGER:
        link_is_down(loop, later_ms(between_s(STRANGER_S_MIN, STRANGER_S_MAX)));
        break;
    case EXCHANGE_REFUSED:
    case EXCHANGE_WAIT:
        log_line("%s", fault_text());
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
        bool there = !loop->link_down ||
                     exchange_probe(&loop->exchange, is_hot(loop) ? PROBE_HOT_EVERY_MS : 0);
        if (there && loop->link_down) {
            loop->hot_until_ms = later_ms(PROBE_HOT_S); // there is life: stay near
        }
        // First the round, then what it says: the order of arguments is nobody's.
        enum exchange_end end = there ? exchange_all(&loop->exchange, &wait_s) : EXCHANGE_NO_LINK;
        after_round(loop, end, wait_s, now_ms);
        now_ms = clock_mono_ms();
        wanted = now_ms >= loop->due_ms || anything_waits(loop);
        from_ms = loop->not_before_ms > loop->probe_ms ? loop->not_before_ms : loop->probe_ms;
    }
    int64_t next_ms = wanted ? from_ms : loop->due_ms > from_ms ? loop->due_ms : from_ms;
    return next_ms <= now_ms ? 0 : (int)(next_ms - now_ms);
}

// An open connection costs some 300 KB a day: where bytes are dear, the poll has to do.
static bool may_wait(struct village *village)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    bool may = str_equal(setting_get(village, &arena, "wait"), "yes");
    arena_finish(&arena);
    return may;
}

// What the kernel says of the network, and the regency of news. True when it was something.
static bool listen(struct loop *loop)
{
    bool heard = false;
    bool in_touch = !loop->link_down && loop->refusals == 0 && may_wait(loop->village);
    if (link_watch_take(&loop->ways)) {
        loop->due_ms = loop->probe_ms = clock_mono_ms();
        loop->hot_until_ms = later_ms(PROBE_HOT_S);
        in_touch = false; // what was open went another way
        heard = true;
    }
    enum news_heard news = news_step(&loop->news, in_touch);
    if (news != NEWS_NOTHING) {
        // A server that is started anew is not to be met by all at the same moment.
        loop->due_ms =
            clock_mono_ms() + (news == NEWS_DOUBT ? clock_random_below(NEWS_DOUBT_MS) : 0);
        heard = true;
    }
    return heard;
}

// Until something is to be done; sleep_ms -1: until somebody rings.
static void sleep_till(struct loop *loop, int bell_fd, int sleep_ms, const sigset_t *awake)
{
    enum { BELL, WAYS, NEWS, FDS = NEWS + 4 };
    struct pollfd fds[FDS] = {[BELL] = {.fd = bell_fd, .events = POLLIN},
                              [WAYS] = {.fd = loop->ways.fd, .events = POLLIN}};
    int news_ms;
    size_t count = NEWS + news_fds(&loop->news, fds + NEWS, FDS - NEWS, &news_ms);
    if (news_ms >= 0 && (sleep_ms < 0 || news_ms < sleep_ms)) {
        sleep_ms = news_ms;
    }
    struct timespec limit = {.tv_sec = sleep_ms / 1000, .tv_nsec = sleep_ms % 1000 * 1000000L};
    ppoll(fds, count, sleep_ms < 0 ? NULL : &limit, awake);
}

static int keep_in_step(struct village *village)
{
    sigset_t awake = catch_signals();
    int bell_fd = watch(village->dir);
    if (bell_fd < 0) {
        return log_fault();
    }
    int64_t now_ms = clock_mono_ms();
    struct loop loop = {
        .village = village, .due_ms = now_ms, .not_before_ms = now_ms, .probe_ms = now_ms};
    exchange_init(&loop.exchange, village, &stop);
    news_begin(&loop.news, &loop.exchange);
    link_watch_begin(&loop.ways);
    while (!stop) {
        drain(bell_fd);
        // Signals come through while a round runs as well, so that it can be ended.
        sigset_t asleep;
        sigprocmask(SIG_SETMASK, &awake, &asleep);
        listen(&loop);
        int sleep_ms = step(&loop);
        sleep_ms = listen(&loop) ? 0 : sleep_ms; // after a good round: waits for news
        sigprocmask(SIG_SETMASK, &asleep, NULL);
        if (stop) {
            break;
        }
        sleep_till(&loop, bell_fd, sleep_ms, &awake);
    }
    link_watch_end(&loop.ways);
    exchange_finish(&loop.exchange);
    close(bell_fd);
    return 0;
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
    if (village->ended_unclean && !village_check(village)) {
        status = log_fault();
    } else {
        voice_sweep(village);
        status = keep_in_step(village);
    }
    village_close(village);
    return status;
}
