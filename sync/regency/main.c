// SPDX-License-Identifier: GPL-3.0-or-later
// kentongan-regency: a table of sub-commands. Wrong usage is exit 2, a failure said in one line
// exit 1.
#include "command.h"

#include "db/base/notify.h"
#include "db/base/owner.h"
#include "db/base/secret.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char default_dir[] = "/var/lib/kentongan-regency";

static const struct {
    const char *name, *words, *what;
    int (*run)(const char *dir, int count, char **words);
} commands[] = {
    {"init", "[--code 32.15 --name NAME]", "make a regency: keys, certificate, store",
     init_command},
    {"serve", "--listen HOST:PORT [--cert F --key F]", "answer kiosks until stopped",
     serve_command},
    {"kiosk", "add --village CODE --name NAME [--url URL]", "a new kiosk; prints its ticket",
     kiosk_command},
    {"kiosk", "revoke ID | kiosk list [--json]", "turn one away; list them", NULL},
    {"kiosk", "readmit ID", "let a restored machine in that shows an older key", NULL},
    {"asides", "[KIOSK] [--json]", "what kiosks sent and could not be applied, and why",
     asides_command},
    {"village", "import FILE.csv", "villages with their codes and names", village_command},
    {"opd", "add CODE NAME | opd list", "the regency's agencies", opd_command},
    {"role", "anew --village CODE bpd|desa|youth", "its last PIN is forgotten: prints a code",
     role_command},
    {"role", "anew ... [--days N] [--cancel] | list",
     "how long it stands; take it back; all of them", NULL},
    {"post", "FILE.md [--to SCOPE]", "publish a notice; prints its id", post_command},
    {"withdraw", "ID [--reason TEXT]", "take a notice down", withdraw_command},
    {"cases", "[--json]", "what villagers said", cases_command},
    {"case", "ID [--json] [--open]", "one of them; --open: with name and contact, on record",
     case_command},
    {"case", "ID --voice FILE", "its recording into a file, on record", NULL},
    {"verify", "ID", "it was read", verify_command},
    {"ask", "ID --text-file F", "something is missing: ask the villager", ask_command},
    {"hold", "ID [--text-file F]", "put it off; its day stays due", hold_command},
    {"route", "ID OPD", "hand it on to an agency", route_command},
    {"reply", "ID --text-file F [--public]", "answer; --public: on the board too", reply_command},
    {"close", "ID [--text-file F] [--public]", "it is done", close_command},
    {"reject", "ID --text-file F [--public]", "it cannot be done, and why", reject_command},
    {"archive", "ID [--text-file F]", "put it away", archive_command},
    {"merge", "ID INTO", "the same as another one, which goes on", merge_command},
    {"moderate", "ID --show [--text-file F]", "onto the village's board, in these words",
     moderate_command},
    {"moderate", "ID --hide", "off the board", NULL},
    {"alert", "FILE.xml", "a warning (CAP 1.2) to every village", alert_command},
    {"office", "FILE.json [--to SCOPE]", "services, officials, hours, emergency numbers",
     office_command},
    {"set", "[--to SCOPE] KEY VALUE", "a setting, here or at the kiosks", set_command},
    {"get", "[KEY]", "key, value, default, unit, who set it", get_command},
    {"import", "[--replaced] PATH...", "take in files from a stick; answers lie beside them",
     import_command},
    {"keys", "[rotate [--tls]]", "the key lists; the next one, with --tls the next certificate",
     keys_command},
    {"dictionary", "", "learn from public texts, so that they travel in fewer bytes",
     dictionary_command},
    {"backup", "FILE", "the store as one file, without keys/", backup_command},
    {"restore", "FILE", "put a backup in its place", restore_command},
};

static int usage(FILE *to, int status)
{
    fprintf(to, "usage: kentongan-regency [--data DIR] COMMAND\n");
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        fprintf(to, "  %-9s%-46s %s\n", commands[i].name, commands[i].words, commands[i].what);
    }
    return status;
}

// Takes --data DIR out of the words wherever it stands; false when its word is missing.
static bool take_data(int *argc, char **argv, const char **dir)
{
    int kept = 0;
    for (int i = 0; i < *argc; i++) {
        if (strcmp(argv[i], "--data") != 0) {
            argv[kept++] = argv[i];
        } else if (++i < *argc && argv[i][0]) {
            *dir = argv[i];
        } else {
            log_line("--data: needs a folder after it");
            return false;
        }
    }
    *argc = kept;
    return true;
}

int main(int argc, char **argv)
{
    const char *dir = default_dir;
    log_name("kentongan-regency");
    signal(SIGPIPE, SIG_IGN);
    secret_guard();
    notify_open();
    if (!take_data(&argc, argv, &dir)) {
        return COMMAND_WRONG_USAGE;
    }
    if (argc < 2) {
        return usage(stderr, COMMAND_WRONG_USAGE);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        return usage(stdout, COMMAND_OK);
    }
    if (strcmp(argv[1], "--db") == 0) {
        log_line("--db: this version keeps its store in SQLite alone; leave --db out");
        return COMMAND_WRONG_USAGE;
    }
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        if (commands[i].run && strcmp(argv[1], commands[i].name) == 0) {
            secret_init();
            return owner_follow(dir) ? commands[i].run(dir, argc - 2, argv + 2) : log_fault();
        }
    }
    log_line("%s: no such command; kentongan-regency --help lists them", argv[1]);
    return COMMAND_WRONG_USAGE;
}
