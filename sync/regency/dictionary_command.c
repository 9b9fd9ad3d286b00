// SPDX-License-Identifier: GPL-3.0-or-later
// `dictionary`: learns from what is public, and says what it is worth.
#include "command.h"

#include "db/regency/kamus.h"

#include <stdio.h>

int dictionary_command(const char *dir, int count, char **words)
{
    (void)words;
    if (count != 0) {
        return command_usage("dictionary");
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    struct kamus_trained trained;
    bool ok = kamus_train(command.regency, &trained);
    command_close(&command);
    if (!ok) {
        return log_fault();
    }
    size_t saved = trained.before - trained.with;
    printf(
        "dictionary %08x: %zu bytes, learnt from %zu public texts. %zu others take %zu bytes with "
        "it instead of %zu (%.1f %% less). Each kiosk fetches it once, in some %zu bytes, which "
        "%zu such texts save\n",
        trained.id, trained.bytes, trained.texts, trained.held_out, trained.with, trained.before,
        100.0 * (double)saved / (double)trained.before, trained.way,
        (trained.way * trained.held_out + saved - 1) / saved);
    return COMMAND_OK;
}
