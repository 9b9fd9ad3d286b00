// SPDX-License-Identifier: GPL-3.0-or-later
// The thread that writes onto the card. Whoever started it waits a limited time and goes on; both
// sides hold the job until they have let go of it.
#include "mirror_job.h"

#include "db/base/clock.h"
#include "db/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

enum {
    SPARE_BYTES = 64 * 1024, // a medium with less is full: a folder entry needs room too
    COPY_BYTES_MAX = 1024 * 1024,
    HALF_OLD_S = 3600, // a file half written by nobody who still lives
};

enum deed { WRITE, COPY, REMOVE, LIST };
struct step {
    enum deed deed;
    const char *name, *from;
    struct bytes content;
    struct step *next;
};

struct mirror_job {
    struct arena arena;
    const char *folder, *place; // place: folder/kentongan-mirror/K7
    char *own_dir;
    bool is_near;
    struct step *first, **last;
    // Written by the thread, read after it was done.
    enum mirror_why why;
    char fault[FAULT_LEN_MAX], card[MIRROR_CARD_LEN + 1];
    char **names;
    size_t name_count;
    // By both, under the lock.
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool is_done;
    int holders;
};

// One after the other. A card that hangs keeps the first, and the next few behind it: no more.
enum { UNDER_WAY_MAX = 3 };
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER, counting = PTHREAD_MUTEX_INITIALIZER;
static int under_way;

static bool count_in(void)
{
    pthread_mutex_lock(&counting);
    bool has_room = under_way < UNDER_WAY_MAX;
    under_way += has_room;
    pthread_mutex_unlock(&counting);
    return has_room;
}

static void count_out(void)
{
    pthread_mutex_lock(&counting);
    under_way--;
    pthread_mutex_unlock(&counting);
}

// ---------------------------------------------------------------- on the thread

static bool is_on_own_disk(const struct mirror_job *job)
{
    struct stat there, own;
    return !job->is_near && stat(job->folder, &there) == 0 && stat(job->own_dir, &own) == 0 &&
           there.st_dev == own.st_dev;
}

// A write failed: what the medium itself says of it. The fault stands.
static enum mirror_why why_not(const struct mirror_job *job, size_t bytes)
{
    struct statvfs st;
    if (!file_is_dir(job->folder) || is_on_own_disk(job)) {
        return MIRROR_GONE;
    }
    if (statvfs(job->folder, &st) == 0) {
        if (st.f_flag & ST_RDONLY) {
            return MIRROR_READ_ONLY;
        }
        if (st.f_blocks > 0 && (uint64_t)st.f_bavail * st.f_frsize < bytes + SPARE_BYTES) {
            return MIRROR_FULL;
        }
    }
    return MIRROR_BROKEN;
}

// Which medium this is: an empty one in the place of another has to get everything.
static bool know_card(struct mirror_job *job)
{
    const char *path = file_path(&job->arena, job->place, "card");
    if (file_line(path, job->card, sizeof job->card) && strlen(job->card) == MIRROR_CARD_LEN) {
        return true;
    }
    uint8_t random[MIRROR_CARD_LEN / 2];
    clock_random(random, sizeof random);
    char *card = arena_alloc(&job->arena, MIRROR_CARD_LEN + 1);
    for (size_t i = 0; i < sizeof random; i++) {
        static const char hex[] = "0123456789abcdef";
        card[2 * i] = hex[random[i] >> 4];
        card[2 * i + 1] = hex[random[i] & 15];
    }
    memcpy(job->card, card, MIRROR_CARD_LEN + 1);
    return file_write(path, bytes_of_str(card), 0660);
}

static enum mirror_why write_file(struct mirror_job *job, const char *name, struct bytes content)
{
    const char *path = file_path(&job->arena, job->place, name);
    if (file_size(path) == (int64_t)content.len || file_write(path, content, 0660)) {
        return MIRROR_WELL;
    }
    return why_not(job, content.len);
}

// A recording that was erased meanwhile is no loss: that is what its villager asked for.
static enum mirror_why copy_file(struct mirror_job *job, const struct step *step)
{
    struct arena work;
    struct bytes content;
    arena_init(&work, 2 * COPY_BYTES_MAX);
    enum mirror_why why = MIRROR_WELL;
    if (file_exists(step->from)) {
        why = file_read_plain(&work, step->from, COPY_BYTES_MAX, &content)
                  ? write_file(job, step->name, content)
                  : MIRROR_BROKEN;
    }
    arena_finish(&work);
    return why;
}

static void drop_half(struct mirror_job *job, const char *name)
{
    struct stat st;
    const char *path = file_path(&job->arena, job->place, name);
    bool is_old = stat(path, &st) == 0 && time(NULL) - st.st_mtime > HALF_OLD_S;
    if (is_old && !file_remove(path)) {
        log_line("the mirror: %s", fault_text());
    }
}

static enum mirror_why list_files(struct mirror_job *job)
{
    DIR *files = opendir(job->place);
    if (!files) {
        fault_set("%s: cannot be looked into: %s", job->place, strerror(errno));
        return why_not(job, 0);
    }
    job->names = ARENA_ARRAY(&job->arena, char *, MIRROR_NAMES_MAX);
    for (struct dirent *entry; (entry = readdir(files)) && job->name_count < MIRROR_NAMES_MAX;) {
        size_t len = strlen(entry->d_name);
        if (len > 4 && str_equal(entry->d_name + len - 4, ".tmp")) {
            drop_half(job, entry->d_name);
        } else if (entry->d_name[0] != '.') {
            job->names[job->name_count++] = arena_str(&job->arena, entry->d_name);
        }
    }
    closedir(files);
    return MIRROR_WELL;
}

