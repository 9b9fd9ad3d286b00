// SPDX-License-Identifier: GPL-3.0-or-later
// The agent's numbers on one page, and its sub-commands. Each takes the data folder and the words
// after its own name, says what went wrong in one line, and returns the exit status.
#ifndef AGENT_H
#define AGENT_H

#include "db/base/base.h"

enum {
    AGENT_VERSION = KENTONGAN_VERSION,

    // A round's memory: request, answer, and the answer unfolded; a hostile one is refused beyond.
    ROUND_ARENA_MAX = 96 * 1024 * 1024,
    COMMAND_ARENA_MAX = 32 * 1024 * 1024,

    CONNECT_MS_MAX = 20 * 1000, // handshake over a satellite link with losses: some 6 s
    PROBE_MS_MAX = 4 * 1000,    // a bare TCP connect
    SLOW_BYTES_S = 16,
    SLOW_S = 30,              // slower for so long is a link that died
    TRANSFER_S_MAX = 15 * 60, // 512 KiB at 600 bytes/s
    KEYS_S_MAX = 20,          // the key lists, some hundred bytes: a stranger may never answer
    KEYS_AGAIN_S = 5 * 60,    // till strangers are asked again, of one program
    NAME_KEPT_S = 24 * 3600,  // the address that a name led to; a name server may be gone too
    PROBES_BY_ADDRESS = 8,    // every so many'th asks for the name again

    KEEPALIVE_S = 45, // of a silent connection: routers forget one after 60 s
    KEEPALIVE_AGAIN_S = 15,
    KEEPALIVE_COUNT = 4,
    WAIT_TOKEN_MAX = 64,
    WAIT_S_MAX = 16 * 60, // the server ends it after 15 min
    NOTHING_TO_WATCH_MS = 1000,

    ROUNDS_MAX = 1000,              // in one go; a month of events takes three or four
    ROUNDS_STUCK_MAX = 3,           // in a row that moved nothing on either side
    ROUNDS_BROKEN_MAX = 8,          // in a row that broke although somebody is there
    QUICK_ROUND_MS = 5 * 1000,      // quicker doubles the budget
    ROUND_LOCK_WAIT_MS = 60 * 1000, // for another program's round to end

    BACKUP_LOOK_S = 3600,      // between looks whether the nightly backup is due
    BACKUP_STICK_LOOK_S = 600, // between looks whether a stick waits for it

    PROBE_EVERY_S_MIN = 10, // while something waits and no connection comes up
    PROBE_EVERY_S_MAX = 15,
    PROBE_HOT_S = 90, // after the last good contact, or a new way out, without a pause
    PROBE_HOT_EVERY_MS = 500,
    PROBE_HOT_PAUSE_MS = 1000, // from one that failed at once to the next
    STRANGER_S_MIN = 20,       // to the next try where somebody else answered
    STRANGER_S_MAX = 40,
    NEWS_SHORT_S = 60, // a wait that ends sooner was not worth its handshake
    NEWS_PAUSE_S = 15,
    NEWS_DOUBT_MS = 2000, // at most, to the round that looks whether the link is still there
    NEWS_ABSENT_S = 3600, // to the next try with a regency that does not know how
    BACKOFF_FIRST_S = 30,
    BACKOFF_S_MAX = 15 * 60,
};

// Asked once a second by whatever takes long: true ends it.
struct stop {
    bool (*is_set)(void *ctx);
    void *ctx;
};
static inline bool stop_is_set(const struct stop *stop) // takes NULL: never
{
    return stop && stop->is_set(stop->ctx);
}

int init_command(const char *dir, int count, char **words);
int enrol_command(const char *dir, int count, char **words);
int once_command(const char *dir, int count, char **words);
int run_command(const char *dir, int count, char **words);
int status_command(const char *dir, int count, char **words);
int post_command(const char *dir, int count, char **words);
int withdraw_command(const char *dir, int count, char **words);
int budget_command(const char *dir, int count, char **words);
int office_command(const char *dir, int count, char **words);
int staff_command(const char *dir, int count, char **words);
int set_command(const char *dir, int count, char **words);
int get_command(const char *dir, int count, char **words);
int export_command(const char *dir, int count, char **words);
int import_command(const char *dir, int count, char **words);
int backup_command(const char *dir, int count, char **words);
int restore_command(const char *dir, int count, char **words);
int doctor_command(const char *dir, int count, char **words);

#endif
