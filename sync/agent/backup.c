// SPDX-License-Identifier: GPL-3.0-or-later
// `backup` and `restore`: a kiosk in one file that only its passphrase opens.
#include "agent.h"
#include "ask.h"

#include "db/base/moment.h"
#include "db/base/secret.h"
#include "db/village/mirror.h"
#include "db/village/setting.h"
#include "db/village/staff_pepper.h"
#include "db/village/village_backup.h"

#include <stdio.h>
#include <string.h>

enum { PASSPHRASE_BYTES = BACKUP_PASSPHRASE_MAX + 2 }; // one too long is noticed
static const char hint[] = "12 letters or more, four or five words";

// [FILE] [--passphrase-file F] [--mirror DIR]; false: wrong usage. NULL where one was not given.
struct words {
    const char *path, *passphrase_file, *mirror;
};

static bool read_words(int count, char **words, struct words *out)
{
    *out = (struct words){0};
    for (int i = 0; i < count; i++) {
        const char **to = str_equal(words[i], "--passphrase-file") ? &out->passphrase_file
                          : str_equal(words[i], "--mirror")        ? &out->mirror
                                                                   : &out->path;
        i += to != &out->path;
        if (*to || i == count || (to == &out->path && words[i][0] == '-')) {
            return false;
        }
        *to = words[i];
    }
    return true;
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
    struct words given;
    if (!read_words(count, words, &given) || !given.path || given.mirror) {
        fprintf(stderr, "usage: kentongan-sync backup FILE [--passphrase-file F]\n");
        return 2;
    }
    struct village *village = village_open(dir, VILLAGE_TOOL);
    bool ok =
        village && choose(village, given.passphrase_file) && village_backup(village, given.path);
    int64_t lost = ok ? staff_pepper_lost(village) : 0;
    village_close(village);
    if (!ok) {
        return log_fault();
    }
    printf("%s: the kiosk is in it, closed to its passphrase. Keep the two apart.\n", given.path);
    if (lost > 0) {
        log_line("the PINs of %lld members will not open from it: this machine's chip was not to "
                 "be had (run it as root), or they are another machine's",
                 (long long)lost);
    }
    return 0;
}

static bool restore_file(const char *dir, const struct words *given)
{
    int64_t made_s = 0;
    char *passphrase = secret_alloc(PASSPHRASE_BYTES);
    const struct ask ask = {"passphrase", hint, given->passphrase_file, false};
    bool ok = ask_secret(&ask, passphrase, PASSPHRASE_BYTES) &&
              village_restore(dir, given->path, passphrase, &made_s);
    secret_free(passphrase);
    if (ok) {
        char made[MOMENT_ISO_LEN];
        printf("%s: restored as it was at %s. Words that were filed later and had not left that "
               "disk are missing%s.\n",
               dir, moment_iso(made_s, 0, made), given->mirror ? ", but for those below" : "");
    }
    return ok;
}

// Whoever restores may not remember that there was a card.
static void remind_of_mirror(const char *dir)
{
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct village *village = village_open(dir, VILLAGE_TOOL);
    const char *mirror = village ? setting_get(village, &arena, "mirror") : "";
    if (*mirror) {
        printf("There was a mirror at %s. With its card in: kentongan-sync restore --mirror %s\n",
               mirror, mirror);
    }
    village_close(village);
    arena_finish(&arena);
}

// The village is whole without it: what the mirror cannot give is said, and may be tried again.
static bool take_mirror(const char *dir, const char *folder)
{
    struct mirror_taken taken;
    struct village *village = village_open(dir, VILLAGE_TOOL);
    bool ok = village && mirror_take(village, folder, &taken);
    village_close(village);
    if (ok) {
        printf("%s: %zu that were filed after the backup are back, with %zu recordings; %zu were "
               "here already; %zu files were passed over\n",
               folder, taken.words, taken.recordings, taken.known, taken.strange);
    }
    return ok;
}

int restore_command(const char *dir, int count, char **words)
{
    struct words given;
    if (!read_words(count, words, &given) || (!given.path && !given.mirror)) {
        fprintf(stderr, "usage: kentongan-sync restore FILE [--passphrase-file F] [--mirror DIR]\n"
                        "       kentongan-sync restore --mirror DIR   into a kiosk that was "
                        "restored before\n");
        return 2;
    }
    bool ok = (!given.path || restore_file(dir, &given)) &&
              (!given.mirror || take_mirror(dir, given.mirror));
    if (ok && !given.mirror) {
        remind_of_mirror(dir);
    }
    return ok ? 0 : log_fault();
}
