// SPDX-License-Identifier: GPL-3.0-or-later
// `cases` and `case`. Secret words and recordings are opened here one case at a time, each time on
// record; a list never shows any.
#include "command.h"

#include "db/base/file.h"
#include "db/base/moment.h"
#include "db/record/slug.h"
#include "db/regency/papan.h"
#include "db/regency/part.h"

#include <jansson.h>
#include <stdio.h>

// ---- cases

struct listing {
    json_t *list; // NULL: as lines
    struct arena arena;
};

static json_t *case_json(struct arena *arena, const struct case_info *info)
{
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s?, s:s?, s:s, s:b}", "id",
        secret_hex(arena, bytes_of(info->id, CASE_ID_LEN)), "number", info->number, "state",
        slug_of(SLUG_STATE, (int)info->state), "mode", slug_of(SLUG_MODE, (int)info->mode), "to",
        slug_of(SLUG_ADDRESSEE, (int)info->to), "category",
        slug_of(SLUG_CATEGORY, (int)info->category), "kiosk",
        arena_printf(arena, "K%u", info->kiosk), "day", command_iso_day(arena, info->day), "due",
        info->due_day ? command_iso_day(arena, info->due_day) : NULL, "opd", info->opd, "village",
        info->village_code, "voice", (int)(info->voice.hash.len > 0));
}

// What stands for words that were spoken; "" where there is no recording.
static char *voice_words(struct arena *arena, const struct case_info *info)
{
    return info->voice.hash.len > 0
               ? arena_printf(arena, "(rekaman suara, %u detik)", (info->voice.ms + 500) / 1000)
               : arena_str(arena, "");
}

static void list_one(void *ctx, const struct case_info *info)
{
    struct listing *listing = ctx;
    if (listing->list) {
        json_array_append_new(listing->list, case_json(&listing->arena, info));
    } else {
        const char *voice = voice_words(&listing->arena, info);
        printf("%.8s  %-12s %-16s %-8s %-10s %-11s K%-4u %s%s%s\n",
               secret_hex(&listing->arena, bytes_of(info->id, CASE_ID_LEN)), info->number,
               slug_of(SLUG_STATE, (int)info->state), slug_of(SLUG_MODE, (int)info->mode),
               slug_of(SLUG_ADDRESSEE, (int)info->to), slug_of(SLUG_CATEGORY, (int)info->category),
               info->kiosk, command_iso_day(&listing->arena, info->day), *voice ? "  " : "", voice);
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
    bool on_board; // it has an item there, shown or taken down
    struct papan_item item;
    bool voice_complete;
};

// The text as it lies open; from the seal, on record, where it is secret or the name is wanted.
static bool look(struct command *command, const char *asked, bool open, struct shown *out)
{
    struct arena *arena = &command->arena;
    *out = (struct shown){0};
    if (!case_find(command->regency, arena, asked, &out->info)) {
        return false;
    }
    out->text = out->info.erased ? "" : out->info.text;
    if ((open || !out->text) && !(out->info.erased && !open)) {
        Kt__Words *words =
            case_words(command->regency, arena, command->keyring, &out->info, command_operator);
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
    out->on_board = papan_find(command->regency, out->info.id, &out->item);
    char *path;
    out->voice_complete = part_path(command->regency, arena, out->info.voice.hash, &path);
    return true;
}

// NULL for none.
static const char *follow_word(Kt__Follow follow)
{
    static const char *const words[] = {
        [KT__FOLLOW__RATE] = "rate",
        [KT__FOLLOW__ASK] = "ask",
        [KT__FOLLOW__REOPEN] = "reopen",
        [KT__FOLLOW__ERASE] = "erase",
    };
    return follow > 0 && (size_t)follow < COUNT_OF(words) ? words[follow] : NULL;
}

static json_t *entry_json(const struct case_entry *entry, int zone_min)
{
    char at[MOMENT_ISO_LEN];
    const Kt__CaseEntry *from = entry->entry;
    json_t *value = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:b}", "revision",
                              (int)entry->revision, "state", slug_of(SLUG_STATE, (int)from->state),
                              "at", moment_iso(from->at_s, zone_min, at), "by", from->by, "text",
                              from->text, "to", from->to, "opened", (int)from->opened, "public",
                              (int)entry->public, "signed", (int)entry->signed_well);
    const char *follow = follow_word(from->follow);
    json_object_set_new(value, "follow", follow ? json_string(follow) : json_null());
    json_object_set_new(value, "rating", from->rating ? json_integer(from->rating) : json_null());
    return value;
}

static json_t *day_json(struct arena *arena, int64_t day)
{
    return day ? json_string(command_iso_day(arena, day)) : json_null();
}

