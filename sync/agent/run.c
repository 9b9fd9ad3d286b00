// SPDX-License-Identifier: GPL-3.0-or-later
// `run`: keeps the village in step until it is stopped. Sleeps in one place; wakes at the bell,
// when something is due, when a network comes up, when the regency has news, or at a signal. Never
// gives up for good, and says nothing while there is nothing to say.
#include "agent.h"
#include "doctor.h"
#include "errand_do.h"
#include "link_watch.h"
#include "news.h"
#include "rhythm.h"

#include "db/base/clock.h"
#include "db/base/moment.h"
#include "db/base/notify.h"
#include "db/village/feed.h"
#include "db/village/media.h"
#include "db/village/mirror.h"
#include "db/village/setting.h"
#include "db/village/village_backup.h"
#include "db/village/voice.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
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

// ---------------------------------------------------------------- the loop

struct loop {
    struct village *village;
    struct exchange exchange;
    struct rhythm rhythm;
    struct news news;
    struct link_watch ways;
    struct errand_do *errands;
    int bell_fd;
    sigset_t awake;    // the mask that lets signals through
    int64_t backup_ms; // when to ask whether the nightly backup is due
    int64_t stick_ms;  // when to look whether a stick waits for it
    int64_t file_ms;   // when to ask whether the file is due to be looked through
    int64_t time_ms;   // when to keep the time
    bool is_mirror_bad;
    int64_t mirror_ms; // when to look whether the mirror is there
};

// Whatever takes long ends for a signal, and for somebody who stands before the screen.
static bool is_pressed(void *ctx)
{
    const struct loop *loop = ctx;
    return told_to_end || errand_do_presses(loop->errands);
}

// A large backup on a slow stick: the service manager is told meanwhile that we live.
static bool is_wanted(void *ctx)
{
    notify_alive();
    return is_pressed(ctx);
}

static int64_t later_ms(int64_t seconds)
{
    return clock_mono_ms() + 1000 * seconds;
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
    bool in_touch = rhythm_in_touch(&loop->rhythm) && may_wait(loop->village);
    if (link_watch_take(&loop->ways)) {
        rhythm_way_out(&loop->rhythm);
        in_touch = false; // what was open went another way
        heard = true;
    }
    enum news_heard news = news_step(&loop->news, in_touch);
    if (news != NEWS_NOTHING) {
        // A server that is started anew is not to be met by all at the same moment.
        rhythm_is_due(&loop->rhythm, news == NEWS_DOUBT ? clock_random_below(NEWS_DOUBT_MS) : 0);
        heard = true;
    }
    return heard;
}

// Whoever has plugged in a stick with the folder for it finds the newest backup there a while
// later.
static void look_after_stick(struct loop *loop)
{
    bool made;
    const struct backup_stick_stop stop = {is_wanted, loop};
    if (clock_mono_ms() < loop->stick_ms) {
        return;
    }
    loop->stick_ms = later_ms(BACKUP_STICK_LOOK_S);
    if (!errand_do_backup(loop->errands, &stop, &made)) {
        log_fault();
    }
    if (made) {
        village_ring(loop->village);
    }
}

static void look_after_file(struct loop *loop)
{
    if (clock_mono_ms() >= loop->file_ms) {
        loop->file_ms = later_ms(DAY_S);
        media_sweep(loop->village);
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
        if (!village_age_copies(loop->village)) {
            log_fault();
        }
    }
    look_after_stick(loop);
}

// The shorter of two sleeps; -1 is for ever.
static int64_t shorter(int64_t a_ms, int64_t b_ms)
{
    return a_ms < 0 ? b_ms : b_ms < 0 || a_ms < b_ms ? a_ms : b_ms;
}

// What was filed goes onto the second medium, batch by batch between rounds. Returns for how many
// ms to sleep at the most: a card that is not there is looked for again, one that is well is looked
// at whenever there is something else to do.
static int64_t look_after_mirror(struct loop *loop)
{
    bool more, is_look = clock_mono_ms() >= loop->mirror_ms;
    if (!mirror_is_set(loop->village) ||
        (loop->is_mirror_bad && !is_look)) { // every bell must not wait for a dead card
        return loop->is_mirror_bad && mirror_is_set(loop->village)
                   ? loop->mirror_ms - clock_mono_ms()
                   : -1;
    }
    enum mirror_why why = mirror_keep(loop->village, is_look, MIRROR_KEEP_MS, &more);
    loop->is_mirror_bad = why != MIRROR_WELL;
    if (is_look || loop->is_mirror_bad) {
        loop->mirror_ms = later_ms(loop->is_mirror_bad ? MIRROR_AGAIN_S : MIRROR_LOOK_S);
    }
    return more ? 0 : loop->is_mirror_bad ? MIRROR_AGAIN_S * 1000 : -1;
}

