// SPDX-License-Identifier: GPL-3.0-or-later
// `backup` and `restore`. Keys are never part of a backup, and both say so.
#include "command.h"

#include "db/regency/regency_backup.h"

#include <stdio.h>

int backup_command(const char *dir, int count, char **words)
{
    if (count != 1) {
        return command_usage("backup FILE");
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    bool ok = regency_backup(command.regency, words[0]);
    command_close(&command);
    if (!ok) {
        return log_fault();
    }
    printf("%s: the store, recordings and pictures are in it. The keys are not: copy %s/keys and, "
           "where they are there, the files revoked and restored beside it apart, to another safe "
           "place; without the keys nobody can read a backup's sealed words\n",
           words[0], dir);
    return COMMAND_OK;
}

int restore_command(const char *dir, int count, char **words)
{
    if (count != 1) {
        return command_usage("restore FILE");
    }
    if (!regency_restore(dir, words[0])) {
        return log_fault();
    }
    printf("%s: restored. keys/ and revoked were left as they are. What is given a number from now "
           "on goes on above all that was given before, the days since the backup included. Kiosks "
           "will fetch the whole "
           "state again. A store that was here before is kept as %s/regency.db.before-restore, or "
           "with the next free number after it\n",
           dir, dir);
    return COMMAND_OK;
}
