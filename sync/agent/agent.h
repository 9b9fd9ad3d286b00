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
    KEEPALIVE_S = 60,

    ROUNDS_MAX = 1000,              // in one go; a month of events takes three or four
    ROUNDS_STUCK_MAX = 3,           // in a row that moved nothing on either side
    QUICK_ROUND_MS = 5 * 1000,      // quicker doubles the budget
    ROUND_LOCK_WAIT_MS = 60 * 1000, // for another program's round to end

    PROBE_EVERY_S = 15,   // while something waits and no connection comes up
    BACKUP_LOOK_S = 3600, // between looks whether the nightly backup is due

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
