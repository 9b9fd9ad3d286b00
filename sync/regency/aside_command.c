// SPDX-License-Identifier: GPL-3.0-or-later
// `asides`: what kiosks sent and could not be applied, with the reason. `serve` and `import` try
// all of it again when they start. Never shows what is inside: that is sealed, or is nobody's text.
#include "command.h"

#include "db/base/moment.h"
#include "db/regency/intake.h"
#include "db/regency/registry.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { PAGE = 256 };

static int zone_of(struct command *command, uint32_t id)
{
    struct registry_kiosk kiosk;
    return registry_get(command->regency, &command->arena, id, &kiosk) ? kiosk.village.zone_min : 0;
}

static void show(const struct ledger_aside *aside, int zone_min, json_t *list)
{
    char at[MOMENT_ISO_LEN];
    moment_iso(aside->at_s, zone_min, at);
    if (!list) {
        printf("K%u\t%u/%llu\t%s\t%lld bytes\t%s\n", aside->at.kiosk, aside->at.log,
               (unsigned long long)aside->at.seq, at, (long long)aside->bytes, aside->why);
        return;
    }
    char kiosk[16];
    snprintf(kiosk, sizeof kiosk, "K%u", aside->at.kiosk);
    json_array_append_new(list, json_pack("{s:s, s:I, s:I, s:s, s:I, s:s}", "kiosk", kiosk, "log",
                                          (json_int_t)aside->at.log, "seq",
                                          (json_int_t)aside->at.seq, "at", at, "bytes",
                                          (json_int_t)aside->bytes, "why", aside->why));
}

int asides_command(const char *dir, int count, char **words)
{
    bool as_json = false;
    const char *plain[2];
    const struct command_option options[] = {{"json", NULL, &as_json}, {0}};
    int plain_count;
    if (count > 2 || !command_read(count, words, options, plain, &plain_count) || plain_count > 1) {
        return command_usage("asides [KIOSK] [--json]");
    }
    uint32_t kiosk = plain_count > 0 ? command_kiosk_id(plain[0]) : 0;
    struct command command;
    if ((plain_count > 0 && !kiosk) || !command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    struct ledger_aside page[PAGE];
    json_t *list = as_json ? json_array() : NULL;
    int64_t after = 0;
    size_t got;
    do {
        got = ledger_asides_all(command.regency, &command.arena, kiosk, after, PAGE, page);
        for (size_t i = 0; i < got; i++) {
            show(&page[i], zone_of(&command, page[i].at.kiosk), list);
            after = page[i].id;
        }
        arena_reset(&command.arena);
    } while (got == PAGE);
    bool ok = !sql_failed(command.regency->sql);
    command_close(&command);
    if (!ok) {
        json_decref(list);
        return log_fault();
    }
    return list ? command_print_json(list) : COMMAND_OK;
}

void aside_try_again(struct command *command)
{
    struct intake_again again;
    if (!intake_asides_again(command->regency, command->keyring, &again)) {
        log_line("what was set aside could not be tried again: %s", fault_text());
        fault_clear();
    } else if (again.taken > 0) {
        log_line("%lld that had been set aside were taken in; %lld stay (`asides` lists them)",
                 (long long)again.taken, (long long)again.left);
    }
}
