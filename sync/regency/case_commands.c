// SPDX-License-Identifier: GPL-3.0-or-later
// `cases`, `case`, and the steps a case takes. Secret words are opened here one case at a time,
// each time on record; a list never shows any.
#include "command.h"

#include "db/base/moment.h"
#include "db/record/slug.h"
#include "db/regency/case.h"

#include <jansson.h>
#include <stdio.h>

static const char operator_name[] = "Petugas kabupaten";

// ---- cases

struct listing {
    json_t *list; // NULL: as lines
    struct arena arena;
};

static json_t *case_json(struct arena *arena, const struct case_info *info)
{
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s?, s:s?, s:s}", "id",
        secret_hex(arena, bytes_of(info->id, CASE_ID_LEN)), "number", info->number, "state",
        slug_of(SLUG_STATE, (int)info->state), "mode", slug_of(SLUG_MODE, (int)info->mode), "to",
        slug_of(SLUG_ADDRESSEE, (int)info->to), "category",
        slug_of(SLUG_CATEGORY, (int)info->category), "kiosk",
        arena_printf(arena, "K%u", info->kiosk), "day", command_iso_day(arena, info->day), "due",
        info->due_day ? command_iso_day(arena, info->due_day) : NULL, "opd", info->opd, "village",
        info->village_code);
}

static void list_one(void *ctx, const struct case_info *info)
{
    struct listing *listing = ctx;
    if (listing->list) {
        json_array_append_new(listing->list, case_json(&listing->arena, info));
    } else {
        printf("%.8s  %-12s %-16s %-8s %-10s %-11s K%-4u %s\n",
               secret_hex(&listing->arena, bytes_of(info->id, CASE_ID_LEN)), info->number,
               slug_of(SLUG_STATE, (int)info->state), slug_of(SLUG_MODE, (int)info->mode),
               slug_of(SLUG_ADDRESSEE, (int)info->to), slug_of(SLUG_CATEGORY, (int)info->category),
               info->kiosk, command_iso_day(&listing->arena, info->day));
    }
    arena_reset(&listing->arena);
}

int cases_command(const char *dir, int count, char **words)
{
    bool as_json = false;
    const char *plain[1];
    const struct command_option options[] = {{"json", NULL, &as_json}, {0}};
    int plain_count;
    if (count > 1 || !command_read(count, words, options, plain, &plain_count) || plain_count > 0) {
        return command_usage("cases [--json]");
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    struct listing listing = {.list = as_json ? json_array() : NULL};
    arena_init(&listing.arena, 1 << 20);
    bool ok = case_each(command.regency, list_one, &listing);
    arena_finish(&listing.arena);
    command_close(&command);
    if (!ok) {
        json_decref(listing.list);
        return log_fault();
    }
    return as_json ? command_print_json(listing.list) : COMMAND_OK;
}

// ---- case

struct shown {
    struct case_info info;
    const char *text, *name, *contact; // name and contact NULL unless they were opened
    struct case_entry *entries;
    size_t entry_count;
};

// The text as it lies open; from the seal, on record, where it is secret or the name is wanted.
static bool look(struct command *command, const char *asked, bool open, struct shown *out)
{
    struct arena *arena = &command->arena;
    *out = (struct shown){0};
    if (!case_find(command->regency, arena, asked, &out->info)) {
        return false;
    }
    out->text = out->info.text;
    if (open || !out->text) {
        Kt__Words *words =
            case_words(command->regency, arena, command->keyring, &out->info, operator_name);
        if (!words || !case_get(command->regency, arena, out->info.id, &out->info)) {
            return false;
        }
        out->text = words->text;
        out->name = open ? words->name : NULL;
        out->contact = open ? words->contact : NULL;
    }
    out->entries = ARENA_ARRAY(arena, struct case_entry, CASE_ENTRIES_MAX);
    out->entry_count =
        case_entries(command->regency, arena, command->keyring, out->info.id, out->entries);
    return true;
}

static json_t *shown_json(struct arena *arena, const struct shown *shown)
{
    json_t *entries = json_array();
    for (size_t i = 0; i < shown->entry_count; i++) {
        const struct case_entry *entry = &shown->entries[i];
        char at[MOMENT_ISO_LEN];
        moment_iso(entry->entry->at_s, shown->info.zone_min, at);
        json_array_append_new(
            entries,
            json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:b}", "revision",
                      (int)entry->revision, "state", slug_of(SLUG_STATE, (int)entry->entry->state),
                      "at", at, "by", entry->entry->by, "text", entry->entry->text, "to",
                      entry->entry->to, "opened", (int)entry->entry->opened, "public",
                      (int)entry->public, "signed", (int)entry->signed_well));
    }
    json_t *value = case_json(arena, &shown->info);
    json_object_set_new(value, "text", json_string(shown->text));
    json_object_set_new(value, "entries", entries);
    json_object_set_new(value, "rating", json_null());
    json_object_set_new(value, "revision", json_integer(shown->info.revision));
    json_object_set_new(value, "arrived_at_kiosk", json_integer(shown->info.seen_revision));
    if (shown->name) {
        json_object_set_new(value, "name", json_string(shown->name));
        json_object_set_new(value, "contact", json_string(shown->contact));
    }
    return value;
}

