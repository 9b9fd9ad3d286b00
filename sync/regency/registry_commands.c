// SPDX-License-Identifier: GPL-3.0-or-later
// `kiosk add|revoke|list`, `village import`, `opd add|list`: who and what the regency knows. A
// ticket's token is shown once, here, and kept nowhere.
#include "command.h"

#include "db/base/file.h"
#include "db/base/moment.h"
#include "db/record/slug.h"
#include "db/regency/opd.h"
#include "db/regency/registry.h"
#include "db/regency/role.h"
#include "db/regency/rule.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { SKEW_S_SAID = 300, DISK_LOW_MB = 500 };

// A name with several actions: `kiosk add ...`.
struct action {
    const char *name;
    int (*run)(const char *dir, int count, char **words);
};

static int run_action(const struct action *actions, size_t action_count, const char *usage,
                      const char *dir, int count, char **words)
{
    for (size_t i = 0; count > 0 && i < action_count; i++) {
        if (str_equal(words[0], actions[i].name)) {
            return actions[i].run(dir, count - 1, words + 1);
        }
    }
    return command_usage(usage);
}

// ---- kiosk

static const char kiosk_usage[] =
    "kiosk add --village CODE --name NAME [--url URL]"
    " [--village-name NAME] | kiosk revoke ID | kiosk readmit ID | kiosk list [--json]";

// --url, else the setting, else where the last `serve` listened.
static const char *ticket_url(struct command *command, const char *url)
{
    url = url ? url : rule_own(command->regency, &command->arena, RULE_URL);
    url = url ? url : rule_own(command->regency, &command->arena, RULE_LISTEN);
    bool everywhere =
        url && (str_starts(url, "https://0.0.0.0:") || str_starts(url, "https://[::]:"));
    if (everywhere) {
        fault_set("%s is no address that a kiosk can call: give --url https://..., or: set url "
                  "https://...",
                  url);
        return NULL;
    }
    if (!url) {
        fault_set(
            "where will kiosks find the server? give --url https://..., or: set url https://...");
        return NULL;
    }
    if (!str_starts(url, "https://") || strlen(url) > URL_LEN_MAX) {
        fault_set("%.80s: is no https:// address of at most %d bytes; give --url", url,
                  URL_LEN_MAX);
        return NULL;
    }
    return url;
}

static bool print_ticket(struct command *command, const char *url, const uint8_t *token)
{
    Kt__KeyList *list = keyring_list(command->regency, &command->arena);
    if (!list) {
        return false;
    }
    Kt__Ticket ticket = KT__TICKET__INIT;
    ticket.url = arena_str(&command->arena, url);
    ticket.token = record_data(bytes_of(token, TOKEN_LEN));
    ticket.root_key = record_data(bytes_of(command->keyring->root_public, SIGN_PUBLIC_LEN));
    ticket.sealing_key = list->sealing_key;
    ticket.tls_pins = list->tls_pins;
    ticket.n_tls_pins = list->n_tls_pins;
    printf("%s\n", trust_ticket_text(&command->arena, &ticket));
    return true;
}

static int kiosk_add(const char *dir, int count, char **words)
{
    const char *village = NULL, *name = NULL, *url = NULL, *village_name = NULL;
    const char *plain[2 * COMMAND_OPTIONS_MAX];
    const struct command_option options[] = {{"village", &village, NULL},
                                             {"name", &name, NULL},
                                             {"url", &url, NULL},
                                             {"village-name", &village_name, NULL},
                                             {0}};
    int plain_count;
    if (count > 2 * COMMAND_OPTIONS_MAX ||
        !command_read(count, words, options, plain, &plain_count) || plain_count > 0 || !village ||
        !name) {
        return command_usage(kiosk_usage);
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITH_KEYS)) {
        return log_fault();
    }
    struct desa desa;
    uint8_t token[TOKEN_LEN];
    uint32_t id = 0;
    url = ticket_url(&command, url);
    bool ok = url != NULL;
    if (ok) {
        sql_begin(command.regency->sql);
        if (!desa_need(command.regency, &command.arena, village, village_name, &desa) ||
            !registry_add(command.regency, desa.id, name, token, &id)) {
            sql_fail(command.regency->sql);
        }
        ok = sql_commit(command.regency->sql);
    }
    if (ok) {
        printf("K%u, %s (%s). Its ticket, for one machine:\n", id, desa.name, desa.code);
        ok = print_ticket(&command, url, token);
    }
    command_close(&command);
    return ok ? COMMAND_OK : log_fault();
}

