// SPDX-License-Identifier: GPL-3.0-or-later
// What the sub-commands of kentongan-regency share: how words on the command line are read, and the
// store with its keys, open.
#ifndef COMMAND_H
#define COMMAND_H

#include "db/regency/keyring.h"

enum {
    COMMAND_VERSION = 100, // 1.0
    COMMAND_ARENA_MAX = 64 * 1024 * 1024,
    COMMAND_OPTIONS_MAX = 8,
    COMMAND_TEXT_FILE_MAX = 64 * 1024, // --text-file
};

enum command_end { COMMAND_OK = 0, COMMAND_FAILED = 1, COMMAND_WRONG_USAGE = 2 };

// An option of a sub-command: "--name WORD" fills value, "--name" alone sets flag.
struct command_option {
    const char *name;
    const char **value;
    bool *flag;
};

// Reads words[0 .. count-1] by the table (ended by a row without name); the others come back in
// their order in plain, which has room for count. False: wrong usage, said on stderr.
MUST_USE bool command_read(int count, char **words, const struct command_option *options,
                           const char **plain, int *plain_count);
// Says how it is used; COMMAND_WRONG_USAGE.
int command_usage(const char *usage);

// Who acts by these commands, as a villager's timeline calls it.
extern const char command_operator[];

// The store, its keys, and memory for one command.
struct command {
    struct regency *regency; // owned
    struct keyring *keyring; // owned; NULL unless asked for
    struct arena arena;
};
enum command_keys { COMMAND_WITHOUT_KEYS, COMMAND_WITH_KEYS };
// False with a fault.
MUST_USE bool command_open(struct command *command, const char *dir, enum command_keys keys);
void command_close(struct command *command);

// K7 or 7; 0 with a fault when it is neither.
uint32_t command_kiosk_id(const char *text);
// "2026-11-23" in the arena.
char *command_iso_day(struct arena *arena, int64_t day);
// A text file for --text-file, without the line breaks at its end. NULL with a fault.
char *command_text(struct arena *arena, const char *path);

// What was set aside, once more, before a command goes on; what comes of it is logged.
void aside_try_again(struct command *command);

struct json_t;
// Prints the value and a line break, and gives it up.
int command_print_json(struct json_t *value);

// ---- the sub-commands: words are those after the name; they return the exit status
int init_command(const char *dir, int count, char **words);
int serve_command(const char *dir, int count, char **words);
int kiosk_command(const char *dir, int count, char **words);
int village_command(const char *dir, int count, char **words);
int opd_command(const char *dir, int count, char **words);
int post_command(const char *dir, int count, char **words);
int withdraw_command(const char *dir, int count, char **words);
int cases_command(const char *dir, int count, char **words);
int asides_command(const char *dir, int count, char **words);
int case_command(const char *dir, int count, char **words);
int moderate_command(const char *dir, int count, char **words);
int ask_command(const char *dir, int count, char **words);
int hold_command(const char *dir, int count, char **words);
int archive_command(const char *dir, int count, char **words);
int merge_command(const char *dir, int count, char **words);
int verify_command(const char *dir, int count, char **words);
int route_command(const char *dir, int count, char **words);
int reply_command(const char *dir, int count, char **words);
int close_command(const char *dir, int count, char **words);
int reject_command(const char *dir, int count, char **words);
int alert_command(const char *dir, int count, char **words);
int office_command(const char *dir, int count, char **words);
int set_command(const char *dir, int count, char **words);
int get_command(const char *dir, int count, char **words);
int import_command(const char *dir, int count, char **words);
int role_command(const char *dir, int count, char **words);
int keys_command(const char *dir, int count, char **words);
int dictionary_command(const char *dir, int count, char **words);
int backup_command(const char *dir, int count, char **words);
int restore_command(const char *dir, int count, char **words);

#endif
