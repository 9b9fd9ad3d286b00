// SPDX-License-Identifier: GPL-3.0-or-later
// The village file: all that a kiosk keeps, in one folder that its screen and its agent share.
//   DIR/village.db   media/HASH   keys/kiosk   bell   kiosk.lock   agent.lock
// Nothing in it is a villager's word in the open, and nothing tells the state of a case.
#ifndef VILLAGE_H
#define VILLAGE_H

#include "db/base/clock.h"
#include "db/record/record.h"
#include "db/sql/sql.h"

enum {
    VILLAGE_DISK_FREE_MIN =
        16 * 1024 * 1024, // below it nothing new is accepted, what waits still goes
    // 2026-01-01 UTC. No kiosk of this program ever ran before it: a clock that says less has no
    // battery, and nobody sets it to less.
    VILLAGE_RELEASED_S = 1767225600,
    VILLAGE_WORK_BYTES_MAX = 64 * 1024 * 1024, // an arena for any single unit of work on the file
};

enum village_who {
    VILLAGE_KIOSK, // the screen: one a folder
    VILLAGE_AGENT, // the agent's `run`: one a folder
    VILLAGE_TOOL,  // a single command: as many as like
};

struct village {
    struct sql *sql; // owned; only db/ writes SQL
    char *dir;       // owned
    enum village_who who;
    int lock_fd;         // -1 for a tool
    bool is_damaged;     // village_check said so: no clean end, the next one checks again
    bool is_to_scrub;    // what must not stay was taken away: village_scrub is due
    bool ended_unclean;  // the last of this kind did not close: village_check is due
    bool is_mirror_near; // tests alone: a mirror may lie on the same disk, and is waited for
    int64_t test_now_s;  // not 0: the kiosk's test clock, which village_now_s then follows
    bool is_test_guess; // the test clock is taken for a guess, as of a machine whose clock was lost
    // village_time.c: where the machine tells of its clock, for a test; when it was last asked
    struct clock_places clock_places;
    int64_t clock_asked_ms;
    bool was_clock_kept;
};

// Makes the folder and an empty file; one that is there already is left as it is.
MUST_USE bool village_create(const char *dir);
// NULL with a fault: missing (says `init`), read-only, full, newer, damaged, or in use by another.
struct village *village_open(const char *dir, enum village_who who);
void village_close(struct village *village); // takes NULL; marks a clean end

// quick_check; slow: after the first picture. False with a fault when damaged.
MUST_USE bool village_check(struct village *village);
// Takes room on the disk for the words to come (sql_reserve); after the first picture. What fails
// is only said: a disk without that much room still takes what it can.
void village_reserve(struct village *village);
// After a commit that took away what must not stay (is_to_scrub): what stood in the write-ahead log
// goes as well. Somebody else may be reading: then it is done the next time. In no transaction.
void village_scrub(struct village *village);
// The copies that a newer version laid down before it changed the file (migrate.h) go with the
// first scrub. Where none comes, they go once this version has been in use for MIGRATE_COPY_DAYS:
// to be called now and then.
void village_drop_copies(struct village *village);
MUST_USE bool village_age_copies(struct village *village);
// Grows with every commit of any program on the file, this one's included.
int64_t village_version(struct village *village);
// The agent's `run` is there.
bool village_agent_runs(const struct village *village);
// To be called after a commit that the other program should see.
void village_ring(const struct village *village);

// ---- time (village_time.c): never behind the last time known. Trusted where a signed answer or a
// person set it since the machine was switched on, or where the machine kept it while it was off,
// and it is not so far ahead that no kiosk slept so long.
struct village_moment {
    int64_t now_s;
    int64_t day;  // since 1970 in the village's zone
    int zone_min; // minutes east of UTC
    bool trusted;
};
struct village_moment village_moment(struct village *village);
// One thing of it.
int64_t village_now_s(struct village *village);
bool village_clock_trusted(struct village *village);
// The time by which things are shown and hidden: 0 while the clock is not sure, then nothing is
// hidden. A test clock is sure.
int64_t village_sure_now_s(struct village *village);
int village_zone_min(struct village *village);
int64_t village_today(struct village *village);
// From an answer to this round's own request (sets, backwards too) or from a stick (lower bound).
enum village_time { VILLAGE_TIME_SET, VILLAGE_TIME_AT_LEAST };
MUST_USE bool village_time_learn(struct village *village, int64_t unix_s, enum village_time how);
// So that a cut of the power costs some minutes at most, not all since the last answer: to be
// called now and then; writes at most once in VILLAGE_TIME_KEEP_S.
enum { VILLAGE_TIME_KEEP_S = 600 };
MUST_USE bool village_time_keep(struct village *village);

#endif