static int change_kiosk(const char *dir, int count, char **words,
                        bool (*change)(struct regency *regency, uint32_t id), const char *done)
{
    if (count != 1) {
        return command_usage(kiosk_usage);
    }
    struct command command;
    uint32_t id = command_kiosk_id(words[0]);
    if (id == 0 || !command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    bool ok = change(command.regency, id);
    command_close(&command);
    if (!ok) {
        return log_fault();
    }
    printf("K%u %s\n", id, done);
    return COMMAND_OK;
}

static int kiosk_revoke(const char *dir, int count, char **words)
{
    return change_kiosk(dir, count, words, registry_revoke,
                        "is revoked: nothing that it sends is taken any more");
}

static int kiosk_readmit(const char *dir, int count, char **words)
{
    return change_kiosk(dir, count, words, registry_readmit,
                        "may come back once with a key that was replaced; it gets a new one then");
}

static const char *state_of(const struct registry_kiosk *kiosk)
{
    return kiosk->revoked ? "revoked" : kiosk->enrolled ? "enrolled" : "ticket";
}

static const char *when(struct arena *arena, int64_t at_s, int zone_min)
{
    char *text = arena_alloc(arena, MOMENT_ISO_LEN);
    return at_s ? moment_iso(at_s, zone_min, text) : NULL;
}

// Who there has answered the questions of their role.
static json_t *certified_json(struct command *command, const struct registry_kiosk *kiosk)
{
    struct arena *arena = &command->arena;
    Kt__Certified **list = ARENA_ARRAY(arena, Kt__Certified *, ROLE_CERTIFIED_MAX);
    size_t count = role_certified(command->regency, arena, kiosk->id, list);
    json_t *out = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(out, json_pack("{s:s, s:s, s:i, s:i, s:s?}", "role",
                                             slug_of(SLUG_ROLE, (int)list[i]->role), "name",
                                             list[i]->name, "right", (int)list[i]->right, "of",
                                             (int)list[i]->of, "at",
                                             when(arena, list[i]->at_s, kiosk->village.zone_min)));
    }
    return out;
}

// "1.0"; NULL: it never told.
static const char *version_text(struct arena *arena, uint32_t version)
{
    return version ? arena_printf(arena, "%u.%u", version / 100, version % 100) : NULL;
}

static json_t *kiosk_json(struct command *command, const struct registry_kiosk *kiosk)
{
    struct arena *arena = &command->arena;
    const struct desa *village = &kiosk->village;
    // What it never told is null.
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s?, s:I, s:I, s:I, s:o, s:o, s:s?, s:o}", "id",
        arena_printf(arena, "K%u", kiosk->id), "village", village->code, "village_name",
        village->name, "name", kiosk->name, "state", state_of(kiosk), "seen",
        when(arena, kiosk->seen_s, village->zone_min), "waiting", (json_int_t)kiosk->waiting,
        "aside", (json_int_t)kiosk->asides, "oldest_waiting_s", (json_int_t)kiosk->oldest_s,
        "clock_ahead_s", kiosk->has_skew ? json_integer(kiosk->skew_s) : json_null(),
        "disk_free_mb", kiosk->free_mb ? json_integer(kiosk->free_mb) : json_null(), "version",
        version_text(arena, kiosk->version), "certified", certified_json(command, kiosk));
}

