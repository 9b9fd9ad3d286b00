// SPDX-License-Identifier: GPL-3.0-or-later
// kentongan-sync: a table of sub-commands. Wrong usage is exit 2, a failure is one line and exit 1.
#include "agent.h"
#include "chip.h"
#include "db/base/notify.h"
#include "db/base/owner.h"
#include "db/base/pepper.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct command {
    const char *name, *words, *what;
    int words_min, words_max; // -1: as many as like
    int (*run)(const char *dir, int count, char **words);
} commands[] = {
    {"init", "[--setup]", "make the folder and an empty village file", 0, 1, init_command},
    {"enrol", "TICKET|FILE", "become a kiosk of the regency that made the ticket", 1, 1,
     enrol_command},
    {"once", "", "send all that waits and fetch all that is new, now", 0, 0, once_command},
    {"run", "", "keep in step until stopped", 0, 0, run_command},
    {"status", "[--json]", "how it stands", 0, 1, status_command},
    {"doctor", "[--json]", "every check: fine, or what is wrong and what to do (Indonesian)", 0, 1,
     doctor_command},
    {"export", "DIR", "write what is unsent onto a stick", 1, 1, export_command},
    {"import", "PATH...", "take in answers from a stick", 1, -1, import_command},
    {"post", "PATH...", "put up notices: .md files, or folders of them", 1, -1, post_command},
    {"withdraw", "ID [REASON]", "take down a notice of this village", 1, 2, withdraw_command},
    {"budget", "FILE.csv", "put the APBDes of its years in the place of what is here", 1, 1,
     budget_command},
    {"office", "FILE.json", "services, officials, hours, emergency numbers", 1, 1, office_command},
    {"backup", "FILE [...]", "the kiosk in one file; --passphrase-file F", 1, 3, backup_command},
    {"restore", "FILE [...]", "and back, onto another disk; --passphrase-file F, --mirror DIR", 1,
     5, restore_command},
    {"staff", "add NAME ...", "who may sign in at the screen; `staff` alone says how", 0, -1,
     staff_command},
    {"set", "KEY VALUE", "set a setting of this kiosk", 2, 2, set_command},
    {"get", "[KEY]", "list settings: key, value, default, unit, who set it", 0, 1, get_command},
};

static int usage(FILE *to, int status)
{
    fprintf(to, "usage: kentongan-sync [--data DIR] COMMAND\n");
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        fprintf(to, "  %-9s%-13s %s\n", commands[i].name, commands[i].words, commands[i].what);
    }
    return status;
}

static const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

// The unit of `run` gives the pepper as a credential; these may be typed by root.
static void open_pepper(const struct command *command, const char *dir)
{
    int (*const with_pins[])(const char *, int, char **) = {backup_command, restore_command,
                                                            staff_command, doctor_command};
    pepper_open();
    for (size_t i = 0; i < COUNT_OF(with_pins); i++) {
        if (command->run == with_pins[i]) {
            chip_open(dir);
        }
    }
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"data", required_argument, NULL, 'd'}, {"help", no_argument, NULL, 'h'}, {0}};
    const char *dir = "/var/lib/kentongan";
    log_name("kentongan-sync");
    for (int option; (option = getopt_long(argc, argv, "+", options, NULL)) != -1;) {
        if (option == 'h') {
            return usage(stdout, 0);
        }
        if (option != 'd') {
            return usage(stderr, 2);
        }
        dir = optarg;
    }
    const struct command *command = optind < argc ? command_find(argv[optind]) : NULL;
    int count = argc - optind - 1;
    if (!command || count < command->words_min ||
        (command->words_max >= 0 && count > command->words_max)) {
        return usage(stderr, 2);
    }
    signal(SIGPIPE, SIG_IGN); // a connection that is gone is an error of its write, not our end
    secret_guard();
    notify_open();
    open_pepper(command, dir);
    if (!owner_follow(dir)) {
        return log_fault();
    }
    int status = command->run(dir, count, argv + optind + 1);
    pepper_close();
    return status;
}