static json_t *shown_json(struct arena *arena, const struct shown *shown)
{
    const struct case_info *info = &shown->info;
    json_t *entries = json_array();
    for (size_t i = 0; i < shown->entry_count; i++) {
        json_array_append_new(entries, entry_json(&shown->entries[i], info->zone_min));
    }
    const struct {
        const char *key;
        json_t *value;
    } more[] = {
        {"text", json_string(shown->text)},
        {"entries", entries},
        {"rating", info->rating ? json_integer(info->rating) : json_null()},
        {"revision", json_integer(info->revision)},
        {"arrived_at_kiosk", json_integer(info->seen_revision)},
        {"reopen_until", day_json(arena, case_reopen_until(info))},
        {"merged_into", info->merged_into ? json_string(info->merged_into) : json_null()},
        {"erased", json_boolean(info->erased)},
        {"supports", json_integer(shown->on_board ? shown->item.supports : 0)},
        {"board", shown->on_board
                      ? json_pack("{s:s, s:b}", "id",
                                  secret_hex(arena, bytes_of(shown->item.id, PAPAN_ID_LEN)),
                                  "shown", (int)shown->item.shown)
                      : json_null()},
        {"voice", info->voice.hash.len > 0
                      ? json_pack("{s:i, s:i, s:b}", "ms", (int)info->voice.ms, "bytes",
                                  (int)info->voice.bytes, "complete", (int)shown->voice_complete)
                      : json_null()},
    };
    json_t *value = case_json(arena, info);
    for (size_t i = 0; i < COUNT_OF(more); i++) {
        json_object_set_new(value, more[i].key, more[i].value);
    }
    if (shown->name) {
        json_object_set_new(value, "name", json_string(shown->name));
        json_object_set_new(value, "contact", json_string(shown->contact));
    }
    return value;
}

// What only some cases have.
static void print_more(struct arena *arena, const struct shown *shown)
{
    const struct case_info *info = &shown->info;
    if (info->merged_into) {
        printf("goes on in %s\n", info->merged_into);
    }
    if (info->rating) {
        printf("rated %u of 5\n", info->rating);
    }
    int64_t until = case_reopen_until(info);
    if (until) {
        printf("may be reopened until %s%s\n", command_iso_day(arena, until),
               info->finished_seen_s ? "" : ", or later: no kiosk has reported the answer yet");
    }
    if (shown->on_board) {
        printf("%s, supported by %u\n", shown->item.shown ? "on the board" : "off the board",
               shown->item.supports);
    }
    if (info->voice.hash.len > 0 && !shown->voice_complete) {
        printf("the recording is not wholly here yet\n");
    }
}

// The state, or what was done without changing it.
static const char *step_word(struct arena *arena, const Kt__CaseEntry *entry)
{
    if (entry->state != KT__STATE__STATE_NONE) {
        return slug_of(SLUG_STATE, (int)entry->state);
    }
    return entry->opened   ? "(opened)"
           : entry->rating ? arena_printf(arena, "(rate %u of 5)", entry->rating)
           : entry->follow ? arena_printf(arena, "(%s)", follow_word(entry->follow))
                           : "";
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
    print_more(arena, shown);
    const char *voice = voice_words(arena, info);
    printf("\n%s%s%s\n\n", info->erased ? "(erased, as the villager asked)" : shown->text,
           shown->text[0] && *voice ? "\n" : "", voice);
    for (size_t i = 0; i < shown->entry_count; i++) {
        const struct case_entry *entry = &shown->entries[i];
        char at[MOMENT_ISO_LEN];
        printf("%.16s  %-16s %s: %s%s\n", moment_iso(entry->entry->at_s, info->zone_min, at),
               step_word(arena, entry->entry), entry->entry->by, entry->entry->text,
               entry->signed_well ? "" : "  [SIGNATURE DOES NOT HOLD]");
    }
}

// The recording into a file for the operator alone. Nothing goes on record while there is none to
// hear.
static bool write_voice(struct command *command, const char *asked, const char *path)
{
    struct arena *arena = &command->arena;
    struct case_info info;
    char *closed;
    if (!case_find(command->regency, arena, asked, &info)) {
        return false;
    }
    if (info.voice.hash.len == 0) {
        fault_set("case %s has no recording", info.number);
        return false;
    }
    if (!part_path(command->regency, arena, info.voice.hash, &closed)) {
        fault_set("case %s: parts of its recording are still missing; they come with the next "
                  "rounds of K%u",
                  info.number, info.kiosk);
        return false;
    }
    Kt__Words *words =
        case_words(command->regency, arena, command->keyring, &info, command_operator);
    size_t len = 0;
    uint8_t *open =
        words && words->voice ? part_voice_open(command->regency, words->voice, &len) : NULL;
    bool ok = open && file_write(path, bytes_of(open, len), 0600);
    secret_free(open);
    return ok;
}

int case_command(const char *dir, int count, char **words)
{
    bool as_json = false, open = false;
    const char *voice_path = NULL, *plain[COMMAND_OPTIONS_MAX];
    const struct command_option options[] = {
        {"json", NULL, &as_json}, {"open", NULL, &open}, {"voice", &voice_path, NULL}, {0}};
    int plain_count;
    if (count > COMMAND_OPTIONS_MAX || !command_read(count, words, options, plain, &plain_count) ||
        plain_count != 1 || (voice_path && (as_json || open))) {
        return command_usage("case ID [--json] [--open] | case ID --voice FILE");
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITH_KEYS)) {
        return log_fault();
    }
    struct shown shown;
    int status = COMMAND_OK;
    if (voice_path) {
        status = write_voice(&command, plain[0], voice_path) ? COMMAND_OK : log_fault();
    } else if (!look(&command, plain[0], open, &shown)) {
        status = log_fault();
    } else if (as_json) {
        status = command_print_json(shown_json(&command.arena, &shown));
    } else {
        print_shown(&command.arena, &shown);
    }
    command_close(&command);
    return status;
}