// Only what somebody should know of; its version always.
static void print_report(struct arena *arena, const struct registry_kiosk *kiosk)
{
    if (!kiosk->version) {
        return;
    }
    printf("\tversion %s", version_text(arena, kiosk->version));
    if (kiosk->oldest_s >= DAY_S) {
        printf("\toldest %lld days", (long long)(kiosk->oldest_s / DAY_S));
    }
    if (kiosk->free_mb > 0 && kiosk->free_mb < DISK_LOW_MB) {
        printf("\tdisk %lld MB", (long long)kiosk->free_mb);
    }
    if (kiosk->skew_s <= -SKEW_S_SAID || kiosk->skew_s >= SKEW_S_SAID) {
        printf("\tclock %+lld s", (long long)kiosk->skew_s);
    }
}

static int kiosk_list(const char *dir, int count, char **words)
{
    bool as_json = false;
    const char *plain[1];
    const struct command_option options[] = {{"json", NULL, &as_json}, {0}};
    int plain_count;
    if (count > 1 || !command_read(count, words, options, plain, &plain_count) || plain_count > 0) {
        return command_usage(kiosk_usage);
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    struct arena *arena = &command.arena;
    uint32_t *ids;
    size_t id_count = registry_ids(command.regency, arena, &ids);
    json_t *list = json_array();
    for (size_t i = 0; i < id_count; i++) {
        struct registry_kiosk kiosk;
        if (!registry_get(command.regency, arena, ids[i], &kiosk)) {
            continue;
        }
        if (as_json) {
            json_array_append_new(list, kiosk_json(&command, &kiosk));
        } else {
            const char *seen = when(arena, kiosk.seen_s, kiosk.village.zone_min);
            printf("K%u\t%s\t%s\t%s\t%s\t%s\t%lld waiting\t%lld set aside", kiosk.id,
                   kiosk.village.code, kiosk.village.name, kiosk.name, state_of(&kiosk),
                   seen ? seen : "-", (long long)kiosk.waiting, (long long)kiosk.asides);
            print_report(arena, &kiosk);
            putchar('\n');
        }
    }
    int status = as_json ? command_print_json(json_incref(list)) : COMMAND_OK;
    json_decref(list);
    command_close(&command);
    return status;
}

int kiosk_command(const char *dir, int count, char **words)
{
    static const struct action actions[] = {{"add", kiosk_add},
                                            {"revoke", kiosk_revoke},
                                            {"readmit", kiosk_readmit},
                                            {"list", kiosk_list}};
    return run_action(actions, COUNT_OF(actions), kiosk_usage, dir, count, words);
}

// ---- village

int village_command(const char *dir, int count, char **words)
{
    if (count != 2 || !str_equal(words[0], "import")) {
        return command_usage("village import FILE.csv");
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    struct bytes text;
    size_t taken = 0;
    bool ok = file_read(&command.arena, words[1], DESA_FILE_BYTES_MAX, &text) &&
              desa_import(command.regency, words[1], text, &taken);
    command_close(&command);
    if (!ok) {
        return log_fault();
    }
    printf("%zu villages\n", taken);
    return COMMAND_OK;
}

// ---- opd

static const char opd_usage[] = "opd add CODE NAME | opd list";

static int opd_add_one(const char *dir, int count, char **words)
{
    if (count != 2) {
        return command_usage(opd_usage);
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    bool ok = opd_add(command.regency, words[0], words[1]);
    command_close(&command);
    return ok ? COMMAND_OK : log_fault();
}

static int opd_list_all(const char *dir, int count, char **words)
{
    (void)words;
    struct command command;
    if (count != 0) {
        return command_usage(opd_usage);
    }
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    struct opd *list;
    size_t opd_count = opd_list(command.regency, &command.arena, &list);
    for (size_t i = 0; i < opd_count; i++) {
        printf("%s\t%s\n", list[i].code, list[i].name);
    }
    command_close(&command);
    return COMMAND_OK;
}

int opd_command(const char *dir, int count, char **words)
{
    static const struct action actions[] = {{"add", opd_add_one}, {"list", opd_list_all}};
    return run_action(actions, COUNT_OF(actions), opd_usage, dir, count, words);
}
