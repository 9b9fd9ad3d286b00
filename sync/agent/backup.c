// SPDX-License-Identifier: GPL-3.0-or-later
// `backup` and `restore`: a kiosk in one file that only its passphrase opens.
#include "agent.h"
#include "ask.h"

#include "db/base/moment.h"
#include "db/base/secret.h"
#include "db/village/staff_pepper.h"
#include "db/village/village_backup.h"

#include <stdio.h>
#include <string.h>

enum { PASSPHRASE_BYTES = BACKUP_PASSPHRASE_MAX + 2 }; // one too long is noticed
static const char hint[] = "12 letters or more, four or five words";

// FILE [--passphrase-file F]; false: wrong usage.
static bool read_words(int count, char **words, const char **path, const char **passphrase_file)
{
    *path = words[0];
    *passphrase_file = NULL;
    if (count == 3 && strcmp(words[1], "--passphrase-file") == 0) {
        *passphrase_file = words[2];
        return true;
    }
    return count == 1;
}

// The first backup asks for a passphrase; later ones need none, unless a new one is given.
static bool choose(struct village *village, const char *file)
{
    if (!file && village_backup_is_set(village)) {
        return true;
    }
    char *passphrase = secret_alloc(PASSPHRASE_BYTES);
    const struct ask ask = {"passphrase", hint, file, true};
    bool ok =
        ask_secret(&ask, passphrase, PASSPHRASE_BYTES) && village_backup_set(village, passphrase);
    secret_free(passphrase);
    return ok;
}

int backup_command(const char *dir, int count, char **words)
{
    const char *path, *file;
    if (!read_words(count, words, &path, &file)) {
        fprintf(stderr, "usage: kentongan-sync backup FILE [--passphrase-file F]\n");
        return 2;
    }
    struct village *village = village_open(dir, VILLAGE_TOOL);
    bool ok = village && choose(village, file) && village_backup(village, path);
    int64_t lost = ok ? staff_pepper_lost(village) : 0;
    village_close(village);
    if (!ok) {
        return log_fault();
    }
    printf("%s: the kiosk is in it, closed to its passphrase. Keep the two apart.\n", path);
    if (lost > 0) {
        log_line("the PINs of %lld members will not open from it: this machine's chip was not to "
                 "be had (run it as root), or they are another machine's",
                 (long long)lost);
    }
    return 0;
}

int restore_command(const char *dir, int count, char **words)
{
    const char *path, *file;
    if (!read_words(count, words, &path, &file)) {
        fprintf(stderr, "usage: kentongan-sync restore FILE [--passphrase-file F]\n");
        return 2;
    }
    int64_t made_s = 0;
    char *passphrase = secret_alloc(PASSPHRASE_BYTES);
    const struct ask ask = {"passphrase", hint, file, false};
    bool ok = ask_secret(&ask, passphrase, PASSPHRASE_BYTES) &&
              village_restore(dir, path, passphrase, &made_s);
    secret_free(passphrase);
    if (!ok) {
        return log_fault();
    }
    char made[MOMENT_ISO_LEN];
    printf("%s: restored as it was at %s. Words that were filed later and had not left that disk "
           "are missing.\n",
           dir, moment_iso(made_s, 0, made));
    return 0;
}