static void print_shown(struct arena *arena, const struct shown *shown)
{
    const struct case_info *info = &shown->info;
    printf("%s  %s, %s (%s), K%u, %s\n", info->number,
           secret_hex(arena, bytes_of(info->id, CASE_ID_LEN)), info->village_name,
           info->village_code, info->kiosk, command_iso_day(arena, info->day));
    printf("%s, %s, to %s, %s%s%s\n", slug_of(SLUG_STATE, (int)info->state),
           slug_of(SLUG_MODE, (int)info->mode), slug_of(SLUG_ADDRESSEE, (int)info->to),
           slug_of(SLUG_CATEGORY, (int)info->category), info->opd ? ", at " : "",
           info->opd ? info->opd : "");
    if (info->due_day) {
        printf("due %s\n", command_iso_day(arena, info->due_day));
    }
    if (shown->name) {
        printf("from %s, %s\n", shown->name[0] ? shown->name : "(no name)",
               shown->contact[0] ? shown->contact : "(no contact)");
    }
    printf("\n%s\n\n", shown->text);
    for (size_t i = 0; i < shown->entry_count; i++) {
        const struct case_entry *entry = &shown->entries[i];
        char at[MOMENT_ISO_LEN];
        printf("%.16s  %-16s %s: %s%s\n", moment_iso(entry->entry->at_s, info->zone_min, at),
               slug_of(SLUG_STATE, (int)entry->entry->state), entry->entry->by, entry->entry->text,
               entry->signed_well ? "" : "  [SIGNATURE DOES NOT HOLD]");
    }
}

int case_command(const char *dir, int count, char **words)
{
    bool as_json = false, open = false;
    const char *plain[COMMAND_OPTIONS_MAX];
    const struct command_option options[] = {{"json", NULL, &as_json}, {"open", NULL, &open}, {0}};
    int plain_count;
    if (count > COMMAND_OPTIONS_MAX || !command_read(count, words, options, plain, &plain_count) ||
        plain_count != 1) {
        return command_usage("case ID [--json] [--open]");
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITH_KEYS)) {
        return log_fault();
    }
    struct shown shown;
    int status = COMMAND_OK;
    if (!look(&command, plain[0], open, &shown)) {
        status = log_fault();
    } else if (as_json) {
        status = command_print_json(shown_json(&command.arena, &shown));
    } else {
        print_shown(&command.arena, &shown);
    }
    command_close(&command);
    return status;
}

// ---- steps

static int take_step(const char *dir, const char *asked, const char *text_file,
                     struct case_step *step)
{
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITH_KEYS)) {
        return log_fault();
    }
    struct case_info info;
    bool ok = case_find(command.regency, &command.arena, asked, &info);
    if (ok && text_file) {
        step->text = command_text(&command.arena, text_file);
        ok = step->text != NULL;
    }
    ok = ok && case_take_step(command.regency, &command.arena, command.keyring, &info, step) &&
         case_get(command.regency, &command.arena, info.id, &info);
    if (ok) {
        printf("%s %s\n", info.number, slug_of(SLUG_STATE, (int)info.state));
    }
    command_close(&command);
    return ok ? COMMAND_OK : log_fault();
}

int verify_command(const char *dir, int count, char **words)
{
    struct case_step step = {.verb = CASE_VERIFY};
    return count == 1 ? take_step(dir, words[0], NULL, &step) : command_usage("verify ID");
}

int route_command(const char *dir, int count, char **words)
{
    struct case_step step = {.verb = CASE_ROUTE, .opd = count == 2 ? words[1] : NULL};
    return count == 2 ? take_step(dir, words[0], NULL, &step) : command_usage("route ID OPD");
}

// The steps that bring a text of their own.
static int step_with_text(const char *dir, int count, char **words, enum case_verb verb,
                          const char *usage, bool text_needed, bool may_be_public)
{
    const char *text_file = NULL, *plain[COMMAND_OPTIONS_MAX];
    struct case_step step = {.verb = verb};
    const struct command_option options[] = {{"text-file", &text_file, NULL},
                                             {may_be_public ? "public" : NULL, NULL, &step.public},
                                             {0}};
    int plain_count;
    if (count > COMMAND_OPTIONS_MAX || !command_read(count, words, options, plain, &plain_count) ||
        plain_count != 1 || (text_needed && !text_file)) {
        return command_usage(usage);
    }
    return take_step(dir, plain[0], text_file, &step);
}

int reply_command(const char *dir, int count, char **words)
{
    return step_with_text(dir, count, words, CASE_REPLY, "reply ID --text-file F [--public]", true,
                          true);
}

int close_command(const char *dir, int count, char **words)
{
    return step_with_text(dir, count, words, CASE_CLOSE, "close ID [--text-file F]", false, false);
}

int reject_command(const char *dir, int count, char **words)
{
    return step_with_text(dir, count, words, CASE_REJECT, "reject ID --text-file F", true, false);
}