static enum mirror_why take_step(struct mirror_job *job, const struct step *step)
{
    switch (step->deed) {
    case WRITE:
        return write_file(job, step->name, step->content);
    case COPY:
        return copy_file(job, step);
    case REMOVE:
        return file_remove(file_path(&job->arena, job->place, step->name)) ? MIRROR_WELL
                                                                           : why_not(job, 0);
    case LIST:
        return list_files(job);
    }
    return MIRROR_BROKEN;
}

static enum mirror_why work(struct mirror_job *job)
{
    if (!file_is_dir(job->folder) || is_on_own_disk(job)) {
        fault_set("%s: there is no second medium", job->folder);
        return MIRROR_GONE;
    }
    const char *above = file_path(&job->arena, job->folder, "kentongan-mirror");
    if (!file_make_dir(above, 0770) || !file_make_dir(job->place, 0770) || !know_card(job)) {
        return why_not(job, 0);
    }
    enum mirror_why why = MIRROR_WELL;
    for (const struct step *step = job->first; step && why == MIRROR_WELL; step = step->next) {
        why = take_step(job, step);
    }
    return why;
}

static void finish(struct mirror_job *job)
{
    pthread_cond_destroy(&job->ended);
    pthread_mutex_destroy(&job->lock);
    arena_finish(&job->arena);
    free(job);
}

static void let_go(struct mirror_job *job)
{
    pthread_mutex_lock(&job->lock);
    bool is_last = --job->holders == 0;
    pthread_mutex_unlock(&job->lock);
    if (is_last) {
        finish(job);
    }
}

static void end(struct mirror_job *job, enum mirror_why why)
{
    memcpy(job->fault, fault_text(), strlen(fault_text()) + 1);
    pthread_mutex_lock(&job->lock);
    job->why = why;
    job->is_done = true;
    pthread_cond_signal(&job->ended);
    pthread_mutex_unlock(&job->lock);
}

static void *run(void *ctx)
{
    struct mirror_job *job = ctx;
    pthread_mutex_lock(&turn);
    fault_clear();
    enum mirror_why why = work(job);
    pthread_mutex_unlock(&turn);
    count_out(); // before the other side hears of it: its next job must find room
    end(job, why);
    let_go(job);
    return NULL;
}

// ---------------------------------------------------------------- for who starts it

char *mirror_folder(struct arena *arena, const char *folder, uint32_t kiosk)
{
    return arena_printf(arena, "%s/kentongan-mirror/K%u", folder, kiosk);
}

struct mirror_job *mirror_job_create(const struct mirror_place *place)
{
    struct mirror_job *job = die_if_null(calloc(1, sizeof *job));
    arena_init(&job->arena, MIRROR_JOB_BYTES_MAX);
    job->folder = arena_str(&job->arena, place->folder);
    job->place = mirror_folder(&job->arena, place->folder, place->kiosk);
    job->own_dir = arena_str(&job->arena, place->own_dir);
    job->is_near = place->is_near;
    job->last = &job->first;
    job->why = MIRROR_SLOW;
    job->holders = 1;
    pthread_condattr_t steady; // the wall clock may be set meanwhile
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_mutex_init(&job->lock, NULL);
    pthread_cond_init(&job->ended, &steady);
    pthread_condattr_destroy(&steady);
    return job;
}

static struct step *add(struct mirror_job *job, enum deed deed, const char *name)
{
    struct step *step = ARENA_NEW(&job->arena, struct step);
    step->deed = deed;
    step->name = arena_str(&job->arena, name);
    *job->last = step;
    job->last = &step->next;
    return step;
}

void mirror_job_write(struct mirror_job *job, const char *name, struct bytes content)
{
    add(job, WRITE, name)->content = arena_bytes(&job->arena, content);
}

void mirror_job_copy(struct mirror_job *job, const char *name, const char *from)
{
    add(job, COPY, name)->from = arena_str(&job->arena, from);
}

void mirror_job_remove(struct mirror_job *job, const char *name)
{
    add(job, REMOVE, name);
}

void mirror_job_list(struct mirror_job *job)
{
    add(job, LIST, NULL);
}

// Signals are for the thread that waits for them.
static bool start_thread(struct mirror_job *job)
{
    sigset_t all, before;
    pthread_t thread;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool ok = pthread_create(&thread, NULL, run, job) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (ok) {
        pthread_detach(thread);
    }
    return ok;
}

void mirror_job_start(struct mirror_job *job)
{
    bool has_room = count_in();
    job->holders = 2;
    if (has_room && start_thread(job)) {
        return;
    }
    if (has_room) {
        count_out();
    }
    fault_set("%s: what was written before has not ended yet", job->folder);
    end(job, MIRROR_SLOW);
    job->holders = 1;
}

bool mirror_job_wait(struct mirror_job *job, int wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += wait_ms % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    pthread_mutex_lock(&job->lock);
    int rc = 0;
    while (!job->is_done && rc == 0) {
        rc = pthread_cond_timedwait(&job->ended, &job->lock, &until);
    }
    bool is_done = job->is_done;
    pthread_mutex_unlock(&job->lock);
    return is_done;
}

void mirror_job_release(struct mirror_job *job)
{
    if (job) {
        let_go(job);
    }
}

enum mirror_why mirror_job_why(const struct mirror_job *job, const char **fault)
{
    if (fault) {
        *fault = job->fault;
    }
    return job->why;
}

const char *mirror_job_card(const struct mirror_job *job)
{
    return job->card;
}

size_t mirror_job_names(const struct mirror_job *job, char *const **names)
{
    *names = job->names;
    return job->name_count;
}
