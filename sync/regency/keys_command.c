// SPDX-License-Identifier: GPL-3.0-or-later
// `keys`: the chain of key lists, and the next one. Nothing that was sealed or signed under an
// older list is lost by it: lists and their keys are kept for ever.
#include "command.h"
#include "tls.h"

#include "db/base/moment.h"

#include <stdio.h>
#include <string.h>

static bool show(struct command *command)
{
    struct bytes *lists = ARENA_ARRAY(&command->arena, struct bytes, KEYRING_LISTS_MAX);
    size_t count = keyring_chain(command->regency, &command->arena, 0, lists);
    for (size_t i = 0; i < count; i++) {
        char made[MOMENT_ISO_LEN];
        Kt__KeyList *list =
            trust_open_key_list(&command->arena, lists[i], command->keyring->root_public);
        if (!list) {
            return false;
        }
        printf("%u\t%s\t%s\n", list->number, moment_iso(list->at_s, 0, made),
               i + 1 == count ? "in force" : "kept");
    }
    return true;
}

// Pins as they are, or the spare in use and a fresh spare.
static bool choose_pins(struct command *command, const char *dir, bool is_tls,
                        uint8_t pins[static 2][TLS_PIN_LEN])
{
    Kt__KeyList *list = keyring_list(command->regency, &command->arena);
    struct regency_about about;
    if (!list || !regency_about(command->regency, &command->arena, &about)) {
        return false;
    }
    if (list->n_tls_pins != 2) {
        fault_set("key list %u names %zu TLS keys instead of two", list->number, list->n_tls_pins);
        return false;
    }
    for (int i = 0; i < 2; i++) {
        memcpy(pins[i], list->tls_pins[i].data, TLS_PIN_LEN);
    }
    return !is_tls || tls_next(dir, about.name, list->tls_pins[1].data, pins);
}

static bool rotate(struct command *command, const char *dir, bool is_tls)
{
    uint8_t pins[2][TLS_PIN_LEN];
    if (!choose_pins(command, dir, is_tls, pins) ||
        !keyring_rotate(command->regency, command->keyring, (const uint8_t(*)[TLS_PIN_LEN])pins,
                        2)) {
        return false;
    }
    printf("key list %u is in force; copy keys/ to its safe place again%s\n",
           keyring_newest(command->keyring)->number + 1,
           is_tls ? ". Restart `serve`, so that it shows the new certificate" : "");
    return true;
}

int keys_command(const char *dir, int count, char **words)
{
    bool is_tls = false;
    const char *plain[COMMAND_OPTIONS_MAX];
    const struct command_option options[] = {{"tls", NULL, &is_tls}, {0}};
    int plain_count;
    if (count > COMMAND_OPTIONS_MAX || !command_read(count, words, options, plain, &plain_count) ||
        plain_count > 1 || (plain_count == 1 && !str_equal(plain[0], "rotate")) ||
        (is_tls && plain_count == 0)) {
        return command_usage("keys [rotate [--tls]]");
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITH_KEYS)) {
        return log_fault();
    }
    bool ok = plain_count == 1 ? rotate(&command, dir, is_tls) : show(&command);
    command_close(&command);
    return ok ? COMMAND_OK : log_fault();
}