static void keep_time(struct loop *loop)
{
    if (clock_mono_ms() >= loop->time_ms) {
        loop->time_ms = later_ms(VILLAGE_TIME_KEEP_S);
        if (!village_time_keep(loop->village)) {
            log_fault();
        }
    }
}

// Errands first: somebody waits for them. Then what is due. Returns for how many ms to sleep; -1:
// until somebody rings.
static int64_t turn(struct loop *loop)
{
    while (!told_to_end && errand_do_next(loop->errands)) {
        notify_alive();
    }
    look_after_file(loop);
    keep_time(loop);
    int64_t mirror_sleep_ms = look_after_mirror(loop);
    listen(loop);
    if (told_to_end) {
        return 0;
    }
    int64_t sleep_ms = shorter(rhythm_step(&loop->rhythm), mirror_sleep_ms);
    return listen(loop) ? 0 : sleep_ms; // after a good round: begins to wait for news
}

// Until something is to be done; sleep_ms -1: until somebody rings.
static void sleep_till(struct loop *loop, int64_t sleep_ms)
{
    enum { BELL, WAYS, NEWS, FDS = NEWS + 4 };
    struct pollfd fds[FDS] = {[BELL] = {.fd = loop->bell_fd, .events = POLLIN},
                              [WAYS] = {.fd = loop->ways.fd, .events = POLLIN}};
    int news_ms;
    size_t count = NEWS + news_fds(&loop->news, fds + NEWS, FDS - NEWS, &news_ms);
    int64_t alive_ms = notify_due_ms();
    int64_t time_ms = loop->time_ms - clock_mono_ms();
    sleep_ms = shorter(sleep_ms, time_ms > 0 ? time_ms : 0);
    sleep_ms = shorter(sleep_ms, shorter(news_ms, alive_ms == INT64_MAX ? -1 : alive_ms));
    struct timespec limit = {.tv_sec = sleep_ms / 1000, .tv_nsec = sleep_ms % 1000 * 1000000L};
    ppoll(fds, count, sleep_ms < 0 ? NULL : &limit, &loop->awake);
}

static void keep_in_step(struct loop *loop)
{
    while (!told_to_end) {
        notify_alive();
        drain(loop->bell_fd);
        // Signals come through while a round runs as well, so that it can be ended.
        sigset_t asleep;
        sigprocmask(SIG_SETMASK, &loop->awake, &asleep);
        int64_t sleep_ms = turn(loop);
        sigprocmask(SIG_SETMASK, &asleep, NULL);
        if (!told_to_end) {
            sleep_till(loop, sleep_ms);
        }
    }
    notify_stopping();
}

static int run(struct village *village)
{
    struct loop loop = {.village = village,
                        .awake = catch_signals(),
                        .bell_fd = watch(village->dir),
                        .backup_ms = clock_mono_ms(),
                        .file_ms = later_ms(DAY_S),
                        .time_ms = clock_mono_ms()};
    struct stop pressed = {is_pressed, &loop};
    exchange_init(&loop.exchange, village, &pressed);
    rhythm_begin(&loop.rhythm, &loop.exchange, &pressed);
    news_begin(&loop.news, &loop.exchange);
    loop.errands = loop.bell_fd >= 0 ? errand_do_open(village, &loop.exchange, &pressed) : NULL;
    int status = loop.errands ? 0 : log_fault();
    if (loop.errands) {
        link_watch_begin(&loop.ways);
        notify_ready();
        keep_in_step(&loop);
        link_watch_end(&loop.ways);
    }
    errand_do_close(loop.errands);
    exchange_finish(&loop.exchange);
    if (loop.bell_fd >= 0) {
        close(loop.bell_fd);
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
        if (!probe_version_put(village, "agent", AGENT_VERSION) ||
            !feed_upgraded(village, AGENT_VERSION)) {
            log_fault();
        }
        voice_sweep(village);
        media_sweep(village);
        status = run(village);
    }
    village_close(village);
    return status;
}
