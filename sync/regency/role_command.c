// SPDX-License-Identifier: GPL-3.0-or-later
// `role anew`, `role list`: the regency's word for a village in which nobody of a role knows a PIN
// any more. The code is shown once, here, and kept nowhere.
#include "command.h"

#include "db/base/moment.h"
#include "db/record/slug.h"
#include "db/regency/role_anew.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "role anew --village CODE bpd|desa|youth [--days N] [--cancel] | role list [--json]";

struct asked {
    const char *village;
    Kt__Role role;
    int64_t days;
    bool is_cancel;
};

static bool read_days(const char *text, int64_t *days)
{
    char *end = NULL;
    *days = text ? strtoll(text, &end, 10) : ROLE_ANEW_DAYS;
    return !text || (end != text && !*end);
}

// Told by telephone in groups, like a receipt.
static void print_code(const char code[static PERMIT_DIGITS + 1])
{
    for (size_t i = 0; i < PERMIT_DIGITS; i += CODE_GROUP_DIGITS) {
        printf("%s%.*s", i ? " " : "", CODE_GROUP_DIGITS, code + i);
    }
    printf("\n");
}

static bool allow(struct command *command, const struct asked *asked, const struct desa *village)
{
    char *code = secret_alloc(PERMIT_DIGITS + 1);
    int64_t until_s;
    const struct role_anew_ask ask = {
        .village = village, .role = asked->role, .days = asked->days, .by = command_operator};
    bool ok = role_anew_allow(command->regency, &command->arena, &ask, code, &until_s);
    if (ok) {
        printf("%s at %s (%s) may begin anew until %s. When the kiosk has heard of it, by network "
               "or stick, whoever asked types this code there; tell it to nobody else:\n",
               slug_of(SLUG_ROLE, (int)asked->role), village->name, village->code,
               command_iso_day(&command->arena, moment_day(until_s, village->zone_min)));
        print_code(code);
    }
    secret_free(code);
    return ok;
}

static bool cancel(struct command *command, const struct asked *asked, const struct desa *village)
{
    bool ok =
        role_anew_cancel(command->regency, &command->arena, village, asked->role, command_operator);
    if (ok) {
        printf("the permission for %s at %s (%s) is taken back: a kiosk takes its code until it "
               "hears of it\n",
               slug_of(SLUG_ROLE, (int)asked->role), village->name, village->code);
    }
    return ok;
}

static int anew(const char *dir, int count, char **words)
{
    struct asked asked = {0};
    const char *days = NULL, *plain[2 * COMMAND_OPTIONS_MAX];
    const struct command_option options[] = {{"village", &asked.village, NULL},
                                             {"days", &days, NULL},
                                             {"cancel", NULL, &asked.is_cancel},
                                             {0}};
    int plain_count;
    if (count > 2 * COMMAND_OPTIONS_MAX ||
        !command_read(count, words, options, plain, &plain_count) || plain_count != 1 ||
        !asked.village || !read_days(days, &asked.days) || (days && asked.is_cancel)) {
        return command_usage(usage);
    }
    int role = slug_value(SLUG_ROLE, plain[0]);
    if (role < KT__ROLE__ROLE_BPD) {
        fault_set("there is no role \"%.40s\"; it is one of bpd, desa, youth", plain[0]);
        return log_fault();
    }
    asked.role = (Kt__Role)role;
    struct command command;
    struct desa village;
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    bool ok = desa_find(command.regency, &command.arena, asked.village, &village);
    if (!ok) {
        fault_set("there is no village %.40s here; kiosk list shows those with a kiosk",
                  asked.village);
    }
    ok = ok && (asked.is_cancel ? cancel : allow)(&command, &asked, &village);
    command_close(&command);
    return ok ? COMMAND_OK : log_fault();
}

// ---- the list

static const char *const whats[] = {
    [ROLE_ANEW_OPEN] = "open",
    [ROLE_ANEW_USED] = "used",
    [ROLE_ANEW_CANCELLED] = "cancelled",
    [ROLE_ANEW_REPLACED] = "replaced",
    [ROLE_ANEW_EXPIRED] = "expired",
    [ROLE_ANEW_AGAIN] = "used again",
    [ROLE_ANEW_BY_COMMAND] = "by command",
};

static const char *when(struct arena *arena, int64_t at_s, int zone_min)
{
    return at_s > 0 ? moment_iso(at_s, zone_min, arena_alloc(arena, MOMENT_ISO_LEN)) : NULL;
}

static json_t *row_json(struct arena *arena, const struct role_anew_row *row)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s?, s:s?, s:s, s:s?, s:s?}", "what", whats[row->what],
                     "village", row->code, "village_name", row->village, "role",
                     slug_of(SLUG_ROLE, (int)row->role), "given",
                     when(arena, row->given_s, row->zone_min), "until",
                     when(arena, row->until_s, row->zone_min), "by", row->by, "ended",
                     when(arena, row->ended_s, row->zone_min), "kiosk",
                     row->kiosk ? arena_printf(arena, "K%u", row->kiosk) : NULL);
}

static void print_row(struct arena *arena, const struct role_anew_row *row)
{
    const char *given = when(arena, row->given_s, row->zone_min);
    const char *until = when(arena, row->until_s, row->zone_min);
    const char *ended = when(arena, row->ended_s, row->zone_min);
    printf("%s\t%s\t%s\t%s\tgiven %s\tuntil %s\tended %s\t%s\n", row->code, row->village,
           slug_of(SLUG_ROLE, (int)row->role), whats[row->what], given ? given : "-",
           until ? until : "-", ended ? ended : "-",
           row->kiosk ? arena_printf(arena, "K%u", row->kiosk) : "-");
}

static int list(const char *dir, int count, char **words)
{
    bool as_json = false;
    const char *plain[1];
    const struct command_option options[] = {{"json", NULL, &as_json}, {0}};
    int plain_count;
    if (count > 1 || !command_read(count, words, options, plain, &plain_count) || plain_count > 0) {
        return command_usage(usage);
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    struct role_anew_row *rows;
    size_t row_count = role_anew_list(command.regency, &command.arena, &rows);
    json_t *all = json_array();
    for (size_t i = 0; i < row_count; i++) {
        if (as_json) {
            json_array_append_new(all, row_json(&command.arena, &rows[i]));
        } else {
            print_row(&command.arena, &rows[i]);
        }
    }
    int status = as_json ? command_print_json(json_incref(all)) : COMMAND_OK;
    json_decref(all);
    command_close(&command);
    return status;
}

int role_command(const char *dir, int count, char **words)
{
    if (count > 0 && str_equal(words[0], "anew")) {
        return anew(dir, count - 1, words + 1);
    }
    if (count > 0 && str_equal(words[0], "list")) {
        return list(dir, count - 1, words + 1);
    }
    return command_usage(usage);
}
