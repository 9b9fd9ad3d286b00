// SPDX-License-Identifier: GPL-3.0-or-later
// Files onto a second medium, on a thread of its own: a card that dies may keep a write for a
// minute, and nobody who stands at the screen waits for that. Knows no SQL and no village; what it
// works on is its own copy, so that it can be left alone when it takes too long.
//   FOLDER/kentongan-mirror/K7/   card, SEQ-HASH.ktm, HASH.voice
#ifndef MIRROR_JOB_H
#define MIRROR_JOB_H

#include "db/base/arena.h"

enum {
    MIRROR_JOB_BYTES_MAX = 64 * 1024 * 1024,
    MIRROR_NAMES_MAX = 100 * 1000, // of files listed: 90 days of a village are some thousands
    MIRROR_CARD_LEN = 16,          // hex digits: which medium it is
};

// How it went; kept as numbers (probe.h).
enum mirror_why {
    MIRROR_WELL,
    MIRROR_GONE, // no such folder, or it lies on the disk that is to be mirrored
    MIRROR_READ_ONLY,
    MIRROR_FULL,
    MIRROR_SLOW,   // still at work
    MIRROR_BROKEN, // anything else: the fault says what
};

struct mirror_job;
struct mirror_place {
    const char *folder, *own_dir; // the second medium; what it must not lie beside
    uint32_t kiosk;
    bool is_near; // tests alone: a folder of the same disk will do
};

// "FOLDER/kentongan-mirror/K7" in the arena.
char *mirror_folder(struct arena *arena, const char *folder, uint32_t kiosk);

// Never NULL. Then what it is to do, in that order; then start; then wait and release.
struct mirror_job *mirror_job_create(const struct mirror_place *place);
// A file that is there in that size already is left alone.
void mirror_job_write(struct mirror_job *job, const char *name, struct bytes content);
void mirror_job_copy(struct mirror_job *job, const char *name, const char *from);
void mirror_job_remove(struct mirror_job *job, const char *name);
void mirror_job_list(struct mirror_job *job); // also takes away what was left half written
void mirror_job_start(struct mirror_job *job);
// True: it is done, and what stands below can be asked. One job a program works at a time, the
// others wait for it on their threads; where some wait already, a new one ends at once as
// MIRROR_SLOW.
bool mirror_job_wait(struct mirror_job *job, int wait_ms);
// Done or not: the thread, if it still works, frees the rest.
void mirror_job_release(struct mirror_job *job); // takes NULL

// After it was done; strings live as long as the job.
enum mirror_why mirror_job_why(const struct mirror_job *job, const char **fault);
const char *mirror_job_card(const struct mirror_job *job); // "" when it was not read
size_t mirror_job_names(const struct mirror_job *job, char *const **names);

#endif
